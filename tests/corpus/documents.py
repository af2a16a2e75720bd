"""Small real files of every format, built by the libraries that write them: the same plan five times, and parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Any

from corpus.numerals import to_chinese


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph of a plan: `depth` 0 title, 1 一、 2 （一） 3 1. 4 ——, 9 body; the number is printed from it."""

    depth: int
    text: str


_MARKERS: dict[int, Callable[[int], str]] = {
    1: lambda n: f"{to_chinese(n)}、",
    2: lambda n: f"（{to_chinese(n)}）",
    3: lambda n: f"{n}. ",
    4: lambda _: "——",
}

#: a plan with run-in headings, dashes and paragraphs long enough to wrap on a page
PLAN = (
    Item(0, "临河市数字经济发展行动方案"),
    Item(9, "为落实国家数字经济发展部署，结合本市实际，制定本方案（2024—2027年）。"),
    Item(1, "总体要求"),
    Item(
        9,
        "坚持创新驱动、应用牵引，推动数字技术与实体经济深度融合，" * 4
        + "到2027年核心产业增加值占比达到12%。",
    ),
    Item(2, "基本原则"),
    Item(4, "坚持市场主导。发挥企业主体作用，政府做好规划引导、政策支持和公共服务，营造公平竞争的市场环境。"),
    Item(4, "坚持安全有序。统筹发展和安全，完善数据安全、网络安全与个人信息保护制度。"),
    Item(2, "主要目标"),
    Item(9, "新建5G基站2000个以上；培育“专精特新”企业50家；R&D经费投入强度达到2.5%。"),
    Item(1, "重点任务"),
    Item(2, "夯实基础设施"),
    Item(
        3,
        "建设算力中心。依托高新区布局智算中心，"
        + "形成集约高效、绿色低碳的算力供给体系，" * 5
        + "服务全市。",
    ),
    Item(3, "升级通信网络。推进千兆光网和5G网络向县域延伸，重点园区实现深度覆盖。"),
    Item(2, "壮大数字产业"),
    Item(3, "发展软件服务。支持企业开发工业软件、行业大模型和开源项目，给予一次性奖励。"),
    Item(1, "保障措施"),
    Item(9, "市工业和信息化局牵头，各有关部门按职责分工负责；每年组织一次评估，评估结果向社会公布。"),
)


def numbered(items: Iterable[Item]) -> list[str]:
    """The paragraphs as printed: each depth counts on until a shallower one begins again."""
    counts: dict[int, int] = {}
    printed: list[str] = []
    for item in items:
        if item.depth in _MARKERS:
            counts = {d: n for d, n in counts.items() if d <= item.depth}
            counts[item.depth] = counts.get(item.depth, 0) + 1
            printed.append(_MARKERS[item.depth](counts[item.depth]) + item.text)
        else:
            printed.append(item.text)
    return printed


def as_txt(items: Sequence[Item], encoding: str = "utf-8") -> bytes:
    return ("\r\n".join("　　" + line for line in numbered(items)) + "\r\n").encode(encoding)


def as_markdown(items: Sequence[Item]) -> bytes:
    lines = ["---", "title: 数字经济行动方案", "来源: https://example.org/plan", "---", ""]
    for item, line in zip(items, numbered(items), strict=True):
        lines += [f"{'#' * (item.depth + 1)} {line}" if item.depth < 3 else line, ""]
    return "\n".join(lines).encode()


def as_html(items: Sequence[Item], charset: str = "utf-8") -> bytes:
    body = "".join(
        f"<h{item.depth + 1}>{escape(line)}</h{item.depth + 1}>"
        if item.depth < 3
        else f"<p>　　{escape(line)}</p>"
        for item, line in zip(items, numbered(items), strict=True)
    )
    page = f"<!DOCTYPE html><html><head><meta charset='{charset}'><title>方案</title></head><body>{body}</body></html>"
    return page.encode("gb18030" if charset.startswith("gb") else charset)


def docx_bytes(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def level_xml(
    ilvl: int, fmt: str, text: str, *, start: int = 1, suffix: str = "nothing", extra: str = ""
) -> str:
    """One w:lvl of numbering.xml; `extra` holds further children such as w:lvlRestart."""
    return (
        f'<w:lvl w:ilvl="{ilvl}"><w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/>{extra}'
        f'<w:suff w:val="{suffix}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def set_numbering(document: Any, xml: str) -> None:
    """Replace the numbering definitions of a document by w:abstractNum and w:num elements given as text."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    root = document.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    for child in parse_xml(f"<w:numbering {nsdecls('w')}>{xml}</w:numbering>"):
        root.append(child)


def add_numbered(document: Any, text: str, num: int, level: int = 0) -> Any:
    """A paragraph numbered by its own w:numPr."""
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = num
    return paragraph


#: the outline of PLAN as Word numbers it
_PLAN_LEVELS = (
    level_xml(0, "chineseCounting", "%1、")
    + level_xml(1, "chineseCountingThousand", "（%2）")
    + level_xml(2, "decimal", "%3.", suffix="space")
    + level_xml(3, "bullet", "——")
)


def as_docx(items: Sequence[Item]) -> bytes:
    """No number is typed: all come from numbering.xml."""
    import docx

    document = docx.Document()
    set_numbering(
        document, f'<w:abstractNum w:abstractNumId="1">{_PLAN_LEVELS}</w:abstractNum>{num_xml(1, 1)}'
    )
    for item in items:
        if item.depth in _MARKERS:
            add_numbered(document, item.text, 1, item.depth - 1)
        else:
            document.add_paragraph(item.text)
    return docx_bytes(document)


def num_xml(number: int, definition: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{overrides}</w:num>'


def as_pdf(items: Sequence[Item], *, size: float = 12, indent: bool = True, **options: Any) -> bytes:
    """A printed page run with page numbers and a running head; long paragraphs are broken into lines."""
    return pdf_of(numbered(items), size=size, indent=indent, **options)


def pdf_of(
    lines: Sequence[str],
    *,
    size: float = 12,
    indent: bool = True,
    space: float = 0,
    head: str = "临河市人民政府文件",
) -> bytes:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    style = ParagraphStyle(
        "body", fontName=_font(), fontSize=size, leading=1.6 * size, wordWrap="CJK", alignment=4,
        firstLineIndent=2 * size if indent else 0, spaceAfter=space,
    )  # fmt: skip

    def marks(canvas: Any, template: Any) -> None:
        canvas.setFont(_font(), 9)
        canvas.drawCentredString(210, 30, f"— {template.page} —")
        canvas.drawString(72, 555, head)

    out = BytesIO()
    template = SimpleDocTemplate(out, pagesize=(420, 595), title="数字经济行动方案", author="临河市")
    template.build([Paragraph(escape(line), style) for line in lines], onFirstPage=marks, onLaterPages=marks)
    return out.getvalue()


def pdf_pages(*pages: Callable[[Any], None], **options: Any) -> bytes:
    """A PDF whose pages are drawn by hand on a reportlab canvas."""
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, **options)
    for draw in pages:
        canvas.setFont(_font(), 12)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _font() -> str:
    """The built-in Chinese font of PDF readers: nothing is embedded, nothing must be installed."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    if "STSong-Light" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"

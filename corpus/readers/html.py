"""Web pages walked block by block with lxml.

Extractors such as trafilatura were tried on government pages and glue the paragraphs of nested layout tables
into one line; here each block-level element keeps its own, and nothing visible is judged or dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from corpus.model import CorpusError, Document, Hint
from corpus.readers import html_tables
from corpus.readers.assemble import Line, as_heading, assemble
from corpus.readers.html_lists import item_marker
from corpus.readers.txt import decode

if TYPE_CHECKING:
    from lxml.etree import _Element

_BLOCK = re.compile(
    "address|article|aside|blockquote|body|br|caption|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption"
    "|figure|footer|form|h[1-6]|header|hgroup|hr|html|legend|li|main|menu|nav|ol|optgroup|option|p|pre|search"
    "|section|select|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_INVISIBLE = re.compile(
    "script|style|template|noscript|noframes|head|title|svg|canvas|iframe|object|embed|audio|video|xml|textarea"
    "|datalist"
)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_HEADING = {f"h{n}": n for n in range(1, 7)}
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_SUBSET = re.compile(r"<!DOCTYPE[^>\[]*\[|<!ENTITY", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
#: declarations worth believing; for any other the bytes decide
_CODECS = {
    "utf-8": "utf-8", "utf8": "utf-8", "gb18030": "gb18030", "gb2312": "gb18030", "gbk": "gb18030",
    "x-gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
}  # fmt: skip
_SPACE = re.compile(r"[ \t\r\n\f]+")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…·]")
#: meta names that speak of the page as software
_TECHNICAL = re.compile(
    r"viewport|render|robots|generator|format-detection|theme-color|verif|^msapplication|^apple-"
)


def parse(data: bytes, name: str) -> Document:
    """Visible text of the page, a block per block-level element, br line or table row; menus included.

    Properties: title, meta elements and label–value pairs of metadata tables. Entities of a DTD are refused.
    """
    source = _DECLARATION.sub("", _decode(data, name))
    if subset := _SUBSET.search(source):
        line = source.count("\n", 0, subset.start()) + 1
        raise CorpusError(f"{name}:第 {line} 行含 DTD 实体声明，不予解析；请删除 <!DOCTYPE …[…]> 后重试")
    root = _tree(source, name)
    return assemble(visible_lines(root), "html", (*_head(root), *html_tables.labels(root, cell_text)))


def _decode(data: bytes, name: str) -> str:
    """BOM first, then the declared charset, then detection; a wrong declaration is common."""
    declared = _CHARSET.search(data[:4096])
    codec = _CODECS.get(declared[1].decode("ascii", "replace").lower()) if declared else None
    if codec and b"\0" not in data and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        with suppress(UnicodeDecodeError):
            return data.decode(codec)
    return decode(data, name)


def _tree(source: str, name: str) -> _Element:
    from lxml import etree, html

    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root: _Element = html.document_fromstring(source.encode("utf-8", "surrogatepass"), parser=parser)
    except etree.ParserError:
        raise CorpusError(f"{name}:文件中没有文字；请确认内容后重新提供") from None
    for entry in parser.error_log:
        if "Excessive depth" in entry.message:
            raise CorpusError(f"{name}:第 {entry.line} 行元素嵌套过深；请在浏览器中另存正文为 txt 后重试")
    return root


def _head(root: _Element) -> Iterator[tuple[str, str]]:
    for title in root.iterfind("head/title"):
        yield "title", "".join(map(str, title.itertext()))
    for meta in root.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        if name and not _TECHNICAL.search(name.lower()):
            yield name, meta.get("content") or ""


def cell_text(cell: _Element) -> str:
    """The visible text of a table cell on one line."""
    return " ".join(line.text for line in visible_lines(cell) if line.text)


def visible_lines(root: _Element) -> Iterator[Line]:
    """The lines a reader of the page sees, in source order."""
    from lxml import etree

    buffer: list[tuple[str, bool]] = []
    kinds: list[Line] = [Line("")]
    bold = [False]
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if _BLOCK.fullmatch(tag):
            yield _flush(buffer, kinds[-1])
        if event == "start":
            kinds.append(_kind(tag, kinds[-1]))
            bold.append(bold[-1] or _is_bold(element, tag))
            if _is_hidden(element, tag):
                walk.skip_subtree()
            elif tag == "table" and element is not root and html_tables.is_data(element, cell_text):
                yield from html_tables.rows(element, cell_text)
                walk.skip_subtree()
            else:
                buffer.append((item_marker(element) + _text(element.text, tag), bold[-1]))
        else:
            kinds.pop()
            bold.pop()
            buffer.append((_text(element.tail, "") if element is not root else "", bold[-1]))
    yield _flush(buffer, Line(""))


def _text(text: str | None, tag: str) -> str:
    return (text or "").replace("\n", "\v") if tag == "pre" else text or ""


def _kind(tag: str, outer: Line) -> Line:
    """An empty line with the hint of this element, inherited by what is inside."""
    if tag in _HEADING:
        return Line("", Hint.HEADING, _HEADING[tag])
    return Line("", Hint.QUOTE) if tag == "blockquote" else outer


def _is_hidden(element: _Element, tag: str) -> bool:
    hidden = _INVISIBLE.fullmatch(tag) or element.get("hidden") is not None
    return bool(hidden or _HIDING.search(element.get("style") or ""))


def _is_bold(element: _Element, tag: str) -> bool:
    return tag in ("b", "strong") or _BOLD.search(element.get("style") or "") is not None


def _flush(buffer: list[tuple[str, bool]], kind: Line) -> Line:
    text = "".join(piece for piece, _ in buffer)
    headed = kind.hint is Hint.TEXT and bool(text.strip()) and all(bold or not piece.strip() for piece, bold in buffer)
    buffer.clear()
    if headed:
        return as_heading(_SPACE.sub(_collapse, text).strip())
    return Line(_SPACE.sub(_collapse, text).strip(), kind.hint, kind.level)


def _collapse(run: re.Match[str]) -> str:
    """One blank; nothing where source lines of Chinese text were broken."""
    text, start, end = run.string, run.start(), run.end()
    broken = "\n" in run[0] and start > 0 and end < len(text)
    return "" if broken and _WIDE.match(text[start - 1]) and _WIDE.match(text[end]) else " "

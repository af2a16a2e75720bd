"""Readers: the same plan in five formats gives the same blocks, and what is no document is refused in one line."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import CorpusError, Document, Hint
from corpus.normal import fold_text
from corpus.readers import FILE_LIMIT, SUFFIXES, UPLOAD_LIMIT, formats, read_bytes, read_document, sandbox
from corpus.readers import txt as txt_reader
from corpus.readers.assemble import BREAKS, LINE_LIMIT, Line, assemble
from tests.conftest import PLANS_DEV
from tests.corpus import documents, malformed
from tests.corpus.documents import PLAN, Item, numbered


def parse(data: bytes, name: str) -> Document:
    """In-process reading, as fast as a test wants it."""
    return check(formats.parse(data, formats.suffix_of(name, name), name))


def check(document: Document) -> Document:
    """The rules of Document: ordered blocks on one line each, trimmed, and only white space between them."""
    at = 0
    for block in document.blocks:
        text = document.text[block.start : block.end]
        assert text
        assert text == text.strip()
        assert len(text.splitlines()) == 1
        assert not document.text[at : block.start].strip()
        assert all(block.start <= c.start <= c.end <= block.end for c in block.cells)
        assert [c.of(document.text) for c in block.cells] == [
            c.of(document.text).strip() for c in block.cells
        ]
        at = block.end
    assert not document.text[at:].strip()
    return document


def texts(document: Document) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks]


def rows(document: Document) -> list[list[str]]:
    return [[c.of(document.text) for c in b.cells] for b in document.blocks if b.hint is Hint.ROW]


def folded(document: Document) -> list[str]:
    return [fold_text(text) for text in texts(document)]


SAME_PLAN = [
    ("plan.txt", documents.as_txt(PLAN)),
    ("plan-gb.txt", documents.as_txt(PLAN, "gb18030")),
    ("plan-bom.txt", documents.as_txt(PLAN, "utf-8-sig")),
    ("plan-utf16.txt", documents.as_txt(PLAN, "utf-16")),
    ("plan-utf16-le.txt", documents.as_txt(PLAN, "utf-16-le")),
    ("plan-utf16-be.txt", documents.as_txt(PLAN, "utf-16-be")),
    ("plan.md", documents.as_markdown(PLAN)),
    ("plan.html", documents.as_html(PLAN)),
    ("plan-gb.html", documents.as_html(PLAN, "gb2312")),
    ("plan.docx", documents.as_docx(PLAN)),
    ("plan.pdf", documents.as_pdf(PLAN)),
    ("plan-large.pdf", documents.as_pdf(PLAN, size=16)),
    ("plan-spaced.pdf", documents.as_pdf(PLAN, indent=False, space=10)),
]


@pytest.mark.parametrize(("name", "data"), SAME_PLAN, ids=[name for name, _ in SAME_PLAN])
def test_same_plan_same_blocks(name: str, data: bytes) -> None:
    assert folded(parse(data, name)) == [fold_text(line) for line in numbered(PLAN)]


@pytest.mark.parametrize("name", ["plan.txt", "plan.md", "plan.html", "plan.docx", "plan.pdf"])
def test_process_and_in_process_agree(name: str, tmp_path: Path) -> None:
    data = dict(SAME_PLAN)[name]
    path = tmp_path / name
    path.write_bytes(data)
    assert read_document(path) == read_bytes(data, name) == parse(data, name)


def test_every_suffix_has_a_reader() -> None:
    assert SUFFIXES == (".txt", ".md", ".markdown", ".html", ".htm", ".docx", ".pdf")
    assert texts(read_bytes("# 一、总则".encode(), "A.MARKDOWN")) == ["一、总则"]


# -- refusals ------------------------------------------------------------------------------------------------

MALFORMED = malformed.cases()


def test_number_of_malformed_cases() -> None:
    assert len(MALFORMED) >= 40
    assert len({name for name, _, _ in MALFORMED}) == len(MALFORMED)


@pytest.mark.parametrize(("name", "data", "words"), MALFORMED, ids=[name for name, _, _ in MALFORMED])
def test_malformed_is_refused_in_one_line(name: str, data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    started = time.monotonic()
    with pytest.raises(CorpusError) as refusal:
        read_document(path)
    message = str(refusal.value)
    assert time.monotonic() - started < 10
    assert message.startswith(f"{path}:")
    assert len(message.splitlines()) == 1
    assert words in message
    assert "请" in message, "says what to do next"


def test_fifty_megabytes_on_one_line(tmp_path: Path) -> None:
    path = tmp_path / "one-line.txt"
    path.write_bytes("字".encode() * 17_500_000)
    started = time.monotonic()
    with pytest.raises(
        CorpusError, match=r"one-line\.txt:第 1 行长 17500000 字,超过上限 1000000 字;请按段落分行"
    ):
        read_document(path)
    assert time.monotonic() - started < 10


def test_missing_and_unreadable_paths(tmp_path: Path) -> None:
    folder = tmp_path / "folder.txt"
    folder.mkdir()
    for path in (tmp_path / "absent.txt", folder):
        with pytest.raises(CorpusError, match="无法读取"):
            read_document(path)


def test_size_limits(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="超过上限 20 MB"):
        read_bytes(b"a" * (UPLOAD_LIMIT + 1), "a.txt")
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(FILE_LIMIT + 1)
    with pytest.raises(CorpusError, match="超过上限 100 MB"):
        read_document(path)


def test_slow_document_is_killed() -> None:
    started = time.monotonic()
    with pytest.raises(CorpusError, match=r"解析超过 0\.01 秒"):
        sandbox.parse(documents.as_html(PLAN), ".html", "slow.html", seconds=0.01)
    assert time.monotonic() - started < 5


@pytest.mark.skipif(sys.platform != "linux", reason="the address space can be limited on Linux only")
def test_greedy_document_is_stopped() -> None:
    page = ("<p>" + "科技创新" * 20 + "</p>").encode() * 200_000
    with pytest.raises(CorpusError, match=r"内存|异常退出"):
        sandbox.parse(page, ".html", "greedy.html", memory=120 * 1024 * 1024)


def test_child_imports_no_more_than_it_needs() -> None:
    code = "import sys, corpus.readers.worker; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {module.partition(".")[0] for module in done.stdout.split()}
    assert "corpus" in loaded
    assert not loaded & {"lxml", "docx", "pypdfium2", "markdown_it", "kg", "index", "streamlit", "rdflib"}


def test_five_thousand_headings_are_no_harm() -> None:
    markdown = (
        "".join(f"{'#' * (1 + i % 6)} 标题{i}\n" for i in range(5000))
        + ">" * 5000
        + " 引文\n"
        + "#" * 5000
        + " 甲"
    )
    document = parse(markdown.encode(), "deep.md")
    assert len(document.blocks) == 5002
    assert {b.level for b in document.blocks if b.hint is Hint.HEADING} == {1, 2, 3, 4, 5, 6}
    html = "".join(f"<h{1 + i % 6}>标题{i}</h{1 + i % 6}>" for i in range(5000))
    assert len(parse(html.encode(), "deep.html").blocks) == 5000


# -- assembling ----------------------------------------------------------------------------------------------

_line_text = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from(BREAKS + "\t　甲"), max_size=12
)


@given(st.lists(st.one_of(st.builds(Line, _line_text), st.lists(_line_text, max_size=4).map(Line.row))))
@settings(max_examples=150, deadline=None)
def test_any_lines_make_a_sound_document(lines: list[Line]) -> None:
    document = check(assemble(lines, "html"))
    kept = "".join(c for c in document.text if not c.isspace())
    given_text = "".join(c for line in lines for c in line.text if not c.isspace())
    assert kept == "".join(c for c in given_text if c >= " " and c != "\x7f")


def test_cells_are_addressed() -> None:
    document = check(assemble([Line.row(["", "指标", "", "2025\n年", ""])], "html"))
    assert document.text == "\t指标\t\t2025 年\t\n".strip("\t\n") + "\n"
    assert rows(document) == [["", "指标", "", "2025 年", ""]]


# -- txt -----------------------------------------------------------------------------------------------------


def test_txt_is_stored_verbatim() -> None:
    source = "\ufeff　　第一章  总则 \r\n\r\n\t一、目标\u2028二、任务\n"
    document = parse(source.encode(), "a.txt")
    assert document.text == source[1:]
    assert texts(document) == ["第一章  总则", "一、目标", "二、任务"]


@given(
    st.text(
        st.sampled_from(
            "一二三十、。，（）“”《》—…％规划发展创新产业企业科技投入强度年月日第章节条：；\n 　0123456789%ABC"
        ),
        min_size=12,
    ),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)
@settings(max_examples=200, deadline=None)
def test_encoding_is_found(text: str, encoding: str) -> None:
    text = "创新驱动发展战略\n" + text
    assert txt_reader.decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["坚持创新驱动发展", "第一章　总则\n\n到2025年，R&D经费占比达到2.5%。\n", "目标：10%\n"]
)
def test_utf16_without_mark(text: str, encoding: str) -> None:
    assert txt_reader.decode(text.encode(encoding), "a.txt") == text


def test_traditional_and_rare_characters_in_gb18030() -> None:
    text = "關於加強科技創新的通知㐂𠮷\n𡘙村规划\n"
    assert txt_reader.decode(text.encode("gb18030"), "a.txt") == text


def test_txt_is_read_fast() -> None:
    data = ("坚持创新驱动，推动数字技术与实体经济深度融合。" * 8 + "\n").encode() * 30_000
    started = time.perf_counter()
    document = txt_reader.parse(data, "a.txt")
    seconds = time.perf_counter() - started
    assert len(document.blocks) == 30_000
    assert len(data) / seconds > 8e6, f"{len(data) / seconds / 1e6:.0f} MB/s (20 and more on an idle core)"


def test_line_at_the_limit_is_read() -> None:
    assert len(read_bytes(b"a" * LINE_LIMIT, "a.txt").blocks) == 1


# -- markdown ------------------------------------------------------------------------------------------------

MARKDOWN = [
    ("**一、总体要求**", ["一、总体要求"], "bold"),
    ("**提升能力。**各地要加快", ["提升能力。各地要加快"], "bold that CommonMark leaves open"),
    ("推动**“智能+”**发展", ["推动“智能+”发展"], "the same before a quotation mark"),
    ("获奖者：张**、李**", ["获奖者：张**、李**"], "masked names are no bold"),
    ("1. 甲\n2. 乙\n   3. 丙", ["1. 甲", "2. 乙", "3. 丙"], "numbers and lines survive"),
    ("3. 从三开始", ["3. 从三开始"], "numbering is not renumbered"),
    ("- 甲\n  - 乙\n* 丙\n+ 丁", ["甲", "乙", "丙", "丁"], "bullets go"),
    ("- [x] 已完成", ["已完成"], "task boxes go"),
    ("    一、缩进不是代码", ["一、缩进不是代码"], "indent is no code"),
    ("标题\n---\n正文", ["标题", "---", "正文"], "a rule is no underlined heading"),
    ("见[国发〔2021〕29号](https://example.org/a)。", ["见国发〔2021〕29号。"], "links become text"),
    ("![图1](a.png)甲", ["甲"], "images go"),
    ("甲<br>乙<span style='x'>丙</span><!-- 注 -->", ["甲", "乙丙"], "tags go, breaks count"),
    ("<details>\n<summary>目录</summary>\n\n第一章\n</details>", ["目录", "第一章"], "what details hold stays"),
    ("[1]: https://example.org 脚注", ["[1]: https://example.org 脚注"], "notes are no reference definitions"),
    ("R\\&D 1\\. 甲 &lt;5&amp;", ["R&D 1. 甲 <5&"], "escapes and entities"),
    ("```\n甲\n  乙\n```", ["甲", "乙"], "fenced text is text"),
    ("~~旧~~新 `码`", ["旧新 码"], "strike-through and code marks go"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected", "reason"), MARKDOWN, ids=[case[2] for case in MARKDOWN])
def test_markdown_without_markup(source: str, expected: list[str], reason: str) -> None:
    assert texts(parse(source.encode(), "a.md")) == expected


def test_markdown_hints() -> None:
    source = "## 一、目标 ##\n> 引文\n> - 其二\n\n---\n\n|指标|2020|2025|\n|:-|-|-:|\n|研发||**2.5**|\n正文"
    document = parse(source.encode(), "a.md")
    assert [(b.hint, b.level) for b in document.blocks] == [
        (Hint.HEADING, 2), (Hint.QUOTE, 0), (Hint.QUOTE, 0), (Hint.RULE, 0),
        (Hint.ROW, 0), (Hint.ROW, 0), (Hint.ROW, 0),
    ]  # fmt: skip
    assert rows(document)[:2] == [["指标", "2020", "2025"], ["研发", "", "2.5"]]
    assert texts(document)[:3] == ["一、目标", "引文", "其二"]


def test_front_matter_becomes_properties() -> None:
    source = '---\ntitle: "十四五：规划"\n发布机构: 国务院\ntags:\n  - 科技\n  - 数字\nempty:\n---\n正文\n'
    document = parse(source.encode(), "a.md")
    assert document.properties == (
        ("title", "十四五：规划"),
        ("发布机构", "国务院"),
        ("tags", "科技"),
        ("tags", "数字"),
    )
    assert texts(document) == ["正文"]
    assert texts(parse(b"---\n\xe7\x94\xb2\n---\n", "b.md")) == ["---", "甲", "---"]


def test_html_table_in_markdown() -> None:
    source = "<table><tr><th>指标</th><th>值</th></tr>\n<tr><td>研发<br>投入</td><td>2.5%</td></tr></table>"
    assert rows(parse(source.encode(), "a.md")) == [["指标", "值"], ["研发 投入", "2.5%"]]


# -- html ----------------------------------------------------------------------------------------------------

HTML = [
    ("<p>甲<p>乙<div>丙<p>丁</p>戊</div>", ["甲", "乙", "丙", "丁", "戊"], "blocks nest"),
    ("<p>甲<br/>乙<br><br>丙</p>", ["甲", "乙", "丙"], "br breaks"),
    ("<ul><li>首页<li>政务</ul>尾", ["首页", "政务", "尾"], "menus stay, loose text too"),
    ("<p>科<b>技</b><span>创\n   新</span> and\n more</p>", ["科技创新 and more"], "source line breaks in Chinese vanish"),
    ("<p>甲</p><script>x()</script><style>p{}</style><!-- 注 -->乙", ["甲", "乙"], "code and comments go"),
    ("<p style='DISPLAY : none'>隐</p><p hidden>藏</p><p>显<i style='visibility:hidden'>x</i></p>", ["显"], "hidden text goes"),
    ("<ol start='3'><li>甲<li value=7>乙<li>丙</ol>", ["3. 甲", "7. 乙", "8. 丙"], "list numbers are printed"),
    ("<ol type='A'><li>甲</ol><ol style='list-style-type:cjk-ideographic'><li>乙</ol>", ["A. 甲", "一、乙"], "in their style"),
    ("<ol style='list-style: none'><li>一、甲</ol>", ["一、甲"], "unless switched off"),
    ("<pre>一、甲\n  （一）乙</pre>", ["一、甲", "（一）乙"], "pre keeps its lines"),
    ("<table><tr><td><p>一、甲</p><p>二、乙</p></td></tr></table>", ["一、甲", "二、乙"], "one cell is a frame"),
    ("<table><tr><td>甲<table><tr><td>乙</td></tr></table></td><td>丙</td></tr><tr><td>丁</td></tr></table>", ["甲", "乙", "丙", "丁"], "tables with tables inside are frames"),
    ("<p>5&nbsp;&lt; 6 &amp; &#x4e00;</p>", ["5\xa0< 6 & 一"], "entities of HTML"),
    ("<?xml version='1.0' encoding='utf-8'?><html xmlns='http://www.w3.org/1999/xhtml'><body>甲</body></html>", ["甲"], "XHTML"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected", "reason"), HTML, ids=[case[2] for case in HTML])
def test_html_blocks(source: str, expected: list[str], reason: str) -> None:
    assert texts(parse(source.encode(), "a.html")) == expected


def test_html_data_table() -> None:
    source = (
        "<table><caption>表1 主要指标</caption><thead><tr><th>类别<th>指标<th colspan=2>目标值</thead>"
        "<tr><td rowspan=2>创新<td><p>研发</p><p>投入</p><td>2%<td>3%<tr><td>专利<td>10<td>12"
        "<tr><td colspan=4>注：预期性</table>"
    )
    document = parse(source.encode(), "a.html")
    assert texts(document)[0] == "表1 主要指标"
    assert rows(document) == [
        ["类别", "指标", "目标值", ""], ["创新", "研发 投入", "2%", "3%"], ["", "专利", "10", "12"], ["注：预期性", "", "", ""],
    ]  # fmt: skip


def test_html_hints_and_properties() -> None:
    source = (
        "<head><title>方案</title><meta name='PubDate' content='2024-01-02'><meta name='viewport' content='x'>"
        "<meta property='og:url' content='https://example.org/a'></head><h2>一、<b>目标</b></h2>"
        "<blockquote>引文</blockquote><table><tr><td><b>索 引 号：</b><td>0001/2024<td>发文机关：<td>国务院"
        "<tr><td>发文字号：<td>国函〔2024〕1号<td>有效性：<td></table>"
    )
    document = parse(source.encode(), "a.html")
    assert [(b.hint, b.level) for b in document.blocks][:2] == [(Hint.HEADING, 2), (Hint.QUOTE, 0)]
    assert document.properties == (
        ("title", "方案"), ("PubDate", "2024-01-02"), ("og:url", "https://example.org/a"),
        ("索引号", "0001/2024"), ("发文机关", "国务院"), ("发文字号", "国函〔2024〕1号"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("utf-8", "utf-8"),
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("iso-8859-1", "utf-8"),
        ("utf-8", "gb18030"),
        ("big5", "big5"),
    ],
)
def test_html_charset(declared: str, written: str) -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}"><p>第一章 科技發展</p>'
    assert texts(parse(page.encode(written), "a.html")) == ["第一章 科技發展"]


def test_page_frame_with_a_side_column_is_walked() -> None:
    body = "".join(f"<p>{'坚持创新驱动，推动高质量发展。' * 10}</p>" for _ in range(4))
    page = f"<table><tr><td>导航<td>站点</tr><tr><td>{body}</td><td>相关链接</td></tr></table>"
    document = parse(page.encode(), "a.html")
    assert rows(document) == []
    assert len(document.blocks) == 7


@pytest.mark.skipif(not PLANS_DEV.is_dir(), reason="needs the folder of real plans")
def test_government_pages() -> None:
    table = check(read_document(PLANS_DEV / "38_gov-innovation-measures-table.html"))
    assert dict(table.properties)["发文字号"] == "国办发〔2018〕126号"
    header = next(row for row in rows(table) if row[0] == "序号")
    assert [row[0] for row in rows(table) if len(row) == len(header) and row[0].isdecimal()] == [
        str(n) for n in [*range(1, 15), 21, 22, 23]
    ]
    reply = check(read_document(PLANS_DEV / "39_gov-changji-innovation-zone-reply.html"))
    assert sum(text.startswith(("一、", "二、", "三、", "四、")) for text in texts(reply)) == 4


def test_paragraph_of_one_item_list() -> None:
    assert numbered([Item(1, "甲"), Item(2, "乙"), Item(1, "丙"), Item(2, "丁")]) == [
        "一、甲",
        "（一）乙",
        "二、丙",
        "（一）丁",
    ]

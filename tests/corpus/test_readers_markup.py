"""Markdown and html: text without its markup, headings, tables, properties and the charset a page declares."""

from __future__ import annotations

import pytest

from corpus.model import Hint
from corpus.readers import read_document
from tests.conftest import PLANS_DEV
from tests.corpus.reading import check, parse, rows, texts

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

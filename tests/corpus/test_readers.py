"""Readers: the same plan in five formats gives the same blocks, and what is no document is refused in one line."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import CorpusError, Hint
from corpus.normal import fold_text
from corpus.readers import FILE_LIMIT, SUFFIXES, UPLOAD_LIMIT, read_bytes, read_document, sandbox
from corpus.readers.assemble import BREAKS, Line, assemble
from tests.corpus import documents, malformed
from tests.corpus.documents import PLAN, Item, numbered
from tests.corpus.reading import check, folded, parse, rows, texts

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
        CorpusError, match=r"one-line\.txt:第 1 行长 17500000 字，超过上限 1000000 字；请按段落分行"
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


def test_paragraph_of_one_item_list() -> None:
    assert numbered([Item(1, "甲"), Item(2, "乙"), Item(1, "丙"), Item(2, "丁")]) == [
        "一、甲",
        "（一）乙",
        "二、丙",
        "（一）丁",
    ]

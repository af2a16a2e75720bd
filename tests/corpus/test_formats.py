"""A plan gives the same outline and the same clause texts from every format; bad files beside it change nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

import pytest

from corpus.load import find_sources
from corpus.model import Hint, Plan
from corpus.normal import fold_text
from corpus.parse import parse
from corpus.readers import formats, read_document
from index.qa.build import BuildReport, build
from tests.conftest import CHANGJI, CORPUS
from tests.corpus import malformed
from tests.corpus.documents import docx_bytes, pdf_of
from tests.corpus.outline_gold import STYLES
from tests.corpus.test_readers import SAME_PLAN

Row = tuple[str, str, int, str, str, str]


def rows(plan: Plan) -> list[Row]:
    """Address, kind, level, marker, title and text of every clause, folded for width and blanks."""
    return [
        (c.path, c.kind.value, c.level, fold_text(c.marker), fold_text(c.title), fold_text(plan.own_text(c)))
        for c in plan.clauses
    ]


def _read(name: str, data: bytes) -> list[Row]:
    return rows(parse(formats.parse(data, formats.suffix_of(name, name), name), "x"))


SAME = dict(SAME_PLAN)


@pytest.mark.parametrize("name", SAME)
def test_same_plan_same_clauses(name: str) -> None:
    """Automatic numbers of Word, headings of web pages and printed lines of a page all give the tree of the text file."""
    expected = _read("plan.txt", SAME["plan.txt"])
    assert len(expected) == 14
    assert _read(name, SAME[name]) == expected


def _written(lines: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    import docx

    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    yield "a.md", "\n\n".join(lines).encode()
    yield "a.html", ("<html><body>" + "".join(f"<p>{escape(line)}</p>" for line in lines) + "</body></html>").encode()
    yield "a.docx", docx_bytes(document)
    yield "a.pdf", pdf_of(lines)


#: plans without tables: a table printed as text keeps its cells in no format
PLAIN = [CORPUS / CHANGJI / "source.txt", *(STYLES / f"{n}.txt" for n in ("measures", "notice", "enclosed", "statute", "decimal"))]


@pytest.mark.parametrize("path", PLAIN, ids=lambda p: p.parent.name if p.stem == "source" else p.stem)
def test_same_text_same_clauses(path: Path) -> None:
    document = read_document(path)
    lines = [document.text[b.start : b.end] for b in document.blocks if b.hint is not Hint.RULE]
    expected = rows(parse(document, "x"))
    assert len(expected) > 10
    for name, data in _written(lines):
        assert _read(name, data) == expected, name


def _files(report: BuildReport) -> dict[str, bytes]:
    folder = report.generation.folder
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_malformed_files_change_nothing_for_the_others(tmp_path: Path) -> None:
    """Each bad file is one line of the report; the generation is the same to the byte as without them."""
    alone, mixed = tmp_path / "alone", tmp_path / "mixed"
    for folder in (alone, mixed):
        folder.mkdir()
        for name in ("measures.txt", "statute.txt"):
            (folder / name).write_bytes((STYLES / name).read_bytes())
    bad = [(f"bad{k:02}-{name}", data) for k, (name, data, _) in enumerate(malformed.cases()) if Path(name).suffix in formats.SUFFIXES]
    for name, data in bad:
        (mixed / name).write_bytes(data)
    assert len(bad) >= 40
    clean, beside = build(alone, tmp_path / "b1"), build(mixed, tmp_path / "b2")
    assert not clean.errors
    assert sorted(error.split(":")[0].rsplit("/", 1)[-1] for error in beside.errors) == sorted(name for name, _ in bad)
    assert all(len(error.splitlines()) == 1 for error in beside.errors)
    assert clean.plans == beside.plans == ("measures", "statute")
    assert _files(clean) == _files(beside)


def test_plan_ids_are_stable(tmp_path: Path) -> None:
    """An id comes from the name alone: neither other files nor the content change it."""
    (tmp_path / "某市 规划（2021）.txt").write_text("某市规划\n一、总则\n", encoding="utf-8")
    assert [s.id for s in find_sources(tmp_path).sources] == ["某市-规划-2021"]
    (tmp_path / "a.txt").write_text("另一规划\n一、总则\n", encoding="utf-8")
    (tmp_path / "某市 规划（2021）.txt").write_text("某市规划\n一、总则\n二、任务\n", encoding="utf-8")
    assert [s.id for s in find_sources(tmp_path).sources] == ["a", "某市-规划-2021"]


def test_files_about_files_are_no_plans(tmp_path: Path) -> None:
    text = "某县发展规划\n\n一、目标\n\n到2025年，建成产地仓20个。\n"
    for name in ("SOURCES.md", "readme.txt", "说明.md", "README 规划.md", "county.txt"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    for folder, names in {"town": ("LICENSE.txt", "town.txt"), "notes": ("README.md",)}.items():
        (tmp_path / folder).mkdir()
        for name in names:
            (tmp_path / folder / name).write_text(text, encoding="utf-8")
    found = find_sources(tmp_path)
    assert [s.path.relative_to(tmp_path).as_posix() for s in found.sources] == ["README 规划.md", "county.txt", "town/town.txt"]
    assert found.errors == ()
    assert found.left_out == ("SOURCES.md", "readme.txt", "说明.md")
    assert "SOURCES.md、readme.txt、说明.md" in found.notice
    (tmp_path / "notes" / "plan.toml").write_text('source = "README.md"\n', encoding="utf-8")
    assert "notes" in [s.id for s in find_sources(tmp_path).sources]

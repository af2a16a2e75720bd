"""Whatever stands in a document, every character belongs to exactly one clause or piece of furniture."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Kind, Plan
from corpus.parse import parse
from corpus.readers import formats, read_document
from corpus.records import dump_plan, load_plan_record
from tests.conftest import CHANGJI, CORPUS, dev_documents
from tests.corpus.outline_gold import STYLES
from tests.corpus.test_markers import FORMS

_PRINTED = {name: printed for name, _, printed, _ in FORMS}
_LAST = {name: last for name, _, _, last in FORMS}


def check(plan: Plan) -> None:
    """Tiles without gap or overlap, addresses used once, titles and cells as stored, records that read back the same."""
    tiles = sorted((t.start, t.end) for t in (*plan.clauses, *plan.furniture) if t.end > t.start)
    assert "".join(plan.text[a:b] for a, b in tiles) == plan.text
    assert all(a[1] == b[0] for a, b in pairwise(tiles))
    assert len({c.path for c in plan.clauses}) == len(plan.clauses)
    for clause in plan.clauses:
        if clause.title and clause.kind in (Kind.NUMBERED, Kind.DASH, Kind.BOX, Kind.BOXITEM):
            assert plan.text[clause.title_start : clause.title_start + len(clause.title)] == clause.title
        assert all(clause.start <= cell.start <= cell.end <= clause.end for cell in clause.cells)
        assert clause.parent is None or clause.parent == "" or clause.parent in {c.path for c in plan.ancestors(clause.path)}
    assert load_plan_record(dump_plan(plan), plan.text) == plan


def read(text: str) -> Plan:
    return parse(formats.parse(text.encode(), ".txt", "a.txt"), "x")


SOURCES = [CORPUS / CHANGJI / "source.txt", *sorted(p for p in STYLES.iterdir() if p.suffix != ".outline"), *dev_documents()]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.stem)
def test_documents_tile(path: object) -> None:
    plan = parse(read_document(path), "x")  # type: ignore[arg-type]
    check(plan)
    assert len(plan.clauses) > 3


@cache
def _lines() -> tuple[str, ...]:
    """Lines of real documents to cut, repeat and mix."""
    texts = (p.read_text(encoding="utf-8") for p in SOURCES if p.suffix in (".txt", ".md"))
    return tuple(line for text in texts for line in text.split("\n") if len(line) < 400)


@st.composite
def _numbered(draw: st.DrawFn) -> str:
    form = draw(st.sampled_from(sorted(_PRINTED)))
    number = draw(st.integers(1, min(12, _LAST[form])))
    return _PRINTED[form](number) + draw(st.text("发展规划，。；：:“”（）2%、 —", max_size=16))


_LINE = st.one_of(
    _numbered(),
    st.integers(0, 10_000).map(lambda k: _lines()[k % len(_lines())]),
    st.text(max_size=20).filter(lambda s: "\0" not in s and not any("\ud800" <= c <= "\udfff" for c in s)),
    st.sampled_from(
        ["一是发展。二是规划。三是建设。", "——坚持发展。推进建设。", "目录", "专栏1 重点工程", "附件", "关于印发某市规划的通知", "# 标题",
         "**重点任务**", "---", "序号\t任务\t单位", "1\t建设\t市科技局", "|指标|2025年|", "|-|-|", "甲→乙。丙→丁。", "2024年1月1日", "版权所有", ""]
    ),
)  # fmt: skip


@given(st.lists(_LINE, max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_document_tiles(lines: list[str]) -> None:
    if any(line.strip() for line in lines):
        check(read("\n".join(lines)))


_EDIT = st.tuples(st.sampled_from(["drop", "double", "swap", "insert", "cut", "glue", "indent"]), st.integers(0, 10_000), _LINE)


@given(st.integers(0, len(SOURCES) - 1), st.lists(_EDIT, min_size=1, max_size=12))
@settings(max_examples=150, deadline=None)
def test_edited_documents_tile(which: int, edits: list[tuple[str, int, str]]) -> None:
    """Lines of real plans lost, doubled, exchanged, joined, cut in two or put between."""
    path = SOURCES[which]
    lines = path.read_text(encoding="utf-8").split("\n")[:300]
    for edit, where, line in edits:
        lines = _edited(lines, edit, where % len(lines), line)
    if any(line.strip() for line in lines):
        check(read("\n".join(lines)))


def _edited(lines: list[str], edit: str, at: int, line: str) -> list[str]:
    here = lines[at]
    middle = {
        "drop": [], "double": [here, here], "insert": [here, line], "cut": [here[: len(here) // 2], here[len(here) // 2 :]],
        "glue": [here + line], "indent": ["　　" + here], "swap": [here],
    }[edit]  # fmt: skip
    out = [*lines[:at], *middle, *lines[at + 1 :]]
    if edit == "swap":
        other = (at * 7 + 3) % len(out)
        out[at], out[other] = out[other], out[at]
    return out or [""]

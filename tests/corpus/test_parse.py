"""Losslessness, markers, numerals and addresses, over real text, whole finite domains and random documents."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.locate import find_references, resolve
from corpus.markers import match_marker
from corpus.model import Block, Document, Kind, Plan
from corpus.normal import fold, fold_text
from corpus.numerals import parse_numeral, to_chinese
from corpus.parse import parse
from corpus.readers import read_bytes
from corpus.records import dump_plan, load_plan_record


def test_tiles_cover_the_text_once(plan: Plan) -> None:
    tiles = sorted((t.start, t.end) for t in (*plan.clauses, *plan.furniture) if t.end > t.start)
    assert tiles[0][0] == 0
    assert tiles[-1][1] == len(plan.text)
    assert all(a[1] == b[0] for a, b in pairwise(tiles))
    assert "".join(plan.text[a:b] for a, b in tiles) == plan.text


def test_furniture_of_the_embedded_plan(plan: Plan) -> None:
    text = "".join(plan.text[f.start : f.end] for f in plan.furniture)
    assert "18099378886" in text
    assert "全国咨询热线" in text
    assert "阅读 23次" in text
    assert len(plan.furniture) == 3


def test_titles_are_verbatim(plan: Plan) -> None:
    titled = [c for c in plan.clauses if c.title and c.path not in ("", "notice")]
    assert len(titled) > 50
    for clause in titled:
        assert plan.text[clause.title_start : clause.title_start + len(clause.title)] == clause.title


def test_numerals_one_to_999() -> None:
    for number in range(1, 1000):
        assert parse_numeral(to_chinese(number)) == number
        assert parse_numeral(str(number).translate(str.maketrans("0123456789", "0123456789"))) == number


FORMS = {
    "第章": lambda n: f"第{to_chinese(n)}章 ", "第条": lambda n: f"第{to_chinese(n)}条 ", "第篇": lambda n: f"第{to_chinese(n)}篇 ",
    "第节": lambda n: f"第{to_chinese(n)}节 ", "一、": lambda n: f"{to_chinese(n)}、", "(一)": lambda n: f"({to_chinese(n)})",
    "(一)全": lambda n: f"（{to_chinese(n)}）", "1.": lambda n: f"{n}.", "1.全": lambda n: f"{n}．", "1、": lambda n: f"{n}、",
    "(1)": lambda n: f"({n})", "(1)全": lambda n: f"（{n}）",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_marker_forms_one_to_99(form: str) -> None:
    for number in range(1, 100):
        printed = FORMS[form](number)
        marker = match_marker(printed + "发展", 0, len(printed) + 2)
        assert marker is not None, printed
        assert marker.number == number
        assert marker.family.id.replace("、", ".")[:2] in form.replace("、", ".")


@pytest.mark.parametrize(("printed", "number"), [("①", 1), ("⑳", 20), ("⑴", 1), ("⒇", 20), ("㈠", 1), ("㈩", 10), ("⒈", 1), ("❸", 3)])
def test_enclosed_markers(printed: str, number: int) -> None:
    marker = match_marker(printed + "发展", 0, 3)
    assert marker is not None
    assert marker.number == number


@pytest.mark.parametrize("line", ["1.5%的投入", "2020年完成", "第三章规定的内容", "— 3 —", "3.8米直径", "二〇二五年目标", "三大产业"])
def test_not_a_marker(line: str) -> None:
    assert match_marker(line, 0, len(line)) is None


def test_reference_in_running_text_is_no_heading() -> None:
    text = "某市规划\n一、总则\n发展很快。\n三、(二)另有规定的从其规定,见该处说明。\n二、任务\n推进建设。\n"
    plan = parse(read_bytes(text.encode(), "x.txt"), "x")
    assert [c.marker for c in plan.clauses if c.kind is Kind.NUMBERED] == ["一、", "二、"]


def test_locators_resolve_to_their_clause(plan: Plan) -> None:
    addressed = [c for c in plan.clauses if c.kind in (Kind.NUMBERED, Kind.DASH, Kind.ENUM) and c.level > 1]
    assert len(addressed) == 72
    for clause in addressed:
        for written in (clause.label, clause.path.replace("/", ".")):
            references = find_references(f"{written}讲了什么")
            assert [c.path for c in resolve(plan, references[0].steps)] == [clause.path], written


def test_record_round_trip(plan: Plan) -> None:
    assert load_plan_record(dump_plan(plan), plan.text) == plan


_LINE = st.one_of(
    st.text(alphabet="发展规划建设推进一二三(一)（二）1.2、．①②——第章节条专栏附件。;: \t", max_size=30),
    st.builds(lambda n, t: f"{to_chinese(n)}、{t}", st.integers(1, 12), st.text("发展规划。", max_size=12)),
    st.builds(lambda n, t: f"（{to_chinese(n)}）{t}", st.integers(1, 12), st.text("发展规划。", max_size=12)),
    st.builds(lambda n, t: f"{n}．{t}", st.integers(1, 12), st.text("发展规划。", max_size=12)),
    st.sampled_from(["一是发展。二是规划。三是建设。", "——坚持发展。推进建设。", "目录", "专栏1 重点工程", "附件", "关于印发某市规划的通知"]),
)  # fmt: skip


@given(st.lists(_LINE, max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_document_tiles(lines: list[str]) -> None:
    """Whatever the numbering, every character belongs to exactly one clause or piece of furniture."""
    text = "\n".join(lines)
    blocks, at = [], 0
    for line in lines:
        stripped = line.strip()
        if stripped:
            start = at + line.index(stripped[0])
            blocks.append(Block(start, start + len(stripped)))
        at += len(line) + 1
    parsed = parse(Document(text, tuple(blocks)), "x")
    assert len({c.path for c in parsed.clauses}) == len(parsed.clauses)


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_folding_maps_back(text: str) -> None:
    folded = fold(text)
    assert folded.text == fold_text(text)
    for at in range(len(folded.text)):
        span = folded.span(at, at + 1)
        assert folded.text[at] in fold_text(text[span.start : span.end])

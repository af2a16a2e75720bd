"""Losslessness, markers, numerals and addresses, over real text, whole finite domains and random documents."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Kind, Plan
from corpus.normal import fold, fold_text
from corpus.parse import parse
from corpus.readers import read_bytes
from corpus.records import dump_plan, load_plan_record


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


def test_reference_in_running_text_is_no_heading() -> None:
    text = "某市规划\n一、总则\n发展很快。\n三、(二)另有规定的从其规定,见该处说明。\n二、任务\n推进建设。\n"
    plan = parse(read_bytes(text.encode(), "x.txt"), "x")
    assert [c.marker for c in plan.clauses if c.kind is Kind.NUMBERED] == ["一、", "二、"]


def test_record_round_trip(plan: Plan) -> None:
    assert load_plan_record(dump_plan(plan), plan.text) == plan


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_folding_maps_back(text: str) -> None:
    folded = fold(text)
    assert folded.text == fold_text(text)
    for at in range(len(folded.text)):
        span = folded.span(at, at + 1)
        assert folded.text[at] in fold_text(text[span.start : span.end])


def test_numbers_go_on_over_parts_left_out_where_a_heading_follows() -> None:
    text = "某市人才工程实施意见\n一、总体目标\n1.目标。五年见效。\n三、重点项目\n2.企业家培养项目。培养企业家。\n6.金融人才开发项目。引进人才。\n12.智库。建设智库。\n"
    plan = parse(read_bytes(text.encode(), "x.txt"), "x")
    assert [c.path for c in plan.clauses if c.kind is Kind.NUMBERED] == ["1", "1/1", "3", "3/2", "3/6", "3/12"]

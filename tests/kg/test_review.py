"""Rulings of people: accepted, rejected, corrected facts, their consequences, and files that say nothing useful."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kg.extract import extract
from kg.identity import entity_key, measure_key, observation_key, relation_key, target_key
from kg.lexicon import LexiconError
from kg.model import Comparator, EntityType, PlanFacts, Review
from kg.review import REVIEW, Ruling, Verdict, load_rulings
from tests.kg.small import plan_of

BODY = """一、发展回顾

2020年,高新技术企业达到152家,国家级孵化器3家,省级孵化器5家。

二、发展目标

到2025年,高新技术企业达到300家,省级以上孵化器达到15家。

三、主要任务

（一）发展装备制造业

依托华星新材、远大装备等企业,加快建设产业基地。到2025年,高新技术企业达到300家。"""
PLAN = plan_of(BODY)


def facts(*rulings: Ruling, body: str = BODY) -> PlanFacts:
    return extract(plan_of(body), rulings=rulings)


def ruling(fact: str, verdict: Verdict, field: str = "", value: str = "", plan: str = "small") -> Ruling:
    return Ruling(plan, fact, verdict, "依据原文", field, value)


PLAIN = facts()
TARGET = target_key(PLAIN.targets[0])


def test_the_shipped_file_is_sound_and_an_accepted_target_is_marked() -> None:
    assert load_rulings() == load_rulings(REVIEW)
    judged = facts(ruling(TARGET, Verdict.ACCEPT))
    assert [t.source.review for t in judged.targets] == [Review.ACCEPTED, Review.OPEN]
    assert judged.targets[1:] == PLAIN.targets[1:]


def test_a_target_is_known_by_any_of_its_evidences() -> None:
    again = target_key(PLAIN.targets[0], PLAIN.targets[0].also[0])
    assert again != TARGET
    assert not [t for t in facts(ruling(again, Verdict.REJECT)).targets if t.indicator == "高新技术企业"]


def test_corrections_add_up_and_are_marked() -> None:
    judged = facts(ruling(TARGET, Verdict.CORRECT, "value", "310"), ruling(TARGET, Verdict.CORRECT, "comparator", ">="))
    target = judged.targets[0]
    assert (target.value, target.comparator, target.source.review) == (Decimal(310), Comparator.AT_LEAST, Review.CORRECTED)
    assert target.evidence == PLAIN.targets[0].evidence, "the quote stays what the text says"


def test_a_corrected_unit_brings_its_multiplier() -> None:
    assert facts(ruling(TARGET, Verdict.CORRECT, "unit", "万家")).targets[0].factor == 10_000
    key = observation_key(PLAIN.observations[0])
    assert facts(ruling(key, Verdict.CORRECT, "unit", "万家")).observations[0].quantity.factor == 10_000
    assert facts(ruling(key, Verdict.CORRECT, "value", "150")).observations[0].quantity.value == 150


def test_a_rejected_observation_takes_sums_and_baselines_along() -> None:
    assert [t.baseline != "" for t in PLAIN.targets] == [True, True]
    hatched = next(o for o in PLAIN.observations if o.indicator == "省级孵化器")
    judged = facts(ruling(observation_key(hatched), Verdict.REJECT))
    assert [o.indicator for o in judged.observations] == ["高新技术企业", "国家级孵化器"]
    assert [t.baseline != "" for t in judged.targets] == [True, False]


def test_a_rejected_firm_takes_its_relations_along() -> None:
    firm = next(e for e in PLAIN.entities if e.name == "华星新材")
    assert any(firm.id in m.enterprises for m in PLAIN.measures)
    judged = facts(ruling(entity_key("small", firm), Verdict.REJECT))
    assert firm.id not in [e.id for e in judged.entities]
    assert not [r for r in judged.relations if firm.id in (r.subject, r.object)]
    assert not [m for m in judged.measures if firm.id in m.enterprises]
    assert [e.name for e in judged.entities if e.type is EntityType.ENTERPRISE] == ["远大装备"]


def test_relations_and_measures_can_be_rejected_and_corrected() -> None:
    relation, measure = PLAIN.relations[-1], PLAIN.measures[0]
    assert relation not in facts(ruling(relation_key(relation), Verdict.REJECT)).relations
    judged = facts(ruling(measure_key(measure), Verdict.CORRECT, "instrument", "平台"))
    assert judged.measures[0].instrument == "平台"


def test_a_ruling_survives_text_that_moves() -> None:
    moved = BODY.replace("一、发展回顾", "一、发展回顾\n\n新增的一段文字说明总体情况。")
    judged = facts(ruling(TARGET, Verdict.REJECT), body=moved)
    assert "高新技术企业" not in [t.indicator for t in judged.targets]


def test_a_ruling_whose_fact_is_gone_is_reported_and_those_of_other_plans_are_not() -> None:
    gone = facts(ruling("0" * 16, Verdict.ACCEPT))
    assert [d.kind for d in gone.doubts] == ["review"]
    assert facts(ruling("0" * 16, Verdict.ACCEPT, plan="other")) == PLAIN


def test_an_accepted_fact_leaves_the_work_list() -> None:
    body = "一、发展目标\n\n90%以上的行政村实现生活垃圾集中处理。\n\n二、主要任务\n\n加快建设。"
    before = facts(body=body)
    assert [d.kind for d in before.doubts] == ["low-confidence"]
    assert not facts(ruling(target_key(before.targets[0]), Verdict.ACCEPT), body=body).doubts


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fact,verdict\n", "首行"),
        ("plan,fact,verdict,field,value,reason\nsmall,1,accept\n", "缺列"),
        ("plan,fact,verdict,field,value,reason\nsmall,1,accept,,,\n", "理由"),
        ("plan,fact,verdict,field,value,reason\nsmall,1,perhaps,,,原因\n", "perhaps"),
        ("plan,fact,verdict,field,value,reason\nsmall,1,correct,,300,原因\n", "correct"),
        ("plan,fact,verdict,field,value,reason\nsmall,1,accept,value,300,原因\n", "correct"),
        ("plan,fact,verdict,field,value,reason\nsmall,1,correct,evidence,x,原因\n", "evidence"),
    ],
    ids=["columns", "short row", "no reason", "verdict", "no field", "field with accept", "no such field"],
)
def test_a_bad_row_is_told_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "review.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=message):
        load_rulings(path)


@pytest.mark.parametrize(("field", "value"), [("value", "三百"), ("comparator", "≈"), ("instrument", "资金"), ("year", "明年")])
def test_a_value_that_fits_no_field_is_refused(field: str, value: str) -> None:
    with pytest.raises(LexiconError, match=r"review\.csv"):
        facts(ruling(TARGET, Verdict.CORRECT, field, value))


def test_rows_are_read_in_order(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    path.write_text('plan,fact,verdict,field,value,reason\nsmall,1,reject,,,"原文为现状,不是目标"\n', encoding="utf-8")
    assert load_rulings(path) == (Ruling("small", "1", Verdict.REJECT, "原文为现状,不是目标"),)

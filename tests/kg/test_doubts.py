"""What a person should look at: ambiguous names, contradictions, uncertain facts; and what is never stated at all."""

from __future__ import annotations

import pytest

from corpus.model import Plan
from kg.extract import extract
from kg.gazetteer import Gazetteer, Row
from kg.identity import target_key
from kg.model import EntityType, Predicate
from tests.kg.small import plan_of, saying


def doubts(plan: Plan, kind: str, gazetteer: Gazetteer | None = None) -> list[str]:
    return [d.text for d in extract(plan, gazetteer, rulings=()).doubts if d.kind == kind]


def test_a_short_name_that_fits_several_firms_names_none() -> None:
    facts = extract(saying("依托云海重工、云海能源等企业建设基地，支持云海、华星等企业发展。", "tasks"), rulings=())
    named = [e.name for e in facts.entities if e.type is EntityType.ENTERPRISE]
    assert named == ["云海重工", "云海能源", "华星"]
    assert [d.text for d in facts.doubts] == ["“云海”可指云海重工、云海能源，未连接"]
    assert facts.doubts[0].evidence is not None
    assert facts.doubts[0].evidence.quote == "云海"


def test_a_short_name_of_one_firm_is_joined() -> None:
    facts = extract(saying("依托星河光电股份有限公司建设基地，支持星河、华星等企业发展。", "tasks"), rulings=())
    firm = next(e for e in facts.entities if e.name == "星河光电股份有限公司")
    assert firm.aliases == ("星河",)
    assert not facts.doubts


def test_a_name_joined_by_its_end_alone_is_reported() -> None:
    said = "依托江苏恒远型材有限公司、华星新材等企业建设基地，支持恒远型材、华星新材等企业发展。"
    assert not doubts(saying(said, "tasks"), "alias-tail"), "恒远型材 opens the core of the full name"
    said = "依托蓝山恒远型材有限公司、华星新材等企业建设基地，支持恒远型材、华星新材等企业发展。"
    assert doubts(saying(said, "tasks"), "alias-tail") == ["“恒远型材”仅按后缀并入蓝山恒远型材有限公司，请核对"]


def test_an_alias_two_rows_of_the_gazetteer_share_is_reported_where_printed() -> None:
    rows = tuple(Row(EntityType.ENTERPRISE, name, ("恒岳",)) for name in ("恒岳重工", "恒岳新材"))
    plan = saying("推动恒岳建设研发中心。", "tasks")
    facts = extract(plan, Gazetteer(rows), rulings=())
    assert not [e for e in facts.entities if e.type is EntityType.ENTERPRISE]
    assert [(d.kind, d.text) for d in facts.doubts] == [("ambiguous-alias", "“恒岳”可指恒岳重工、恒岳新材，未连接")]
    assert not extract(saying("推动企业建设研发中心。", "tasks"), Gazetteer(rows), rulings=()).doubts


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("到2025年，高新技术企业达到300家。", "到2025年，高新技术企业达到320家。", 1),
        ("到2025年，高新技术企业达到300家。", "到2025年，高新技术企业达到300家。", 0),
        ("到2023年，高新技术企业达到200家。", "到2025年，高新技术企业达到300家。", 0),
        ("公民科学素质比例达到12%。", "公民科学素质比例达到12%以上，力争实现14%。", 0),
    ],
    ids=["two values", "same value", "two years", "a value and an aim"],
)
def test_contradictions_between_statements_of_one_goal(first: str, second: str, expected: int) -> None:
    plan = plan_of(f"一、发展目标\n\n{first}\n\n二、主要任务\n\n（一）完善体系\n\n{second}")
    assert len(doubts(plan, "contradiction")) == expected


def test_a_contradiction_names_both_places() -> None:
    plan = plan_of("一、发展目标\n\n到2025年，高新技术企业达到300家。\n\n二、主要任务\n\n（一）完善体系\n\n到2025年，高新技术企业达到320家。")
    assert doubts(plan, "contradiction") == ["“高新技术企业”2025年有两个数值：1 为 300家、2/1 为 320家，请核对"]


def test_states_of_one_year_that_differ_between_clauses_are_reported() -> None:
    plan = plan_of("一、发展回顾\n\n（一）成效\n\n2020年，森林覆盖率达到31%。\n\n（二）成绩\n\n2020年，森林覆盖率达到32%。\n\n二、主要任务\n\n加快建设。")
    assert len(doubts(plan, "contradiction")) == 1


def test_uncertain_facts_are_listed_with_the_key_a_ruling_needs() -> None:
    facts = extract(saying("90%以上的行政村实现生活垃圾集中处理。", "goals"), rulings=())
    (doubt,) = [d for d in facts.doubts if d.kind == "low-confidence"]
    (target,) = facts.targets
    assert (doubt.fact, doubt.rule, doubt.confidence) == (target_key(target), "target.share", target.source.confidence)
    assert doubt.evidence == target.evidence


def test_one_goal_in_several_clauses_is_one_target_with_several_evidences() -> None:
    plan = plan_of(
        "一、发展目标\n\n到2025年，研发投入强度达到2.5%。\n\n二、主要任务\n\n（一）加大投入\n\n到2025年，全市研发投入强度达到2.5%。\n\n（二）其他\n\n加快建设。"
    )
    (target,) = extract(plan, rulings=()).targets
    assert [e.clause for e in (target.evidence, *target.also)] == ["1", "2/1"]


@pytest.mark.parametrize(
    "sentence",
    ["依托华星新材、远大装备等企业带动不足。", "对华星新材、远大装备等企业支持不够。", "扶持华星新材、远大装备等企业做大做强的力度不够。", "以凯骐汽车为龙头的格局尚未形成。"],
)
def test_problems_never_state_support(sentence: str) -> None:
    facts = extract(saying(sentence, "problems"), rulings=())
    stated = {Predicate.SUPPORTS, Predicate.RELIES_ON, Predicate.LEADS, Predicate.COOPERATES_WITH, Predicate.COVERS_INDUSTRY}
    assert not [r for r in facts.relations if r.predicate in stated]
    assert not facts.measures
    assert not facts.targets


def test_problems_hold_no_targets() -> None:
    facts = extract(saying("研发投入强度仅达到0.8%，距离2.5%的目标差距较大。", "problems"), rulings=())
    assert not facts.targets

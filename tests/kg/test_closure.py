"""Whatever the text, what is extracted keeps the shapes: no text may bring forth a fact that our own gate refuses."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from kg.build import plan_quads
from kg.check import check_plan
from kg.closure import closed
from kg.extract import extract
from kg.model import Comparator
from scripts.make_corpus import chapters, compose
from tests.qa.plans import embedded, written

HOPE_IN_REVIEW = """临河县科技发展规划（2021—2025年）

一、发展基础

到2025年，公民具备科学素质的比例达到13%以上，力争实现14%。2020年达到9%以上，力争实现10%。高新技术企业12家。

二、主要任务

（一）壮大企业。支持企业加大投入。
"""

ZONE_AS_HEADING = """临河县产业发展规划（2021—2025年）

一、发展基础

2020年，临河信息产业园入驻企业12家。

二、产业布局

（一）第二产业

1.临河信息产业园

重点发展智能终端、云计算和大数据产业。

（二）临河信息产业园。支持临河信息产业园建设公共服务平台。
"""


@pytest.mark.parametrize("text", [HOPE_IN_REVIEW, ZONE_AS_HEADING])
def test_odd_orders_of_real_wording_keep_the_shapes(text: str) -> None:
    plan = written(text)
    assert [str(v) for v in check_plan(plan_quads(plan, extract(plan)), plan)] == []


def test_a_hope_is_no_achievement() -> None:
    """力争 in a review chapter is a goal when it looks ahead, and nothing when its year has passed."""
    facts = extract(written(HOPE_IN_REVIEW))
    assert [(t.value, t.year) for t in facts.targets if t.comparator is Comparator.AIM] == [(14, 2025)]
    assert 10 not in [o.quantity.value for o in facts.observations]
    assert 12 in [o.quantity.value for o in facts.observations]


def test_a_heading_that_names_a_zone_is_no_industry() -> None:
    facts = extract(written(ZONE_AS_HEADING))
    assert "zone/临河信息产业园" in [e.id for e in facts.entities]
    assert "industry/临河信息产业园" not in [e.id for e in facts.entities]


@pytest.mark.parametrize("seed", range(8))
def test_clauses_in_any_order_keep_the_shapes(seed: int) -> None:
    text = compose(chapters(iter([embedded()])), seed + 1, Random(seed), 600)
    plan = written(text, f"made-{seed}")
    assert [str(v) for v in check_plan(plan_quads(plan, extract(plan)), plan)] == []


def test_closing_twice_is_closing_once() -> None:
    facts = extract(embedded())
    once = closed(replace(facts, entities=facts.entities[5:], observations=facts.observations[5:]))
    assert closed(once) == once != facts
    assert closed(facts) == facts, "what is whole stays as it is"


def test_an_achievement_cannot_be_an_aim() -> None:
    known = extract(embedded()).observations[0]
    with pytest.raises(ValueError, match="只用于目标"):
        replace(known, comparator=Comparator.AIM)

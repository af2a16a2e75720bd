"""One industry by whatever name: adjectives of policy talk and endings, within a plan and across plans."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg.gazetteer import Gazetteer, load_gazetteer
from kg.industries import canonical
from kg.model import EntityType
from tests.kg.small import plan_of
from tests.kg.test_query import graph_of

#: printed, shared name; why where it may surprise
SAME = [
    ("现代畜牧业", "畜牧业"), ("特色畜牧业", "畜牧业"), ("畜牧业", "畜牧业"),
    ("特色林果业", "林果业"), ("优势特色林果业", "林果业"),
    ("电子信息", "电子信息产业"), ("电子信息产业", "电子信息产业"), ("现代电子信息产业", "电子信息产业"),
    ("传统建筑业", "建筑业"), ("现代种业", "种业"), ("现代服务业", "现代服务业"),  # the lexicon knows 服务业 by that name
    ("先进制造业", "先进制造业"),  # a class of its own
    ("绿色建材", "绿色建材"), ("智慧农业", "智慧农业"), ("数字经济", "数字经济"),  # these say which industry it is
]  # fmt: skip
#: without the lexicon the rule alone
BARE = [
    ("特色藤编业", "藤编业"), ("现代藤编业", "藤编业"), ("优势主导产业", "优势主导产业"),  # nothing but talk
    ("特色小镇", "特色小镇"), ("新型墙体材料", "新型墙体材料"), ("现代业", "现代业"), ("先进封装", "先进封装"),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "shared"), SAME)
def test_shared_names(printed: str, shared: str) -> None:
    assert canonical(printed, load_gazetteer()) == shared


@pytest.mark.parametrize(("printed", "shared"), BARE)
def test_shared_names_by_rule_alone(printed: str, shared: str) -> None:
    assert canonical(printed, Gazetteer()) == shared


def _plan(heading: str, name: str) -> str:
    return f"一、重点产业\n\n（一）{heading}\n\n扶持{name}做大做强。"


def test_plans_with_other_adjectives_meet_in_one_industry(tmp_path: Path) -> None:
    """Each plan keeps its own word as a form; a plan alone is shown in its own words."""
    first = replace(plan_of(_plan("现代畜牧业", "牧户"), "滨江市产业规划"), id="first")
    second = replace(plan_of(_plan("特色畜牧业", "牧户"), "滨海市产业规划"), id="second")
    both = graph_of(tmp_path, first, second)
    (found,) = [e for e in both.entities().rows if e.id == "industry/畜牧业"]
    assert found.name == "畜牧业"
    assert {"现代畜牧业", "特色畜牧业"} <= set(found.aliases)
    assert {m.evidence.plan for m in both.mentions(found.id).rows} == {"first", "second"}
    assert not [e.id for e in both.entities().rows if "畜牧业" in e.id and e.id != found.id]
    alone = graph_of(tmp_path, first).entity("industry/畜牧业")
    assert alone is not None
    assert (alone.name, "畜牧业" in alone.aliases) == ("现代畜牧业", True)


_CHAPTER = """一、重点任务

（一）支持一产发展

1.粮棉产业

发展长绒棉、优质小麦等特色作物，带动农民增收。

2.加强人才建设

发展不平衡、不充分的问题仍然存在。培育一批、储备一批人才。坚持以数字化发展为导向、以安全为前提。

3.主要目标

发展专利、商标、无形资产评估等服务。
"""


def test_work_of_governing_below_an_industry_is_no_industry(tmp_path: Path) -> None:
    """Headings and lists in an industry's chapter name fields only where they speak of goods or trades."""
    names = {e.name for e in graph_of(tmp_path, plan_of(_CHAPTER)).entities().rows if e.type is EntityType.INDUSTRY}
    assert {"粮棉产业", "长绒棉", "优质小麦"} <= names
    assert not names & {"人才建设", "主要目标", "不平衡", "不充分", "一批", "储备一批", "为导向", "专利", "商标"}


def _tree(sector: str, branch: str) -> str:
    return f"一、重点任务\n\n（一）支持{sector}发展\n\n1.{branch}\n\n扶持良种繁育基地建设。"


def test_a_plan_keeps_its_own_tree_beside_others(tmp_path: Path) -> None:
    """What another plan puts an industry below neither adds to nor takes from the measures of this one."""
    first = replace(plan_of(_tree("一产", "畜牧业"), "滨江市产业规划"), id="first")
    second = replace(plan_of(_tree("二产", "畜牧业"), "滨海市产业规划"), id="second")
    alone, both = graph_of(tmp_path, second), graph_of(tmp_path, first, second)
    for sector, count in (("industry/第二产业", 1), ("industry/第一产业", 0)):
        asked = [graph.measures(industry=sector, plan="second").rows for graph in (alone, both)]
        assert [len(rows) for rows in asked] == [count, count]
    assert both.narrower("industry/第一产业") == {"first": {"industry/第一产业", "industry/畜牧业"}}
    assert {both.broader(p)["industry/畜牧业"] for p in ("first", "second")} == {"industry/第一产业", "industry/第二产业"}
    assert {m.measure.evidence.plan for m in both.measures(industry="industry/第二产业").rows} == {"second"}

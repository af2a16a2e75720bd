"""The gate: a sound plan passes; each rule broken once gives its own sentence, naming the plan and the clause."""

from __future__ import annotations

import re
from functools import cache

import pytest

from corpus.model import Plan
from kg.build import plan_quads
from kg.check import Labels, check_plan
from kg.extract import extract
from kg.nquads import parse, write
from kg.vocab import RESOURCE_PREFIXES, expand, term
from tests.qa.plans import written
from tests.small_plans import RIVER

_KIND = term("rdf:type")


@cache
def sound() -> tuple[Plan, tuple[str, ...]]:
    plan = written(RIVER, "river")
    return plan, tuple(write(plan_quads(plan, extract(plan))).decode().split("\n")[:-1])


def node_of(kind: str) -> str:
    """The first subject of a class of ours."""
    return next(line.split(" ")[0] for line in sound()[1] if f" {_KIND} {term(kind)} " in line)


def violations(lines: tuple[str, ...] | list[str]) -> list[str]:
    return [str(v) for v in check_plan(parse("".join(f"{line}\n" for line in lines).encode()), sound()[0])]


def without(node: str, curie: str) -> list[str]:
    return [line for line in sound()[1] if not line.startswith(f"{node} {term(curie)} ")]


def with_value(node: str, curie: str, value: str) -> list[str]:
    graph = next(line.rsplit(" ", 2)[1] for line in sound()[1] if line.startswith(f"{node} "))
    return [*sound()[1], f"{node} {term(curie)} {value} {graph} ."]


def test_a_sound_plan_passes() -> None:
    assert violations(sound()[1]) == []


#: class, property that must be there, words of the sentence when it is not
MISSING = [
    ("z:Plan", "eli:title", "须有且仅有一个标题"), ("z:Clause", "eli:is_part_of", "须有且仅有一个上级"), ("z:Clause", "z:path", "一个路径"),
    ("z:Clause", "z:inPlan", "属于一部"), ("z:Clause", "z:kind", "条款类型"), ("z:Clause", "z:start", "条款起点"), ("z:Clause", "z:end", "条款终点"),
    ("z:Evidence", "oa:hasSource", "证据须出自"), ("z:Evidence", "oa:hasSelector", "证据须有且仅有一段引文"), ("z:Mention", "oa:hasBody", "提及须指向"),
    ("z:Mention", "oa:hasTarget", "一处原文"), ("z:Fact", "z:inClause", "事实须出自"), ("z:Fact", "z:evidence", "一处证据"), ("z:Fact", "z:rule", "一条规则"),
    ("z:Fact", "z:confidence", "置信度"), ("z:Fact", "z:reviewState", "复核状态"), ("z:Fact", "prov:wasGeneratedBy", "构建活动"),
    ("z:Fact", "rdf:subject", "一个主体"), ("z:Fact", "rdf:object", "一个客体"), ("z:Fact", "rdf:predicate", "谓词"), ("z:Fact", "z:factKind", "类别"),
    ("z:Measure", "z:action", "行动表述"), ("z:Measure", "z:instrument", "政策工具"), ("z:Observation", "z:indicator", "一个指标"),
    ("z:Observation", "z:value", "一个数值"), ("z:Observation", "z:comparator", "比较方式"), ("z:Observation", "z:factor", "单位倍数"),
    ("z:Target", "z:indicator", "一个指标"), ("z:Target", "z:comparator", "比较方式"), ("z:Industry", "skos:prefLabel", "一个名称"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "curie", "said"), MISSING, ids=[f"{k}-{c}" for k, c, _ in MISSING])
def test_what_is_missing_is_said(kind: str, curie: str, said: str) -> None:
    assert any(said in line for line in violations(without(node_of(kind), curie)))


_WRONG = f'"wrong"^^{term("xsd:integer")}'
#: class, property, a value it must not have, words of the sentence
WRONG = [
    ("z:Plan", "z:sha256", '"abc"', "64 位"), ("z:Plan", "eli:date_document", '"去年"', "成文日期"), ("z:Plan", "eli:date_publication", '"去年"', "发布日期"),
    ("z:Clause", "z:kind", '"chapter"', "条款类型"), ("z:Fact", "z:confidence", f'"2"^^{term("xsd:decimal")}', "置信度"),
    ("z:Fact", "z:reviewState", '"rejected"', "复核状态"), ("z:Fact", "rdf:predicate", term("z:path"), "谓词"), ("z:Fact", "z:factKind", '"guess"', "类别"),
    ("z:Fact", "z:openList", '"yes"', "开放列举"), ("z:Measure", "z:instrument", '"魔法"', "政策工具"), ("z:Measure", "z:appliesToAll", '"yes"', "面向全部"),
    ("z:Observation", "z:comparator", '"aim"', "比较方式"), ("z:Observation", "z:year", '"2020"', "年份"), ("z:Target", "z:comparator", '"about"', "比较方式"),
    ("z:Target", "z:factor", f'"0"^^{term("xsd:decimal")}', "单位倍数"), ("z:Target", "z:targetKind", '"愿望"', "目标性质"),
    ("z:Industry", "skos:prefLabel", '"第二个名称"@zh', "一个名称"), ("z:Industry", "skos:notation", '"ABC1"', "GB/T 4754"),
    ("z:Industry", "skos:prefLabel", '"nom"@fr', "一个名称"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "curie", "value", "said"), WRONG, ids=[f"{k}-{c}-{n}" for n, (k, c, _, _) in enumerate(WRONG)])
def test_what_is_wrong_is_said(kind: str, curie: str, value: str, said: str) -> None:
    assert any(said in line for line in violations(with_value(node_of(kind), curie, value)))


#: class of the subject, link, class of a thing that must not stand at its end, words of the sentence
MISLED = [
    ("z:Measure", "z:coversIndustry", "z:Enterprise", "不是产业"), ("z:Measure", "z:mentionsIndustry", "z:Enterprise", "不是产业"),
    ("z:Measure", "z:coversEnterprise", "z:Industry", "不是企业"), ("z:Measure", "z:coversZone", "z:Industry", "不是园区"),
    ("z:Measure", "z:coversDepartment", "z:Industry", "不是部门"), ("z:Target", "z:baseline", "z:Target", "现状数据"),
    ("z:Clause", "z:leadDepartment", "z:Industry", "牵头的不是部门"), ("z:Clause", "z:supportingDepartment", "z:Industry", "配合的不是部门"),
    ("z:Clause", "z:responsibleDepartment", "z:Industry", "负责的不是部门"), ("z:Clause", "z:refersTo", "z:Industry", "不是文件或条款"),
    ("z:Enterprise", "z:hostsPlatform", "z:Industry", "不是平台"), ("z:Enterprise", "z:zoneIndustry", "z:Enterprise", "不是产业"),
    ("z:Enterprise", "z:memberOfZoneGroup", "z:Industry", "不是园区组"), ("z:Industry", "skos:broader", "z:Enterprise", "上级不是产业"),
    ("z:Observation", "z:computedFrom", "z:Target", "分项不是现状数据"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "curie", "end", "said"), MISLED, ids=[c for _, c, _, _ in MISLED])
def test_links_to_the_wrong_kind_are_said(kind: str, curie: str, end: str, said: str) -> None:
    assert any(said in line for line in violations(with_value(node_of(kind), curie, node_of(end))))


def test_a_sentence_names_plan_clause_node_and_what_to_do() -> None:
    measure = node_of("z:Measure")
    told = [line for line in violations(without(measure, "z:action")) if "行动表述" in line]
    assert len(told) == 1
    assert re.fullmatch(r"临河县产业发展规划（2021—2025年） 三、（一）：.+；请检查产生它的规则（节点 measure/river/.+）", told[0])


def test_a_quote_that_is_not_the_text_is_said() -> None:
    moved = [line.replace('"扶持优然牧业', '"支持优然牧业') for line in sound()[1]]
    assert moved != list(sound()[1])
    assert any("引文与原文第" in line for line in violations(moved))


def test_a_quote_of_another_clause_is_said() -> None:
    measure, source = node_of("z:Measure"), term("oa:hasSource")
    elsewhere = f"<{RESOURCE_PREFIXES['plan']}river/1>"
    graph = next(line.rsplit(" ", 2)[1] for line in sound()[1] if line.startswith(f"{measure} "))
    moved = [re.sub(rf"{source} \S+ {re.escape(graph)} ", f"{source} {elsewhere} {graph} ", line) for line in sound()[1]]
    assert any("不在所注条款之内" in line for line in violations(moved))


def test_a_link_to_nothing_is_said() -> None:
    nowhere = f"<{RESOURCE_PREFIXES['enterprise']}nobody>"
    told = violations(with_value(node_of("z:Measure"), "z:coversEnterprise", nowhere))
    assert any("指向不存在的 enterprise/nobody" in line for line in told)


def test_a_plan_that_ends_before_it_begins_is_said() -> None:
    plan, (start, end) = node_of("z:Plan"), (expand("z:periodStart"), expand("z:periodEnd"))
    year = term("xsd:gYear")
    lines = [*without(plan, "z:periodStart"), f'{plan} <{start}> "2030"^^{year} {plan} .', f'{plan} <{end}> "2025"^^{year} {plan} .']
    assert any("起始年晚于结束年" in line for line in violations(lines))


def test_two_names_for_one_entity_are_said() -> None:
    one, two = (f'<a:a> {term("skos:prefLabel")} "{name}"@zh <a:g> .\n'.encode() for name in ("甲", "乙"))
    labels = Labels()
    assert labels.conflicts(parse(one)) == labels.conflicts(parse(one)) == ()
    assert '有两个名称 "甲"、"乙"' in labels.conflicts(parse(two))[0]
    assert labels.conflicts(parse(one)) == (), "the name of the plan that was refused does not count"


def test_odd_line_separators_in_a_text_do_no_harm() -> None:
    plan = written(RIVER.replace("建设标准化养殖基地", "建设标准化\u2028养殖\x85基地"), "river")
    quads = plan_quads(plan, extract(plan))
    assert parse(write(quads)) == quads
    assert [str(v) for v in check_plan(quads, plan)] == []

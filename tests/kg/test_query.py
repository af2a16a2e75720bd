"""The named questions: typed rows of every query file, on the embedded plan and on plans that name each other."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from corpus.model import Found, Plan
from kg import query as questions
from kg.build import plan_quads
from kg.extract import extract
from kg.merge import dataset_trig
from kg.model import Predicate
from kg.named import bind, named_query
from kg.paths import Step, shortest
from kg.query import Graph
from tests.conftest import ROOT
from tests.kg.small import plan_of, saying

ZONE = "zone/昌吉国家高新区"
HUSBANDRY = "industry/畜牧业"

FIRST = """一、主要任务

（一）落实《滨江市数据条例》和滨政发〔2021〕8号文件要求。（牵头单位：市科技局；配合单位：市财政局）

二、保障措施

上一部分的任务由市科技局牵头落实，执行第一部分的规定。"""
SECOND = """一、主要任务

（一）开展试点

试点工作由市科技局牵头开展。"""


def graph_of(folder: Path, *plans: Plan) -> Graph:
    path = folder / "graph.trig"
    path.write_bytes(dataset_trig({p.id: plan_quads(p, extract(p, rulings=())) for p in plans}))
    return Graph.open(path)


@pytest.fixture(scope="module")
def graph(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return graph_of(tmp_path_factory.mktemp("own"), plan)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    first, second = plan_of(FIRST, "滨江市科技规划"), plan_of(SECOND, "滨江市数据条例（2021年修订）")
    second = replace(second, id="second", metadata=replace(second.metadata, document_number=Found("滨政发〔2021〕8号", "测试")))
    return graph_of(tmp_path_factory.mktemp("two"), replace(first, id="first"), second)


def test_every_query_file_has_a_method() -> None:
    """A file nobody asks would be a promise without rows."""
    used = Path(questions.__file__).read_text(encoding="utf-8") + (ROOT / "kg" / "check.py").read_text(encoding="utf-8")
    files = sorted(p.stem for p in (ROOT / "kg" / "data" / "queries").glob("*.rq"))
    assert [name for name in files if f'"{name}"' not in used] == []
    assert len(files) >= 20


def test_profile(graph: Graph, plan: Plan) -> None:
    found = graph.profile(HUSBANDRY)
    assert found is not None
    (seen,) = found.rows
    assert seen.plans == {plan.id: len(graph.mentions(HUSBANDRY).rows)}
    assert seen.measures == sum(HUSBANDRY in c.measure.industries for c in graph.measures().rows)
    assert sum(seen.relations.values()) == len(graph.neighbourhood(HUSBANDRY).rows)
    assert seen.narrower == tuple(sorted(e.id for e in graph.entities().rows if e.parent == HUSBANDRY))
    assert graph.profile("industry/没有这个产业") is None


def test_zone_profile_follows_the_text(graph: Graph) -> None:
    zone = graph.zone_profile(ZONE).rows[0]
    assert zone.group == ("zone_group/一区一园两聚集区",)
    assert zone.industry
    assert zone.measure
    assert len(graph.zone_profile("zone_group/一区一园两聚集区").rows[0].member) == 4


def test_goals_bring_their_baseline_and_change(graph: Graph) -> None:
    goals = graph.goals().rows
    assert [g.target for g in goals] == list(graph.targets().rows)
    intensity = next(g for g in goals if g.baseline and g.target.value == Decimal("1.5"))
    assert intensity.baseline is not None
    assert (intensity.baseline.quantity.value, intensity.change) == (Decimal("0.17"), Decimal("1.33"))


def test_coverage_matrix_keeps_its_blanks(graph: Graph, plan: Plan) -> None:
    cells = graph.coverage_matrix().rows
    industries = dict.fromkeys(c.industry for c in cells)
    assert len(cells) == len(industries) * len({c.instrument for c in cells})
    assert any(not c.measures for c in cells)
    known = {(i, c.measure.instrument, c.measure.id) for c in graph.measures().rows for i in c.measure.industries}
    assert {(c.industry, c.instrument, m) for c in cells for m in c.measures} == known
    assert graph.coverage_matrix(plan.id).rows == cells
    assert graph.coverage_matrix("another").rows == ()


def test_neighbourhood_and_paths(graph: Graph) -> None:
    around = graph.neighbourhood(ZONE).rows
    assert all(ZONE in (r.subject, r.object) for r in around)
    other = next(r.object for r in around if r.subject == ZONE)
    (chain, *_) = graph.paths(ZONE, other).rows
    assert [(r.subject, r.object) for r in chain] == [(ZONE, other)]
    far = graph.paths(ZONE, "zone/新疆信息产业园").rows
    assert {len(c) for c in far} == {2}
    assert graph.paths(ZONE, "industry/没有这个产业").rows == ()


def test_paths_find_every_shortest_chain_and_stop() -> None:
    edges = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": ["e"]}

    def steps(nodes: object) -> list[Step]:
        assert isinstance(nodes, list)
        return [Step(f"{n}{o}", n, o) for n in nodes for o in edges.get(n, [])]

    assert shortest("a", "d", steps, 4) == (("ab", "bd"), ("ac", "cd"))
    assert shortest("a", "e", steps, 2) == ()
    assert shortest("a", "a", steps, 2) == ((),)


def test_duties(two: Graph) -> None:
    said = [(r.subject, r.predicate, r.object) for r in two.duties().rows if r.evidence.plan == "first"]
    assert ("clause:first/1/1", Predicate.LEAD_DEPARTMENT, "department/市科技局") in said
    assert ("clause:first/1/1", Predicate.SUPPORTING_DEPARTMENT, "department/市财政局") in said
    assert {r.evidence.plan for r in two.duties(department="department/市科技局").rows} == {"first", "second"}
    assert {r.evidence.plan for r in two.duties(plan="second").rows} == {"second"}


def test_documents_meet_the_plans_of_the_corpus(two: Graph) -> None:
    """A title without its bracket, and a number alone, both mean the plan that carries them; clauses are references too."""
    found = [(r.relation.evidence.quote, r.relation.object, r.held) for r in two.documents(plan="first").rows]
    assert found == [
        ("滨江市数据条例", "document/滨江市数据条例", "second"),
        ("滨政发〔2021〕8号", "document/滨政发〔2021〕8号", "second"),
        ("上一部分", "clause:first/1", ""),
    ]


def test_an_article_of_a_plan_of_the_corpus_is_its_clause(tmp_path: Path) -> None:
    rules = plan_of("第一章 总则\n\n第一条 为促进人才发展，制定本条例。\n\n第二章 引进\n\n第二条 引进人才给予补助。\n\n第三条 补助按年发放。", "滨江市人才条例")
    said = "一、主要任务\n\n（一）引进人才\n\n依据《滨江市人才条例》第三条给予补助。\n\n（二）留住人才\n\n依据《滨江市人才条例》第九条办理，落实《滨江市数据条例》第三条。"
    both = graph_of(tmp_path, replace(rules, id="rules"), replace(plan_of(said, "滨江市科技规划"), id="plan"))
    found = [(r.relation.evidence.quote, r.held, r.part) for r in both.documents(plan="plan").rows]
    third = next(c.path for c in rules.clauses if c.marker.startswith("第三条"))
    assert found == [("滨江市人才条例》第三条", "rules", third), ("滨江市人才条例》第九条", "rules", ""), ("滨江市数据条例》第三条", "", "")]


def test_doubts_name_the_fact_they_are_about(tmp_path: Path) -> None:
    asked = saying("90%以上的行政村实现生活垃圾集中处理。", "goals")
    (doubt,) = [d for d in graph_of(tmp_path, asked).doubts().rows if d.kind == "low-confidence"]
    assert doubt == next(d for d in extract(asked, rulings=()).doubts if d.kind == "low-confidence")


def test_shared_entities(two: Graph) -> None:
    assert [(s.entity, s.plans) for s in two.shared_entities().rows] == [("department/市科技局", 2)]


def test_a_query_is_bound_by_iris_alone() -> None:
    bound = bind(named_query("relations"), {"subject": ["https://w3id.org/zhengce/zone/甲"]}, "p")
    assert "VALUES ?subject { <https://w3id.org/zhengce/zone/甲> }" in bound
    assert "?clause <https://w3id.org/zhengce/ontology#inPlan>? ?plan" in bound
    with pytest.raises(ValueError, match="不能用作 IRI"):
        bind(named_query("relations"), {"subject": ["x> } DROP"]})

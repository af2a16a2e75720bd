"""Measures of one choice: grouped by how they cover it and by clause, and the same as rows and as a memo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from index.qa.answer import Answer, Citation, Route, Sentence, Status
from index.qa.memo import answer_memo
from kg.model import Evidence, Measure
from kg.results import CoveredMeasure
from ui import facts, links
from ui.contents import name_of
from ui.markup import Html, join, tag
from ui.opened import Opened
from ui.profile import entity_link

COVERAGE_ZH: Mapping[str, str] = {"direct": "直接措施", "mention": "其他条款提及", "cross": "适用于各产业的通用措施"}
HEAD = ("规划", "条款", "标题", "覆盖方式", "措施", "力度", "政策工具", "产业", "企业", "园区", "部门", "原文")


def groups(found: Sequence[CoveredMeasure]) -> list[tuple[str, list[Measure]]]:
    """(coverage, measures) in fixed order; empty groups are left out."""
    by = {kind: [c.measure for c in found if c.coverage == kind] for kind in COVERAGE_ZH}
    return [(kind, measures) for kind, measures in by.items() if measures]


def group_html(index: Opened, measures: Sequence[Measure]) -> Html:
    """Measures under their clauses, in the order of the text."""
    several = len(index.workspace.plans) > 1
    blocks = []
    for (plan_id, path), members in groupby(measures, key=lambda m: (m.evidence.plan, m.evidence.clause)):
        plan = index.workspace.plans[plan_id]
        head = links.link(name_of(plan[path]) or plan.title, links.clause_url(plan_id, path), css="source-place")
        where = tag("span", f"《{plan.title}》", css="source-plan") if several else ""
        items = [tag("li", _measure(index, m)) for m in members]
        blocks.append(tag("section", tag("h3", head, where), tag("ul", *items), css="measures"))
    return join(blocks)


def _measure(index: Opened, measure: Measure) -> Html:
    at = measure.evidence
    action = links.link(measure.action, links.clause_url(at.plan, at.clause, at.start, at.end), css="measure", title="打开原文")
    marks = [tag("span", measure.strength, css="badge strength")] if measure.strength else []
    marks.append(tag("span", measure.instrument, css="badge instrument"))
    graph = index.workspace.graph
    named = [e for i in (*measure.enterprises, *measure.zones, *measure.departments) if (e := graph.entity(i))]
    return join([action, tag("span", *marks, *[entity_link(e) for e in named], css="measure-marks")])


def rows(index: Opened, found: Sequence[CoveredMeasure]) -> list[tuple[str, ...]]:
    """The same as rows under HEAD."""
    graph = index.workspace.graph
    out = []
    for kind, measures in groups(found):
        for m in measures:
            plan = index.workspace.plans[m.evidence.plan]
            clause = plan[m.evidence.clause]
            names = ["、".join(graph.name(i) for i in ids) for ids in (m.industries, m.enterprises, m.zones, m.departments)]
            out.append((
                plan.title, clause.label, clause.title, COVERAGE_ZH[kind], m.action, m.strength, m.instrument, *names, m.evidence.quote,
            ))  # fmt: skip
    return out


def memo(index: Opened, title: str, found: Sequence[CoveredMeasure], sparql: str) -> bytes:
    """The same as a Word memo with numbered references."""
    plans = index.workspace.plans
    sentences = [
        Sentence(m.action, (citation(index, m.evidence),), f"{COVERAGE_ZH[kind]}（{len(measures)} 条）")
        for kind, measures in groups(found) for m in measures
    ]  # fmt: skip
    answer = Answer(title, tuple(plans), Status.ANSWERED, Route.GRAPH, tuple(sentences), complete=True, sparql=sparql)
    return answer_memo(answer, plans, accessed=date.today())


def citation(index: Opened, at: Evidence) -> Citation:
    clause = index.workspace.plans[at.plan][at.clause]
    return Citation(at.plan, at.clause, clause.label, clause.title, at.quote, at.start, at.end)


def options(index: Opened, found: Sequence[CoveredMeasure], field: str) -> dict[str, str]:
    """Values of one field among the measures with their counts, the frequent first: value → label."""
    counts: dict[str, int] = {}
    for covered in found:
        held = getattr(covered.measure, field)
        for value in held if isinstance(held, tuple) else (held,):
            if value:
                counts[value] = counts.get(value, 0) + 1
    graph = index.workspace.graph
    name = graph.name if field in facts.MEASURE_FIELDS.values() else str
    return {v: f"{name(v)}（{counts[v]}）" for v in sorted(counts, key=lambda v: (-counts[v], v))}

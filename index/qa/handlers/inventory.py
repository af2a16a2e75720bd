"""What a plan holds in all: its targets, its firms, zones and offices, its measures of one instrument."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Plan
from corpus.normal import fold_text
from index.qa.answer import Answer, Route, Sentence, Status
from index.qa.context import Context
from index.qa.handlers.facts import cite_evidence, sentence_of
from index.qa.handlers.figures import Figure, deadline, state, wording
from index.qa.handlers.measures import section
from index.qa.handlers.topics import choose
from index.qa.question import LinkedEntity
from index.qa.spread import of_plans
from index.qa.wording import place_of, plain, title_of
from kg.instruments import instrument_of
from kg.model import Entity, Evidence, Measure, Target

_KINDS = {
    "enterprise": ("企业", "家"), "institution": ("机构", "家"), "zone": ("园区", "个"), "industry": ("产业", "个"),
    "platform": ("平台", "个"), "department": ("部门", "个"), "document": ("文件", "份"), "project": ("项目", "个"),
}  # fmt: skip
_ASKED = (
    (r"园区|开发区|聚集区|集聚区|高新区|示范区", "zone"), (r"企业|公司", "enterprise"), (r"部门|单位|委办局", "department"),
    (r"高校|院校|机构|科研院所", "institution"), (r"平台", "platform"), (r"文件|法规|法律|政策文件", "document"),
    (r"产业|行业", "industry"), (r"项目", "project"),
)  # fmt: skip
#: words narrower than the kind of entity they stand for: how the names they mean end
_CALLED = {
    "高校": re.compile("(?:大学|(?<!科)学院)$"), "院校": re.compile("(?:大学|(?<!科)学院|学校)$"),
    "科研院所": re.compile("(?:研究院|研究所|科学院)$"),
}  # fmt: skip
_STATED = re.compile(r"约束性|预期性")
_QUANTIFIED = re.compile(r"量化|定量|约束性|预期性|指标|数量")
_SUBJECTS = ("industry", "zone", "zone_group", "enterprise", "institution", "platform")
_COUNTED = re.compile(r"(?:几|多少)(?:个|项|条|类|方面|部分)")
_SECTION = 0.6
_NAMED = 0.95
_SHOWN = 80
_FEW = 4


def targets(context: Context) -> Answer | None:
    """Every quantified target of the plans in scope, or of the subject that the question names.

    Aims without figures are asked for by the name of their section (发展目标), which then answers in full.
    """
    stated = _STATED.search(context.question.folded)
    subjects = context.question.of_type(*_SUBJECTS)
    counted = context.best_heading(children=2) if _COUNTED.search(context.question.folded) else None
    if counted and counted[0] >= _NAMED:
        return None
    if subjects:
        return _targets_about(context, subjects)
    if not _QUANTIFIED.search(context.question.folded):
        answer = _goals(context)
        if answer is not None:
            return answer
    scope = frozenset(context.read)
    found = [t for t in context.targets.rows if t.evidence.plan in scope and (not stated or t.kind == stated.group())]
    found = [t for t in found if not context.question.years or t.year in context.question.years] or ([] if stated else found)
    if not found:
        kind = f"标明为{stated.group()}的" if stated else "量化的"
        return context.refuse(Status.NOT_QUANTIFIED, f"{context.plan_words}没有{kind}指标。", route=Route.GRAPH)
    made = [s for plan, own in of_plans(context, found, lambda t: t.evidence.plan) for s in _targets_of(context, plan, own)]
    return context.answer(Route.GRAPH, made, complete=len(found) <= _SHOWN, sparql=context.targets.sparql)


def _goals(context: Context) -> Answer | None:
    """The section on aims that the question names; None when it names another kind of aim or the plan has no such section."""
    best = context.best_heading()
    if best is None or best[0] < _SECTION or not re.search("目标|指标", best[2].title):
        return None
    return section(context)


def _targets_about(context: Context, subjects: Sequence[LinkedEntity]) -> Answer | None:
    """The targets whose indicator or headings name the subject, and the sentences that print them."""
    names = [fold_text(n) for e in subjects for n in (e.name, e.text)]
    found = []
    for target in context.targets.rows:
        if target.evidence.plan in context.read:
            plan = context.plan(target.evidence.plan)
            said = fold_text(" ".join((*plan.heading_path(target.evidence.clause), target.indicator)))
            if any(name in said for name in names):
                found.append(Figure(target, 1.0))
    if not found:
        return None
    return context.answer(Route.GRAPH, state(context, found), complete=True, sparql=context.targets.sparql)


def _targets_of(context: Context, plan: Plan, found: Sequence[Target]) -> list[Sentence]:
    if not found:
        return []
    stated = _STATED.search(context.question.folded)
    shown = "完整列出如下" if len(found) <= _SHOWN else f"列出前{_SHOWN}项"
    lead = Sentence(
        f"{title_of(plan)}共有{len(found)}项{stated.group() if stated else '量化'}目标，{shown}",
        (context.cite_heading(plan, plan[found[0].evidence.clause]),),
    )
    return [lead, *(_target(context, plan, t) for t in found[:_SHOWN])]


def _target(context: Context, plan: Plan, target: Target) -> Sentence:
    """Indicator, value with its comparator, deadline and kind; cited where each place states it."""
    cited = tuple(dict.fromkeys(cite_evidence(context, e) for e in (target.evidence, *target.also)))
    kind = f"，{target.kind}" if target.kind else ""
    place = place_of(plan, plan[target.evidence.clause])
    return Sentence(f"{plain(target.indicator)}：{wording(target)}（{deadline(target)}{kind}，{place}）", cited)


def inventory(context: Context) -> Answer | None:
    """All entities of one kind that the plans in scope name, in the order in which they first appear."""
    asked = next(((m.group(), k) for words, k in _ASKED if (m := re.search(words, context.question.folded))), None)
    if asked is None or context.question.of_type("industry", "zone", "zone_group", "enterprise"):
        return None
    made = [s for plan in context.plans() for s in _entities_of(context, plan, *asked)]
    if not made:
        return None
    return context.answer(Route.GRAPH, made, complete=True, sparql=context.workspace.graph.entities().sparql)


def _entities_of(context: Context, plan: Plan, noun: str, kind: str) -> list[Sentence]:
    graph = context.workspace.graph
    first = _first_named(context, plan, kind)
    called = [row for row in first if _CALLED.get(noun, re.compile(noun)).search(row[1].name)]
    first = called if (called and noun in _CALLED) or (kind == "zone" and called and noun != "园区") else first
    if not first:
        return []
    name, unit = _KINDS[kind]
    name = noun if first is called and noun in _CALLED else name
    cited = [sentence_of(context, graph.mentions(e.id, plan=plan.id).rows[0].evidence) for _, e in first]
    lead = Sentence(f"{title_of(plan)}共点名{len(first)}{unit}{name}，按首次出现列出", (cited[0],))
    return [lead, *(Sentence(f"{e.name}（{place_of(plan, plan[c.clause])}）", (c,)) for (_, e), c in zip(first, cited, strict=True))]


def _first_named(context: Context, plan: Plan, kind: str) -> list[tuple[int, Entity]]:
    """The plan's entities of a kind by first appearance; industries only where a heading names some."""
    graph = context.workspace.graph
    rows = [(e, graph.mentions(e.id, plan=plan.id).rows) for e in graph.entities(plan.id).rows if e.type.value == kind]
    if kind == "industry":
        heads = [(e, tuple(m for m in found if _in_title(plan, m.evidence))) for e, found in rows]
        rows = [row for row in heads if row[1]] or rows
    return sorted(((found[0].evidence.start, e) for e, found in rows if found), key=lambda row: (row[0], row[1].id))


def _in_title(plan: Plan, evidence: Evidence) -> bool:
    clause = plan[evidence.clause]
    return clause.title_start <= evidence.start and evidence.end <= clause.title_start + len(clause.title)


def instrument(context: Context) -> Answer | None:
    """Measures that use the instrument the question names (税收, 金融, 人才 …), plan by plan."""
    asked = instrument_of(context.question.folded)
    if asked == "其他" or context.question.entities:
        return None
    graph = context.workspace.graph
    result = context.facts(lambda plan: graph.measures(instrument=asked, plan=plan))
    scope = frozenset(context.read)
    rows = [m.measure for m in result.rows if m.measure.evidence.plan in scope]
    made = [s for plan, own in of_plans(context, rows, lambda m: m.evidence.plan) for s in _with_instrument(context, plan, asked, own)]
    if made and len(rows) < _FEW:
        made += _beside(context, made)
    return context.answer(Route.GRAPH, made, complete=len(rows) <= _SHOWN, sparql=result.sparql) if made else None


def _beside(context: Context, made: Sequence[Sentence]) -> list[Sentence]:
    """The nearest sentences that a short list of measures does not quote."""
    said = [c for s in made for c in s.citations]
    near = [context.cite_passage(p) for p in choose(context, context.hits)]
    return context.say((c for c in near if not any(c.plan == o.plan and c.start < o.end and o.start < c.end for o in said)), "其他相关内容")


def _with_instrument(context: Context, plan: Plan, name: str, found: Sequence[Measure]) -> list[Sentence]:
    if not found:
        return []
    cited = [cite_evidence(context, m.evidence) for m in found[:_SHOWN]]
    shown = "完整列出如下" if len(found) <= _SHOWN else f"列出前{_SHOWN}条"
    return [Sentence(f"{title_of(plan)}中{name}类措施共{len(found)}条，{shown}", (cited[0],)), *context.say(cited)]

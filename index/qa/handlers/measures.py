"""Which measures cover an industry, zone, enterprise or department, or use an instrument: direct first and complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.model import Clause, Kind, Plan
from corpus.normal import fold_text
from index.qa.answer import Answer, Citation, Route, Sentence, Status, cite
from index.qa.context import Context
from index.qa.handlers.facts import cite_evidence
from index.qa.handlers.passages import inside, opened
from index.qa.question import LinkedEntity
from index.qa.spread import of_plans
from index.qa.subject import stands_alone, topic_words
from index.qa.unknown import unknown_subject
from index.qa.wording import looks_ahead, place_of, title_of
from kg.named import Result
from kg.results import CoveredMeasure

_KINDS = {
    "industry": "industry", "zone": "zone", "zone_group": "zone", "enterprise": "enterprise",
    "institution": "enterprise", "platform": "enterprise",
}  # fmt: skip
_TITLED = "标题或段首点名的内容"
_DIRECT, _REST, _MENTION, _CROSS = "直接措施", "同一条款的其他内容", "其他条款提及", "适用于各产业的通用措施"
_SECTION = 0.6
_PLANS = 5
_LOOKED_AT = 3


def measures(context: Context) -> Answer | None:
    """All measures that cover the subject; else those of the instrument it names; else the section it names."""
    for subject in context.question.of_type(*_KINDS):
        answer = _measures_of(context, subject) if stands_alone(context, subject) else None
        if answer is not None:
            return _nearest_first(context, answer)
    unknown = unknown_subject(context, topic_words(context)) if not context.question.entities else ""
    if unknown:
        return context.refuse(Status.NOT_MENTIONED, f"{context.plan_words}没有提到{unknown}。")
    answer = _of_shared_name(context) or section(context) or inside(context) or _nearest_clause(context)
    return _nearest_first(context, answer) if answer else None


def _nearest_first(context: Context, answer: Answer) -> Answer:
    """The cited clauses in the order of search: a question may ask for one side of what the whole list covers."""
    place = {(h.plan, h.clause): -n for n, h in enumerate(reversed(context.hits))}
    return replace(answer, hits=tuple(sorted(answer.hits, key=lambda h: place.get((h.citation.plan, h.citation.clause), 1))))


def _of_shared_name(context: Context) -> Answer | None:
    """Measures of every industry, zone or firm that goes by a name of the question, plan by plan and each under its own name."""
    meant = [e for name, ids in context.shared_names(context.question.topic) for i in ids if (e := _entity(context, i, name))]
    found = [(subject, _covering(context, subject)) for subject in meant]
    made = [
        sentence
        for plan in context.plans()
        for subject, covering in found
        for sentence in _of_plan(context, plan, subject, [m for m in covering.rows if m.measure.evidence.plan == plan.id])
    ]
    return context.answer(Route.GRAPH, made, complete=True, sparql=found[0][1].sparql) if made else None


def _entity(context: Context, identifier: str, text: str) -> LinkedEntity | None:
    entity = context.workspace.graph.entity(identifier)
    return LinkedEntity(identifier, entity.type.value, entity.name, text) if entity and entity.type.value in _KINDS else None


def _titled(context: Context, plan: Plan, subject: LinkedEntity) -> list[Citation]:
    """The sentences under the headings that name the subject, where no measure is known to be its own."""
    named = [c for c in plan.clauses if looks_ahead(plan, c) and (subject.text in c.title or subject.name in c.title)]
    parts = dict.fromkeys(part.path for clause in named for part in plan.subtree(clause.path))
    return [c for path in parts for c in section_citations(context, plan, plan[path])]


def _measures_of(context: Context, subject: LinkedEntity) -> Answer | None:
    result = _covering(context, subject, context.only_plan)
    made: list[Sentence] = []
    for plan, own in of_plans(context, result.rows, lambda m: m.measure.evidence.plan):
        made += _of_plan(context, plan, subject, own)
    return context.answer(Route.GRAPH, made, complete=True, sparql=result.sparql) if made else None


def _covering(context: Context, subject: LinkedEntity, plan: str = "") -> Result[CoveredMeasure]:
    asked = {_KINDS[subject.type]: subject.id}
    return context.facts(lambda read: context.workspace.graph.measures(plan=read or plan, **asked))


def _of_plan(context: Context, plan: Plan, subject: LinkedEntity, found: Sequence[CoveredMeasure]) -> list[Sentence]:
    """One plan's measures under a lead that counts them; empty when none covers the subject directly or by mention."""
    direct = [m for m in found if m.coverage == "direct"]
    mention = [m for m in found if m.coverage == "mention"]
    cross = [m for m in found if m.coverage == "cross"] if direct else []
    if not direct and not mention:
        return []
    titled = [] if direct else _titled(context, plan, subject) or opened(context, plan, [fold_text(subject.text)])
    mention = [m for m in mention if not any(c.start <= m.measure.evidence.start < c.end for c in titled)]
    group = f"{title_of(plan)}" if len(context.scope) > 1 else ""
    rest = _uncovered(context, plan, subject, direct)
    counted = ((_DIRECT, len(direct)), (_TITLED, len(titled)), (_MENTION, len(mention)))
    counts = [f"{name}{n}条" for name, n in counted if n]
    tail = f"另有{_CROSS}{len(cross)}条，只列所在条款" if cross else "已完整列出"
    path = titled[0].clause if titled else (direct or mention)[0].measure.evidence.clause
    lead = Sentence(f"{title_of(plan)}覆盖“{subject.name}”的{'、'.join(counts)}，{tail}", (context.cite_heading(plan, plan[path]),))
    return [
        lead,
        *_said(context, direct, group + _DIRECT), *context.say(titled, group + _TITLED), *context.say(rest, group + _REST),
        *_said(context, mention, group + _MENTION),
        *_cross_cutting(context, plan, cross, group + _CROSS),
    ]  # fmt: skip


def _said(context: Context, found: Sequence[CoveredMeasure], group: str) -> list[Sentence]:
    return context.say((cite_evidence(context, m.measure.evidence) for m in found), group)


def _uncovered(context: Context, plan: Plan, subject: LinkedEntity, direct: Sequence[CoveredMeasure]) -> list[Citation]:
    """Sentences of the subject's own clauses of which no measure quotes anything: its targets and aims."""
    if subject.type != "industry":
        return []
    wanted = context.workspace.graph.narrower(subject.id, plan.id).get(plan.id, frozenset((subject.id,)))
    own = dict.fromkeys(m.measure.evidence.clause for m in direct if any(i in wanted for i in m.measure.industries))
    quoted = [m.measure.evidence for m in direct]
    left = []
    for path in own:
        for citation in context.cite_sentences(plan, plan[path]):
            if not any(q.start < citation.end and citation.start < q.end for q in quoted):
                left.append(citation)
    return left


def _cross_cutting(context: Context, plan: Plan, cross: Sequence[CoveredMeasure], group: str) -> list[Sentence]:
    """How many measures for everybody each part of the plan holds, in one sentence; their texts would drown the rest."""
    counted: dict[str, int] = {}
    for m in cross:
        path = _part(plan, m.measure.evidence.clause)
        counted[path] = counted.get(path, 0) + 1
    if not counted:
        return []
    told = [f"{place_of(plan, plan[path])}{number}条" for path, number in counted.items()]
    cited = tuple(context.cite_heading(plan, plan[path]) for path in counted)
    return [Sentence(f"共{len(cross)}条，分布在：{'、'.join(told)}", cited, group)]


def _part(plan: Plan, path: str) -> str:
    """The second level of the outline above a clause, or the clause itself when it stands higher."""
    steps = path.split("/")
    return "/".join(steps[:2]) if plan.get("/".join(steps[:2])) else path


def section(context: Context) -> Answer | None:
    """The whole clause whose heading the question names, with everything below it, for every plan that has such a clause."""
    found = context.headings(accept=looks_ahead) or context.headings()
    if found and found[0][0] < _SECTION:
        found = context.headings()
    if not found or found[0][0] < _SECTION:
        return None
    chosen = [(plan, clause) for score, plan, clause in found if score >= _SECTION]
    cited = [c for plan, clause in chosen[:_PLANS] for part in plan.subtree(clause.path) for c in section_citations(context, plan, part)]
    return context.answer(Route.GRAPH, context.say(cited), complete=len(chosen) <= _PLANS) if cited else None


def _nearest_clause(context: Context) -> Answer | None:
    """The whole of the best clause when its headings name most of what is asked: a list of measures must not be cut."""
    for hit in context.hits[:_LOOKED_AT]:
        plan = context.plan(hit.plan)
        clause = plan[hit.clause]
        if hit.signals.heading_words >= _SECTION and looks_ahead(plan, clause) and clause.kind is not Kind.ROW:
            cited = section_citations(context, plan, clause)
            return context.answer(Route.SEARCH, context.say(cited), complete=False) if cited else None
    return None


def section_citations(context: Context, plan: Plan, clause: Clause) -> list[Citation]:
    """The sentences of one clause, or its own text when that is only a heading without parts below."""
    body = context.cite_sentences(plan, clause)
    if body or plan.children(clause.path) or clause.end <= clause.start:
        return body
    return [cite(plan, clause.path, clause.span)]

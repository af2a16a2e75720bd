"""Who answers for a task, and what a department has to do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus.model import Plan
from corpus.segment import part_of_speech
from index.qa.answer import Answer, Citation, Route, Sentence, Status
from index.qa.context import Context
from index.qa.handlers.facts import sentence_of
from index.qa.wording import listed, plain, title_of
from kg.model import Predicate, Relation

_ROLES = {Predicate.LEAD_DEPARTMENT: "牵头", Predicate.SUPPORTING_DEPARTMENT: "配合", Predicate.RESPONSIBLE_DEPARTMENT: "负责"}
_DUTY_SUPPORT = 0.5
_DUTY_MARGIN = 0.1
_SAME = 0.02
_OFFICE = re.compile(r"([\u4e00-\u9fff]{2,8}?)(局|委|厅|部门|办公室|办|部|委员会)(?=要|做|负责|牵头|干|承担|管|有|的|是|在|该|应|$)")
_ASKING = re.compile(r"负责|牵头|单位|部门|承担|责任|配合|实施|落实|召集|督促")
_LABEL = re.compile(r"^[(（\[【]?(?:责任|牵头|配合)")


def responsible(context: Context) -> Answer | None:
    """Who answers for a task, or what a department has to do."""
    graph = context.workspace.graph
    known = context.facts(lambda plan: graph.duties(plan=plan))
    duties = [r for r in known.rows if r.evidence.plan in context.read]
    offices = _offices(context, duties)
    if offices:
        made = [s for plan in context.plans() for s in _of_offices(context, plan, [r for r in duties if r.object in offices])]
        return context.answer(Route.GRAPH, made, complete=True, sparql=known.sparql) if made else None
    absent = _absent(context)
    if absent:
        return context.refuse(Status.NOT_MENTIONED, f"{context.plan_words}没有提到“{absent}”。", route=Route.GRAPH)
    words = [w for w in context.words if len(w) > 1 and not _ASKING.search(w)]
    if duties and not words:
        return context.answer(Route.GRAPH, _overview(context, duties), complete=True, sparql=known.sparql)
    made = _of_tasks(context, _verbs_first(context, _by_topic(context, words, duties)))
    return context.answer(Route.GRAPH, made, complete=True, sparql=known.sparql) if made else None


def _of_offices(context: Context, plan: Plan, duties: Sequence[Relation]) -> list[Sentence]:
    """The tasks of the named departments in one plan, in the order of the text."""
    own = [r for r in duties if r.evidence.plan == plan.id]
    if not own:
        return []
    names = list(dict.fromkeys(context.workspace.graph.name(r.object) for r in own))
    cited = [sentence_of(context, r.evidence) for r in own]
    lead = Sentence(f"{title_of(plan)}写明由{listed(names)}承担的事项共{len(own)}处，完整列出如下", (cited[0],))
    return [lead, *(_task(context, r, c) for r, c in zip(own, cited, strict=True))]


def _task(context: Context, duty: Relation, citation: Citation) -> Sentence:
    """A department's part in one clause; a bare list of offices is not repeated, the clause's title says the task."""
    said = f"{context.place(citation)}（{_ROLES[duty.predicate]}）"
    return Sentence(said if _LABEL.match(citation.quote) else f"{said}：{plain(citation.quote)}", (citation,))


def _of_tasks(context: Context, duties: Sequence[Relation]) -> list[Sentence]:
    """For each clause its offices by role, then the sentences that say so."""
    clauses: dict[tuple[str, str], list[Relation]] = {}
    for r in duties:
        clauses.setdefault((r.evidence.plan, r.evidence.clause), []).append(r)
    made: list[Sentence] = []
    for own in clauses.values():
        cited = tuple(dict.fromkeys(sentence_of(context, r.evidence) for r in own))
        roles = dict.fromkeys(r.predicate for r in own)
        offices = "，".join(f"{_ROLES[role]}：{listed(_names(context, own, role))}" for role in roles)
        made.append(Sentence(f"{context.place(cited[0])}——{offices}", cited))
        made += [Sentence(plain(c.quote), (c,)) for c in cited]
    return made


def _names(context: Context, duties: Sequence[Relation], role: Predicate) -> list[str]:
    return list(dict.fromkeys(context.workspace.graph.name(r.object) for r in duties if r.predicate is role))


def _offices(context: Context, duties: Sequence[Relation]) -> list[str]:
    """Departments named in the question; 税务局 also finds 税务部门."""
    named = [e.id for e in context.question.of_type("department")]
    if named and any(r.object in named for r in duties):
        return named
    stems = [stem.removeprefix("市") for stem, _ in _OFFICE.findall(context.question.folded)]
    names = {r.object: context.workspace.graph.name(r.object) for r in duties}
    return [identifier for identifier, name in names.items() if any(len(stem) > 1 and stem in name for stem in stems)]


def _absent(context: Context) -> str:
    """A department whose work is asked for and that no plan in scope names."""
    if context.intent is None or context.intent.id != "department_tasks":
        return ""
    for stem, ending in _OFFICE.findall(context.question.folded):
        if not context.prints(stem):
            return f"{stem}{ending}"
    return ""


def _overview(context: Context, duties: Sequence[Relation]) -> list[Sentence]:
    """Of each plan its offices by role, with the number of their tasks, the busiest first."""
    made: list[Sentence] = []
    for plan in context.plans():
        for role, said in _ROLES.items():
            own = [r for r in duties if r.evidence.plan == plan.id and r.predicate is role]
            counted = Counter(r.object for r in own)
            if counted:
                told = [f"{context.workspace.graph.name(o)}（{n}项）" for o, n in counted.most_common()]
                first = sentence_of(context, own[0].evidence)
                made.append(Sentence(f"{title_of(plan)}写明的{said}单位{len(told)}个：{listed(told)}", (first,)))
    return made


def _by_topic(context: Context, words: Sequence[str], duties: Sequence[Relation]) -> list[Relation]:
    """Duties of the clause and sentence that the question is about."""
    scored = [(_support(context, words, r), r) for r in duties]
    best = max((s for s, _ in scored), default=0.0)
    nearby = (p for hit in context.hits[:5] for p, _ in hit.sentences[:2])
    elsewhere = max((context.supported(words, p.context).share for p in nearby), default=0.0)
    if elsewhere > best + _DUTY_MARGIN:
        return []
    return [r for s, r in scored if s >= _DUTY_SUPPORT and s >= best - _SAME]


def _verbs_first(context: Context, duties: Sequence[Relation]) -> list[Relation]:
    """Duties whose sentence prints more of the verbs asked about (督促, 检查) first, otherwise as they stand."""
    verbs = [w for w in context.words if len(w) > 1 and part_of_speech(w).startswith("v")]
    return sorted(duties, key=lambda r: -sum(v in sentence_of(context, r.evidence).quote for v in verbs))


def _support(context: Context, words: Sequence[str], duty: Relation) -> float:
    """Support by the duty's sentence, or by its whole clause when the sentence only lists offices."""
    citation = sentence_of(context, duty.evidence)
    plan = context.plan(citation.plan)
    heading = " ".join(plan.heading_path(citation.clause))
    near = context.supported(words, f"{heading} {citation.quote}").share
    if duty.evidence.quote in citation.quote and not _LABEL.match(citation.quote):
        return near
    return max(near, 0.9 * context.supported(words, f"{heading} {plan.own_text(plan[citation.clause])}").share)

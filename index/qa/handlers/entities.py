"""Questions about named things: measures that cover them, firms they rely on, duties, profiles, relations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.model import Clause, Plan, Span
from corpus.normal import fold_text
from index.passages import sentences
from index.qa.answer import Answer, Citation, Route, Sentence, cite
from index.qa.context import Context, name_of, plain, within
from index.qa.handlers import mentions as places
from index.qa.question import LinkedEntity
from kg.model import Evidence, Predicate, Relation
from kg.query import CoveredMeasure

_SUBJECTS = ("industry", "zone", "zone_group", "enterprise", "institution", "platform")
_FIRMS = ("enterprise/", "institution/")
_TO_FIRM = (Predicate.RELIES_ON, Predicate.SUPPORTS)
_FROM_FIRM = (Predicate.LEADS, Predicate.HOSTS_PLATFORM, Predicate.LOCATED_IN)
_DUTIES = (Predicate.LEAD_DEPARTMENT, Predicate.SUPPORTING_DEPARTMENT, Predicate.RESPONSIBLE_DEPARTMENT)
_ROLES = {Predicate.LEAD_DEPARTMENT: "牵头", Predicate.SUPPORTING_DEPARTMENT: "配合", Predicate.RESPONSIBLE_DEPARTMENT: "负责"}
_GROUPS = {"direct": "直接措施", "mention": "其他条款提及的措施", "cross": "适用于各产业的通用措施"}
_CROSS_SHOWN = 6
_SECTION = 0.8
_DUTY_SUPPORT = 0.5
_DUTY_MARGIN = 0.1
_OFFICE = re.compile(r"([\u4e00-\u9fff]{2,8}?)(?:局|委|厅|部门|办公室|办|部)(?=要|做|负责|牵头|干|承担|管|有|的|是|在|$)")


def cite_evidence(context: Context, evidence: Evidence) -> Citation:
    return cite(context.plan(evidence.plan), evidence.clause, Span(evidence.start, evidence.end))


def _sentence_of(context: Context, evidence: Evidence) -> Citation:
    """The whole sentence around a fact's evidence."""
    return context.sentence_at(context.plan(evidence.plan), evidence.start, evidence.end) or cite_evidence(context, evidence)


# -- measures


def measures(context: Context) -> Answer | None:
    """All measures that cover the subject, grouped direct, by mention, cross-cutting; else the section it names."""
    for subject in context.question.of_type(*_SUBJECTS):
        answer = _measures_of(context, subject)
        if answer is not None:
            return answer
    return _section(context)


def _measures_of(context: Context, subject: LinkedEntity) -> Answer | None:
    kind = "industry" if subject.type == "industry" else "zone" if subject.type in ("zone", "zone_group") else "enterprise"
    result = context.workspace.graph.measures(**{kind: subject.id})
    found = [m for m in result.rows if m.measure.evidence.plan in context.scope]
    direct = [m for m in found if m.coverage == "direct"]
    if not direct:
        return None
    mentioned = [m for m in found if m.coverage == "mention"]
    cross = [m for m in found if m.coverage == "cross"]
    lead_clause = context.plan(direct[0].measure.evidence.plan)[direct[0].measure.evidence.clause]
    head = context.cite_heading(context.plan(direct[0].measure.evidence.plan), lead_clause)
    counts = f"直接措施{len(direct)}条" + (f",其他条款提及{len(mentioned)}条" if mentioned else "")
    counts += f",通用措施{len(cross)}条" + (f"(列出前{_CROSS_SHOWN}条)" if len(cross) > _CROSS_SHOWN else "") if cross else ""
    lead = Sentence(f"覆盖“{subject.name}”的{counts}", (head,))
    rows = [_measure(context, m) for m in (*direct, *mentioned, *cross[:_CROSS_SHOWN])]
    return context.answer(Route.GRAPH, [lead, *rows], complete=len(cross) <= _CROSS_SHOWN, sparql=result.sparql)


def _measure(context: Context, covered: CoveredMeasure) -> Sentence:
    citation = cite_evidence(context, covered.measure.evidence)
    place = within(context.scope, context.plan(citation.plan)) + citation.label
    return Sentence(f"{place}:{plain(citation.quote)}", (citation,), _GROUPS[covered.coverage])


def _section(context: Context) -> Answer | None:
    """The whole clause whose heading the question names."""
    best: tuple[float, Plan, Clause] | None = None
    for plan in context.plans():
        match = context.heading_match(plan)
        if match and (best is None or match[0] > best[0]):
            best = (match[0], plan, match[1])
    if best is None or best[0] < _SECTION:
        return None
    _, plan, clause = best
    made = list(_sentences(context, plan, list(plan.subtree(clause.path))))
    return context.answer(Route.GRAPH, made, complete=True) if made else None


def _sentences(context: Context, plan: Plan, clauses: Sequence[Clause]) -> Iterable[Sentence]:
    for clause in clauses:
        for span in sentences(plan.text, clause.start, clause.end):
            citation = cite(plan, clause.path, span)
            if citation.quote:
                yield Sentence(f"{within(context.scope, plan)}{name_of(plan, clause)}:{plain(citation.quote)}", (citation,))


# -- firms


def enterprises(context: Context) -> Answer | None:
    """The firms an industry, zone or platform relies on, supports, is led or hosted by."""
    graph = context.workspace.graph
    for subject in context.question.of_type("industry", "zone", "zone_group", "platform"):
        relations = [r for r in graph.neighbourhood(subject.id).rows if r.evidence.plan in context.scope and _firm(r, subject.id)]
        if relations:
            firms = list(dict.fromkeys(graph.name(_firm(r, subject.id)) for r in relations))
            cited = tuple(dict.fromkeys(_sentence_of(context, r.evidence) for r in relations))
            listed = "、".join(firms) + ("等(原文以“等”结尾,未必列尽)" if any(r.open_list for r in relations) else "")
            quotes = [Sentence(f"{within(context.scope, context.plan(c.plan))}{c.label}:{plain(c.quote)}", (c,)) for c in cited]
            lead = Sentence(f"与“{subject.name}”有关的企业{len(firms)}家:{listed}", cited)
            return context.answer(Route.GRAPH, [lead, *quotes], complete=True, sparql=graph.relations(subject=subject.id).sparql)
    return None


def _firm(relation: Relation, subject: str) -> str:
    """The firm at the other end of a relation, empty when it is not one."""
    if relation.predicate in _TO_FIRM and relation.subject == subject and relation.object.startswith(_FIRMS):
        return relation.object
    if relation.predicate in _FROM_FIRM and relation.object == subject and relation.subject.startswith(_FIRMS):
        return relation.subject
    return ""


def members(context: Context) -> Answer | None:
    """The zones of a group, with the sentence that lists them."""
    graph = context.workspace.graph
    for group in context.question.of_type("zone_group"):
        result = graph.relations(predicate=Predicate.MEMBER_OF_ZONE_GROUP, object=group.id)
        found = [r for r in result.rows if r.evidence.plan in context.scope]
        if found:
            names = list(dict.fromkeys(graph.name(r.subject) for r in found))
            cited = tuple(dict.fromkeys(_sentence_of(context, r.evidence) for r in found))
            lead = Sentence(f"“{group.name}”指{'、'.join(names)},共{len(names)}个", cited)
            return context.answer(Route.GRAPH, [lead], complete=True, sparql=result.sparql)
    return None


# -- names and profiles


def alias(context: Context) -> Answer | None:
    """Short and full names of an entity, each cited where it is printed."""
    for asked in context.question.entities:
        entity = context.workspace.graph.entity(asked.id)
        if entity is None or not entity.aliases:
            continue
        printed: dict[str, Evidence] = {}
        for mention in context.workspace.graph.mentions(asked.id).rows:
            if mention.evidence.plan in context.scope:
                printed.setdefault(fold_text(mention.text), mention.evidence)
        full, *short = sorted(printed, key=lambda name: (-len(name), name))
        cited = tuple(dict.fromkeys(_sentence_of(context, printed[name]) for name in (full, *short)))
        others = "、".join(plain(printed[name].quote) for name in short)
        names = f"“{plain(printed[full].quote)}”" + (f"在规划中又称{others}" if others else "")
        english = f",英文名 {entity.name_en}" if entity.name_en else ""
        return context.answer(Route.GRAPH, [Sentence(names + english, cited)], complete=True)
    return None


def side_by_side(context: Context) -> Answer | None:
    """Two entities of one kind, each by its own clause."""
    asked = context.question.entities
    if len(asked) < 2 or len({e.type for e in asked}) > 1:
        return None
    owned = [_own_clause(context, entity) for entity in asked]
    if not all(owned):
        return None
    made = [s for own in owned if own for s in _sentences(context, own[0], [own[1]])]
    return context.answer(Route.GRAPH, made, complete=True)


def _own_clause(context: Context, asked: LinkedEntity) -> tuple[Plan, Clause] | None:
    """The clause that opens with the entity's name or bears it as its title."""
    for mention in context.workspace.graph.mentions(asked.id).rows:
        evidence = mention.evidence
        if evidence.plan in context.scope and _opens(context.plan(evidence.plan), evidence):
            return context.plan(evidence.plan), context.plan(evidence.plan)[evidence.clause]
    return None


def profile(context: Context) -> Answer | None:
    """What the plan says of an entity: its own clause in full, else the sentences that name it."""
    asked = context.question.entities[0]
    named = [m.evidence for m in context.workspace.graph.mentions(asked.id).rows if m.evidence.plan in context.scope]
    if not named:
        return None
    own = _own_clause(context, asked)
    if own:
        return context.answer(Route.GRAPH, list(_sentences(context, own[0], [own[1]])), complete=True)
    if asked.type == "industry":
        return None
    scores = {(p.plan, p.start): score for hit in context.hits for p, score in hit.sentences}
    cited = list(dict.fromkeys(_sentence_of(context, e) for e in named))
    cited.sort(key=lambda c: (-scores.get((c.plan, c.start), 0.0), c.plan, c.start))
    made = [Sentence(f"{within(context.scope, context.plan(c.plan))}{c.label}:{plain(c.quote)}", (c,)) for c in cited[:5]]
    return context.answer(Route.GRAPH, made, complete=len(cited) <= 5, sparql=context.workspace.graph.mentions(asked.id).sparql)


def _opens(plan: Plan, evidence: Evidence) -> bool:
    """Whether a clause begins with this mention, so that it is about the entity."""
    clause = plan[evidence.clause]
    lead = plan.text[clause.start : evidence.start].strip()
    return lead in ("", clause.marker) and evidence.end < clause.end


def relation(context: Context) -> Answer | None:
    """What joins two things: sentences that name both, else a chain of relations."""
    together = places.together(context, sentence=True) or places.together(context, sentence=False)
    if together is not None:
        return together
    asked = context.question.entities
    if len(asked) < 2:
        return None
    chain = context.workspace.graph.path(asked[0].id, asked[1].id)
    graph = context.workspace.graph
    made = []
    for step in chain:
        citation = cite_evidence(context, step.evidence)
        said = f"{_end(context, step.subject)}—{_PREDICATES[step.predicate]}→{graph.name(step.object)}"
        made.append(Sentence(f"{said}:{plain(citation.quote)}", (citation,)))
    return context.answer(Route.GRAPH, made, complete=False) if made else None


_PREDICATES = {
    Predicate.COVERS_INDUSTRY: "覆盖产业", Predicate.RELIES_ON: "依托", Predicate.SUPPORTS: "扶持", Predicate.LEADS: "带动",
    Predicate.LOCATED_IN: "位于", Predicate.HOSTS_PLATFORM: "承载平台",
    Predicate.MEMBER_OF_ZONE_GROUP: "属于", Predicate.ZONE_INDUSTRY: "发展产业",
    Predicate.LEAD_DEPARTMENT: "牵头部门", Predicate.SUPPORTING_DEPARTMENT: "配合部门", Predicate.RESPONSIBLE_DEPARTMENT: "责任部门",
    Predicate.PART_OF: "隶属", Predicate.REFERS_TO: "提及文件", Predicate.COOPERATES_WITH: "合作",
}  # fmt: skip


def _end(context: Context, identifier: str) -> str:
    if not identifier.startswith("clause:"):
        return context.workspace.graph.name(identifier)
    plan, _, path = identifier.removeprefix("clause:").partition("/")
    return context.plan(plan)[path].label


# -- duties


def responsible(context: Context) -> Answer | None:
    """Who answers for a task, or what a department has to do."""
    graph = context.workspace.graph
    duties = [r for r in graph.relations().rows if r.predicate in _DUTIES and r.evidence.plan in context.scope]
    offices = _offices(context, duties)
    found = [r for r in duties if r.object in offices] if offices else _by_topic(context, duties)
    if not found:
        return None
    made = []
    for r in found:
        citation = _sentence_of(context, r.evidence)
        said = f"{within(context.scope, context.plan(citation.plan))}{graph.name(r.object)}({_ROLES[r.predicate]},{citation.label})"
        made.append(Sentence(f"{said}:{plain(citation.quote)}", (citation,)))
    return context.answer(Route.GRAPH, list(dict.fromkeys(made)), complete=True, sparql=graph.relations().sparql)


def _offices(context: Context, duties: Sequence[Relation]) -> list[str]:
    """Departments named in the question; 税务局 also finds 税务部门."""
    named = [e.id for e in context.question.of_type("department")]
    if named:
        return named
    stems = [stem for stem in _OFFICE.findall(context.question.folded) if len(stem) >= 2]
    names = {r.object: context.workspace.graph.name(r.object) for r in duties}
    return [identifier for identifier, name in names.items() if any(stem.removeprefix("市") in name for stem in stems)]


def _by_topic(context: Context, duties: Sequence[Relation]) -> list[Relation]:
    """Duties of the clause and sentence that the question is about."""
    words = [w for w in context.words if len(w) > 1 and not re.search(r"负责|牵头|单位|部门|承担|责任|配合|实施", w)]
    scored = []
    for r in duties:
        citation = _sentence_of(context, r.evidence)
        heading = " ".join(context.plan(citation.plan).heading_path(citation.clause))
        whole = context.plan(citation.plan).own_text(context.plan(citation.plan)[citation.clause])
        near = context.support.measure(words, f"{heading} {citation.quote}").share
        wide = context.support.measure(words, f"{heading} {whole}").share
        scored.append((max(near, 0.9 * wide if r.evidence.quote not in citation.quote or "责任" in citation.quote else 0.0), r))
    best = max((s for s, _ in scored), default=0.0)
    nearby = (p for hit in context.hits[:5] for p, _ in hit.sentences[:2])
    elsewhere = max((context.support.measure(words, p.context).share for p in nearby), default=0.0)
    if elsewhere > best + _DUTY_MARGIN:
        return []
    return [r for s, r in scored if s >= _DUTY_SUPPORT and s >= best - 0.02]

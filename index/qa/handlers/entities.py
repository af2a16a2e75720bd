"""Questions about named things: the firms around them, their members, names, profiles and relations."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import Clause, Plan
from corpus.normal import fold_text
from index.qa.answer import Answer, Route, Sentence
from index.qa.context import Context
from index.qa.handlers import mentions as places
from index.qa.handlers.facts import cite_evidence, first_within, opens, sentence_of, within
from index.qa.handlers.measures import section_citations
from index.qa.question import LinkedEntity
from index.qa.wording import listed, place_of, plain, title_of
from kg.model import Evidence, Predicate, Relation

_FIRMS = ("enterprise/", "institution/")
_TO_FIRM = (Predicate.RELIES_ON, Predicate.SUPPORTS)
_FROM_FIRM = (Predicate.LEADS, Predicate.HOSTS_PLATFORM, Predicate.LOCATED_IN)
_PROFILE = 6


# -- firms


def enterprises(context: Context) -> Answer | None:
    """The firms an industry, zone or platform relies on, supports, is led or hosted by."""
    graph = context.workspace.graph
    for subject in context.question.of_type("industry", "zone", "zone_group", "platform"):
        relations = [r for r in graph.neighbourhood(subject.id).rows if r.evidence.plan in context.read and _firm(r, subject.id)]
        if relations:
            made = [s for plan in context.plans() for s in _firms_of(context, plan, subject, relations)]
            return context.answer(Route.GRAPH, made, complete=True, sparql=graph.neighbourhood(subject.id).sparql)
    return None


def _firms_of(context: Context, plan: Plan, subject: LinkedEntity, relations: Sequence[Relation]) -> list[Sentence]:
    """The firms one plan names around the subject, in the order of the text, and the sentences that do."""
    own = sorted((r for r in relations if r.evidence.plan == plan.id), key=lambda r: _named_at(context, r, subject.id))
    if not own:
        return []
    firms = list(dict.fromkeys(_printed(context, r, subject.id) for r in own))
    cited = tuple(dict.fromkeys(sentence_of(context, r.evidence) for r in own))
    note = "（原文以“等”结尾，未必列尽）" if any(r.open_list for r in own) else ""
    names = listed(firms, any(r.open_list for r in own))
    return [Sentence(f"{title_of(plan)}中与“{subject.name}”有关的企业{len(firms)}家：{names}{note}", cited), *context.say(cited)]


def _named_at(context: Context, relation: Relation, subject: str) -> tuple[int, str]:
    """Where the firm of a relation is printed, and the firm."""
    firm = _firm(relation, subject)
    return first_within(context, firm, relation.evidence), firm


def _printed(context: Context, relation: Relation, subject: str) -> str:
    """The firm's name, with the form the sentence prints when that is another."""
    evidence, firm = relation.evidence, _firm(relation, subject)
    name = context.workspace.graph.name(firm)
    inside = [m.text for m in context.workspace.graph.mentions(firm, plan=evidence.plan).rows if within(m.evidence, evidence)]
    printed = plain(inside[0]) if inside else name
    return name if printed in name or not inside else f"{printed}（{name}）"


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
        found = [r for r in result.rows if r.evidence.plan in context.read]
        if found:
            found.sort(key=lambda r: (context.scope.index(r.evidence.plan), first_within(context, r.subject, r.evidence)))
            names = list(dict.fromkeys(graph.name(r.subject) for r in found))
            cited = tuple(dict.fromkeys(sentence_of(context, r.evidence) for r in found))
            lead = Sentence(f"“{group.name}”指{'、'.join(names)}，共{len(names)}个", cited)
            return context.answer(Route.GRAPH, [lead, *context.say(cited)], complete=True, sparql=result.sparql)
    return None


# -- names and profiles


def alias(context: Context) -> Answer | None:
    """Short and full names of an entity, each cited where it is printed."""
    for asked in context.question.entities:
        entity = context.workspace.graph.entity(asked.id)
        if entity is None or not entity.aliases:
            continue
        printed: dict[str, Evidence] = {}
        for mention in context.mentions(asked.id).rows:
            if mention.evidence.plan in context.read:
                printed.setdefault(fold_text(mention.text), mention.evidence)
        full, *short = sorted(printed, key=lambda name: (-len(name), name))
        cited = tuple(dict.fromkeys(sentence_of(context, printed[name]) for name in (full, *short)))
        others = "、".join(f"“{plain(printed[name].quote)}”" for name in short)
        names = f"“{plain(printed[full].quote)}”" + (f"在规划中又称{others}" if others else "")
        english = f"，英文名 {entity.name_en}" if entity.name_en else ""
        return context.answer(Route.GRAPH, [Sentence(names + english, cited)], complete=True)
    return None


def side_by_side(context: Context) -> Answer | None:
    """Two entities of one kind, each by its own clause and under its own name."""
    asked = context.question.entities
    if len(asked) < 2 or len({e.type for e in asked}) > 1:
        return None
    owned = [(entity, _own_clause(context, entity)) for entity in asked]
    made = [s for entity, own in owned if own for s in _own(context, own, group=entity.name)]
    return context.answer(Route.GRAPH, made, complete=True) if all(own for _, own in owned) else None


def _own(context: Context, own: tuple[Plan, Clause], group: str = "") -> list[Sentence]:
    """An entity's own clause in full."""
    return context.say(section_citations(context, *own), group)


def _own_clause(context: Context, asked: LinkedEntity) -> tuple[Plan, Clause] | None:
    """The clause that opens with the entity's name or bears it as its title."""
    for mention in context.mentions(asked.id).rows:
        evidence = mention.evidence
        if evidence.plan in context.read and opens(context.plan(evidence.plan), evidence):
            return context.plan(evidence.plan), context.plan(evidence.plan)[evidence.clause]
    return None


def profile(context: Context) -> Answer | None:
    """What the plan says of an entity: its own clause in full, else the sentences that name it."""
    asked = context.question.entities[0]
    named = [m.evidence for m in context.mentions(asked.id).rows if m.evidence.plan in context.read]
    if not named:
        return None
    own = _own_clause(context, asked)
    if own:
        return context.answer(Route.GRAPH, _own(context, own), complete=True)
    if asked.type == "industry":
        return None
    scores = {(p.plan, p.start): score for hit in context.hits for p, score in hit.sentences}
    cited = list(dict.fromkeys(sentence_of(context, e) for e in named))
    best = sorted(cited, key=lambda c: (-scores.get((c.plan, c.start), 0.0), c.plan, c.start))[:_PROFILE]
    shown = "" if len(cited) <= _PROFILE else f"，列出最相关的{_PROFILE}句"
    lead = Sentence(f"“{asked.name}”见于{len(cited)}个句子{shown}", tuple(best[:1]))
    made = [lead, *context.say(best)]
    return context.answer(Route.GRAPH, made, complete=len(cited) <= _PROFILE, sparql=context.mentions(asked.id).sparql)


def relation(context: Context) -> Answer | None:
    """What joins two things: sentences that name both, else a chain of relations."""
    together = places.together(context, sentence=True) or places.together(context, sentence=False)
    if together is not None:
        return together
    asked = context.question.entities
    if len(asked) < 2:
        return None
    graph = context.workspace.graph
    found = graph.paths(asked[0].id, asked[1].id)
    chain = found.rows[0] if found.rows else ()
    made = []
    for step in chain:
        citation = cite_evidence(context, step.evidence)
        start = context.within(context.plan(citation.plan)) + _end(context, step.subject)
        said = f"{start}—{_PREDICATES[step.predicate]}→{graph.name(step.object)}"
        made.append(Sentence(f"{said}：{plain(citation.quote)}", (citation,)))
    return context.answer(Route.GRAPH, made, complete=False, sparql=found.sparql) if made else None


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
    return place_of(context.plan(plan), context.plan(plan)[path])

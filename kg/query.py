"""Named questions to the graph. Each returns typed rows and the very query that gave them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from kg import iri, rows
from kg.known import Known
from kg.model import Doubt, Entity, Measure, Mention, Observation, Relation, Target
from kg.named import Result, bind, named_query
from kg.paths import Step, shortest
from kg.results import Cell, CoveredMeasure, Goal, Profile, Reference, Shared, ZoneProfile
from kg.store import TripleStore, open_store

#: answers kept per graph: repeated questions of a session, not the whole graph
_REMEMBERED = 256
#: plans whose mentions are kept by entity
_PLANS = 64

#: what a measure is linked to that applies to every industry
_EVERY = "true"


class Graph:
    """Read access to one published graph; safe to share between threads and sessions.

    What is asked is bound in the query, so an answer costs what it holds and not what the graph holds.
    """

    def __init__(self, store: TripleStore, known: Known | None = None) -> None:
        """`known` is what a generation keeps of its entities; without it the store is asked."""
        self._store = store
        self._given = known
        self._answered = lru_cache(maxsize=_REMEMBERED)(self._answer)
        self._mentioned = lru_cache(maxsize=_PLANS)(self._group_mentions)

    @classmethod
    def open(cls, location: Path, known: Known | None = None) -> Graph:
        """Open a TriG file or a store folder. Raises GraphError in one line."""
        return cls(open_store(location), known)

    def _run(self, name: str, plan: str = "", **bound: Sequence[str]) -> Result[Any]:
        query = bind(named_query(name), bound, plan)
        return self._answered(name, query)

    def _answer(self, name: str, query: str) -> Result[Any]:
        return Result(tuple(getattr(rows, name)(self._store.select(query))), query)

    # -- entities

    @cached_property
    def _known(self) -> Known:
        if self._given is not None:
            return self._given
        naming: dict[str, list[str]] = {}
        for plan, entity in self._run("naming").rows:
            naming.setdefault(entity, []).append(plan)
        return Known(self._run("entities").rows, {entity: tuple(plans) for entity, plans in naming.items()})

    @cached_property
    def _of_plans(self) -> Mapping[str, tuple[Entity, ...]]:
        found: dict[str, list[Entity]] = {}
        for entity in self._known.entities:
            for plan in self.plans_naming(entity.id):
                found.setdefault(plan, []).append(entity)
        return {plan: tuple(entities) for plan, entities in found.items()}

    def entities(self, plan: str = "") -> Result[Entity]:
        """All entities by id, or those a plan mentions, each below what that plan puts it under."""
        query = named_query("entities")
        if not plan:
            return Result(self._known.entities, query)
        above = self.broader(plan)
        return Result(tuple(replace(e, parent=above.get(e.id, "")) for e in self._of_plans.get(plan, ())), query)

    @cached_property
    def _by_id(self) -> Mapping[str, Entity]:
        return {e.id: e for e in self._known.entities}

    def entity(self, identifier: str) -> Entity | None:
        return self._by_id.get(identifier)

    def name(self, identifier: str) -> str:
        """The printed name behind an id; the id itself when the graph does not know it."""
        found = self.entity(identifier)
        return found.name if found else identifier

    def broader(self, plan: str) -> Mapping[str, str]:
        """What a plan puts each entity below, by id; entities at the top are left out."""
        return {entity: parent for _, entity, parent in reversed(self._run("broader", plan).rows)}

    def narrower(self, industry: str, plan: str = "") -> Mapping[str, frozenset[str]]:
        """By plan: the industry and everything the plan puts below it (for membership tests only).

        One plan's tree says nothing of another's; plans that put nothing below it are left out.
        """
        trees: dict[str, dict[str, list[str]]] = {}
        for at, entity, parent in self._run("broader", plan).rows:
            trees.setdefault(at, {}).setdefault(parent, []).append(entity)
        return {at: _below(industry, tree) for at, tree in trees.items() if industry in tree}

    def mentions(self, identifier: str, *, plan: str = "") -> Result[Mention]:
        """Places that print an entity, in document order."""
        if plan:
            query = bind(named_query("mentions"), {"entity": (iri.resource_iri(identifier),)}, plan)
            return Result(self._mentioned(plan).get(identifier, ()), query)
        found = self._run("mentions", entity=(iri.resource_iri(identifier),))
        return Result(tuple(m for _, m in found.rows), found.sparql)

    def _group_mentions(self, plan: str) -> Mapping[str, tuple[Mention, ...]]:
        """The places of each entity of a plan: who lists a plan's entities asks for the places of every one."""
        grouped: dict[str, list[Mention]] = {}
        for identifier, mention in self.all_mentions(plan):
            grouped.setdefault(identifier, []).append(mention)
        return {identifier: tuple(places) for identifier, places in grouped.items()}

    def mentions_in(self, plan: str, clause: str) -> tuple[tuple[str, Mention], ...]:
        """(entity id, mention) pairs printed in a clause, in order."""
        return self._run("mentions", clause=(iri.clause_iri(plan, clause),)).rows

    def all_mentions(self, plan: str = "") -> tuple[tuple[str, Mention], ...]:
        """(entity id, mention) pairs of all plans or of one, in document order, by one query."""
        return self._run("mentions", plan).rows

    # -- facts

    def relations(self, *, subject: str = "", predicate: str = "", object: str = "", plan: str = "") -> Result[Relation]:
        """Relations by subject, predicate and object ids; `subject` may be `clause:<plan>/<path>`."""
        bound = {
            "subject": (iri.node_iri(subject),) if subject else (), "predicate": (iri.ONTOLOGY + predicate,) if predicate else (),
            "object": (iri.node_iri(object),) if object else (),
        }  # fmt: skip
        if not plan:
            return self._run("relations", "", **bound)
        found = (  # of one plan picked from all its relations, which are few
            r for r in self._run("relations", plan).rows
            if subject in ("", r.subject) and predicate in ("", r.predicate) and object in ("", r.object)
        )  # fmt: skip
        return Result(tuple(found), bind(named_query("relations"), bound, plan))

    def measures(
        self, *, industry: str = "", enterprise: str = "", zone: str = "", department: str = "", instrument: str = "", plan: str = ""
    ) -> Result[CoveredMeasure]:
        """Measures that cover what is asked, each with its coverage; industry also takes narrower industries.

        Measures for every industry come along for plans that cover the asked industry directly.
        """
        asked = next((i for i in (industry, enterprise, zone, department) if i), "")
        below, itself = self.narrower(industry, plan) if industry else {}, frozenset((asked,))
        wanted = itself.union(*below.values())
        covered = [iri.resource_iri(w) for w in sorted(wanted)] if asked else []
        found = self._whole(self._linked(wanted, plan)) if asked else self._run("measures", plan).rows
        rated = [CoveredMeasure(m, _coverage(m, below.get(m.evidence.plan, itself), asked, bool(industry))) for m in found]
        if industry:
            rated += self._across(rated)
        kept = (r for r in rated if r.coverage and (not instrument or r.measure.instrument == instrument))
        return Result(tuple(sorted(kept, key=lambda r: rows.place(r.measure))), bind(named_query("measures"), {"covered": covered}, plan))

    def _linked(self, wanted: Collection[str], plan: str) -> list[tuple[str, str]]:
        """IRIs of clauses and ids of the measures linked to any of these: of one plan picked from all its links, which are few."""
        covered = () if plan else [iri.resource_iri(w) for w in sorted(wanted)]
        return [(clause, measure) for clause, measure, of in self._run("covering", plan, covered=covered).rows if of in wanted]

    def _whole(self, found: Sequence[tuple[str, str]]) -> tuple[Measure, ...]:
        """Measures by IRI of their clause and id: asked of these clauses, a store looks at no others."""
        wanted = {measure for _, measure in found}
        clauses = dict.fromkeys(clause for clause, _ in found)
        return tuple(m for m in self._run("measures", clause=tuple(clauses)).rows if m.id in wanted) if found else ()

    def _across(self, found: Sequence[CoveredMeasure]) -> list[CoveredMeasure]:
        """Measures for every industry in the plans that cover the asked one directly, as far as not found already."""
        known = {r.measure.id for r in found}
        plans = dict.fromkeys(r.measure.evidence.plan for r in found if r.coverage == "direct")
        rest = [(clause, m) for plan in plans for clause, m in self._linked((_EVERY,), plan) if m not in known]
        return [CoveredMeasure(m, "cross") for m in self._whole(rest)]

    def targets(self, *, plan: str = "") -> Result[Target]:
        return self._run("targets", plan)

    def observations(self, *, plan: str = "") -> Result[Observation]:
        return self._run("observations", plan)

    def describe(self, address: str) -> list[str]:
        """N-Triples lines about one of our IRIs: a clause's own graph, or whatever names the resource; empty when unknown."""
        name = "describe_clause" if address.startswith(f"{iri.BASE}plan/") else "describe_resource"
        return self._store.construct(bind(named_query(name), {"resource": [address]}))

    def clauses(self) -> tuple[str, ...]:
        """IRIs of all clauses."""
        return tuple(row["clause"] for row in self._store.select(named_query("clauses")))

    def doubts(self) -> Result[Doubt]:
        return self._run("doubts")

    def goals(self, *, plan: str = "") -> Result[Goal]:
        """Targets in document order, each with its baseline and the computed change."""
        found = self._run("baselines", plan)
        starts = {target: (baseline, change) for target, baseline, change in found.rows}
        return Result(tuple(Goal(t, *starts.get(t.id, ())) for t in self.targets(plan=plan).rows), found.sparql)

    # -- facts seen together

    def profile(self, identifier: str) -> Result[Profile] | None:
        """An entity at one sight; None when the graph does not know it."""
        entity = self.entity(identifier)
        if entity is None:
            return None
        found = self._run("profile", entity=(iri.resource_iri(identifier),))
        return Result((rows.profile_of(entity, found.rows),), found.sparql)

    def zone_profile(self, identifier: str) -> Result[ZoneProfile]:
        """A zone or group of zones at one sight."""
        found = self._run("zone_profile", zone=(iri.resource_iri(identifier),))
        return Result((replace(found.rows[0], zone=identifier),), found.sparql)

    def duties(self, *, department: str = "", plan: str = "") -> Result[Relation]:
        """What departments lead, support or answer for, in document order; of one department when its id is given."""
        return self._run("duties", plan, object=(iri.resource_iri(department),) if department else ())

    def documents(self, *, document: str = "", plan: str = "") -> Result[Reference]:
        """What clauses refer to, in document order; references to one document when its id is given."""
        return self._run("documents", plan, object=(iri.node_iri(document),) if document else ())

    def plans_naming(self, identifier: str) -> tuple[str, ...]:
        """The plans that print an entity, in order."""
        return self._known.plans.get(identifier, ())

    def plans_stating(self, *links: str) -> tuple[str, ...]:
        """The plans with a clause that states something by one of these properties (hasTarget, leadDepartment …), in order."""
        return self._run("stating", link=[iri.ONTOLOGY + link for link in links]).rows

    def shared_entities(self) -> Result[Shared]:
        """Entities that several plans name, those of the most plans first."""
        return self._run("same_entity")

    def neighbourhood(self, identifier: str) -> Result[Relation]:
        """Relations that touch an entity, in document order."""
        return self._run("neighbourhood", node=(iri.node_iri(identifier),))

    def paths(self, start: str, goal: str, *, longest: int = 4) -> Result[tuple[Relation, ...]]:
        """The shortest chains of relations between two entities, those of the earlier text first; no row when there is none."""

        def steps(nodes: Sequence[str]) -> tuple[Step, ...]:
            return self._run("steps", node=[iri.node_iri(n) for n in nodes]).rows

        chains = shortest(start, goal, steps, longest)
        facts = dict.fromkeys(fact for chain in chains for fact in chain)
        query = bind(named_query("relations"), {"fact": facts})
        known = {row["fact"]: row for row in self._store.select(query)} if facts else {}
        return Result(tuple(tuple(rows.relation(known[fact]) for fact in chain) for chain in chains), query)

    def coverage_matrix(self, plan: str = "") -> Result[Cell]:
        """Every industry that a measure covers directly, by every instrument in use; blanks are cells without measures."""
        return self._run("coverage_matrix", plan)


def _below(top: str, tree: Mapping[str, Sequence[str]]) -> frozenset[str]:
    found, waiting = {top}, [top]
    while waiting:
        more = [child for child in tree.get(waiting.pop(), ()) if child not in found]
        found.update(more)
        waiting.extend(more)
    return frozenset(found)


def _coverage(measure: Measure, wanted: frozenset[str], asked: str, by_industry: bool) -> str:
    if not asked:
        return "direct"
    direct = (*measure.industries, *measure.enterprises, *measure.zones, *measure.departments)
    if any(i in wanted for i in direct):
        return "direct"
    if any(i in wanted for i in measure.mentioned_industries):
        return "mention"
    return "cross" if by_industry and measure.cross_cutting else ""

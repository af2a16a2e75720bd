"""Named questions to the graph. Each returns typed rows and the very query that gave them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Generic, TypeVar

from kg import iri, rows
from kg.model import Doubt, Entity, Measure, Mention, Observation, Relation, Target
from kg.store import Row, TripleStore, open_store
from kg.vocab import PREFIXES

_FOLDER = Path(__file__).parent / "data" / "queries"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    """Typed rows in a fixed order, and the SPARQL text that anyone can run to get them."""

    rows: tuple[T, ...]
    sparql: str


@dataclass(frozen=True, slots=True)
class CoveredMeasure:
    """A measure and how it covers what was asked: direct (own clause), mention, or cross (all industries)."""

    measure: Measure
    coverage: str


@cache
def named_query(name: str) -> str:
    """The text of a query file with the prefixes it uses in front."""
    text = (_FOLDER / f"{name}.rq").read_text(encoding="utf-8")
    used = [f"PREFIX {p}: <{address}>\n" for p, address in PREFIXES.items() if f"{p}:" in text]
    return "".join(used) + text


def bind(query: str, bindings: Mapping[str, Iterable[str]]) -> str:
    """The query with VALUES rows for variables; every value is an IRI of our own making, never a user's text."""
    values = []
    for name, addresses in bindings.items():
        cells = " ".join(f"<{address}>" for address in addresses)
        if any(c in cells for c in '"{}|\\^`\n') or cells.count("<") != cells.count(">"):
            raise ValueError(f"不能用作 IRI:{cells[:80]}")
        values.append(f"  VALUES ?{name} {{ {cells} }}\n")
    head, brace, body = query.partition("WHERE {\n")
    return head + brace + "".join(values) + body


class Graph:
    """Read access to one published graph; safe to share between threads and sessions."""

    def __init__(self, store: TripleStore) -> None:
        self._store = store

    @classmethod
    def open(cls, location: Path | str) -> Graph:
        """Open a TriG file or a SPARQL endpoint URL. Raises GraphError in one line."""
        return cls(open_store(location))

    def _run(self, name: str, make: Callable[[Iterable[Row]], Iterator[T]], **bound: str) -> Result[T]:
        query = bind(named_query(name), {k: [v] for k, v in bound.items() if v})
        return Result(tuple(make(self._store.select(query))), query)

    # -- entities

    @cached_property
    def _entities(self) -> Result[Entity]:
        return self._run("entities", rows.entities)

    def entities(self, plan: str = "") -> Result[Entity]:
        """All entities by id, or those a plan mentions."""
        if not plan:
            return self._entities
        mentioned = frozenset(e for e, m in self._mentions.rows if m.evidence.plan == plan)
        return Result(tuple(e for e in self._entities.rows if e.id in mentioned), self._entities.sparql)

    @cached_property
    def _by_id(self) -> Mapping[str, Entity]:
        return {e.id: e for e in self._entities.rows}

    def entity(self, identifier: str) -> Entity | None:
        return self._by_id.get(identifier)

    def name(self, identifier: str) -> str:
        """The printed name behind an id; the id itself when the graph does not know it."""
        found = self.entity(identifier)
        return found.name if found else identifier

    @cached_property
    def _mentions(self) -> Result[tuple[str, Mention]]:
        return self._run("mentions", rows.mentions)

    @cached_property
    def _mentions_by_entity(self) -> Mapping[str, tuple[Mention, ...]]:
        grouped: dict[str, list[Mention]] = {}
        for entity, mention in self._mentions.rows:
            grouped.setdefault(entity, []).append(mention)
        return {entity: tuple(found) for entity, found in grouped.items()}

    def mentions(self, identifier: str, *, plan: str = "") -> Result[Mention]:
        """Places that print an entity, in document order."""
        found = self._mentions_by_entity.get(identifier, ())
        query = bind(named_query("mentions"), {"entity": [iri.resource_iri(identifier)]})
        return Result(tuple(m for m in found if not plan or m.evidence.plan == plan), query)

    @cached_property
    def _mentions_by_clause(self) -> Mapping[tuple[str, str], tuple[tuple[str, Mention], ...]]:
        grouped: dict[tuple[str, str], list[tuple[str, Mention]]] = {}
        for entity, mention in self._mentions.rows:
            grouped.setdefault((mention.evidence.plan, mention.evidence.clause), []).append((entity, mention))
        return {key: tuple(found) for key, found in grouped.items()}

    def mentions_in(self, plan: str, clause: str) -> tuple[tuple[str, Mention], ...]:
        """(entity id, mention) pairs printed in a clause, in order."""
        return self._mentions_by_clause.get((plan, clause), ())

    # -- facts

    @cached_property
    def _relations(self) -> Result[Relation]:
        return self._run("relations", rows.relations)

    def relations(self, *, subject: str = "", predicate: str = "", object: str = "", plan: str = "") -> Result[Relation]:
        """Relations by subject, predicate and object ids; `subject` may be `clause:<plan>/<path>`."""
        bound = {"subject": iri.node_iri(subject), "predicate": iri.ONTOLOGY + predicate, "object": iri.node_iri(object)}
        asked = {"subject": subject, "predicate": predicate, "object": object}
        query = bind(named_query("relations"), {name: [address] for name, address in bound.items() if asked[name]})
        found = (
            r for r in self._relations.rows
            if (not subject or r.subject == subject) and (not predicate or r.predicate == predicate)
            and (not object or r.object == object) and (not plan or r.evidence.plan == plan)
        )  # fmt: skip
        return Result(tuple(found), query)

    @cached_property
    def _measures(self) -> Result[Measure]:
        return self._run("measures", rows.measures)

    def measures(
        self, *, industry: str = "", enterprise: str = "", zone: str = "", department: str = "", instrument: str = "", plan: str = ""
    ) -> Result[CoveredMeasure]:
        """Measures that cover what is asked, each with its coverage; industry also takes narrower industries."""
        asked = next((i for i in (industry, enterprise, zone, department) if i), "")
        wanted = self.narrower(industry) if industry else frozenset((asked,))
        found = []
        for measure in self._measures.rows:
            coverage = _coverage(measure, wanted, asked, bool(industry))
            if coverage and (not instrument or measure.instrument == instrument) and (not plan or measure.evidence.plan == plan):
                found.append(CoveredMeasure(measure, coverage))
        query = bind(named_query("measures"), {"covered": [iri.resource_iri(w) for w in sorted(wanted)]} if asked else {})
        return Result(tuple(found), query)

    def narrower(self, industry: str) -> frozenset[str]:
        """The industry and everything below it in the tree (for membership tests only)."""
        found = {industry}
        while True:
            more = {e.id for e in self._entities.rows if e.parent in found} - found
            if not more:
                return frozenset(found)
            found |= more

    @cached_property
    def _targets(self) -> Result[Target]:
        return self._run("targets", rows.targets)

    def targets(self, *, plan: str = "") -> Result[Target]:
        found = self._targets
        return Result(tuple(t for t in found.rows if not plan or t.evidence.plan == plan), found.sparql)

    @cached_property
    def _observations(self) -> Result[Observation]:
        return self._run("observations", rows.observations)

    def observations(self, *, plan: str = "") -> Result[Observation]:
        found = self._observations
        return Result(tuple(o for o in found.rows if not plan or o.evidence.plan == plan), found.sparql)

    def describe(self, address: str) -> list[str]:
        """N-Triples lines about one of our IRIs: a clause's own graph, or whatever names the resource; empty when unknown."""
        name = "describe_clause" if address.startswith(f"{iri.BASE}plan/") else "describe_resource"
        return self._store.construct(bind(named_query(name), {"resource": [address]}))

    def doubts(self) -> Result[Doubt]:
        return self._run("doubts", rows.doubts)

    # -- shapes of the graph

    @cached_property
    def _edges(self) -> Mapping[str, tuple[Relation, ...]]:
        grouped: dict[str, list[Relation]] = {}
        for relation in self._relations.rows:
            grouped.setdefault(relation.subject, []).append(relation)
            grouped.setdefault(relation.object, []).append(relation)
        return {node: tuple(found) for node, found in grouped.items()}

    def neighbourhood(self, identifier: str) -> Result[Relation]:
        """Relations that touch an entity, in document order."""
        return Result(self._edges.get(identifier, ()), self.relations(subject=identifier).sparql)

    def path(self, start: str, goal: str, *, longest: int = 4) -> tuple[Relation, ...]:
        """A shortest chain of relations between two entities; ties go to the earlier text; empty when there is none."""
        came: dict[str, tuple[str, Relation] | None] = {start: None}
        queue = deque([(start, 0)])
        while queue:
            node, length = queue.popleft()
            if node == goal:
                return _chain(came, goal)
            for relation in self._edges.get(node, ()) if length < longest else ():
                other = relation.object if relation.subject == node else relation.subject
                if other not in came:
                    came[other] = (node, relation)
                    queue.append((other, length + 1))
        return ()

    def coverage_matrix(self, plan: str = "") -> Mapping[tuple[str, str], tuple[Measure, ...]]:
        """(industry id, instrument) → measures that cover the industry directly."""
        cells: dict[tuple[str, str], list[Measure]] = {}
        for measure in self._measures.rows:
            if not plan or measure.evidence.plan == plan:
                for industry in measure.industries:
                    cells.setdefault((industry, measure.instrument), []).append(measure)
        return {cell: tuple(found) for cell, found in cells.items()}


def _coverage(measure: Measure, wanted: frozenset[str], asked: str, by_industry: bool) -> str:
    if not asked:
        return "direct"
    direct = (*measure.industries, *measure.enterprises, *measure.zones, *measure.departments)
    if any(i in wanted for i in direct):
        return "direct"
    if any(i in wanted for i in measure.mentioned_industries):
        return "mention"
    return "cross" if by_industry and measure.cross_cutting else ""


def _chain(came: Mapping[str, tuple[str, Relation] | None], goal: str) -> tuple[Relation, ...]:
    chain: list[Relation] = []
    node: tuple[str, Relation] | None = came[goal]
    while node is not None:
        chain.append(node[1])
        node = came[node[0]]
    return tuple(reversed(chain))

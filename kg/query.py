"""Named questions to the graph. Each returns typed rows and the very query that gave them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from kg import iri, rows
from kg.model import Doubt, Entity, Measure, Mention, Observation, Relation, Target
from kg.store import TripleStore, open_store
from kg.vocab import PREFIXES

_FOLDER = Path(__file__).parent / "data" / "queries"
T = TypeVar("T")
#: answers kept per graph: repeated questions of a session, not the whole graph
_REMEMBERED = 256


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


def bind(query: str, bindings: Mapping[str, Iterable[str]], plan: str = "") -> str:
    """The query with VALUES rows for variables, and ?clause kept to one plan when one is given.

    Every value is an IRI of our own making, never a user's text.
    """
    values = ((name, list(addresses)) for name, addresses in bindings.items())
    lines = [f"  VALUES ?{name} {{ {_cells(addresses)} }}\n" for name, addresses in values if addresses]
    if plan:
        lines.append(f"  VALUES ?plan {{ {_cells([iri.plan_iri(plan)])} }}\n  ?clause <{iri.ONTOLOGY}inPlan>? ?plan .\n")
    head, brace, body = query.partition("WHERE {\n")
    return head + brace + "".join(lines) + body


def _cells(addresses: Iterable[str]) -> str:
    cells = " ".join(f"<{address}>" for address in addresses)
    if any(c in cells for c in '"{}|\\^`\n') or cells.count("<") != cells.count(">"):
        raise ValueError(f"不能用作 IRI:{cells[:80]}")
    return cells


class Graph:
    """Read access to one published graph; safe to share between threads and sessions.

    What is asked is bound in the query, so an answer costs what it holds and not what the graph holds.
    """

    def __init__(self, store: TripleStore) -> None:
        self._store = store
        self._answered = lru_cache(maxsize=_REMEMBERED)(self._answer)

    @classmethod
    def open(cls, location: Path | str) -> Graph:
        """Open a TriG file, a store folder or a SPARQL endpoint URL. Raises GraphError in one line."""
        return cls(open_store(location))

    def _run(self, name: str, plan: str = "", **bound: Sequence[str]) -> Result[Any]:
        query = bind(named_query(name), bound, plan)
        return self._answered(name, query)

    def _answer(self, name: str, query: str) -> Result[Any]:
        return Result(tuple(getattr(rows, name)(self._store.select(query))), query)

    # -- entities

    @cached_property
    def _entities(self) -> Result[Entity]:
        return self._run("entities")

    def entities(self, plan: str = "") -> Result[Entity]:
        """All entities by id, or those a plan mentions."""
        if not plan:
            return self._entities
        mentioned = frozenset(self._run("plan_entities", plan).rows)
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
    def _below(self) -> Mapping[str, tuple[str, ...]]:
        grouped: dict[str, list[str]] = {}
        for e in self._entities.rows:
            grouped.setdefault(e.parent, []).append(e.id)
        return {parent: tuple(children) for parent, children in grouped.items()}

    def narrower(self, industry: str) -> frozenset[str]:
        """The industry and everything below it in the tree (for membership tests only)."""
        found, waiting = {industry}, [industry]
        while waiting:
            more = [child for child in self._below.get(waiting.pop(), ()) if child not in found]
            found.update(more)
            waiting.extend(more)
        return frozenset(found)

    def mentions(self, identifier: str, *, plan: str = "") -> Result[Mention]:
        """Places that print an entity, in document order."""
        found = self._run("mentions", entity=(iri.resource_iri(identifier),))
        return Result(tuple(m for _, m in found.rows if not plan or m.evidence.plan == plan), found.sparql)

    def mentions_in(self, plan: str, clause: str) -> tuple[tuple[str, Mention], ...]:
        """(entity id, mention) pairs printed in a clause, in order."""
        return self._run("mentions", clause=(iri.clause_iri(plan, clause),)).rows

    # -- facts

    def relations(self, *, subject: str = "", predicate: str = "", object: str = "", plan: str = "") -> Result[Relation]:
        """Relations by subject, predicate and object ids; `subject` may be `clause:<plan>/<path>`."""
        bound = {
            "subject": (iri.node_iri(subject),) if subject else (), "predicate": (iri.ONTOLOGY + predicate,) if predicate else (),
            "object": (iri.node_iri(object),) if object else (),
        }  # fmt: skip
        return self._run("relations", plan, **bound)

    def measures(
        self, *, industry: str = "", enterprise: str = "", zone: str = "", department: str = "", instrument: str = "", plan: str = ""
    ) -> Result[CoveredMeasure]:
        """Measures that cover what is asked, each with its coverage; industry also takes narrower industries.

        Measures for every industry come along for plans that cover the asked industry directly.
        """
        asked = next((i for i in (industry, enterprise, zone, department) if i), "")
        wanted = self.narrower(industry) if industry else frozenset((asked,))
        covered = [iri.resource_iri(w) for w in sorted(wanted)] if asked else []
        found = self._covering(covered, plan) if asked else self._run("measures", plan).rows
        rated = [CoveredMeasure(measure, _coverage(measure, wanted, asked, bool(industry))) for measure in found]
        if industry:
            rated += self._across(rated)
        kept = (r for r in rated if r.coverage and (not instrument or r.measure.instrument == instrument))
        return Result(tuple(sorted(kept, key=lambda r: rows.place(r.measure))), bind(named_query("measures"), {"covered": covered}, plan))

    def _covering(self, covered: Sequence[str], plan: str) -> tuple[Measure, ...]:
        """Measures linked to any of the resources, whole, in document order."""
        linked = self._run("covering", plan, covered=covered).rows
        return self._run("measures", measure=[iri.resource_iri(m) for m in linked]).rows if linked else ()

    def _across(self, found: Sequence[CoveredMeasure]) -> list[CoveredMeasure]:
        """Measures for every industry in the plans that cover the asked one directly, as far as not found already."""
        known = {r.measure.id for r in found}
        plans = dict.fromkeys(r.measure.evidence.plan for r in found if r.coverage == "direct")
        rest = (m for plan in plans for m in self._run("measures", plan).rows if m.cross_cutting and m.id not in known)
        return [CoveredMeasure(m, "cross") for m in rest]

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

    # -- shapes of the graph

    def _touching(self, nodes: Sequence[str]) -> tuple[Relation, ...]:
        """Relations with any of the nodes at either end, each once, in document order."""
        addresses = [iri.node_iri(node) for node in nodes]
        found = (*self._run("relations", subject=addresses).rows, *self._run("relations", object=addresses).rows)
        return tuple(sorted(dict.fromkeys(found), key=lambda r: (r.evidence.plan, r.evidence.start, r.subject, r.predicate, r.object)))

    def neighbourhood(self, identifier: str) -> Result[Relation]:
        """Relations that touch an entity, in document order."""
        return Result(self._touching((identifier,)), self.relations(subject=identifier).sparql)

    def path(self, start: str, goal: str, *, longest: int = 4) -> tuple[Relation, ...]:
        """A shortest chain of relations between two entities; ties go to the earlier text; empty when there is none."""
        came: dict[str, tuple[str, Relation] | None] = {start: None}
        frontier = [start]
        while goal not in came and frontier and longest:
            edges: dict[str, list[Relation]] = {}
            for relation in self._touching(frontier):
                edges.setdefault(relation.subject, []).append(relation)
                edges.setdefault(relation.object, []).append(relation)
            reached: list[str] = []
            for node in frontier:
                for relation in edges.get(node, ()):
                    other = relation.object if relation.subject == node else relation.subject
                    if other not in came:
                        came[other] = (node, relation)
                        reached.append(other)
            frontier, longest = reached, longest - 1
        return _chain(came, goal) if goal in came else ()

    def coverage_matrix(self, plan: str = "") -> Mapping[tuple[str, str], tuple[Measure, ...]]:
        """(industry id, instrument) → measures that cover the industry directly."""
        cells: dict[tuple[str, str], list[Measure]] = {}
        for measure in self._run("measures", plan).rows:
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

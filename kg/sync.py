"""Bringing a graph somewhere else: plan by plan, only what changed since the last time.

The same steps serve a store on disk and a SPARQL server: the shared graph is replaced, the graphs of plans that went
are removed, those of plans that changed are replaced, those of new plans added. What was cut off goes on with the
plans that are not there yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kg.iri import SHARED_GRAPH, plan_iri
from kg.store import Row
from kg.vocab import term


class Destination(Protocol):
    """Where graphs go."""

    def select(self, query: str) -> Iterator[Row]:
        """Rows of a SELECT query."""

    def replace(self, graphs: Sequence[str], trig: bytes, plan: str = "", key: str = "") -> None:
        """Remove named graphs and add the quads of a TriG document; `plan` is there as of `key` then (empty: not at all)."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a destination is to hold: plans with the hash of their inputs, the shared graph, and TriG by plan."""

    plans: Mapping[str, str]
    head: bytes
    trig_of: Callable[[str], bytes]


def bring(destination: Destination, there: Mapping[str, str], contents: Contents) -> Iterator[str]:
    """Make a destination that holds the plans `there` hold what it should; yields each plan that has been dealt with."""
    wanted = contents.plans
    changed = changes(there, wanted)
    if changed:  # first, so that it is done again when this is cut off anywhere
        destination.replace((SHARED_GRAPH,), contents.head)
    for plan in changed:
        old = graphs_of(destination, plan) if plan in there else ()
        destination.replace(old, contents.trig_of(plan) if plan in wanted else b"", plan, wanted.get(plan, ""))
        yield plan


def changes(there: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    """Plans to be added, replaced or removed, in order."""
    return [plan for plan in sorted({**there, **wanted}) if there.get(plan) != wanted.get(plan)]


def graphs_of(destination: Destination, plan: str) -> tuple[str, ...]:
    """Names of a plan's graphs: its own, and one for each clause."""
    home = plan_iri(plan)
    rows = destination.select(f"SELECT ?g WHERE {{ GRAPH ?g {{ ?g {term('z:inPlan')} <{home}> }} }} ORDER BY ?g")
    return (home, *(row["g"] for row in rows))

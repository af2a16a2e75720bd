"""Bringing a graph somewhere else: plan by plan, only what changed since the last time.

The same steps serve a store on disk and a SPARQL server: drop the graphs of plans that changed or went, load the
graphs of plans that changed or came, and replace the shared graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kg.iri import BASE as _BASE
from kg.iri import SHARED_GRAPH, clause_of

_PLANS = f"{_BASE}plan/"


class Destination(Protocol):
    """Where graphs go."""

    def graphs(self) -> Iterable[str]:
        """IRIs of all named graphs."""

    def drop(self, graphs: Sequence[str]) -> None:
        """Remove named graphs."""

    def load(self, trig: bytes) -> None:
        """Add the quads of a TriG document."""


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between the plans there and the plans wanted, as plan ids in order."""

    gone: tuple[str, ...]
    came: tuple[str, ...]


def compare(there: Mapping[str, str], wanted: Mapping[str, str]) -> Change:
    """Compare plans by the hash of what their graphs were made from.

    >>> compare({"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "2", "d": "1"})
    Change(gone=('b', 'c'), came=('b', 'd'))
    """
    gone = tuple(sorted(plan for plan, key in there.items() if wanted.get(plan) != key))
    came = tuple(sorted(plan for plan, key in wanted.items() if there.get(plan) != key))
    return Change(gone, came)


def bring(destination: Destination, change: Change, head: bytes, trig_of: Callable[[str], bytes]) -> Iterator[str]:
    """Carry out a change: `head` is the shared graph, `trig_of` the TriG of one plan; yields each plan when it is there."""
    gone = frozenset(change.gone)
    old = [graph for graph in destination.graphs() if graph.startswith(_PLANS) and clause_of(graph)[0] in gone] if gone else []
    destination.drop([*old, SHARED_GRAPH])
    destination.load(head)
    for plan in change.came:
        destination.load(trig_of(plan))
        yield plan

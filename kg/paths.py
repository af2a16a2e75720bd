"""Shortest chains of relations between two things, found level by level from what leaves a set of nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

#: chains of equal length that are told; the first are those of the earliest text
MOST = 5


@dataclass(frozen=True, slots=True)
class Step:
    """A relation (by its fact) that leads from `node` to `other`."""

    fact: str
    node: str
    other: str


Steps = Callable[[Sequence[str]], Sequence[Step]]


def shortest(start: str, goal: str, steps: Steps, longest: int) -> tuple[tuple[str, ...], ...]:
    """The facts of every shortest chain, each from `start` to `goal`, at most MOST; empty when none has `longest` steps or fewer.

    `steps` tells what leaves some nodes, in the order of the text.
    """
    came: dict[str, list[Step]] = {start: []}
    frontier = [start]
    while goal not in came and frontier and longest:
        reached: dict[str, list[Step]] = {}
        for step in steps(frontier):
            if step.other not in came:
                reached.setdefault(step.other, []).append(step)
        came.update(reached)
        frontier, longest = list(reached), longest - 1
    return tuple(islice(_chains(came, start, goal), MOST)) if goal in came else ()


def _chains(came: dict[str, list[Step]], start: str, node: str) -> Iterator[tuple[str, ...]]:
    if node == start:
        yield ()
    for step in came[node]:
        yield from ((*before, step.fact) for before in _chains(came, start, step.node))

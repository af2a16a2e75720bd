"""Which plans are read whole for a question over very many: those known to have something to say, and those the search finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from corpus.model import Plan

if TYPE_CHECKING:
    from index.qa.context import Context

#: up to so many plans every one is read
_MANY = 64
T = TypeVar("T")


def plans_for(context: Context, known: Iterable[str] = ()) -> Iterator[Plan]:
    """The plans in scope; of very many only those known to have something to say and those with a hit."""
    if len(context.scope) <= _MANY:
        return context.plans()
    wanted = {*known, *(hit.plan for hit in context.hits)}
    return (context.plan(p) for p in context.scope if p in wanted)


def of_plans(context: Context, rows: Iterable[T], plan_of: Callable[[T], str]) -> list[tuple[Plan, list[T]]]:
    """Rows plan by plan, in the order of the scope; a plan without rows has an empty list."""
    found: dict[str, list[T]] = {}
    for row in rows:
        found.setdefault(plan_of(row), []).append(row)
    return [(plan, found.get(plan.id, [])) for plan in plans_for(context, found)]

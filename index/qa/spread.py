"""Rows of facts sorted by the plans that are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from corpus.model import Plan

if TYPE_CHECKING:
    from index.qa.context import Context

T = TypeVar("T")


def of_plans(context: Context, rows: Iterable[T], plan_of: Callable[[T], str]) -> list[tuple[Plan, list[T]]]:
    """Rows plan by plan, in the order of the scope; a plan without rows has an empty list."""
    found: dict[str, list[T]] = {}
    for row in rows:
        found.setdefault(plan_of(row), []).append(row)
    return [(plan, found.get(plan.id, [])) for plan in context.plans()]

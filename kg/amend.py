"""Fields of facts that a person may correct, and how their printed values are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from kg.lexicon import LexiconError
from kg.model import INSTRUMENTS, Comparator, Entity, Measure, Observation, Predicate, Quantity, Relation, Target
from kg.quantities import factor_of

Fact = TypeVar("Fact", Entity, Relation, Measure, Observation, Target)


def _instrument(value: str) -> str:
    if value not in INSTRUMENTS:
        raise ValueError(value)
    return value


#: field → reader of its value; an id, a place or a quote is never corrected, that is another fact
_READERS: dict[str, Callable[[str], Any]] = {
    "indicator": str, "unit": str, "kind": str, "period": str, "strength": str, "actor": str, "name_en": str, "notation": str,
    "parent": str, "instrument": _instrument, "comparator": Comparator, "predicate": Predicate,
    "year": lambda v: int(v) if v else None,
    "value": Decimal, "value_max": lambda v: Decimal(v) if v else None,
    "aliases": lambda v: tuple(a for a in v.split("|") if a),
    "cross_cutting": lambda v: {"true": True, "false": False}[v],
}  # fmt: skip


def amendable(field: str) -> bool:
    """Whether a field may be corrected at all."""
    return field in _READERS


def amended(fact: Fact, field: str, value: str) -> Fact:
    """The fact with one field read from text. Raises LexiconError when this kind has no such field or the value is no value of it."""
    try:
        read = _READERS[field](value)
    except (ValueError, KeyError, InvalidOperation) as error:
        raise LexiconError(f"review.csv:“{value}”不是字段 {field} 的有效取值；请改正") from error
    if isinstance(fact, Observation) and field in ("value", "unit"):
        return replace(fact, quantity=_quantity(fact.quantity, field, read))
    if field not in [f.name for f in fields(fact)]:
        raise LexiconError(f"review.csv:这类事实（{type(fact).__name__}）没有字段 {field}；请改正")
    change = {field: read} | ({"factor": factor_of(read)} if field == "unit" else {})
    try:
        return replace(fact, **change)
    except ValueError as error:
        raise LexiconError(f"review.csv:更正后的事实不成立（{error}）；请改正") from error


def _quantity(quantity: Quantity, field: str, read: Any) -> Quantity:
    return replace(quantity, value=read) if field == "value" else replace(quantity, unit=read, factor=factor_of(read))

"""Kinds of numbers a question can ask for, from number_kinds.toml: how they are asked and the units that answer them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parents[1] / "data" / "number_kinds.toml"
_SEVERAL = re.compile("各(?:要|是|为|有|达|占|多少)|分别")


@dataclass(frozen=True, slots=True)
class NumberKind:
    """A row of number_kinds.toml: how it is asked, a pattern of units that answer it, words its unit makes superfluous."""

    id: str
    asked: re.Pattern[str]
    unit: str
    names: frozenset[str]


@cache
def number_kinds() -> tuple[NumberKind, ...]:
    """All rows in the order in which they are tried; the last fits every question."""
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))["kind"]
    return tuple(NumberKind(r["id"], re.compile(r["asked"]), r["unit"], frozenset(r["names"])) for r in rows)


def unit_of(folded: str) -> str:
    """A regular expression for the unit the answer must carry; empty when the question does not say or asks for several numbers.

    >>> unit_of("要造多少颗卫星"), unit_of("产能有多大")
    ('支|枚|发|颗', '')
    """
    if _SEVERAL.search(folded):
        return ""
    kind = next(k for k in number_kinds() if k.asked.search(folded))
    found = kind.asked.search(folded)
    return found.expand(kind.unit) if found and "\\1" in kind.unit else kind.unit


def measure_names(folded: str) -> frozenset[str]:
    """The words that only name the measure a folded question asks for."""
    return frozenset(name for kind in number_kinds() if kind.asked.search(folded) for name in kind.names)

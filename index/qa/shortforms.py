"""Short forms of official wording (规上, 高企), spelled out where a plan in scope prints the long form."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from corpus.normal import fold_text

_DATA = Path(__file__).parents[1] / "data" / "abbreviations.csv"


@cache
def short_forms() -> tuple[tuple[str, str], ...]:
    """(short, long) pairs, the longest short form first."""
    with _DATA.open(encoding="utf-8", newline="") as rows:
        pairs = [(r["short"], r["full"]) for r in csv.DictReader(rows)]
    return tuple(sorted(pairs, key=lambda p: (-len(p[0]), p[0])))


def spell_out(text: str, count: Callable[[str], int]) -> str:
    """The question with its short forms spelled out, each only where the plans print the long form alone.

    `count` says how often they print some folded words.

    >>> spell_out("高企有几家", lambda words: 0)
    '高企有几家'
    """
    found = [(short, full) for short, full in short_forms() if short in text and full not in text]
    if not found:
        return text
    for short in dict.fromkeys(short for short, _ in found):
        longs = [full for s, full in found if s == short]
        printed = {full: count(fold_text(full)) for full in longs}
        full = max(longs, key=lambda f: printed[f])
        if printed[full] and full not in text and not count(fold_text(short)):
            text = text.replace(short, full)
    return text


@lru_cache(maxsize=50_000)
def both_forms(folded: str) -> str:
    """A folded text with the other form of every short or long expression in it behind it, for matching words only.

    >>> both_forms("地区生产总值增长7%")
    '地区生产总值增长7% gdp'
    """
    other = [long if short in folded else short for short, long in _folded_forms() if (short in folded) != (long in folded)]
    return " ".join((folded, *dict.fromkeys(other)))


@cache
def _folded_forms() -> tuple[tuple[str, str], ...]:
    return tuple((fold_text(short), fold_text(full)) for short, full in short_forms())

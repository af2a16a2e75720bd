"""The curated word lists of the rules, read once from `data/lexicon`: new wording is a row, not code."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "data" / "lexicon"


class LexiconError(Exception):
    """A word list of the package is missing or malformed: one line that says which and what to do next."""


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one word list, in file order."""
    path = _FOLDER / f"{name}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            found = tuple(csv.DictReader(handle))
    except OSError as error:
        raise LexiconError(f"词表 {path.name} 读不到（{error.strerror}），请重新安装") from error
    if any(None in row or None in row.values() for row in found):
        raise LexiconError(f"词表 {path.name} 有缺列或多列的行，请逐行核对逗号")
    return found


@cache
def words(name: str, column: str, **wanted: str) -> tuple[str, ...]:
    """One column of a word list, longest first, only rows whose other columns have the wanted values.

    >>> words("comparators", "form", position="post")[:2]
    ('及以上', '及以下')
    """
    found = [r[column] for r in rows(name) if all(r[k] == v for k, v in wanted.items())]
    return tuple(sorted(found, key=lambda word: -len(word)))


def any_of(*forms: str) -> str:
    """A regular expression for the longest of several literal forms; those of one first character are tried together.

    >>> any_of("加大", "推", "加大力度", "推进")
    '(?:加(?:大力度|大)|推(?:进|))'
    """
    rests: dict[str, list[str]] = {}
    for form in sorted(forms, key=lambda form: -len(form)):
        rests.setdefault(form[:1], []).append(re.escape(form[1:]))
    return "(?:" + "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in rests.items()) + ")"

"""What kind of thing a question wants to be told: a number, an actor, a time, a place."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.normal import fold_text

_DATA = Path(__file__).parent / "data" / "answer_types.toml"
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")


@dataclass(frozen=True, slots=True)
class AnswerType:
    """A row of answer_types.toml, compiled: how such a question asks and how a sentence tells."""

    id: str
    asked: re.Pattern[str]
    told: re.Pattern[str]

    def tells(self, text: str) -> bool:
        """Whether a text as printed tells such a thing."""
        return self.told.search(text) is not None


@cache
def answer_types() -> tuple[AnswerType, ...]:
    """All rows in the order in which they are tried."""
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))["type"]
    return tuple(AnswerType(r["id"], re.compile(r["asked"]), re.compile(r["told"])) for r in rows)


def answer_type(question: str) -> AnswerType | None:
    """The type of a question; None when it asks for no particular kind of thing.

    >>> answer_type("要建多少座冷库?").id
    'number'
    """
    folded = fold_text(question)
    return next((t for t in answer_types() if t.asked.search(folded)), None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question wants to be told: a kind of thing (None: any), and of which years."""

    kind: AnswerType | None
    years: tuple[str, ...]

    def told(self, text: str, heading: str = "") -> bool:
        """Whether a text tells such a thing, and it or its heading names a year that was asked about.

        >>> wanted("2025年要建多少座冷库?").told("现有冷库20座。")
        False
        """
        if self.kind is None and not self.years:
            return False
        dated = not self.years or any(year in text or year in heading for year in self.years)
        return dated and (self.kind is None or self.kind.tells(text))


def wanted(question: str) -> Wanted:
    """What a question wants to be told."""
    return Wanted(answer_type(question), tuple(dict.fromkeys(_YEAR.findall(fold_text(question)))))

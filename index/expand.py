"""Everyday words of a question and the official words plans use for them, from lexicon.csv and everyday_words.csv."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from corpus.normal import fold

_DATA = Path(__file__).parent / "data"
LEXICON, PLAIN = _DATA / "lexicon.csv", _DATA / "everyday_words.csv"


@dataclass(frozen=True, slots=True)
class Term:
    """An everyday expression as folded for matching, and the official expressions it may stand for."""

    everyday: str
    official: tuple[str, ...]


class Lexicon:
    """Finds everyday expressions in a question, longest first, none inside another."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        """Take (everyday, official) rows; an expression in several rows has several official ones, in order."""
        grouped: dict[str, list[str]] = {}
        for everyday, official in rows:
            grouped.setdefault(fold(everyday, spaces=True).text, []).append(official)
        self._terms = [Term(everyday, tuple(dict.fromkeys(official))) for everyday, official in grouped.items()]
        self._official = fold("\n".join(o for t in self._terms for o in t.official)).text
        self._matcher = AhoCorasick([t.everyday for t in self._terms], matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> tuple[Term, ...]:
        """The expressions of a text in order, each once; Latin ones count only as whole words.

        >>> [t.everyday for t in Lexicon([("高企", "高新技术企业"), ("AI", "人工智能")]).find("高企的AI与RAIL")]
        ['高企', 'ai']
        """
        spaced, joined = fold(text, spaces=True).text, fold(text).text
        found = [t for t, start, end in self._matches(joined) if not _latin(t.everyday)]
        found += [t for t, start, end in self._matches(spaced) if _latin(t.everyday) and _stands_alone(spaced, start, end)]
        return tuple(dict.fromkeys(found))

    def official(self, word: str) -> bool:
        """Whether a folded word belongs to the official wording of any expression."""
        return word in self._official

    @property
    def expressions(self) -> tuple[str, ...]:
        """All official expressions, each once, in the order of the lexicon."""
        return tuple(dict.fromkeys(o for term in self._terms for o in term.official))

    def _matches(self, text: str) -> Iterable[tuple[Term, int, int]]:
        return ((self._terms[i], start, end) for i, start, end in self._matcher.find_matches_as_indexes(text))


def _latin(expression: str) -> bool:
    return expression.isascii()


def _stands_alone(text: str, start: int, end: int) -> bool:
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return not any(c.isascii() and c.isalnum() for c in around)


@cache
def lexicon() -> Lexicon:
    """The lexicon of the project: expressions of the fields of policy, and plain words."""
    return Lexicon((*_rows(LEXICON), *_rows(PLAIN)))


@cache
def policy_lexicon() -> Lexicon:
    """The expressions of the fields of policy alone."""
    return Lexicon(_rows(LEXICON))


def _rows(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [(row["everyday"], row["official"]) for row in csv.DictReader(lines)]

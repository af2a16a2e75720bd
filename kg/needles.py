"""A first look before a search: literals of which every match of a regular expression holds at least one.

Python's own search tries a pattern at every place of a text, which for a pattern that opens with anything but a literal takes
microseconds a sentence; to look for some words takes hundredths of one, and most sentences hold none of them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any

#: an item of a parsed pattern: its operation, and what it is done with
_Item = tuple[Any, Any]
Literals = frozenset[str]
#: matched by what is empty
_NOTHING = frozenset(("",))
#: longest list of literals that is spelled out
_MOST = 400
#: rough share of texts that hold a given character, to choose between literals
_SHARE = 0.1


class Sought:
    """A compiled regular expression whose `search` and `finditer` pass over texts that hold none of its needles."""

    def __init__(self, pattern: str) -> None:
        self._compiled, self._needle = re.compile(pattern), re.compile("|".join(map(re.escape, needles(pattern))))
        self.match, self.fullmatch = self._compiled.match, self._compiled.fullmatch

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return self._compiled.search(text, start, end) if self._needle.search(text, start, end) else None

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        return self._compiled.finditer(text, start, end) if self._needle.search(text, start, end) else iter(())

    def sub(self, replacement: str, text: str) -> str:
        return self._compiled.sub(replacement, text) if self._needle.search(text) else text


class SoughtTogether:
    """Several regular expressions; one automaton over the needles of all tells which of them to try on a text."""

    def __init__(self, patterns: Sequence[str]) -> None:
        from ahocorasick_rs import AhoCorasick

        owners: dict[str, list[int]] = {}
        for number, pattern in enumerate(patterns):
            for needle in needles(pattern):
                owners.setdefault(needle, []).append(number)
        self._patterns, self._always = tuple(map(re.compile, patterns)), tuple(owners.pop("", ()))
        self._owners, self._automaton = tuple(owners.values()), AhoCorasick(owners)

    def finditer(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Number and match of each pattern in turn."""
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True)
        for number in sorted({*self._always, *(number for needle, _, _ in hits for number in self._owners[needle])}):
            yield from ((number, match) for match in self._patterns[number].finditer(text))


def needles(pattern: str) -> tuple[str, ...]:
    """Literals of which every match of a pattern holds one, the rarest that are there; else one that all texts hold.

    >>> needles("(?:承担|承建)的?"), needles("[一二]期(?:项目)?工程"), needles(r"\\w+")
    (('承建', '承担'), ('工程',), ('',))
    """
    # the standard library's parser of its own syntax: it has no public name, and a second one would not be the same
    found = _needed(import_module("re._parser").parse(pattern)) or _NOTHING
    return tuple(sorted(one for one in found if not any(other in one for other in found if other != one)))


def _needed(items: Iterable[_Item]) -> Literals:
    """The rarest literals that a sequence needs; none where it can do without any."""
    choices, run = [], _NOTHING
    for item in items:
        longer = _joined(run, _exact(item))
        choices += [] if longer else [run, _needed_of(item)]
        run = longer or _NOTHING
    return min((c for c in (*choices, run) if c and all(c)), key=_expected, default=frozenset())


def _needed_of(item: _Item) -> Literals:
    operation, argument = str(item[0]), item[1]
    if operation == "BRANCH":
        choices = [_needed(items) for items in argument[1]]
        return frozenset[str]().union(*choices) if all(choices) else frozenset()
    if operation == "SUBPATTERN" or (operation == "ASSERT" and argument[0] > 0):
        return _needed(argument[-1])
    if operation == "ATOMIC_GROUP":
        return _needed(argument)
    return _needed(argument[2]) if operation.endswith("REPEAT") and argument[0] > 0 else frozenset()


def _exact(item: _Item) -> Literals:
    """All that an item can match; none where that is not a short list of literals."""
    operation, argument = str(item[0]), item[1]
    if operation == "LITERAL":
        return frozenset((chr(argument),))
    if operation == "IN" and all(str(kind) == "LITERAL" for kind, _ in argument):
        return frozenset(chr(code) for _, code in argument)
    if operation == "SUBPATTERN":
        return _exactly(argument[-1])
    if operation == "BRANCH":
        choices = [_exactly(items) for items in argument[1]]
        return frozenset[str]().union(*choices) if all(choices) else frozenset()
    return frozenset()


def _exactly(items: Iterable[_Item]) -> Literals:
    whole = _NOTHING
    for item in items:
        whole = _joined(whole, _exact(item))
    return whole


def _joined(first: Literals, second: Literals) -> Literals:
    return frozenset(a + b for a in first for b in second) if len(first) * len(second) <= _MOST else frozenset()


def _expected(choice: Literals) -> float:
    return sum(_SHARE ** len(needle) for needle in choice)

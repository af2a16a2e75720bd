"""Names of places: those of a list and those the plan itself is about (its title and issuer)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter

from corpus.model import Plan
from corpus.normal import fold_text
from kg.cues import words

_UNIT = re.compile(r"([\u4e00-\u9fff]{2,4}?)(特别行政区|维吾尔自治区|回族自治州|自治区|自治州|省|市|州|县|区)")
_SUFFIXES = ("维吾尔自治区", "回族自治州", "自治区", "自治州", "省", "市", "州", "县", "区", "")


@dataclass(frozen=True, slots=True)
class Places:
    """Names of places by their first character, longest first, and the place the plan is about."""

    own: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    first: re.Pattern[str]

    def at_start(self, text: str) -> str:
        """The place a name begins with, empty when none."""
        return next(filter(text.startswith, self.names.get(text[:1], ())), "")

    def strip(self, text: str) -> str:
        """A name without the places it begins with (新疆昌吉X → X)."""
        while place := self.at_start(text):
            text = text[len(place) :]
        return text

    def spans(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
        """Where places are printed in text[start:end]: the longest at each offset, from left to right, never overlapping."""
        stop = len(text) if end is None else end
        for opening in self.first.finditer(text, start, stop):
            at = opening.start()
            name = next((n for n in self.names[opening[0]] if text.startswith(n, at, stop)), "") if at >= start else ""
            if name:
                start = at + len(name)
                yield at, start

    def printed_in(self, text: str) -> tuple[str, ...]:
        """All names that a text prints anywhere, longest first."""
        return _longest_first(n for char in dict.fromkeys(text) for n in self.names.get(char, ()) if n in text)


def places_of(plan: Plan) -> Places:
    """Provinces, cities, regions and the plan's own territory with every ending it may carry."""
    own = tuple(dict.fromkeys(m.group(1) for t in _own_texts(plan) if (m := _UNIT.match(fold_text(t)))))
    names = {stem[0]: (*_everywhere().get(stem[0], ()), *(s + end for s in own for end in _SUFFIXES if s[0] == stem[0])) for stem in own}
    all_names = {**_everywhere(), **{char: _longest_first(group) for char, group in names.items()}}
    return Places(own, all_names, re.compile(f"[{''.join(map(re.escape, all_names))}]"))


@cache
def _everywhere() -> Mapping[str, tuple[str, ...]]:
    """The names every plan may print."""
    stems = (*words("places", "province"), *words("places", "city"))
    names = _longest_first((*(stem + suffix for stem in stems for suffix in _SUFFIXES), *words("places", "region")))
    return {char: tuple(group) for char, group in groupby(sorted(names, key=itemgetter(0)), key=itemgetter(0))}


def _longest_first(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(names), key=lambda n: (-len(n), n)))


def _own_texts(plan: Plan) -> tuple[str, ...]:
    issuer = plan.metadata.issuer
    return (plan.title, *((issuer.value,) if issuer else ()))

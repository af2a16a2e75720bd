"""Names of places: those of a list and those the plan itself is about (its title and issuer)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from operator import itemgetter

from corpus.model import Plan
from corpus.normal import fold_text
from kg.cues import words

_UNIT = re.compile(r"([\u4e00-\u9fff]{2,4}?)(特别行政区|维吾尔自治区|回族自治州|自治区|自治州|省|市|州|县|区)")
_SUFFIXES = ("维吾尔自治区", "回族自治州", "自治区", "自治州", "省", "市", "州", "县", "区", "")


@dataclass(frozen=True, slots=True)
class Places:
    """Names of places by their first two characters, longest first, what they may begin with, and the place the plan is about."""

    own: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    first: re.Pattern[str]

    def at_start(self, text: str) -> str:
        """The place a name begins with, empty when none."""
        return next(filter(text.startswith, self.names.get(text[:2], ())), "")

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
            names = self.names.get(text[at : at + 2]) if at >= start else None
            if names and (name := next((n for n in names if text.startswith(n, at, stop)), "")):
                start = at + len(name)
                yield at, start

    def printed_in(self, text: str) -> tuple[str, ...]:
        """All names that a text prints anywhere, longest first."""
        openings = dict.fromkeys(map("".join, pairwise(text)))
        return _longest_first(n for opening in openings for n in self.names.get(opening, ()) if n in text)


def places_of(plan: Plan) -> Places:
    """Provinces, cities, regions and the plan's own territory with every ending it may carry."""
    own = tuple(dict.fromkeys(m.group(1) for t in _own_texts(plan) if (m := _UNIT.match(fold_text(t)))))
    mine = [stem + suffix for stem in own for suffix in _SUFFIXES]
    names = {opening: (*_everywhere().get(opening, ()), *(n for n in mine if n[:2] == opening)) for opening in (stem[:2] for stem in own)}
    all_names = {**_everywhere(), **{opening: _longest_first(group) for opening, group in names.items()}}
    first = "".join(dict.fromkeys(opening[0] for opening in all_names))
    return Places(own, all_names, re.compile(f"[{re.escape(first)}]"))


@cache
def _everywhere() -> Mapping[str, tuple[str, ...]]:
    """The names every plan may print."""
    stems = (*words("places", "province"), *words("places", "city"))
    names = _longest_first((*(stem + suffix for stem in stems for suffix in _SUFFIXES), *words("places", "region")))
    opening = itemgetter(slice(2))
    return {first: tuple(group) for first, group in groupby(sorted(names, key=opening), key=opening)}


def _longest_first(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(names), key=lambda n: (-len(n), n)))


def _own_texts(plan: Plan) -> tuple[str, ...]:
    issuer = plan.metadata.issuer
    return (plan.title, *((issuer.value,) if issuer else ()))

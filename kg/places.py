"""Names of places: those of a list and those the plan itself is about (its title and issuer)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.model import Plan
from corpus.normal import fold_text
from kg.cues import words

_UNIT = re.compile(r"([\u4e00-\u9fff]{2,4}?)(特别行政区|维吾尔自治区|回族自治州|自治区|自治州|省|市|州|县|区)")
_SUFFIXES = ("维吾尔自治区", "回族自治州", "自治区", "自治州", "省", "市", "州", "县", "区", "")


@dataclass(frozen=True, slots=True)
class Places:
    """Place names as one pattern, longest first, and the place the plan is about."""

    own: tuple[str, ...]
    pattern: re.Pattern[str]

    def at_start(self, text: str) -> str:
        """The place a name begins with, empty when none."""
        match = self.pattern.match(text)
        return match.group() if match else ""

    def strip(self, text: str) -> str:
        """A name without the places it begins with (新疆昌吉X → X)."""
        while match := self.pattern.match(text):
            text = text[match.end() :]
        return text


def places_of(plan: Plan) -> Places:
    """Provinces, cities, regions and the plan's own territory with every ending it may carry."""
    own = tuple(dict.fromkeys(m.group(1) for t in _own_texts(plan) if (m := _UNIT.match(fold_text(t)))))
    stems = dict.fromkeys([*own, *words("places", "province"), *words("places", "city")])
    names = [stem + suffix for stem in stems for suffix in _SUFFIXES] + list(words("places", "region"))
    ordered = sorted(dict.fromkeys(names), key=lambda n: (-len(n), n))
    return Places(own, re.compile("|".join(map(re.escape, ordered))))


def _own_texts(plan: Plan) -> tuple[str, ...]:
    issuer = plan.metadata.issuer
    return (plan.title, *((issuer.value,) if issuer else ()))

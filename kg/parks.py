"""Parks that are named after what they make (家居产业园), where the text says something of this one park.

Rule: zone.park. A class of parks (特色产业园, 各类工业园) is no name; what stands behind the name tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.cues import alternation, pattern
from kg.found import Found, found
from kg.lists import split_items
from kg.model import EntityType
from kg.sentences import Sentence

_MARKS = ("园", "集聚区", "聚集区")


def parks(sentence: Sentence) -> Iterator[Found]:
    """Parks of one sentence, alone or as the members of a list."""
    if not any(mark in sentence.text for mark in _MARKS):
        return
    for match in _named().finditer(sentence.text):
        spans = [(a + (sentence.text[a] == "区"), b) for a, b in split_items(sentence.text, *match.span("names"))]
        if all(_specific(sentence.text[a:b]) for a, b in spans):
            for a, b in spans:
                yield found(EntityType.ZONE, sentence, a, b, "zone.park", 0.75)


@cache
def _named() -> re.Pattern[str]:
    cue = f"(?:{alternation('lists', 'cue')}|{alternation('zones', 'works')})"
    one = f"(?:(?!{cue})[\u4e00-\u9fff]){{2,8}}(?:{alternation('zones', 'park')})"
    return re.compile(f"(?:^|(?<=[,。;、:的区])|{cue})(?P<names>(?:{one}[、和])*{one})(?=建设|{alternation('zones', 'said')})")


def _specific(name: str) -> bool:
    whole = re.search(f"(?:{alternation('zones', 'park')})$", name) is not None
    return whole and not pattern("zones", "class").search(name) and not pattern("zones", "breaks").search(name)

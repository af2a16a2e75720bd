"""Names in running text: one automaton over folded raw text, for plans and for questions alike.

Tokens only veto: a hit that cuts a dictionary word in two is no mention. A name two entities share links to nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from corpus.normal import Folded, fold_text, fold_whole
from corpus.segment import Segmenter, stretches
from kg.cues import words

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

Hit = tuple[int, int, str]

_EVERYDAY = 300
"""jieba counts from which a firm's name is also an everyday word (移动 3838, 联通 437, 猪八戒 172)"""
_JOINS = ("", "、", "和", "与", "及", ",")
_SEGMENTER = Segmenter()
#: texts and stretches of text that are remembered: a plan's, while the rules ask for them again
_TEXTS = 64
_STRETCHES = 1 << 14


class Linker:
    """Finds known names in a text; `ambiguous` lists the names that more than one entity claims."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        owners: dict[str, dict[str, str]] = {}
        for name, entity in names:
            if key := fold_text(name):
                owners.setdefault(key, {}).setdefault(entity, name)
        self._owner = {key: next(iter(ids)) for key, ids in owners.items() if len(ids) == 1}
        self.ambiguous: tuple[tuple[str, tuple[str, ...]], ...] = tuple(
            (next(iter(ids.values())), tuple(ids)) for ids in owners.values() if len(ids) > 1
        )
        self._patterns = tuple(owners)

    @cached_property
    def _automaton(self) -> AhoCorasick:
        from ahocorasick_rs import AhoCorasick, MatchKind

        return AhoCorasick(self._patterns, matchkind=MatchKind.LeftmostLongest)

    def link(self, text: str) -> list[Hit]:
        """Mentions as (start, end, entity id) in stored offsets, in order, never overlapping."""
        if not self._patterns:
            return []
        folded = fold_whole(text)
        hits = [(a, b, self._owner[p]) for i, a, b in self._find(folded.text) if (p := self._patterns[i]) in self._owner]
        whole = [h for h in hits if not (cuts_word(folded.text, h[0]) or cuts_word(folded.text, h[1]))]
        kept = self._in_company(folded.text, whole)
        return [(*_stored(folded, a, b), entity) for a, b, entity in kept]

    def unlinked(self, text: str) -> list[tuple[int, int, tuple[str, ...]]]:
        """Where a text prints a name that several entities claim: stored offsets and their ids."""
        shared = {fold_text(name): ids for name, ids in self.ambiguous}
        if not shared:
            return []
        folded = fold_whole(text)
        hits = [(a, b, shared[self._patterns[i]]) for i, a, b in self._find(folded.text) if self._patterns[i] in shared]
        return [(*_stored(folded, a, b), ids) for a, b, ids in hits if not (cuts_word(folded.text, a) or cuts_word(folded.text, b))]

    def printed(self, text: str) -> frozenset[str]:
        """The entities that may be named anywhere in a text, by any of their names, shared ones too."""
        shared = {fold_text(name): ids for name, ids in self.ambiguous}
        hits = dict.fromkeys(self._patterns[i] for i, _, _ in self._find(fold_whole(text).text)) if self._patterns else {}
        return frozenset(entity for pattern in hits for entity in shared.get(pattern) or (self._owner[pattern],))

    def _find(self, text: str) -> list[tuple[int, int, int]]:
        return [(i, a, b) for i, a, b in self._automaton.find_matches_as_indexes(text) if _not_inside_latin(text, a, b)]

    def _in_company(self, text: str, hits: Sequence[Hit]) -> list[Hit]:
        """Everyday words name a firm only beside another firm (电信、移动、联通)."""
        firms = [h for h in hits if h[2].startswith("enterprise/")]
        alone = {
            hit[0]
            for i, hit in enumerate(firms)
            if everyday(text[hit[0] : hit[1]]) and not any(_beside(text, hit, o) for o in firms[max(0, i - 1) : i + 2] if o != hit)
        }
        return [h for h in hits if not (h[0] in alone and h[2].startswith("enterprise/"))]


def everyday(name: str) -> bool:
    """Whether a name is also a common word, so that it needs company to be read as a name."""
    return name not in words("organisations", "known") and _SEGMENTER.frequency(name) >= _EVERYDAY


def cuts_word(text: str, at: int) -> bool:
    """Whether an offset of a folded text lies inside a dictionary word (天|山东部); only the stretch around it is cut into words."""
    starts, ends = _stretches(text)
    place = bisect_right(starts, at) - 1
    return place >= 0 and at < ends[place] and bool(_cut_points(text[starts[place] : ends[place]])[at - starts[place]])


@lru_cache(_TEXTS)
def _stretches(text: str) -> tuple[list[int], list[int]]:
    spans = list(stretches(text))
    return [start for start, _ in spans], [end for _, end in spans]


@lru_cache(_STRETCHES)
def _cut_points(text: str) -> bytes:
    """For each offset, 1 where a dictionary word of jieba runs across it."""
    inside, end = bytearray(len(text) + 1), 0
    for piece, _ in _SEGMENTER.pieces(text):
        start, end = end, end + len(piece)
        if end - start > 1 and _SEGMENTER.frequency(piece) > 0:
            inside[start + 1 : end] = b"\1" * (end - start - 1)
    return bytes(inside)


def _not_inside_latin(text: str, start: int, end: int) -> bool:
    def latin(i: int) -> bool:
        return 0 <= i < len(text) and text[i].isascii() and text[i].isalpha()

    return not (latin(start) and latin(start - 1)) and not (latin(end - 1) and latin(end))


def _beside(text: str, one: Hit, other: Hit) -> bool:
    first, second = sorted((one, other))
    return text[first[1] : second[0]] in _JOINS


def _stored(folded: Folded, start: int, end: int) -> tuple[int, int]:
    span = folded.span(start, end)
    return span.start, span.end

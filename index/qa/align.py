"""Matching of quotations against plans: words without typography, shared k-grams, blocks of equal text.

A skeleton keeps letters and digits and the signs that carry meaning in numbers; width, punctuation, quotation
marks, spacing and line breaks are gone. Positions here count in skeletons; spans lead back to the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from corpus.model import Plan, Span
from corpus.normal import fold

GRAM = 4
#: a k-gram found more often says nothing about where a quotation comes from
_COMMON = 64
_WINDOWS = 3
_ENOUGH = 0.9
_MARGIN = 40
_STRAY = 4
_FAR = 200
_KEPT = re.compile(
    r"(?P<range>(?<=\d)[-~]+(?=\d))|(?<=\d),(?!\d{3}(?!\d))(?=\d)|(?<=\d)[^\w\s,~-](?=\d)"
    r"|(?<![-\d])-(?=\d)|[<>=](?=\d)|[%‰°+≥≤±×÷≠≈$¥€]|[^\W_]+"
)
_SEPARATORS = re.compile(r"[,，。；;:：、！？!?\n()（）…]")
_STOPS = re.compile(r"[。；;！？!?\n:：]")


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The words of a text run together and, for each character, the offset in `source` it came from."""

    text: str
    offsets: Sequence[int]
    source: str

    def span(self, start: int, end: int) -> Span:
        """Offsets of a non-empty stretch; an empty one stands right after the character before it."""
        if start < end:
            return Span(self.offsets[start], self.offsets[end - 1] + 1)
        at = self.offsets[start - 1] + 1 if start else 0
        return Span(at, at)

    def index(self, offset: int) -> int:
        """The first position that came from this offset or a later one."""
        return bisect_right(self.offsets, offset - 1)


def skeleton(text: str) -> Skeleton:
    """Leave out typography; ranges become one dash, thousands lose their comma.

    >>> skeleton("达到 １—３％，“双创”1,200家；5、15").text
    '达到1-3%双创1200家5、15'
    """
    folded = fold(text)
    parts: list[str] = []
    offsets: list[int] = []
    for found in _KEPT.finditer(folded.text):
        token = "-" if found.lastgroup == "range" else found.group()
        parts.append(token)
        offsets += folded.offsets[found.start() : found.start() + len(token)]
    return Skeleton("".join(parts), offsets, text)


@dataclass(frozen=True, slots=True)
class Block:
    """Equal text: `size` characters from `at` in the quotation and from `to` in the haystack."""

    at: int
    to: int
    size: int

    @property
    def at_end(self) -> int:
        return self.at + self.size

    @property
    def to_end(self) -> int:
        return self.to + self.size


class Haystack:
    """The skeletons of all plans in one string, furniture left out; `\\0` parts the plans."""

    def __init__(self, plans: Mapping[str, Plan]) -> None:
        self.plans = tuple(plans.values())
        self._starts: list[int] = []
        parts: list[str] = []
        self.offsets: list[int] = []
        for plan in self.plans:
            self._starts.append(len(self.offsets))
            for tile in sorted((c for c in plan.clauses if c.end > c.start), key=lambda c: c.start):
                words = skeleton(plan.own_text(tile))
                parts.append(words.text)
                self.offsets += [tile.start + offset for offset in words.offsets]
            parts.append("\0")
            self.offsets.append(len(plan.text))
        self.text = "".join(parts)

    def plan_at(self, position: int) -> Plan:
        return self.plans[bisect_right(self._starts, position) - 1]

    def span(self, start: int, end: int) -> Span:
        """Offsets in the plan of a stretch that is all its own."""
        return Skeleton(self.text, self.offsets, "").span(start, end)

    def place(self, start: int, end: int) -> tuple[Plan, Span]:
        """The plan and the offsets of a stretch; an empty one stands behind the character before it, or opens its plan."""
        if start < end:
            return self.plan_at(start), self.span(start, end)
        if start and self.text[start - 1] != "\0":
            return self.plan_at(start - 1), self.span(start, start)
        return self.plan_at(start), Span(self.offsets[start], self.offsets[start])

    def follows(self, end: int, start: int) -> bool:
        """Whether a stretch that starts here goes on from one that ends there: same plan, not far behind."""
        return 0 <= start - end <= _FAR and "\0" not in self.text[end:start]

    def ends_plan(self, position: int) -> bool:
        """Whether the plan that reaches up to this position says nothing more."""
        return self.text[position : position + 1] in ("", "\0")

    def between(self, position: int) -> str:
        """The stored characters between a position and the one before; a line end at the edge of a plan."""
        if position <= 0 or "\0" in self.text[position - 1 : position + 1] or position >= len(self.text):
            return "\n"
        return self.plan_at(position).text[self.offsets[position - 1] + 1 : self.offsets[position]]

    def phrase_before(self, position: int, limit: int) -> int:
        """Where the phrase that ends before `position` begins, at most `limit` characters back."""
        at = position
        while position - at < limit and not _SEPARATORS.search(self.between(at)):
            at -= 1
        return at

    def phrase_after(self, position: int, limit: int) -> int:
        """Where the phrase that goes on at `position` ends, at most `limit` characters further."""
        at = position
        while at - position < limit and not _SEPARATORS.search(self.between(at)):
            at += 1
        return at

    def stops_within(self, start: int, end: int) -> bool:
        """Whether a sentence ends before any of these positions."""
        return any(self.at_stop(position) for position in range(start, end))

    def at_stop(self, position: int) -> bool:
        """Whether a sentence, line or heading ends right before this position."""
        return bool(_STOPS.search(self.between(position)))


class Seeds:
    """Where the k-grams of one pasted text occur in the haystack: one pass over either."""

    def __init__(self, haystack: Haystack, pasted: str) -> None:
        self.haystack = haystack
        grams: dict[str, list[int]] = {pasted[i : i + GRAM]: [] for i in range(len(pasted) - GRAM + 1)}
        text = haystack.text
        for i in range(len(text) - GRAM + 1):
            places = grams.get(text[i : i + GRAM])
            if places is not None:
                places.append(i)
        self._grams = grams

    def known(self, gram: str) -> bool:
        return bool(self._grams.get(gram))

    def exact(self, unit: str, limit: int = 16) -> tuple[int, ...]:
        """Positions where the haystack says exactly this, in order, at most `limit`."""
        if len(unit) < GRAM:
            return ()
        grams = ((i, self._grams[unit[i : i + GRAM]]) for i in range(len(unit) - GRAM + 1))
        at, places = min(grams, key=lambda gram: len(gram[1]))
        found: list[int] = []
        for place in places:
            if self.haystack.text.startswith(unit, place - at):
                found.append(place - at)
                if len(found) == limit:
                    break
        return tuple(found)

    def align(self, unit: str) -> tuple[Block, ...]:
        """The blocks that the unit shares with the stretch most like it, in order; empty when none."""
        best: tuple[Block, ...] = ()
        for start, end in self._windows(unit):
            blocks = _blocks(unit, self.haystack.text[start:end], start)
            if matched(blocks) > matched(best):
                best = blocks
            if matched(best) >= _ENOUGH * len(unit):
                break
        return best

    def _windows(self, unit: str) -> Iterator[tuple[int, int]]:
        """Stretches of the haystack that share most k-grams with the unit, best first."""
        width = len(unit) + _MARGIN
        votes: dict[int, int] = {}
        for i in range(len(unit) - GRAM + 1):
            places = self._grams[unit[i : i + GRAM]]
            if len(places) <= _COMMON:
                for bucket in dict.fromkeys(place // width for place in places):
                    votes[bucket] = votes.get(bucket, 0) + 1
        pairs = dict.fromkeys(b for bucket in votes for b in (bucket - 1, bucket) if b >= 0)
        ranked = sorted(pairs, key=lambda b: (-votes.get(b, 0) - votes.get(b + 1, 0), b))
        for bucket in ranked[:_WINDOWS]:
            yield bucket * width, (bucket + 2) * width


def matched(blocks: Sequence[Block]) -> int:
    """How many characters of the quotation the blocks cover."""
    return sum(b.size for b in blocks)


def _blocks(unit: str, window: str, shift: int) -> tuple[Block, ...]:
    found = SequenceMatcher(None, unit, window, autojunk=False).get_matching_blocks()
    blocks = [Block(m.a, m.b + shift, m.size) for m in found if m.size > 1]
    while len(blocks) > 1 and _is_stray(blocks[0], blocks[1], blocks[0]):
        del blocks[0]
    while len(blocks) > 1 and _is_stray(blocks[-2], blocks[-1], blocks[-1]):
        del blocks[-1]
    return tuple(blocks)


def _is_stray(left: Block, right: Block, outer: Block) -> bool:
    """A short outer block much further away in the plan than in the quotation met its like by chance."""
    quoted, stored = right.at - left.at_end, right.to - left.to_end
    return outer.size < _STRAY and stored > 2 * quoted + 8

"""引文核对: every sentence and quotation of a pasted text is exact, altered or not found in the plans.

A text is cut into units; a unit that is not there word for word is aligned with the stretch most like it.
Words that only introduce a quotation are passed over and own words are judged apart, so that a true
quotation inside a report stays true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any

from corpus.model import Plan, Span
from corpus.normal import fold_text
from index.qa.align import Block, Haystack, Seeds, Skeleton, matched, skeleton
from index.qa.answer import Citation, cite
from index.qa.compare import Difference, differences, edge_differences
from index.qa.units import (
    introduced,
    own_ending,
    own_opening,
    phrases,
    quotations,
    split_units,
    without_marker,
)

_SHORTEST = 4
_SHORTEST_REPORTED = 6
#: share of a unit that must stand in the plan before it counts as an altered quotation: (shorter than, share)
_SIMILAR = ((8, 2.0), (12, 0.75), (10**9, 0.6))
_FEWEST_LETTERS = 5
_SPLICED = 0.8
_SHORTEST_SPLICE = 6
_DEPTH = 4


class Verdict(StrEnum):
    """What the check of one unit found."""

    EXACT = "exact"
    ALTERED = "altered"
    NOT_FOUND = "not_found"


VERDICT_ZH = {Verdict.EXACT: "一致", Verdict.ALTERED: "有出入", Verdict.NOT_FOUND: "未找到"}


@dataclass(frozen=True, slots=True)
class Check:
    """One sentence or quotation of the pasted text: pasted[start:end] == text, and where the plans say it."""

    text: str
    start: int
    end: int
    verdict: Verdict
    citations: tuple[Citation, ...] = ()
    differences: tuple[Difference, ...] = ()
    typography: bool = False
    """exact in its words, other in punctuation"""

    def as_row(self) -> dict[str, Any]:
        return {
            "text": self.text, "start": self.start, "end": self.end, "verdict": self.verdict.value,
            "citations": [c.as_row() for c in self.citations],
            "differences": [d.as_row() for d in self.differences], "typography": self.typography,
        }  # fmt: skip


def verify_text(text: str, plans: Mapping[str, Plan]) -> tuple[Check, ...]:
    """Check every sentence and quotation of a text against the plans, in the order of the text.

    Units shorter than four characters are passed over. Time grows with the length of text plus plans.
    """
    return Verifier(plans).check(text)


class Verifier:
    """The plans made ready once, for many texts."""

    def __init__(self, plans: Mapping[str, Plan]) -> None:
        self.haystack = Haystack(plans)

    def check(self, text: str) -> tuple[Check, ...]:
        words = skeleton(text)
        run = _Run(text, words, Seeds(self.haystack, words.text))
        units = split_units(text, words, run.seeds.known)
        return tuple(check for start, end in units for check in run.unit(start, end))


@dataclass(frozen=True)
class _Run:
    """One pasted text under check; `start` and `end` are positions in its skeleton."""

    text: str
    words: Skeleton
    seeds: Seeds
    _seen: dict[str, tuple[Block, ...]] = field(default_factory=dict)

    def unit(self, start: int, end: int, depth: int = 0) -> Iterator[Check]:
        """The checks of one unit: one, or several when it mixes quotation and own words."""
        if end - start < _SHORTEST:
            return
        for begin in dict.fromkeys((start, without_marker(self.text, self.words, start, end))):
            exact = self._exact(begin, end)
            if exact:
                yield exact
                return
        blocks = self._align(start, end)
        parts = self._parts(start, end, blocks) if depth < _DEPTH else ()
        if parts:
            for part in parts:
                yield from self.unit(*part, depth + 1)
            return
        blocks = self._with_splices(start, end, blocks)
        if self._is_similar(start, end, blocks):
            found = differences(self.words, self.seeds.haystack, start, end, blocks)
            yield self._check(start, end, Verdict.ALTERED, self._citations(blocks), found)
        elif end - start >= _SHORTEST_REPORTED:
            yield self._check(start, end, Verdict.NOT_FOUND)

    def _exact(self, start: int, end: int) -> Check | None:
        """The unit as it stands in a plan, best where nothing at its edges turns its sense."""
        unit = self.words.text[start:end]
        places = self.seeds.exact(unit)
        if not places:
            return None
        hay = self.seeds.haystack
        blocks = [(Block(start, place, end - start),) for place in places]
        edges = [edge_differences(self.words, hay, start, end, block) for block in blocks]
        best = min(range(len(places)), key=lambda k: len(edges[k]))
        if edges[best]:
            return self._check(start, end, Verdict.ALTERED, self._citations(blocks[best]), edges[best])
        whole = (block for block, edge in zip(blocks, edges, strict=True) if not edge)
        cited = (c for block in whole for c in self._citations(block))
        stored = hay.span(places[best], places[best] + end - start).of(hay.plan_at(places[best]).text)
        other = fold_text(self.words.span(start, end).of(self.text)) != fold_text(stored)
        return self._check(start, end, Verdict.EXACT, tuple(dict.fromkeys(cited)), (), other)

    def _align(self, start: int, end: int) -> tuple[Block, ...]:
        unit = self.words.text[start:end]
        if unit not in self._seen:
            self._seen[unit] = self.seeds.align(unit)
        return tuple(Block(b.at + start, b.to, b.size) for b in self._seen[unit])

    def _is_similar(self, start: int, end: int, blocks: Sequence[Block]) -> bool:
        """Whether enough of the unit stands in the plans; figures alone are no likeness."""
        share = next(share for length, share in _SIMILAR if end - start < length)
        letters = sum(not c.isdigit() for b in blocks for c in self.words.text[b.at : b.at_end])
        return letters >= _FEWEST_LETTERS and matched(blocks) >= share * (end - start)

    def _parts(self, start: int, end: int, blocks: Sequence[Block]) -> tuple[tuple[int, int], ...]:
        """The stretches to judge apart: quotations in own words, an introduction, a comment at the end."""
        begin = introduced(self.text, self.words, start, end, blocks[0] if blocks else None)
        if begin > start:
            return ((begin, end),)
        quoted = quotations(self.text, self.words, start, end)
        if quoted and not self._frame_is_quoted(start, end, quoted, blocks):
            points = [start, *(point for stretch in quoted for point in stretch), end]
            return tuple((a, b) for a, b in pairwise(points) if a < b)
        if not blocks:
            return ()
        hay = self.seeds.haystack
        head = own_opening(self.text, self.words, start, blocks[0], hay)
        tail = own_ending(self.text, self.words, end, blocks[-1], hay)
        points = [start]
        if head and not self._stands_somewhere(start, head):
            points.append(head)
        if tail and not self._stands_somewhere(tail, end):
            points.append(tail)
        return tuple(zip(points, [*points[1:], end], strict=True)) if len(points) > 1 else ()

    def _stands_somewhere(self, start: int, end: int) -> bool:
        """Whether these words come from the plans themselves, so that they are no own words."""
        return matched(self._align(start, end)) >= _SPLICED * (end - start)

    def _frame_is_quoted(
        self, start: int, end: int, quoted: Sequence[tuple[int, int]], blocks: Sequence[Block]
    ) -> bool:
        """Whether the words around the quotation marks come from the plan too."""
        frame = (end - start) - sum(b - a for a, b in quoted)
        inside = sum(max(0, min(b, k.at_end) - max(a, k.at)) for a, b in quoted for k in blocks)
        return frame > 0 and matched(blocks) - inside >= frame / 2

    def _with_splices(self, start: int, end: int, blocks: Sequence[Block]) -> tuple[Block, ...]:
        """The blocks, with a phrase or the longest stretch they leave out taken from where it stands."""
        for a, b in phrases(self.text, self.words, start, end):
            places = self.seeds.exact(self.words.text[a:b]) if b - a >= _SHORTEST_SPLICE else ()
            if places and not any(k.at <= a and b <= k.at_end for k in blocks):
                return _join(_outside(blocks, a, b), (Block(a, places[0], b - a),))
        edges = [start, *(e for b in blocks for e in (b.at, b.at_end)), end]
        gaps = [(edges[k], edges[k + 1]) for k in range(0, len(edges), 2)]
        a, b = max(gaps, key=lambda gap: gap[1] - gap[0])
        if not blocks or b - a < _SHORTEST_SPLICE:
            return tuple(blocks)
        more = self._align(a, b)
        enough = matched(more) >= max(_SHORTEST_SPLICE, _SPLICED * (b - a))
        return _join(blocks, more) if enough else tuple(blocks)

    def _check(
        self, start: int, end: int, verdict: Verdict, citations: tuple[Citation, ...] = (),
        found: tuple[Difference, ...] = (), typography: bool = False,
    ) -> Check:  # fmt: skip
        span = self.words.span(start, end)
        return Check(span.of(self.text), span.start, span.end, verdict, citations, found, typography)

    def _citations(self, blocks: Sequence[Block]) -> tuple[Citation, ...]:
        """One citation per clause that the blocks touch, in the order of the quotation."""
        hay = self.seeds.haystack
        stretches: list[tuple[int, int]] = []
        for block in blocks:
            if stretches and hay.follows(stretches[-1][1], block.to):
                stretches[-1] = (stretches[-1][0], block.to_end)
            else:
                stretches.append((block.to, block.to_end))
        return tuple(dict.fromkeys(c for a, b in stretches for c in _cite(hay.plan_at(a), hay.span(a, b))))


def _outside(blocks: Sequence[Block], start: int, end: int) -> tuple[Block, ...]:
    """The blocks before and after a stretch of the quotation, cut at its edges, crumbs left out."""
    left = (Block(b.at, b.to, min(b.size, start - b.at)) for b in blocks if b.at < start)
    cuts = ((b, max(0, end - b.at)) for b in blocks)
    right = (Block(b.at + cut, b.to + cut, b.size - cut) for b, cut in cuts)
    return tuple(b for b in (*left, *right) if b.size > 1)


def _join(blocks: Sequence[Block], more: Sequence[Block]) -> tuple[Block, ...]:
    return tuple(sorted((*blocks, *more), key=lambda block: block.at))


def _cite(plan: Plan, span: Span) -> Iterator[Citation]:
    """Citations of a span, one for each clause it runs through."""
    at = span.start
    while at < span.end:
        clause = plan.clause_at(at)
        tile = clause or next(f for f in plan.furniture if f.start <= at < f.end)
        piece = Span(at, min(span.end, tile.end))
        if clause and piece.of(plan.text).strip():
            yield cite(plan, clause.path, piece)
        at = piece.end

"""What an altered quotation changes, said so that a reader can act on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from index.qa.align import Block, Haystack, Skeleton


class Change(StrEnum):
    """What was done to the words of the plan."""

    REPLACED = "replaced"
    ADDED = "added"
    LEFT_OUT = "left_out"
    NUMBER = "number"
    NEGATION = "negation"
    SPLICED = "spliced"


CHANGE_ZH = {
    Change.REPLACED: "改动", Change.ADDED: "增加", Change.LEFT_OUT: "漏去", Change.NUMBER: "数字不符",
    Change.NEGATION: "否定有别", Change.SPLICED: "拼接",
}  # fmt: skip

_SHOWN = 30
_NEAR = 60
_NUMERIC = frozenset("0123456789.")
_NUMBER = re.compile(r"[\d%‰]|[一二三四五六七八九十百千万亿两]{2,}")
_NEGATION = re.compile(r"不|未|无|勿|非|禁止|严禁|杜绝|防止|避免")
_NEGATED = re.compile(r"(?:不|未|勿|严禁|禁止|杜绝|防止|避免|不得|不再|不予|不能|不宜|无需|并非)$")
_BOUND = re.compile(r"以上|以下|以内|以外|左右|上下|之内")
_Stretch = tuple[int, int]
_QUANTITY = re.compile(r"\d[^\d]{0,4}$")


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: the pasted words at [start:end], the words of `plan` at [stored_start:stored_end]."""

    change: Change
    quoted: str
    stored: str
    start: int
    end: int
    plan: str
    stored_start: int
    stored_end: int

    def as_row(self) -> dict[str, Any]:
        return {
            "change": self.change.value, "quoted": self.quoted, "stored": self.stored, "start": self.start,
            "end": self.end, "plan": self.plan,
            "stored_start": self.stored_start, "stored_end": self.stored_end,
        }  # fmt: skip


def differences(
    words: Skeleton, hay: Haystack, start: int, end: int, blocks: Sequence[Block]
) -> tuple[Difference, ...]:
    """The changes between a unit and the blocks it shares with the plans, in the order of the unit."""
    out = list(_head(words, hay, start, blocks[0]))
    for left, right in pairwise(blocks):
        out += _between(words, hay, left, right)
    out += _tail(words, hay, end, blocks[-1])
    return tuple(out)


def edge_differences(
    words: Skeleton, hay: Haystack, start: int, end: int, block: Sequence[Block]
) -> tuple[Difference, ...]:
    """What a unit found word for word cuts off at its edges although it turns the sense."""
    return (*_head(words, hay, start, block[0]), *_tail(words, hay, end, block[-1]))


def _head(words: Skeleton, hay: Haystack, start: int, first: Block) -> Iterator[Difference]:
    lead = words.text[start : first.at]
    phrase = hay.phrase_before(first.to, len(lead) + 4)
    before = hay.text[phrase : first.to]
    negated = _NEGATED.search(before)
    number = len(before) - len(before.rstrip("0123456789."))
    earlier = hay.text.rfind(lead, max(0, first.to - _NEAR), first.to) if 0 < len(lead) < 4 else -1
    if earlier >= 0 and not hay.stops_within(earlier + 1, first.to + 1):
        yield _difference(words, hay, (first.at, first.at), (earlier + len(lead), first.to))
    elif lead:
        yield _difference(words, hay, (start, first.at), (phrase, first.to))
    elif negated:
        yield _difference(words, hay, (start, start), (first.to - len(negated[0]), first.to))
    elif number and hay.text[first.to] in _NUMERIC:
        yield _difference(words, hay, (start, start), (first.to - number, first.to))


def _tail(words: Skeleton, hay: Haystack, end: int, last: Block) -> Iterator[Difference]:
    rest = words.text[last.at_end : end]
    phrase = hay.phrase_after(last.to_end, len(rest) + 4)
    after = hay.text[last.to_end : phrase]
    bound = _BOUND.match(after) if _QUANTITY.search(hay.text[last.to : last.to_end]) else None
    number = re.match(r"[\d.%‰]+", after) if hay.text[last.to_end - 1] in _NUMERIC else None
    later = hay.text.find(rest, last.to_end, last.to_end + _NEAR) if 0 < len(rest) < 4 else -1
    cut = bound or number
    if later >= 0 and not hay.stops_within(last.to_end, later + 1):
        yield _difference(words, hay, (last.at_end, last.at_end), (last.to_end, later))
    elif rest:
        yield _difference(words, hay, (last.at_end, end), (last.to_end, phrase))
    elif cut:
        yield _difference(words, hay, (end, end), (last.to_end, last.to_end + cut.end()))


def _between(words: Skeleton, hay: Haystack, left: Block, right: Block) -> Iterator[Difference]:
    if not hay.follows(left.to_end, right.to):
        # past the mark that may follow, but not out of the plan
        stored = hay.phrase_after(left.to_end + (not hay.ends_plan(left.to_end)), _SHOWN)
        quoted = min(right.at_end, left.at_end + _SHOWN)
        yield _difference(words, hay, (left.at_end, quoted), (left.to_end, stored), Change.SPLICED)
    elif left.at_end < right.at or left.to_end < right.to:
        yield _difference(words, hay, (left.at_end, right.at), (left.to_end, right.to))


def _difference(
    words: Skeleton, hay: Haystack, quoted: _Stretch, stored: _Stretch, change: Change | None = None
) -> Difference:
    """A difference between two stretches, with what both texts have there."""
    (a, b), (p, q) = _whole_numbers(words.text, hay.text, quoted, stored)
    kind = change or _change(words.text[a:b], hay.text[p:q])
    at = words.span(a, b)
    plan, to = hay.place(p, q)
    said, printed = at.of(words.source), to.of(plan.text)
    return Difference(kind, said, printed, at.start, at.end, plan.id, to.start, to.end)


def _whole_numbers(quoted: str, stored: str, said: _Stretch, printed: _Stretch) -> tuple[_Stretch, _Stretch]:
    """Two differing stretches, widened over equal digits so that neither cuts a number in two."""
    (a, b), (p, q) = said, printed
    left, right = quoted[a:b][:1] + stored[p:q][:1], quoted[a:b][-1:] + stored[p:q][-1:]
    while _NUMERIC.intersection(left) and a and p and quoted[a - 1] == stored[p - 1] in _NUMERIC:
        a, p = a - 1, p - 1
    while _NUMERIC.intersection(right) and quoted[b : b + 1] == stored[q : q + 1] in _NUMERIC:
        b, q = b + 1, q + 1
    return (a, b), (p, q)


def _change(quoted: str, stored: str) -> Change:
    if bool(_NEGATION.search(quoted)) != bool(_NEGATION.search(stored)):
        return Change.NEGATION
    if not (quoted and stored):
        return Change.LEFT_OUT if stored else Change.ADDED
    return Change.NUMBER if _NUMBER.search(quoted) or _NUMBER.search(stored) else Change.REPLACED

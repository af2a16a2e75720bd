"""The pieces of a pasted text that are judged one by one: sentences, quotations, introductions, comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice, pairwise

from corpus.markers import match_marker
from index.qa.align import Block, Haystack, Skeleton

_LONGEST = 200
_MOST_PHRASES = 12
_STOP = re.compile(r"[。！？!?；;]+[”’」』）)\"']*|…+|\.{3,}|\n[ \t\u3000\r]*(?:\n[ \t\u3000\r]*)+")
_BULLET = re.compile(r"[ \t\u3000]*(?:[#>*•●■□◆▪|+]|[—―–-]{1,3}|\d+[.)、．])")
_COMMA = re.compile(r"[,，:：\n]")
_QUOTED = re.compile(r"“([^“”]{6,})”|「([^「」]{6,})」|『([^『』]{6,})』|\"([^\"]{6,})\"|〝([^〝〞]{6,})〞")
_SHORTEST_QUOTATION = 6
_DOCUMENT = r"(?:规划|计划|方案|纲要|意见|文件|通知|措施|报告|政策|条例|办法|》|其中|文中|原文)"
_SAYING = r"(?:提出|指出|明确|要求|强调|规定|提到|显示|写道|认为|部署|安排)"
#: words that only introduce a quotation: they name the document and a verb of saying, or begin with 根据
_INTRODUCTION = re.compile(
    rf"(?:[^,，。\n]*{_DOCUMENT}[^,，。\n]{{0,8}}{_SAYING}[了到要中]{{0,2}}|(?:根据|依据|据|按照)[^,，。\n]*{_DOCUMENT}[^,，。\n]{{0,4}})"
    r"(?P<mark>[\s:：,，“\"「『]*)"
)
#: own words this long are no slip of the pen inside a quotation
_OWN_WORDS = 9


def split_units(text: str, words: Skeleton, known: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Cut a text into sentences, in skeleton positions; a line break inside a sentence does not cut.

    `known` tells whether four characters stand together in a plan: it decides on breaks that could be either.
    """
    cuts = [0, *sorted(dict.fromkeys(_cuts(text, words, known))), len(words.text)]
    for start, end in pairwise(cuts):
        yield from _not_too_long(text, words, start, end)


def _cuts(text: str, words: Skeleton, known: Callable[[str], bool]) -> Iterator[int]:
    for stop in _STOP.finditer(text):
        yield words.index(stop.end())
    for line in re.finditer(r"\n", text):
        at = words.index(line.end())
        seam = words.text[max(0, at - 2) : at + 2]
        if _BULLET.match(text, line.end()) or _marker_end(text, line.end()) or not known(seam):
            yield at


def _not_too_long(text: str, words: Skeleton, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what runs on without a stop at its commas, or anywhere when it has none."""
    while end - start > _LONGEST:
        span = words.span(start, start + _LONGEST)
        commas = [c.end() for c in _COMMA.finditer(text, span.start, span.end)]
        cut = words.index(commas[-1]) if commas else start + _LONGEST
        cut = cut if cut > start else start + _LONGEST
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def _marker_end(text: str, at: int) -> int:
    """Where the clause number printed at the head of a line ends; 0 when there is none."""
    while at < len(text) and text[at] in " \t\u3000":
        at += 1
    marker = match_marker(text, at, min(len(text), at + 40))
    return marker.end if marker else 0


def without_marker(text: str, words: Skeleton, start: int, end: int) -> int:
    """The start of a unit after its bullet or clause number, or the start itself."""
    span = words.span(start, end)
    marked = _marker_end(text, span.start)
    after = words.index(marked) if marked else start
    return after if after < end else start


def quotations(text: str, words: Skeleton, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The stretches inside quotation marks that are long enough to be quotations and not the whole unit."""
    span = words.span(start, end)
    found = []
    for match in _QUOTED.finditer(text, max(0, span.start - 1), min(len(text), span.end + 1)):
        a, b = words.index(match.start() + 1), words.index(match.end() - 1)
        if b - a >= _SHORTEST_QUOTATION and b - a < end - start:
            found.append((max(a, start), min(b, end)))
    return tuple(found)


def phrases(text: str, words: Skeleton, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The openings and endings of a unit cut at its commas, the longest first."""
    span = words.span(start, end)
    cuts = [words.index(c.end()) for c in islice(_COMMA.finditer(text, span.start, span.end), _MOST_PHRASES)]
    found = [p for c in cuts if start < c < end for p in ((start, c), (c, end))]
    return tuple(sorted(found, key=lambda p: (p[0] - p[1], p)))


def introduced(text: str, words: Skeleton, start: int, end: int, first: Block | None) -> int:
    """Where the quotation begins after words that name the document and say that it says; else the start.

    Without a mark after them such words count only when the quotation's own words follow at once.
    """
    span = words.span(start, end)
    found = _INTRODUCTION.match(text, span.start, span.end)
    if not found:
        return start
    after = words.index(found.end())
    if found["mark"].strip() and after < end:
        return after
    return first.at if first and _INTRODUCTION.fullmatch(text, span.start, words.offsets[first.at]) else start


def own_opening(text: str, words: Skeleton, start: int, first: Block, hay: Haystack) -> int | None:
    """Where the quotation begins after own words and a comma; None when nothing stands before it."""
    if first.at <= start:
        return None
    lead = words.span(start, first.at)
    comma = max((c.end() for c in _COMMA.finditer(text, lead.start, words.offsets[first.at])), default=0)
    cut = words.index(comma) if comma else start
    own = cut - start
    return cut if own and (own >= _OWN_WORDS or hay.at_stop(first.to - (first.at - cut))) else None


def own_ending(text: str, words: Skeleton, end: int, last: Block, hay: Haystack) -> int | None:
    """Where a comment on the quotation begins; None when the unit ends with the quotation."""
    if last.at_end >= end:
        return None
    span = words.span(last.at_end, end)
    base = words.offsets[last.at_end - 1] + 1
    comma = _COMMA.search(text, base, span.end)
    if comma is None:
        return None
    cut = words.index(comma.end())
    return cut if end - cut >= _OWN_WORDS or (cut == last.at_end and hay.at_stop(last.to_end)) else None

"""What comes later in the document, computed once, because a number alone does not say whether it opens a clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from corpus.markers import match_marker
from corpus.model import Kind
from corpus.segments import Segment
from corpus.titles import is_date_line, is_short_heading, split_title

_SIGNATURE_MAX = 30
_POINTER_MAX = 80


class Ahead:
    """Answers about the segments behind each segment, all by index; those outside the body are passed over.

    `followed`: the next marker of its family carries the next number. `ascends`: it carries no smaller one,
    except a new beginning. `numbered`: a numbered clause
    comes before the next appendix or the end.
    """

    def __init__(self, text: str, segments: Sequence[Segment], body: Sequence[int]) -> None:
        self.text = text
        self.segments = segments
        self.followed = [False] * len(segments)
        self.ascends = [True] * len(segments)
        self.numbered = [False] * len(segments)
        self._opened: Counter[str] = Counter()
        self._appendices: list[tuple[int, int]] = []
        self._look_back(frozenset(body))

    def _look_back(self, body: frozenset[int]) -> None:
        following: dict[str, int] = {}
        numbered = False
        for i in range(len(self.segments) - 1, -1, -1):
            marker = self.segments[i].marker
            self.numbered[i] = numbered
            if marker is None or i not in body:
                continue
            self.followed[i] = following.get(marker.family.id) == marker.number + 1
            self.ascends[i] = following.get(marker.family.id, 1) == 1 or following[marker.family.id] > marker.number
            following[marker.family.id] = marker.number
            self._opened[marker.family.id] += marker.number == 1
            if marker.family.kind is Kind.APPENDIX:
                self._appendices.append((i, marker.number))
            numbered = marker.family.kind is Kind.NUMBERED or (numbered and marker.family.kind is not Kind.APPENDIX)

    def restarts(self, family: str) -> bool:
        """Whether this numbering begins more than once in the document."""
        return self._opened[family] > 1

    def appendix_later(self, i: int, number: int) -> bool:
        """Whether an appendix of this number is printed behind segment i, so that i only points to it."""
        return any(at > i and (not number or not later or later == number) for at, later in self._appendices)

    def list_begun(self, start: int, end: int) -> tuple[str, int] | None:
        """Family and number of the list item at the beginning of text[start:end] (附件:1.…, 注:1.…)."""
        while start < end and self.text[start] in " \t\u3000:：注备":
            start += 1
        marker = match_marker(self.text, start, end)
        return (marker.family.id, marker.number) if marker and marker.number == 1 else None

    def headed(self, i: int) -> bool:
        """Whether a line opens with a number and a heading, as after parts left out, and no smaller number follows."""
        segment = self.segments[i]
        if segment.marker is None or segment.start != segment.block.start or not self.ascends[i]:
            return False
        title = split_title(self.text, segment.marker.end, segment.end, segment.block.hint)
        return title.end > title.start and is_short_heading(self.text[title.start : title.end])

    def signs(self, i: int) -> bool:
        """Whether segment i signs the document: a date line, or a short line with one right behind it."""
        segment = self.segments[i]
        if self.numbered[i] or segment.marker:
            return False
        line = self.text[segment.start : segment.end]
        rest = self.segments[i + 1 : i + 3]
        return is_date_line(line) or (
            len(line) <= _SIGNATURE_MAX and line[-1:] not in "。；：" and any(is_date_line(self.text[s.start : s.end]) for s in rest)
        )

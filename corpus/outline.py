"""The clause tree: each numbered segment finds its parent by family, rank and sequence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from corpus.markers import Marker
from corpus.model import Hint, Kind, Span
from corpus.segments import Segment
from corpus.titles import Title, is_date_line, looks_like_heading, split_title

_HEADING_RANK: Final = 7.5
_LONG: Final = 40
_CLOSING = ("本方案", "本规划", "本计划", "本意见", "本措施", "本办法", "本纲要")


@dataclass
class Draft:
    """A clause while the tree grows."""

    kind: Kind
    start: int
    family: str = ""
    rank: float = -1
    number: int = 0
    marker: str = ""
    title: Title = field(default_factory=lambda: Title(0, 0, False))
    title_text: str = ""
    hint_level: int = 0
    quote: bool = False
    cells: tuple[Span, ...] = ()
    children: list[Draft] = field(default_factory=list)

    @property
    def run_in(self) -> bool:
        return self.title.run_in


class Outline:
    """Grows the tree segment by segment; every segment becomes a clause, so nothing is lost."""

    def __init__(self, text: str, segments: Sequence[Segment], order: dict[str, float]) -> None:
        self.text = text
        self.segments = segments
        self.order = order
        self.root = Draft(Kind.PLAN, 0)
        self.stack = [self.root]
        self.last: dict[str, int] = {}
        self.followed = _followed(segments)

    def add(self, i: int) -> None:
        """Place segment i: as a clause where its number fits, else as a heading, row or paragraph."""
        segment = self.segments[i]
        self._close_box(segment)
        if segment.block.hint is Hint.ROW:
            self._row(segment)
        elif segment.marker is None or not self._numbered(i, segment.marker):
            self._plain(i)

    # -- numbered segments

    def _numbered(self, i: int, marker: Marker) -> bool:
        kind = marker.family.kind
        if kind is Kind.NUMBERED or (kind is Kind.ENUM):
            return self._sequence(i, marker)
        if kind is Kind.APPENDIX:
            return self._appendix(i, marker)
        if kind is Kind.BOX:
            return self._box(i, marker)
        self._pop_to_body()
        self._push(i, marker, self._rank(marker), self._count(Kind.DASH) + 1)
        return True

    def _sequence(self, i: int, marker: Marker) -> bool:
        family, number = marker.family.id, marker.number
        floor = self._floor()
        at = next((k for k in range(len(self.stack) - 1, floor, -1) if self.stack[k].family == family), None)
        if at is None and floor and not self._starts(i, number, self._box_last(family)):
            floor, at = 0, next((k for k in range(len(self.stack) - 1, 0, -1) if self.stack[k].family == family), None)
        if at is not None:
            if not self._continues(i, number, self.stack[at].number):
                return False
            del self.stack[at:]
        else:
            if not self._starts(i, number, self.last.get(family, 0) if not floor else self._box_last(family)):
                return False
            rank = self._rank(marker)
            while len(self.stack) - 1 > floor and self.stack[-1].rank >= rank:
                self.stack.pop()
        if not floor:
            self.last[family] = number
        self._push(i, marker, self._rank(marker), number)
        return True

    def _continues(self, i: int, number: int, last: int) -> bool:
        """A sibling follows: the next number, a gap that goes on, or a slip of numbering on a heading line."""
        if number == last + 1:
            return True
        if last < number <= last + 3:
            return self.followed[i]
        segment = self.segments[i]
        return number == last and looks_like_heading(self.text[segment.marker.end : segment.end])  # type: ignore[union-attr]

    def _starts(self, i: int, number: int, last: int) -> bool:
        return number == 1 or number == last + 1 or (number > last and self.followed[i] and not last)

    def _rank(self, marker: Marker) -> float:
        return self.order.get(marker.family.id, marker.family.rank)

    def _appendix(self, i: int, marker: Marker) -> bool:
        segment = self.segments[i]
        rest = self.text[marker.end : segment.end].strip()
        pointer = rest and any(
            s.family == "附件" and (marker.number in (0, s.marker.number) or not s.marker.number)  # type: ignore[union-attr]
            for s in self.segments[i + 1 :]
        )
        if pointer or (rest and not self._opens_text(i)):
            return False
        del self.stack[1:]
        self.last.clear()
        self._push(i, marker, 0, marker.number or self._count(Kind.APPENDIX) + 1)
        return True

    def _opens_text(self, i: int) -> bool:
        following = self.segments[i + 1 : i + 4]
        return any(s.end - s.start > _LONG or s.marker or s.block.hint is Hint.ROW for s in following)

    # -- boxes

    def _box(self, i: int, marker: Marker) -> bool:
        segment = self.segments[i]
        if not marker.number and segment.end - segment.start > _LONG:
            return False
        floor = self._floor()
        if floor:
            del self.stack[floor:]
        while self.stack[-1].kind in (Kind.ENUM, Kind.DASH):
            self.stack.pop()
        one_line = i + 1 < len(self.segments) and self.segments[i + 1].block is segment.block
        self._push(i, marker, self.stack[-1].rank + 0.1, marker.number or self._count(Kind.BOX) + 1, heading=one_line)
        self.stack[-1].quote = segment.block.hint is Hint.QUOTE
        return True

    def _floor(self) -> int:
        """Stack index of the open box; 0 when none is open."""
        return next((k for k in range(len(self.stack) - 1, 0, -1) if self.stack[k].kind is Kind.BOX), 0)

    def _box_last(self, family: str) -> int:
        box = self.stack[self._floor()]
        return max((c.number for c in box.children if c.family == family), default=0)

    def _close_box(self, segment: Segment) -> None:
        floor = self._floor()
        if not floor:
            return
        box = self.stack[floor]
        quoted = segment.block.hint is Hint.QUOTE
        same_line = box.start >= segment.block.start
        filled = bool(box.children) or box.run_in
        plain = segment.marker is None and segment.block.hint is not Hint.ROW
        if (box.quote and not quoted) or (not box.quote and not same_line and plain and filled and not self._item_open(floor)):
            del self.stack[floor:]

    def _item_open(self, floor: int) -> bool:
        """The last item of the box is a heading that still waits for its text."""
        top = self.stack[-1]
        return len(self.stack) - 1 > floor and not top.run_in and not top.children

    # -- text without a number

    def _plain(self, i: int) -> None:
        segment = self.segments[i]
        arrow = split_title(self.text, segment.start, segment.end, arrow=True)
        in_box = self._floor()
        if in_box and arrow.end > arrow.start and self.text[arrow.end : arrow.end + 1] == "→":
            del self.stack[in_box + 1 :]
            self._attach(Draft(Kind.BOXITEM, segment.start, "→", 20, self._count(Kind.BOXITEM) + 1, "", arrow))
        elif self._is_heading(i):
            self._heading(segment)
        else:
            self._paragraph(i)

    def _is_heading(self, i: int) -> bool:
        segment = self.segments[i]
        if segment.block.hint is Hint.HEADING:
            return True
        line = self.text[segment.start : segment.end]
        if segment.block.hint is not Hint.TEXT or not looks_like_heading(line) or i + 1 >= len(self.segments):
            return False
        following = self.segments[i + 1]
        alone = segment.start == segment.block.start and segment.end == segment.block.end
        return alone and following.end - following.start >= _LONG and following.block.hint is Hint.TEXT and self._settled()

    def _settled(self) -> bool:
        """The open clause already has its text, so that a short line cannot be the rest of its title."""
        top = self.stack[-1]
        return top is self.root or bool(top.children) or top.run_in

    def _heading(self, segment: Segment) -> None:
        level = segment.block.level
        if level and any(d.hint_level for d in self.stack):
            while len(self.stack) > 1 and (not self.stack[-1].hint_level or self.stack[-1].hint_level >= level):
                self.stack.pop()
        else:
            while len(self.stack) > 1 and (self.stack[-1].rank >= _HEADING_RANK or self._last_of_run(self.stack[-1])):
                self.stack.pop()
        title = split_title(self.text, segment.start, segment.end, Hint.HEADING)
        self._attach(Draft(Kind.HEADING, segment.start, "", _HEADING_RANK, self._count(Kind.HEADING) + 1, "", title, hint_level=level))

    def _last_of_run(self, draft: Draft) -> bool:
        return draft.kind is Kind.NUMBERED and draft.run_in

    def _row(self, segment: Segment) -> None:
        self._pop_to_body()
        parent = self.stack[-1]
        if not parent.children or parent.children[-1].kind is not Kind.TABLE:
            parent.children.append(Draft(Kind.TABLE, segment.start, number=self._count(Kind.TABLE) + 1))
        table = parent.children[-1]
        table.children.append(Draft(Kind.ROW, segment.start, number=len(table.children) + 1, cells=segment.block.cells))

    def _paragraph(self, i: int) -> None:
        segment = self.segments[i]
        enum_open = self.stack[-1].kind is Kind.ENUM and segment.start > segment.block.start
        if not enum_open:
            self._pop_to_body()
        if self._closes_plan(i):
            del self.stack[1:]
        number = self._count(Kind.PARAGRAPH) + 1 + self.stack[-1].run_in
        self.stack[-1].children.append(Draft(Kind.PARAGRAPH, segment.start, number=number))

    def _closes_plan(self, i: int) -> bool:
        """Closing words and signature belong to the plan as a whole, not to its last clause."""
        segment = self.segments[i]
        line = self.text[segment.start : segment.end]
        rest = self.segments[i + 1 :]
        if any(s.marker and s.marker.family.kind is Kind.NUMBERED for s in rest):
            return False
        signature = is_date_line(line) or (len(line) <= 20 and any(is_date_line(self.text[s.start : s.end]) for s in rest[:2]))
        return signature or (line.startswith(_CLOSING) and self.stack[-1].run_in)

    def _pop_to_body(self) -> None:
        while self.stack[-1].kind in (Kind.ENUM, Kind.TABLE) or (
            self.stack[-1].kind is Kind.DASH and (self.stack[-1].run_in or self.stack[-1].children)
        ):
            self.stack.pop()
        if self.stack[-1].kind is Kind.BOXITEM:
            self.stack.pop()

    # -- growing

    def _count(self, kind: Kind) -> int:
        return sum(c.kind is kind for c in self.stack[-1].children)

    def _push(self, i: int, marker: Marker, rank: float, number: int, *, heading: bool = False) -> None:
        segment, family = self.segments[i], marker.family
        hint = Hint.HEADING if heading else segment.block.hint
        title = split_title(self.text, marker.end, segment.end, hint)
        if family.kind is Kind.ENUM:
            title = Title(marker.end, marker.end, True)
        printed = self.text[marker.start : marker.end].strip()
        draft = Draft(family.kind, segment.start, family.id, rank, number, printed, title, hint_level=segment.block.level)
        self._attach(draft)

    def _attach(self, draft: Draft) -> None:
        draft.title_text = self.text[draft.title.start : draft.title.end]
        self.stack[-1].children.append(draft)
        self.stack.append(draft)


def _followed(segments: Sequence[Segment]) -> list[bool]:
    """For each segment whether the next marker of its family carries the next number."""
    out = [False] * len(segments)
    following: dict[str, int] = {}
    for i in range(len(segments) - 1, -1, -1):
        marker = segments[i].marker
        if marker:
            out[i] = following.get(marker.family.id) == marker.number + 1
            following[marker.family.id] = marker.number
    return out


def learn_order(segments: Sequence[Segment]) -> dict[str, float]:
    """Ranks where this document nests two families against custom (第X条 under 一、, （一） under 1.).

    Family A stands outside B when A opens first, B opens inside A, and A then goes on counting.
    """
    marked = [s.marker for s in segments if s.marker and s.marker.family.kind is Kind.NUMBERED]
    firsts: dict[str, int] = {}
    for at, m in enumerate(marked):
        if m.number == 1:
            firsts.setdefault(m.family.id, at)
    rank = {m.family.id: m.family.rank for m in marked}
    for inner in sorted(firsts, key=lambda f: rank[f]):
        for outer in sorted(firsts, key=lambda f: rank[f]):
            if rank[outer] > rank[inner] and firsts[outer] < firsts[inner] and _goes_on(marked, outer, inner, firsts[inner], rank):
                rank[inner] = rank[outer] + 0.001
    return rank


def _goes_on(marked: Sequence[Marker], outer: str, inner: str, opened: int, rank: dict[str, float]) -> bool:
    before = next((k for k in range(opened - 1, -1, -1) if marked[k].family.id == outer), None)
    after = next((k for k in range(opened + 1, len(marked)) if marked[k].family.id == outer), None)
    if before is None or after is None or marked[after].number != marked[before].number + 1:
        return False
    return not any(rank[m.family.id] < rank[inner] for m in marked[before + 1 : after])

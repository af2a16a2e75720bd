"""The clause tree: each numbered segment finds its parent by family, rank and sequence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from corpus.boxes import close_box, last_in_box
from corpus.draft import Draft, Stack
from corpus.lookahead import Ahead
from corpus.markers import Marker
from corpus.model import Hint, Kind
from corpus.ranks import learn_order
from corpus.segments import Segment
from corpus.titles import (
    Title,
    closes_document,
    glued_title,
    is_back_matter,
    is_named_heading,
    is_note,
    looks_like_heading,
    names_document,
    split_title,
)

_HEADING_RANK: Final = 7.5
_OUTER_HEADING_RANK: Final = 6.5
_UNIT_RANK: Final = 6
_LONG: Final = 40
#: families so far out that a first number may have been lost with a page
_MAIN_RANK: Final = 8
_GAP: Final = 3


class Outline:
    """Grows the tree segment by segment; every segment becomes a clause, so nothing is lost."""

    def __init__(self, text: str, segments: Sequence[Segment], body: Sequence[int]) -> None:
        self.text = text
        self.segments = segments
        self.order = learn_order([segments[i] for i in body])
        self.root = Draft(Kind.PLAN, 0)
        self.stack = Stack(self.root)
        self.last: dict[str, int] = {}
        self.ahead = Ahead(text, segments, body)
        self.heading_rank = _HEADING_RANK
        self.listed: tuple[str, int] | None = None

    def add_text(self, i: int) -> None:
        """Place segment i as a paragraph whatever is printed at its beginning."""
        self._paragraph(i)

    def add(self, i: int) -> None:
        """Place segment i: as a clause where its number fits, else as a heading, row or paragraph."""
        segment = self.segments[i]
        close_box(self.stack, segment)
        if segment.is_row:
            self._row(segment)
        elif segment.marker is None or self._is_listed(segment.marker) or not self._numbered(i, segment.marker):
            self._plain(i)

    # -- numbered segments

    def _numbered(self, i: int, marker: Marker) -> bool:
        kind = marker.family.kind
        if kind in (Kind.NUMBERED, Kind.ENUM):
            return self._sequence(i, marker)
        if kind is Kind.APPENDIX:
            return self._appendix(i, marker)
        if kind is Kind.BOX:
            return self._box(i, marker)
        self.stack.pop_to_body()
        self._push(i, marker, self._rank(marker), 0)
        return True

    def _sequence(self, i: int, marker: Marker) -> bool:
        family, number = marker.family.id, marker.number
        floor = self.stack.floor if self._rank(marker) > _UNIT_RANK else 0
        at = self.stack.find(family, floor)
        if at is None and floor and not self._starts(i, marker, last_in_box(self.stack, family)):
            floor, at = 0, self.stack.find(family)
        rank = self._rank(marker)
        if at is not None:
            if not self._continues(i, number, self.stack.open[at].number):
                return False
            self.stack.cut(at)
        else:
            if not self._starts(i, marker, last_in_box(self.stack, family) if floor else self.last.get(family, 0)):
                return False
            if not self._heading_holds(marker, rank):
                self.stack.pop_ranks(rank, floor)
        if not floor:
            self.last[family] = number
        self._push(i, marker, rank, number)
        return True

    def _continues(self, i: int, number: int, last: int) -> bool:
        """A sibling follows: the next number, a gap that goes on, a list begun anew, or a slip on a heading line."""
        if number == last + 1:
            return True
        if last < number <= last + _GAP and self.ahead.followed[i]:
            return True
        if number == 1 and self.ahead.followed[i]:
            return True
        if last < number and self.ahead.headed(i):
            return True
        return last <= number <= last + 2 and self._alone(i) and looks_like_heading(self._after_marker(i))

    def _after_marker(self, i: int) -> str:
        segment = self.segments[i]
        return self.text[segment.marker.end if segment.marker else segment.start : segment.end]

    def _alone(self, i: int) -> bool:
        """The segment is a whole line of the document."""
        segment = self.segments[i]
        return segment.start == segment.block.start and segment.end == segment.block.end

    def _starts(self, i: int, marker: Marker, last: int) -> bool:
        number = marker.number
        if number == 1 or number == last + 1:
            return True
        headed = not self.stack.floor and self.ahead.headed(i)
        if not last:
            return self._rank(marker) <= _MAIN_RANK and (self.ahead.followed[i] or headed)
        return last < number and headed

    def _rank(self, marker: Marker) -> float:
        return self.order.get(marker.family.id, marker.family.rank)

    def _heading_holds(self, marker: Marker, rank: float) -> bool:
        """Numbers that begin anew below each unnumbered heading stand inside it."""
        top = next((d for d in reversed(self.stack.open) if d.kind is not Kind.PARAGRAPH), self.root)
        if top.kind is not Kind.HEADING or top.hint_level or marker.number != 1 or rank <= _UNIT_RANK:
            return False
        if not self.ahead.restarts(marker.family.id):
            return False
        if top.rank >= rank:
            top.rank = self.heading_rank = min(rank - 0.5, _OUTER_HEADING_RANK)
        return True

    def _is_listed(self, marker: Marker) -> bool:
        """Whether this number goes on a list of attachments or notes, which are pointers and no clauses."""
        if self.listed == (marker.family.id, marker.number - 1):
            self.listed = (marker.family.id, marker.number)
            return True
        self.listed = None
        return False

    def _appendix(self, i: int, marker: Marker) -> bool:
        segment = self.segments[i]
        rest = self._after_marker(i).strip()
        listed = self.ahead.list_begun(marker.end, segment.end)
        if rest and (listed or self.ahead.appendix_later(i, marker.number) or not self._opens_text(i)):
            self.listed = listed
            return False
        self.stack.cut(1)
        self.last.clear()
        self.heading_rank = _HEADING_RANK
        self._push(i, marker, 0, marker.number)
        return True

    def _opens_text(self, i: int) -> bool:
        following = self.segments[i + 1 : i + 4]
        if following and self.ahead.signs(i + 1):
            return False
        return any(s.end - s.start > _LONG or s.marker or s.is_row for s in following)

    # -- boxes

    def _box(self, i: int, marker: Marker) -> bool:
        segment = self.segments[i]
        if not marker.number and segment.end - segment.start > _LONG:
            return False
        if self.stack.floor:
            self.stack.cut(self.stack.floor)
        while self.stack.top.kind in (Kind.ENUM, Kind.DASH) or (self.stack.top.rank > _MAIN_RANK + 1 and self.stack.top.run_in):
            self.stack.open.pop()
        one_line = i + 1 < len(self.segments) and self.segments[i + 1].block is segment.block
        self._push(i, marker, self.stack.top.rank + 0.1, marker.number, heading=one_line)
        self.stack.top.quote = segment.block.hint is Hint.QUOTE
        return True

    # -- text without a number

    def _plain(self, i: int) -> None:
        segment = self.segments[i]
        arrow = split_title(self.text, segment.start, segment.end, arrow=True)
        in_box = self.stack.floor
        if in_box and arrow.end > arrow.start and self.text[arrow.end : arrow.end + 1] == "→":
            self.stack.cut(in_box + 1)
            self._attach(Draft(Kind.BOXITEM, segment.start, "→", 20, title=arrow, block=segment.block))
        elif self._takes_title(segment):
            self._title_appendix(segment)
        elif self._is_heading(i):
            self._heading(i)
        else:
            self._paragraph(i)

    def _takes_title(self, segment: Segment) -> bool:
        """An appendix takes the short lines under its marker as its title."""
        top, line = self.stack.top, self.text[segment.start : segment.end]
        if top.kind is not Kind.APPENDIX or top.children or top.run_in or segment.marker or len(top.title_text + line) > 80:
            return False
        return not top.title_text or (top.block is not segment.block and not names_document(top.title_text) and names_document(line))

    def _title_appendix(self, segment: Segment) -> None:
        top = self.stack.top
        if not top.title_text:
            top.title = Title(segment.start, segment.end, False)
        top.title_text += self.text[segment.start : segment.end]

    def _is_heading(self, i: int) -> bool:
        segment = self.segments[i]
        line = self.text[segment.start : segment.end]
        if self.ahead.signs(i):
            return False
        if segment.block.hint is Hint.HEADING or (is_named_heading(line) and i + 1 < len(self.segments)):
            return True
        if segment.block.hint is not Hint.TEXT or not looks_like_heading(line) or i + 1 >= len(self.segments):
            return False
        following = self.segments[i + 1]
        opens = following.block.end - following.block.start >= _LONG and following.block.hint is Hint.TEXT
        return self._alone(i) and opens and self._settled()

    def _settled(self) -> bool:
        """The open clause already has its text, so that a short line cannot be the rest of its title."""
        top = self.stack.top
        return top is self.root or bool(top.children) or top.run_in

    def _heading(self, i: int) -> None:
        segment = self.segments[i]
        level = segment.block.level
        if is_back_matter(self.text[segment.start : segment.end]) and not self.ahead.numbered[i]:
            self.stack.cut(1)
        if level and any(d.hint_level for d in self.stack.open):
            while len(self.stack.open) > 1 and (not self.stack.top.hint_level or self.stack.top.hint_level >= level):
                self.stack.open.pop()
        else:
            self._pop_to_heading(i)
        title = split_title(self.text, segment.start, segment.end, Hint.HEADING)
        rank = max(self.heading_rank, self.stack.top.rank + 0.01)
        self._attach(Draft(Kind.HEADING, segment.start, "", rank, title=title, hint_level=level, block=segment.block))

    def _pop_to_heading(self, i: int) -> None:
        """A heading closes the clauses of its rank, except one whose title waits for just such a heading."""
        while len(self.stack.open) > 1 and (self.stack.top.rank >= self.heading_rank or self._is_told(self.stack.top)):
            top = self.stack.top
            if top.kind is Kind.NUMBERED and not top.run_in and self._goes_on_inside(i, top):
                return
            self.stack.open.pop()

    def _goes_on_inside(self, i: int, top: Draft) -> bool:
        headed = not top.children or top.children[-1].kind is Kind.HEADING or top.children[0].kind is Kind.HEADING
        return headed and not (i + 1 < len(self.segments) and self.segments[i + 1].family == top.family)

    def _is_told(self, draft: Draft) -> bool:
        return draft.kind is Kind.NUMBERED and draft.run_in

    def _row(self, segment: Segment) -> None:
        self.stack.pop_to_body()
        parent = self.stack.top
        if parent.kind is Kind.BOX and parent.block is segment.block:
            parent.add(Draft(Kind.ROW, segment.start, cells=segment.cells, block=segment.block))
            return
        if not parent.children or parent.children[-1].kind is not Kind.TABLE:
            parent.add(Draft(Kind.TABLE, segment.start))
        parent.children[-1].add(Draft(Kind.ROW, segment.start, cells=segment.cells, block=segment.block))

    def _paragraph(self, i: int) -> None:
        segment = self.segments[i]
        if not (self.stack.top.kind is Kind.ENUM and segment.start > segment.block.start):
            self.stack.pop_to_body()
        line = self.text[segment.start : segment.end]
        told = self.stack.top.run_in or self.stack.top.children
        if self.ahead.signs(i) or (told and closes_document(line) and not self.ahead.numbered[i]):
            self.stack.cut(1)
        if is_note(line):
            self.listed = self.ahead.list_begun(segment.start, segment.end)
        parent = self.stack.top
        parent.add(Draft(Kind.PARAGRAPH, segment.start, number=parent.counts[Kind.PARAGRAPH] + 1 + parent.run_in, block=segment.block))

    # -- growing

    def _push(self, i: int, marker: Marker, rank: float, number: int, *, heading: bool = False) -> None:
        segment, family = self.segments[i], marker.family
        title = split_title(self.text, marker.end, segment.end, Hint.HEADING if heading else segment.block.hint)
        if family.kind is Kind.BOX and title.end == title.start:
            title = glued_title(self.text, marker.end, segment.end)
        if family.kind is Kind.ENUM:
            title = Title(marker.end, marker.end, True)
        printed = self.text[marker.start : marker.end].strip()
        level, block = segment.block.level, segment.block
        self._attach(Draft(family.kind, segment.start, family.id, rank, number, printed, title, hint_level=level, block=block))

    def _attach(self, draft: Draft) -> None:
        draft.title_text = self.text[draft.title.start : draft.title.end]
        self.stack.push(draft)

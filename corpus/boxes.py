"""How far a box (专栏) reaches: to the end of its quotation or its line, or to the first paragraph behind its items."""

from __future__ import annotations

from corpus.draft import Stack
from corpus.model import Hint
from corpus.segments import Segment


def last_in_box(stack: Stack, family: str) -> int:
    """The last number of this family among the items of the open box."""
    box = stack.open[stack.floor]
    return max((c.number for c in box.children if c.family == family), default=0)


def close_box(stack: Stack, segment: Segment) -> None:
    """Close the open box, if any, when `segment` stands outside of it."""
    floor = stack.floor
    if not floor:
        return
    box = stack.open[floor]
    if segment.block is box.block:
        return
    left_quote = box.quote and segment.block.hint is not Hint.QUOTE
    in_one_line = any(c.block is box.block for c in box.children)
    plain = segment.marker is None and not segment.is_row
    filled = bool(box.children) or box.run_in
    if left_quote or in_one_line or (not box.quote and plain and filled and not _item_open(stack, floor)):
        stack.cut(floor)


def _item_open(stack: Stack, floor: int) -> bool:
    """The last item of the box is a heading that still waits for its text."""
    return len(stack.open) - 1 > floor and not stack.top.run_in and not stack.top.children

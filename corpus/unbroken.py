"""Lines that a page or a copy broke inside a bracket belong together: (责任单位:市科技局、市工业和信|息化局)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from corpus.markers import match_marker
from corpus.model import Block, Document, Hint

_LINES = 3
_LONGEST = 400
_OPEN, _CLOSED = "（(", "）)"
_STOP = "。；;！？"


def join_brackets(document: Document) -> Document:
    """Blocks whose bracket closes at most three lines further down become one block; offsets stay as they are."""
    if document.format != "txt":
        return document
    return replace(document, blocks=tuple(_joined(document.text, document.blocks)))


def _joined(text: str, blocks: tuple[Block, ...]) -> Iterator[Block]:
    at = 0
    while at < len(blocks):
        last = _closing(text, blocks, at)
        yield replace(blocks[at], end=blocks[last].end) if last > at else blocks[at]
        at = last + 1


def _closing(text: str, blocks: tuple[Block, ...], at: int) -> int:
    """Index of the block that closes the bracket left open in blocks[at]; `at` itself when none is open or closed."""
    block = blocks[at]
    opened = _last_open(text[block.start : block.end])
    if block.hint is not Hint.TEXT or not opened:
        return at
    for k in range(at + 1, min(at + 1 + _LINES, len(blocks))):
        line = text[blocks[k].start : blocks[k].end]
        if blocks[k].hint is not Hint.TEXT or match_marker(text, blocks[k].start, blocks[k].end) or line[0] in _OPEN:
            return at
        ends = [p for p in map(line.find, _CLOSED) if p >= 0]
        if ends:
            return k if not any(mark in line[: min(ends)] for mark in _STOP) else at
        if blocks[k].end - block.start > _LONGEST + len(opened) or any(mark in line for mark in _STOP):
            return at
    return at


def _last_open(line: str) -> str:
    """The rest of a line from the bracket that it leaves open; empty when none is, or a sentence ends behind it."""
    start = max(line.rfind("（"), line.rfind("("))
    if start < 0:
        return ""
    rest = line[start:] if start > max(line.rfind(c) for c in _CLOSED) else ""
    return "" if any(mark in rest for mark in _STOP) else rest

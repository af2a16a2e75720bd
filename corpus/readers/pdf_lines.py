"""Characters with boxes become printed lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

#: blank width, in em, that is a space between Latin words, or between any characters
_WORD_GAP, _GAP = 0.15, 0.8
#: step back or sideways, in em, that starts another line or table cell
_BACKWARD, _CELL_GAP = 0.5, 2.0
_UNBROKEN = re.compile(
    r"[“‘（《〈「『【〔(\[]*(?:[\x21-\x7e—–]+|.)[”’）》〉」』】〕、，。；：！？,.;:)\]%％]*"
)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character and its box in points, y upwards."""

    char: str
    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """A printed line: text, box in points, character size, and the width of its first unbreakable stretch."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    head: float = 0.0


def lines_of(glyphs: Iterable[Glyph]) -> Iterator[TextLine]:
    """Lines in the order of the characters; cells of one table row count as lines of their own."""
    current: list[Glyph] = []
    for glyph in glyphs:
        if current and not _continues(current, glyph):
            yield from _line(current)
            current = []
        current.append(glyph)
    yield from _line(current)


def _continues(current: list[Glyph], glyph: Glyph) -> bool:
    last = current[-1]
    size = max(min(last.top - last.bottom, glyph.top - glyph.bottom), 0.1)
    shared = min(last.top, glyph.top) - max(last.bottom, glyph.bottom)
    if shared < 0.4 * size:
        return False
    em = max(last.top - last.bottom, glyph.top - glyph.bottom)
    return -_BACKWARD * em <= glyph.left - last.right <= _CELL_GAP * em


def _line(glyphs: list[Glyph]) -> Iterator[TextLine]:
    """The line of these characters, unless it is blank."""
    inked = [g for g in glyphs if not g.char.isspace()]
    if not inked:
        return
    text = ""
    for last, glyph in zip([None, *glyphs], glyphs, strict=False):
        text += _space(last, glyph) + glyph.char
    left, right = min(g.left for g in inked), max(g.right for g in inked)
    bottom, top = min(g.bottom for g in inked), max(g.top for g in inked)
    size = median(g.top - g.bottom for g in inked)
    yield TextLine(text.strip(), left, right, bottom, top, size, _head(inked))


def _head(glyphs: list[Glyph]) -> float:
    """Width of the first stretch that a line break keeps together: “PBS, 2025, 产。"""
    found = _UNBROKEN.match("".join(g.char[0] for g in glyphs))
    return glyphs[found.end() - 1].right - glyphs[0].left if found else 0.0


def _space(last: Glyph | None, glyph: Glyph) -> str:
    """A blank where the print leaves one without a space character."""
    if last is None or last.char.isspace() or glyph.char.isspace():
        return ""
    gap = (glyph.left - last.right) / max(glyph.top - glyph.bottom, 0.1)
    both_latin = last.char.isascii() and glyph.char.isascii()
    return " " if gap > (_WORD_GAP if both_latin else _GAP) else ""

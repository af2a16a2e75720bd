"""Printed lines become paragraphs: a page cuts sentences where the paper ends, a plan does not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.markers import match_marker
from corpus.model import Kind
from corpus.readers.assemble import Line
from corpus.readers.pdf_lines import TextLine

#: share of the page height at top and bottom where page numbers and running heads stand
_ZONE = 0.11
_NUMBER = re.compile(
    r"[-—–―－·•\s]*第?\s*(\d{1,4})\s*(?:页)?\s*(?:[/／,，]?\s*共?\s*\d{1,4}\s*页?)?[-—–―－·•\s]*"
)
_ROMAN = re.compile(r"[ivxlc]{1,6}|[IVXLC]{1,6}")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_SENTENCE_END = tuple("。！？；：!?;”）")
_FULL_STOP = tuple("。！？；：!?;")
#: a line does not end a paragraph after these, nor begin one with those
_OPEN, _CLOSING = tuple("，、（《“‘〔"), tuple("，、。；）》”’〕")
_DIVIDED, _LATIN_END = re.compile("[A-Za-z][-\u00ad\u2010\x02\ufffe]$"), re.compile(r"[A-Za-z0-9,.;:)%]$")
#: leaders and page number of a contents list
_ENTRY_END = re.compile(r"[.·．…]{3,}\s*\d{1,4}$")
#: widest indent of a first line, in em
_INDENT = 4
_OPENING = (Kind.NUMBERED, Kind.DASH, Kind.BOX, Kind.APPENDIX)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number from 1, size in points, lines in stream order, and pictures if it has no text."""

    number: int
    width: float
    height: float
    lines: tuple[TextLine, ...]
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """The type area of the document in points, and its habits.

    `indented`: paragraphs begin with an indent; `numbered_indented`: numbered ones, too; `wrapped`: enough
    lines are full for that to mean something.
    """

    left: float
    right: float
    leading: float
    indented: bool
    numbered_indented: bool
    wrapped: bool


def arrange(pages: Sequence[Page]) -> tuple[list[Line], list[str]]:
    """Paragraphs of the body in order, and the texts of page furniture, each once."""
    marks = furniture(pages)
    bodies = [
        _in_order([line for i, line in enumerate(p.lines) if (p.number, i) not in marks]) for p in pages
    ]
    frame = _frame(bodies)
    lines = [Line(text) for text in _paragraphs(bodies, frame)]
    texts = [
        page.lines[i].text for page in pages for i in range(len(page.lines)) if (page.number, i) in marks
    ]
    return lines, list(dict.fromkeys(texts))


def furniture(pages: Sequence[Page]) -> set[tuple[int, int]]:
    """Page number and line index of page numbers and of heads and feet that repeat from page to page.

    A page number is the outermost line and counts on at the same height; a closed sentence is no furniture.
    """
    edges = [(page, i) for page in pages for i in range(len(page.lines)) if _at_edge(page, page.lines[i])]
    repeated = Counter(_head_key(page.lines[i]) for page, i in edges)
    counted = Counter(key for page, i in edges if (key := _count_key(page, page.lines[i])) is not None)
    needed = max(2, min(3, len(pages)))
    found: set[tuple[int, int]] = set()
    for page, i in edges:
        line = page.lines[i]
        key = _count_key(page, line)
        if key is not None:
            is_mark = len(pages) == 1 or counted[key] >= 2 or not line.text.isdecimal()
        else:
            is_mark = repeated[_head_key(line)] >= needed
        if is_mark and not line.text.endswith(_FULL_STOP):
            found.add((page.number, i))
    return found


def _count_key(page: Page, line: TextLine) -> tuple[int, int] | None:
    """Where the count of pages stood before page 1, and the height, if the line can be a page number."""
    printed = _NUMBER.fullmatch(line.text) or _ROMAN.fullmatch(line.text)
    below, above = min(o.bottom for o in page.lines), max(o.top for o in page.lines)
    if printed is None or (line.bottom > below and line.top < above):
        return None
    number = int(printed[1]) if printed.re is _NUMBER else _roman(line.text)
    return number - page.number, round(line.bottom / 6)


def _roman(text: str) -> int:
    values = [_ROMAN_VALUES[c] for c in text.upper()]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _at_edge(page: Page, line: TextLine) -> bool:
    middle = (line.bottom + line.top) / 2
    return middle < _ZONE * page.height or middle > (1 - _ZONE) * page.height


def _head_key(line: TextLine) -> tuple[str, int]:
    """Same words at the same height; numbers may differ."""
    return re.sub(r"\d+", "#", line.text), round(line.bottom / 6)


def _in_order(lines: list[TextLine]) -> list[TextLine]:
    """Top to bottom where no lines stand side by side; columns and table cells keep their stream order."""
    by_height = sorted(lines, key=lambda line: -line.top)
    for upper, lower in pairwise(by_height):
        if min(upper.top, lower.top) - max(upper.bottom, lower.bottom) > 0.5 * min(upper.size, lower.size):
            return lines
    return by_height


def _frame(bodies: Sequence[Sequence[TextLine]]) -> Frame:
    lines = [line for body in bodies for line in body]
    if not lines:
        return Frame(0, 0, 0, False, False, False)
    size = median(line.size for line in lines)
    outer_left, outer_right = min(line.left for line in lines), max(line.right for line in lines)
    far = outer_left + 0.7 * (outer_right - outer_left)
    right = _edge([line.right for line in lines if line.right >= far], size)
    full = [line for line in lines if abs(right - line.right) < 1.5 * size]
    left = _edge([line.left for line in full], size)
    pairs = [pair for body in bodies for pair in pairwise(body)]
    steps = [a.bottom - b.bottom for a, b in pairs if 0 < a.bottom - b.bottom < 4 * size]
    openings = [b for a, b in pairs if a.right < right - 2 * size]
    return Frame(
        left,
        right,
        median(steps) if steps else 1.5 * size,
        _mostly_indented(openings, left, size),
        _mostly_indented([line for line in openings if _opens_clause(line)], left, size),
        len(full) >= max(3, 0.05 * len(lines)),
    )


def _mostly_indented(lines: Sequence[TextLine], left: float, size: float) -> bool:
    return 2 * sum(1 for line in lines if left + size < line.left < left + 4 * size) > len(lines) > 0


def _opens_clause(line: TextLine) -> Kind | None:
    """The kind of clause that a marker at the beginning of this line opens."""
    marker = match_marker(line.text, 0, len(line.text))
    return marker.family.kind if marker is not None and marker.family.kind in _OPENING else None


def _edge(values: Sequence[float], size: float) -> float:
    """The middle of the most crowded band, one character wide; marks may hang over it."""
    bands = Counter(round(value / size) for value in values)
    band = max(bands, key=lambda at: (bands[at], at))
    return median(value for value in values if abs(value / size - band) <= 0.5)


def _paragraphs(bodies: Sequence[Sequence[TextLine]], frame: Frame) -> Iterator[str]:
    text, last, last_page = "", None, 0
    for number, body in enumerate(bodies):
        for line in body:
            if last is not None and _runs_on(last, line, frame, same_page=number == last_page):
                text = join(text, line.text)
            else:
                yield text
                text = line.text
            last, last_page = line, number
    yield text


def _runs_on(last: TextLine, line: TextLine, frame: Frame, *, same_page: bool) -> bool:
    """Whether `line` continues the paragraph of `last`."""
    size = max(last.size, line.size)
    if abs(last.size - line.size) > 0.2 * size or line.left > last.right or line.right < last.left - _INDENT * size:
        return False
    if _ENTRY_END.search(last.text):
        return False
    if not same_page and not frame.indented and last.text.endswith(_FULL_STOP):
        return False  # neither indent nor spacing can tell here, and a paragraph cut in two keeps its sentences whole
    if same_page and last.bottom - line.bottom > 1.25 * frame.leading:
        return False
    if last.text.endswith(_OPEN) or line.text.startswith(_CLOSING):
        return True
    spare = frame.right - last.right - line.head
    if spare > (1.5 if frame.indented else 0.8) * size or line.left > last.left + size:
        return False
    return _reads_on(last, line, frame)


def _reads_on(last: TextLine, line: TextLine, frame: Frame) -> bool:
    """The same after a full line: indents decide where the document has them, then the words."""
    if frame.indented and line.left > frame.left + line.size:
        return False
    if frame.indented and frame.numbered_indented:
        return True
    kind, closed = _opens_clause(line), last.text.endswith(_SENTENCE_END)
    if kind is not None and (closed or kind is not Kind.DASH) and not (frame.indented and not closed):
        return False
    return frame.indented or not last.text.endswith("：" if frame.wrapped else _FULL_STOP)


def join(text: str, following: str) -> str:
    """One text of two printed lines: divided words are closed, Latin words keep a blank between them."""
    if _DIVIDED.search(text) and following[:1].islower():
        return text[:-1] + following
    latin = _LATIN_END.search(text) and following[:1].isascii() and following[:1].isalnum()
    return f"{text} {following}" if latin else text + following

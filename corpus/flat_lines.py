"""Indicator tables that a copy ran together into one line become rows again: 森林覆盖率(%)21.6623.04〔1.38〕约束性…

Only the names of the columns and the word that ends each row (约束性, 预期性) survive such a copy; where two
numbers touch, the cut is made where they are most alike, as two years of one indicator are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.model import Span

_BLANK = r"[\s\u3000]*"
_HEADER = re.compile(
    rf"指{_BLANK}标(?:{_BLANK}名{_BLANK}称)?{_BLANK}(?=(?:单{_BLANK}位|(?:19|20)\d\d{_BLANK}年))"
    rf"(?:单{_BLANK}位|(?:19|20)\d\d{_BLANK}年|[〔\[（(]?累{_BLANK}计[〕\]）)]?\d?|年均[^\d\s]{{0,8}}|[〔（(][^〔〕（）()]{{1,6}}[〕）)]|[\s\u3000])+"
    rf"属{_BLANK}性"
)
_COLUMN = re.compile(
    rf"指{_BLANK}标(?:{_BLANK}名{_BLANK}称)?|单{_BLANK}位|(?:19|20)\d\d{_BLANK}年|\S+?(?=$|单|属|\d{{4}}|[〔\[])|属{_BLANK}性"
)
#: a row ends with the kind of its indicator, or where a kind that spans several rows was printed once only
_ROW_END = re.compile(r"约束性|预期性|(?<=\d[〕\]])(?=\s*(?!约束性|预期性)[\u4e00-\u9fff\d])")
_AFTER = "(?:左右|以上|以下|以内)?"
_NUMBER = r"\d+(?:\.\d+)?"
_PIECE = re.compile(rf"〔[^〕]*〕|\[[^\]]*\]|[-—－–]|[＞≥<≤>＜~≈]=?\s*{_NUMBER}{_AFTER}|[\d.]+{_AFTER}")
_VALUES = re.compile(rf"(?:{_PIECE.pattern}|\s)+$")


def flat_rows(text: str, start: int, end: int) -> list[tuple[Span, ...]]:
    """Cells of each row of the table run together in text[start:end], header first; empty when there is none."""
    header = _HEADER.search(text, start, end)
    ends = [m.span() for m in _ROW_END.finditer(text, header.end(), end)] if header else []
    if header is None or len(ends) < 2:
        return []
    columns = _columns(text, header.start(), header.end())
    rows = [columns]
    for (_, at), (kind, row_end) in pairwise([(0, header.end()), *ends]):
        rows.append(_row(text, at, kind, row_end, len(columns) - 2))
    return rows


def _columns(text: str, start: int, end: int) -> tuple[Span, ...]:
    return tuple(Span(m.start(), m.end()) for m in _COLUMN.finditer(text, start, end) if m.group().strip())


def _row(text: str, start: int, kind: int, end: int, count: int) -> tuple[Span, ...]:
    """Name, `count` values and the kind of indicator; missing values are empty cells."""
    found = _VALUES.search(text, start, kind)
    at = found.start() if found else kind
    pieces = [(m.start(), m.end()) for m in _PIECE.finditer(text, at, kind)][-count:] if count else []
    if len(pieces) < count:
        pieces = list(_divided(text, pieces))
    name_end = pieces[0][0] if pieces else kind
    while start < name_end and text[start].isspace():
        start += 1
    values = [*pieces, *[(kind, kind)] * (count - len(pieces))]
    return (Span(start, name_end), *(Span(a, b) for a, b in values), Span(kind, end))


def _divided(text: str, pieces: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The pieces with the first run of digits cut in two."""
    cut = False
    for start, end in pieces:
        at = 0 if cut else _cut(text[start:end])
        cut = cut or bool(at)
        yield from [(start, start + at), (start + at, end)] if at else [(start, end)]


def _cut(piece: str) -> int:
    """Where two numbers that touch are most alike; 0 when the piece is one number."""
    best, where = math.inf, 0
    for at in range(1, len(piece)):
        left, right = piece[:at], piece[at:]
        if not re.fullmatch(_NUMBER, left) or not re.fullmatch(_NUMBER + _AFTER, right) or re.match(r"0\d", right):
            continue
        a, b = float(left), float(re.match(_NUMBER, right)[0])  # type: ignore[index]
        apart = abs(math.log(a / b)) if a and b else math.inf
        if apart < best:
            best, where = apart, at
    return where

"""Tables of web pages: those of data become rows with cells, those that only arrange the page are walked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.readers.assemble import Line, fills_page

if TYPE_CHECKING:
    from lxml.etree import _Element

#: larger spans are written to mean "to the end"
_SPAN_LIMITS = {"colspan": 64, "rowspan": 1000}
_BLANK = re.compile(r"\s+")
_LABEL = re.compile(r"([\u4e00-\u9fff]{2,8})[：:]")


def is_data(table: _Element, cell_text: Callable[[_Element], str]) -> bool:
    """Whether this table holds data: rows and columns, no table inside, no cell that is the page."""
    rows = _rows(table)
    if len(rows) < 2 or max(len(row) for row in rows) < 2 or table.get("role") == "presentation":
        return False
    if next(table.iterdescendants("table"), None) is not None:
        return False
    if any(next(table.iterdescendants(f"h{n}"), None) is not None for n in range(1, 7)):
        return False
    cells = [cell for row in rows for cell in row]
    total = sum(len(_raw(cell)) for cell in cells)
    return not any(fills_page(_paragraphs(cell), len(cell_text(cell)), total) for cell in cells)


def _paragraphs(cell: _Element) -> int:
    return sum(1 for _ in cell.iterdescendants("p", "div", "li", "br"))


def _raw(element: _Element) -> str:
    return _BLANK.sub("", "".join(map(str, element.itertext())))


def rows(table: _Element, cell_text: Callable[[_Element], str]) -> Iterator[Line]:
    """The caption as a line, then one row per tr; a merged cell has its text once and is empty elsewhere."""
    for caption in table.iterchildren("caption"):
        yield Line(cell_text(caption))
    pending: dict[int, int] = {}
    for row in _rows(table):
        cells: list[str] = []
        for cell in row:
            _fill(cells, pending)
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            for column in range(len(cells), len(cells) + width):
                pending[column] = height - 1
            cells += [cell_text(cell)] + [""] * (width - 1)
        _fill(cells, pending)
        yield Line.row(cells)


def _fill(cells: list[str], pending: dict[int, int]) -> None:
    """Leave empty the columns that a cell of an earlier row still covers."""
    while pending.get(len(cells), 0) > 0:
        pending[len(cells)] -= 1
        cells.append("")


def _span(cell: _Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(int(value), _SPAN_LIMITS[name]) if value.isdecimal() and int(value) > 0 else 1


def _rows(table: _Element) -> list[list[_Element]]:
    """td and th elements of each tr that belongs to this table and not to one inside it."""
    found: list[list[_Element]] = []
    for child in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        for tr in [child] if child.tag == "tr" else child.iterchildren("tr"):
            if cells := list(tr.iterchildren("td", "th")):
                found.append(cells)
    return found


def labels(root: _Element, cell_text: Callable[[_Element], str]) -> Iterator[tuple[str, str]]:
    """Pairs of neighbouring cells where the first ends with a colon (发文字号： | 国函〔2018〕145号)."""
    for tr in root.iter("tr"):
        cells = list(tr.iterchildren("td", "th"))
        for label, value in pairwise(cells):
            if next(value.iterdescendants("table"), None) is not None:
                continue
            if found := _LABEL.fullmatch(_BLANK.sub("", cell_text(label)) if len(_raw(label)) < 40 else ""):
                yield found[1], cell_text(value)

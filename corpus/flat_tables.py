"""Tables that a copy flattened to one cell per line become rows again, so that each cell keeps its header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from statistics import mode

from corpus.furniture import reason_of
from corpus.model import Block, Document, Hint, Span
from corpus.normal import fold_text

_ENTRY = re.compile(r"[^\t]+\t\d{1,3}")
_INNER = re.compile(r"\|(.*?)\|?")
_BARS = re.compile(r"\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?\s*)?")
_FIRST = ("序号", "编号")
_CELL_MAX = 120
#: a line between rows that names the next ones (惠民生)
_GROUP_NAME = re.compile(r"[\u4e00-\u9fff“”、()]{2,12}")
_GROUP = re.compile(r"\(?[一二三四五六七八九十]{1,3}[)、]\S+")


def find_flat_tables(document: Document) -> Document:
    """Give rows and cells to lines divided by tabs or bars, and to runs `序号, header…, 1, cell…, 2, cell…` of lines."""
    return _one_cell_a_line(_divided_lines(document))


def _divided_lines(document: Document) -> Document:
    """Rows for at least two lines in a row that have the same three or more cells (two cells: three lines)."""
    text = document.text
    out = [replace(b, hint=Hint.RULE) if _BARS.fullmatch(text, b.start, b.end) else b for b in document.blocks]
    cells = [_cells(text, b) if b.hint in (Hint.TEXT, Hint.QUOTE) else () for b in out]
    lines = [i for i, b in enumerate(out) if b.hint is not Hint.RULE]
    for width, group in groupby(lines, key=lambda i: len(cells[i])):
        run = list(group)
        if width > 1 and len(run) >= (2 if width > 2 else 3):
            for i in run:
                out[i] = replace(out[i], hint=Hint.ROW, cells=cells[i])
    return replace(document, blocks=tuple(out))


def _cells(text: str, block: Block) -> tuple[Span, ...]:
    """Cells of a line divided by tabs or bars; none for a sentence, or an entry of a contents list."""
    line = text[block.start : block.end]
    mark = "|" if line[0] == "|" and line.count("|") > 2 else "\t"
    if mark not in line or (mark == "\t" and _ENTRY.fullmatch(line)):
        return ()
    inner = _INNER.fullmatch(text, block.start, block.end) if mark == "|" else None
    start, end = inner.span(1) if inner else (block.start, block.end)
    out, at = [], start
    for part in text[start:end].split(mark):
        lead = len(part) - len(part.lstrip())
        out.append(Span(at + lead, at + max(lead, len(part.rstrip()))))
        at += len(part) + 1
    return tuple(out)


def _one_cell_a_line(document: Document) -> Document:
    text, blocks = document.text, document.blocks
    short = (i for i, b in enumerate(blocks) if b.end - b.start <= _CELL_MAX and b.hint is Hint.TEXT)
    starts = [i for i in short if fold_text(text[blocks[i].start : blocks[i].end]) in _FIRST]
    if not starts:
        return document
    out: list[Block] = []
    at = 0
    for start in starts:
        rows, end = _rows(text, blocks, start) if start >= at else ([], 0)
        if len(rows) >= 3:
            out += [*blocks[at:start], *rows]
            at = end
    return replace(document, blocks=(*out, *blocks[at:]))


def _rows(text: str, blocks: tuple[Block, ...], start: int) -> tuple[list[Block], int]:
    """Rows from the header at `start`; a row begins at the expected next number or at a group line."""
    lines = [fold_text(text[b.start : b.end]) for b in blocks[start : start + 4000]]
    first = next((k for k, line in enumerate(lines[:12]) if line == "1"), 0)
    group = next((k for k, line in enumerate(lines[:12]) if k and _GROUP.fullmatch(line)), first)
    width = min(first, group) if group else first
    if not 2 <= width <= 10:
        return [], start
    bounds, end = _bounds(lines, [0, width] if group < first else [0], first, width)
    usual = mode([b - a for a, b in pairwise(bounds[1:])]) if len(bounds) > 3 else width
    if usual == width - 1 and group >= first and _GROUP_NAME.fullmatch(lines[usual]):
        bounds, end = _bounds(lines, [0, usual], first, usual)
    return [_row(blocks[start + a : start + b]) for a, b in zip(bounds, [*bounds[1:], end], strict=True)], start + end


def _bounds(lines: Sequence[str], opened: list[int], first: int, width: int) -> tuple[list[int], int]:
    """Where rows of at most `width` cells begin, and where the table ends; a value may look like the next row's number."""
    bounds, expected, k = list(opened), 1, first
    while k < len(lines) and len(lines[k]) <= _CELL_MAX:
        number, filled = str(expected), k - bounds[-1]
        after = lines[k + 1] if k + 1 < len(lines) else ""
        if lines[k] == number and (filled >= width or after != number):
            bounds.append(k)
            expected += 1
        elif after == number and (_GROUP.fullmatch(lines[k]) or (filled == width and _GROUP_NAME.fullmatch(lines[k]))):
            bounds.append(k)
        elif filled >= width or reason_of(lines[k]):
            break
        k += 1
    return list(dict.fromkeys(bounds)), k


def _row(cells: tuple[Block, ...]) -> Block:
    return Block(cells[0].start, cells[-1].end, Hint.ROW, cells=tuple(Span(c.start, c.end) for c in cells))

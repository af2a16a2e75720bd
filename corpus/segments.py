"""Blocks cut where one line holds several clauses: run-in enumerations, flattened boxes and their items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.flat_lines import flat_rows
from corpus.markers import BY_ID, Marker, match_bare, match_marker
from corpus.model import Block, Document, Hint, Kind, Span
from corpus.numerals import parse_numeral
from corpus.titles import looks_like_heading

_ENUM = re.compile(
    r"(?:^|(?<=[。;；:：,，!！?？\s\u3000]))([一二三四五六七八九十]{1,3})是"
    r"|(?:^|(?<=[。;；:：\s\u3000]))第([一二三四五六七八九十]{1,3})[,，、]"
)
_BOX_INSIDE = re.compile(r"(?<=[。；\s\u3000])专\s*栏\s*[0-9０-９一二三四五六七八九十]{1,3}[\s\u3000]")
_ITEM_FAMILIES = ("(一)", "(1)", "1.", "①")
_ITEM = {f: re.compile(r"(?<=[^\s、,，])" + BY_ID[f].pattern if f == "1." else BY_ID[f].pattern) for f in _ITEM_FAMILIES}
_BOX_TITLE_MAX = 60
#: without any of these a block holds one segment
_HINTS = re.compile("[专是第→]")
_ARROW = re.compile(r"(?:^|(?<=[。；]))[^。；→]{2,40}→")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one block that can be one clause; `marker` is the number printed at its start."""

    start: int
    end: int
    marker: Marker | None
    block: Block
    cells: tuple[Span, ...] = ()

    @property
    def is_row(self) -> bool:
        return self.block.hint is Hint.ROW or bool(self.cells)

    @property
    def family(self) -> str:
        return self.marker.family.id if self.marker else ""


def segment(document: Document) -> list[Segment]:
    """All segments of a document in order; rows of tables stay whole."""
    segments = [s for block in document.blocks for s in _cut(document.text, block)]
    decimals = sum(s.family.startswith("1.1") for s in segments)
    return [_bare(document.text, s) for s in segments] if decimals > 1 else segments


def _bare(text: str, s: Segment) -> Segment:
    """The segment with a bare number as its marker where it prints one before a heading (1 总则)."""
    if s.marker or s.is_row or not looks_like_heading(text[s.start : s.end]):
        return s
    return replace(s, marker=match_bare(text, s.start, s.end))


def _cut(text: str, block: Block) -> Iterator[Segment]:
    if block.hint is Hint.ROW:
        yield Segment(block.start, block.end, None, block, block.cells)
        return
    if not _HINTS.search(text, block.start, block.end):
        yield Segment(block.start, block.end, match_marker(text, block.start, block.end), block)
        return
    rows = _flat_rows(text, block)
    cuts = [block.start]
    for start, end in _ranges(_box_starts(text, block), block.end):
        cuts.append(start)
        if not rows:
            cuts += _item_starts(text, start, end)
            cuts += _enumeration(text, start, end)
    cuts += _arrow_starts(text, block)
    cuts += [*(start for start, _ in rows), *(cells[-1].end for _, cells in rows[-1:])]
    cells_at = dict(rows)
    for start, end in _ranges(sorted(dict.fromkeys(cuts)), block.end):
        cells = cells_at.get(start, ())
        start, end = _trim(text, start, end)
        if start < end:
            yield Segment(start, end, None if cells else _marker(text, start, end, block), block, cells)


def _flat_rows(text: str, block: Block) -> list[tuple[int, tuple[Span, ...]]]:
    """Rows of a box that a copy flattened into one line, by their start."""
    opening = match_marker(text, block.start, block.end)
    if opening is None or opening.family.kind is not Kind.BOX:
        return []
    return [(cells[0].start, cells) for cells in flat_rows(text, opening.end, block.end)]


def _arrow_starts(text: str, block: Block) -> list[int]:
    """Starts of 名称→内容 items behind the first of a line."""
    line = text[block.start : block.end]
    if line.count("→") < 2 or not _ARROW.match(line):
        return []
    return [block.start + m.start() for m in _ARROW.finditer(line) if m.start()]


def _marker(text: str, start: int, end: int, block: Block) -> Marker | None:
    marker = match_marker(text, start, end)
    if marker and marker.family.kind is Kind.ENUM and marker.start == block.start and marker.end >= block.end - 1:
        return None
    return marker


def _ranges(starts: list[int], end: int) -> Iterator[tuple[int, int]]:
    yield from zip(starts, [*starts[1:], end], strict=True)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _box_starts(text: str, block: Block) -> list[int]:
    inside = [m.start() for m in _BOX_INSIDE.finditer(text, block.start, block.end)] if "专" in text[block.start : block.end] else []
    return [block.start, *(at for at in inside if at > block.start)]


def _item_starts(text: str, start: int, end: int) -> list[int]:
    """Starts of the numbered items of a box that was flattened into one line."""
    opening = match_marker(text, start, end)
    if opening is None or opening.family.kind is not Kind.BOX:
        return []
    for family in _ITEM_FAMILIES:
        found = _consecutive([(m.start(), parse_numeral(_digits(m.group()))) for m in _ITEM[family].finditer(text, opening.end, end)])
        if len(found) >= 2 and found[0] - opening.end <= _BOX_TITLE_MAX:
            return found
    return []


def _digits(printed: str) -> str:
    return printed.strip("()（）﹙﹚、．. \u3000")


def _enumeration(text: str, start: int, end: int) -> list[int]:
    """Starts of 一是…二是… when they follow one another from the first."""
    if "是" not in text[start:end] and "第" not in text[start:end]:
        return []
    found = [(m.start(), parse_numeral(m.group(1) or m.group(2))) for m in _ENUM.finditer(text, start, end)]
    return _consecutive(found, restart=True)


def _consecutive(found: list[tuple[int, int | None]], *, restart: bool = False) -> list[int]:
    """Positions of runs 1, 2, 3… of length two or more; with `restart` several runs may follow each other."""
    runs: list[list[int]] = []
    expected = 1
    for at, number in found:
        if number == 1 and (restart or not runs):
            runs.append([at])
            expected = 2
        elif runs and number == expected:
            runs[-1].append(at)
            expected += 1
    return [at for run in runs if len(run) >= 2 for at in run]

"""Readers find lines; this alone counts characters, so that the offsets of every document hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.model import Block, CorpusError, Document, Hint, Span
from corpus.titles import looks_like_heading

Properties = tuple[tuple[str, str], ...]

#: every character at which str.splitlines breaks
BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
#: a longer line is data, not a paragraph; analysis downstream is per line
LINE_LIMIT = 1_000_000

_BREAK = re.compile(f"[{BREAKS}]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROL = dict.fromkeys(c for c in [*range(0x20), 0x7F] if chr(c) not in f"\t{BREAKS}")


@dataclass(frozen=True, slots=True)
class Line:
    """One block to be: its text, or for table rows its cells."""

    text: str
    hint: Hint = Hint.TEXT
    level: int = 0
    cells: tuple[str, ...] = ()

    @classmethod
    def row(cls, cells: Iterable[str]) -> Line:
        """A table row; line breaks inside a cell become blanks, cells are joined by tabs."""
        flat = tuple(
            " ".join(_BREAK.sub(" ", _clean(c)).replace("\t", " ").split(" ")).strip() for c in cells
        )
        return cls("\t".join(flat), Hint.ROW, cells=flat)


def as_heading(text: str) -> Line:
    """A line printed bold as a whole: a heading when its words can be one."""
    return Line(text, Hint.HEADING if looks_like_heading(text.strip()) else Hint.TEXT)


def _clean(text: str) -> str:
    return text.translate(_CONTROL) if not text.isprintable() else text


def assemble(lines: Iterable[Line], format: str, properties: Properties = ()) -> Document:
    """The document that consists of these lines; empty ones left out, broken ones cut at the break."""
    pieces: list[str] = []
    blocks: list[Block] = []
    at = 0
    for line in lines:
        for part in [line.text] if line.hint is Hint.ROW else _BREAK.split(_clean(line.text)):
            stripped = part.strip()
            if stripped:
                blocks.append(_block(line, stripped, at))
                pieces.append(stripped)
                at += len(stripped) + 1
    return Document("".join(f"{p}\n" for p in pieces), tuple(blocks), format, clean_properties(properties))


def _block(line: Line, stripped: str, at: int) -> Block:
    end = at + len(stripped)
    if line.hint is not Hint.ROW:
        return Block(at, end, line.hint, line.level)
    cells: list[Span] = []
    cell_at = at - (len(line.text) - len(line.text.lstrip()))
    for cell in line.cells:
        start = min(max(cell_at, at), end)
        cells.append(Span(start, min(start + len(cell), end)))
        cell_at += len(cell) + 1
    return Block(at, end, Hint.ROW, cells=tuple(cells))


def clean_properties(pairs: Iterable[tuple[str, str]]) -> Properties:
    """Pairs on one line each, without empty values and repetitions, in their order."""
    flat = ((" ".join(_clean(k).split()), " ".join(_clean(v).split())) for k, v in pairs)
    return tuple(dict.fromkeys((k, v) for k, v in flat if k and v))


def fills_page(paragraphs: int, length: int, total: int) -> bool:
    """Whether a table cell of this many paragraphs and characters is text in a frame rather than data.

    `total` is the length of the whole table.
    """
    return paragraphs >= 3 and length > max(300, total / 2)


def checked(document: Document, name: str) -> Document:
    """The document itself, or CorpusError when its text is empty or cannot be stored and analysed."""
    if not document.blocks:
        raise CorpusError(f"{name}:文件中没有文字；请确认内容后重新提供")
    if bad := _UNSTORABLE.search(document.text):
        line = document.text.count("\n", 0, bad.start()) + 1
        raise CorpusError(f"{name}:第 {line} 行含不可存储的字符 U+{ord(bad[0]):04X}；请删除该字符后重试")
    for block in document.blocks:
        if block.end - block.start > LINE_LIMIT:
            line = document.text.count("\n", 0, block.start) + 1
            raise too_long(name, line, block.end - block.start)
    return document


def too_long(name: str, line: int, length: int) -> CorpusError:
    return CorpusError(f"{name}:第 {line} 行长 {length} 字，超过上限 {LINE_LIMIT} 字；请按段落分行后重试")

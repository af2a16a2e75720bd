"""What is indexed: the sentences of each clause, with the heading path that says what they are about.

A clause too long to be quoted whole falls into blocks: what is ranked and shown is a block, so that a chapter of one
long paragraph competes with its parts, not with an average of all of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, overload

import numpy as np

from corpus.model import Clause, Kind, Plan, Span

_STOP = re.compile(r"[。！？!?；;](?:[”’」』）)]*)|\n+")
_MIN = 4
#: passages kept after reading
_REMEMBERED = 50_000
BLOCK_MAX = 400
_TOPIC_FROM = 120
_TOPIC = re.compile(r"[^，,、：:；;。]{4,24}[。]\s*")
_MARKUP = re.compile(r"\s+")


class Unit(StrEnum):
    """What a passage is: one sentence, a whole block of several, or a block of one sentence."""

    SENTENCE = "sentence"
    CLAUSE = "clause"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or a whole block of a clause's own text, verbatim: plan.text[start:end] == text.

    `block` is where the block begins; a clause short enough to be quoted whole is one block.
    """

    id: str
    plan: str
    unit: Unit
    clause: str
    start: int
    end: int
    text: str
    heading: str
    block: int

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text):
            raise ValueError(f"段落 {self.id} 的文本与偏移不符")

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def context(self) -> str:
        """Heading path and text: what the encoder sees."""
        return f"{self.heading}:{self.text}" if self.heading else self.text

    def as_row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Passage:
        return cls(**{**row, "unit": Unit(row["unit"])})


def passages_of(plan: Plan) -> tuple[Passage, ...]:
    """All passages of a plan, clause by clause in document order; page furniture has none."""
    return tuple(p for clause in plan.clauses for p in _of_clause(plan, clause))


def _of_clause(plan: Plan, clause: Clause) -> Iterator[Passage]:
    heading = heading_of(plan, clause)
    spans = [clause.span] if clause.kind is Kind.ROW else sentences(plan.text, clause.start, clause.end)
    spans = [s for s in (trim(plan.text, span) for span in spans) if s.end > s.start]
    for block in blocks(plan.text, spans):
        whole = Span(block[0].start, block[-1].end)
        unit = Unit.BOTH if len(block) == 1 else Unit.SENTENCE
        for span in block:
            yield _passage(plan, clause, span, unit, heading, whole.start)
        if len(block) > 1:
            yield _passage(plan, clause, whole, Unit.CLAUSE, heading, whole.start)


def _passage(plan: Plan, clause: Clause, span: Span, unit: Unit, heading: str, block: int) -> Passage:
    identifier = f"{plan.id}#{clause.path}@{span.start}" + ("+" if unit is Unit.CLAUSE else "")
    return Passage(identifier, plan.id, unit, clause.path, span.start, span.end, span.of(plan.text), heading, block)


def blocks(text: str, spans: Sequence[Span]) -> list[list[Span]]:
    """Sentences of one clause in blocks of at most BLOCK_MAX characters (a longer sentence alone).

    A clause of that length or less is one block. In a longer one a block also ends where a short sentence without commas
    opens a new topic (「加强重污染天气应对。」), as long paragraphs print their headings.
    """
    if not spans or spans[-1].end - spans[0].start <= BLOCK_MAX:
        return [list(spans)] if spans else []
    made = [[spans[0]]]
    for span in spans[1:]:
        size = made[-1][-1].end - made[-1][0].start
        topic = size >= _TOPIC_FROM and _TOPIC.fullmatch(span.of(text)) is not None
        if topic or span.end - made[-1][0].start > BLOCK_MAX:
            made.append([span])
        else:
            made[-1].append(span)
    return made


def heading_of(plan: Plan, clause: Clause) -> str:
    """Titles down to the clause, outermost first; a table row takes the header row of its table too."""
    titles = list(plan.heading_path(clause.path))
    if clause.kind is Kind.ROW and clause.parent:
        header = plan.children(clause.parent)[0]
        if header is not clause:
            titles.append(_MARKUP.sub(" ", plan.own_text(header)).strip())
    return " ".join(titles)


def sentences(text: str, start: int, end: int) -> list[Span]:
    """Sentences of text[start:end], tiling it; a fragment too short to stand alone joins its neighbour."""
    bounds = [start]
    for stop in _STOP.finditer(text, start, end):
        if stop.end() < end and len(text[bounds[-1] : stop.end()].strip()) >= _MIN:
            bounds.append(stop.end())
    return [Span(a, b) for a, b in zip(bounds, [*bounds[1:], end], strict=True) if b > a]


def trim(text: str, span: Span) -> Span:
    """The span without outer white space."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


class PassageLines(Sequence[Passage]):
    """Passages kept as the lines they are stored in, each read when it is asked for: opening costs no parsing."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n"))
        self._starts = np.concatenate([[0], ends + 1])
        self._read = lru_cache(maxsize=_REMEMBERED)(self._parse)

    def _parse(self, row: int) -> Passage:
        row = int(row)
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        row %= len(self)
        return Passage.from_row(json.loads(self._data[self._starts[row] : self._starts[row + 1]]))

    @overload
    def __getitem__(self, row: int) -> Passage: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[Passage]: ...

    def __getitem__(self, row: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(row, slice):
            return [self[i] for i in range(*row.indices(len(self)))]
        return self._read(row)

    def __len__(self) -> int:
        return len(self._starts) - 1

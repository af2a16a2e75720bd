"""What is indexed: the sentences of each clause, with the heading path that says what they are about."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, overload

import numpy as np

from corpus.model import Clause, Kind, Plan, Span

_STOP = re.compile(r"[。！？!?；;](?:[”’」』）)]*)|\n+")
_MIN = 4
#: passages kept after reading
_REMEMBERED = 50_000
_MARKUP = re.compile(r"\s+")


class Unit(StrEnum):
    """What a passage is: one sentence, a whole clause of several, or a clause of one sentence."""

    SENTENCE = "sentence"
    CLAUSE = "clause"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or the whole of a clause's own text, verbatim: plan.text[start:end] == text."""

    id: str
    plan: str
    unit: Unit
    clause: str
    start: int
    end: int
    text: str
    heading: str

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text):
            raise ValueError(f"段落 {self.id} 的文本与偏移不符")

    @property
    def context(self) -> str:
        """Heading path and text: what the encoder sees."""
        return f"{self.heading}:{self.text}" if self.heading else self.text

    def as_row(self) -> dict[str, Any]:
        return asdict(self)

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
    unit = Unit.BOTH if len(spans) == 1 else Unit.SENTENCE
    for span in spans:
        yield _passage(plan, clause, span, unit, heading)
    if len(spans) > 1:
        yield _passage(plan, clause, trim(plan.text, clause.span), Unit.CLAUSE, heading)


def _passage(plan: Plan, clause: Clause, span: Span, unit: Unit, heading: str) -> Passage:
    identifier = f"{plan.id}#{clause.path}@{span.start}" + ("+" if unit is Unit.CLAUSE else "")
    return Passage(identifier, plan.id, unit, clause.path, span.start, span.end, span.of(plan.text), heading)


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
        return Passage.from_row(json.loads(self._data[self._starts[row] : self._starts[row + 1]]))

    @overload
    def __getitem__(self, row: int) -> Passage: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[Passage]: ...

    def __getitem__(self, row: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(row, slice):
            return [self[i] for i in range(*row.indices(len(self)))]
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        return self._read(row % len(self))

    def __len__(self) -> int:
        return len(self._starts) - 1

"""What a search found: clauses in order, each read from the passages only when somebody looks at it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import overload

import numpy as np
import numpy.typing as npt

from corpus.model import Span
from index.fuse import Floats, Signals
from index.passages import Passage

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked clause, or block of a long one: its score, the signals that made it, its sentences with their scores, best first."""

    plan: str
    clause: str
    span: Span
    score: float
    signals: Signals
    sentences: tuple[tuple[Passage, float], ...]

    @property
    def best(self) -> Passage:
        return self.sentences[0][0]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passage rows of the candidate blocks, block by block, with their signals (rows × signals) and the question's coverage."""

    rows: Rows
    starts: Rows
    passages: Floats
    blocks: Floats
    coverage: float


class Ranking(Sequence[Hit]):
    """The clauses found for a question, best first. A question looks closely at a few of them only."""

    def __init__(self, order: Sequence[int], read: Callable[[int], Hit], best_score: float) -> None:
        """`order` numbers the clauses, `read` makes the hit of a number; `best_score` is the highest of a sentence of any of them."""
        self._order = order
        self._read = cache(read)
        self.best_score = best_score

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, place: int) -> Hit: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Hit]: ...

    def __getitem__(self, place: int | slice) -> Hit | Sequence[Hit]:
        return [self._read(n) for n in self._order[place]] if isinstance(place, slice) else self._read(self._order[place])

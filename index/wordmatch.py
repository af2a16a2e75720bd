"""Word by word: each word of a question and the word of a passage that comes nearest to it.

A mean over words hides whether one passage has all of the question or much of one part. Here every question word
looks for its nearest passage word by the embedded word vectors, and the similarities are averaged with the weights the
encoder learned for the words (relaxed word matching, after Kusner et al. 2015 and the late interaction of ColBERT).
The pairs found also say why a passage matched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.passages import Passage
from index.static import FloatArray, StaticEncoder

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class WordPair:
    """A question word, the passage word nearest to it, their similarity (0–1) and the question word's share of the whole."""

    asked: str
    found: str
    similarity: float
    weight: float


class WordMatcher:
    """Soft word matching over the passages of an index; remembers the words of passages it has read."""

    def __init__(self, encoder: StaticEncoder, passages: Sequence[Passage]) -> None:
        self._encoder = encoder
        self._passages = passages
        self._ids: dict[int, Ids] = {}

    def shares(self, words: Sequence[str], rows: Sequence[int]) -> FloatArray:
        """How much of the question's words each passage row has in the same or similar words (0–1)."""
        asked, weights = self._asked(words)
        texts = self._ids_of(rows)
        lengths = np.array([len(ids) for ids in texts], dtype=np.int64)
        if not len(asked) or not lengths.any():
            return np.zeros(len(rows), dtype=np.float32)
        similar = self._similarities(asked, np.concatenate(texts))
        filled = np.flatnonzero(lengths)
        starts = (np.cumsum(lengths) - lengths)[filled]
        shares = np.zeros(len(rows), dtype=np.float32)
        shares[filled] = weights @ np.maximum.reduceat(similar, starts, axis=1)
        return shares

    def explain(self, words: Sequence[str], row: int) -> tuple[WordPair, ...]:
        """The nearest passage word of each question word, in the question's order."""
        asked, weights = self._asked(words)
        there = self._ids_of([row])[0]
        if not len(asked) or not len(there):
            return ()
        similar = self._similarities(asked, there)
        best = similar.argmax(axis=1)
        return tuple(
            WordPair(self._encoder.word(a), self._encoder.word(there[b]), round(float(s[b]), 3), round(float(w), 3))
            for a, b, s, w in zip(asked.tolist(), best.tolist(), similar, weights, strict=True)
        )

    def _asked(self, words: Sequence[str]) -> tuple[Ids, FloatArray]:
        parts = self._encoder.word_ids(list(words))
        asked = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
        weights = self._encoder.word_weights(asked)
        return asked, weights / max(float(weights.sum()), 1e-9)

    def _similarities(self, asked: Ids, there: Ids) -> FloatArray:
        """Cosine of each asked word with each word there, negative ones as 0; every distinct word is read once."""
        present = np.zeros(self._encoder.size, dtype=bool)
        present[there] = True
        place = np.cumsum(present) - 1
        # einsum stays on this thread: a product this small is slower through the threads of a BLAS when the machine is busy
        table = np.einsum("ad,td->at", self._encoder.word_vectors(asked), self._encoder.word_vectors(np.flatnonzero(present)))
        similar: FloatArray = np.maximum(table, 0.0)[:, place[there]]
        return similar

    def _ids_of(self, rows: Sequence[int]) -> list[Ids]:
        missing = [row for row in rows if row not in self._ids]
        if missing:
            # two threads may both read a passage; they store the same words
            self._ids.update(zip(missing, self._encoder.word_ids([self._passages[r].context for r in missing]), strict=True))
        return [self._ids[row] for row in rows]

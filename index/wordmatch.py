"""Word by word: each word of a question and the word of a passage that comes nearest to it.

A mean over words hides whether one passage has all of the question or much of one part. Here every question word
looks for its nearest passage word by the embedded word vectors, and the similarities are averaged with the weights the
encoder learned for the words (relaxed word matching, after Kusner et al. 2015 and the late interaction of ColBERT).
The pairs found also say why a passage matched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from index.layout import Layout
from index.static import FloatArray, StaticEncoder

Ids = npt.NDArray[Any]
#: printed words whose vectors are kept (1 kB each), and cosines of words that are (16 MB)
_KEPT, _COSINES = 8_192, 4_000_000


@dataclass(frozen=True, slots=True)
class WordPair:
    """A question word, the passage word nearest to it, their similarity (0–1) and the question word's share of the whole."""

    asked: str
    found: str
    similarity: float
    weight: float


class WordMatcher:
    """Soft word matching over the passages of an index."""

    def __init__(self, encoder: StaticEncoder, layout: Layout) -> None:
        self._encoder = encoder
        self._layout = layout

    def shares(self, words: Sequence[str], rows: Ids, rarity: FloatArray) -> FloatArray:
        """How much of the question's words each passage row and its headings have in the same or similar words (0–1).

        A word counts by the weight the encoder learned for it times its `rarity` in the plans asked about.
        """
        asked, weights = self._asked(words, rarity)
        if not len(asked) or not len(rows):
            return np.zeros(len(rows), dtype=np.float32)
        layout = self._layout
        headings, place = np.unique(layout.headings[rows], return_inverse=True)
        there, lengths = _gather(layout.starts, layout.words, rows)
        above, heading_lengths = _gather(layout.heading_starts, layout.heading_words, headings)
        similar = self._similarities(asked, np.concatenate([there, above]))
        best = np.maximum(greatest(similar[:, : len(there)], lengths), greatest(similar[:, len(there) :], heading_lengths)[:, place])
        shares: FloatArray = weights @ best
        return shares

    def explain(self, words: Sequence[str], row: int, rarity: FloatArray) -> tuple[WordPair, ...]:
        """The nearest word of a passage or its headings for each question word, in the question's order."""
        asked, weights = self._asked(words, rarity)
        layout = self._layout
        own = layout.words[layout.starts[row] : layout.starts[row + 1]]
        heading = layout.headings[row]
        there = np.concatenate([own, layout.heading_words[layout.heading_starts[heading] : layout.heading_starts[heading + 1]]])
        if not len(asked) or not len(there):
            return ()
        similar = self._similarities(asked, there)
        best = similar.argmax(axis=1)
        return tuple(
            WordPair(self._encoder.word(a), self._encoder.word(there[b]), round(float(s[b]), 3), round(float(w), 3))
            for a, b, s, w in zip(asked.tolist(), best.tolist(), similar, weights, strict=True)
        )

    def _asked(self, words: Sequence[str], rarity: FloatArray) -> tuple[Ids, FloatArray]:
        parts = self._encoder.word_ids(list(words))
        asked = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
        weights = self._encoder.word_weights(asked) * rarity[asked]
        return asked, weights / max(float(weights.sum()), 1e-9)

    def _similarities(self, asked: Ids, there: Ids) -> FloatArray:
        """Cosine of each asked word with each word there, negative ones as 0; every distinct word is read once."""
        place, words = self._printed
        at = place.take(there)
        if len(words) <= _KEPT:
            return np.stack([self._similar(word) for word in asked.tolist()]).take(at, axis=1)
        some, at = renumbered(at, len(words))
        return self._cosines(asked, self._encoder.word_vectors(words[some])).take(at, axis=1)

    @cached_property
    def _similar(self) -> Callable[[int], FloatArray]:
        return lru_cache(maxsize=_COSINES // max(len(self._printed[1]), 1))(self._row)

    def _row(self, word: int) -> FloatArray:
        """The cosine of a word with each word that is printed anywhere."""
        row: FloatArray = self._cosines(np.array([word]), self._vectors)[0]
        return row

    def _cosines(self, asked: Ids, vectors: FloatArray) -> FloatArray:
        # einsum sums in the same order on every machine and however many words are compared
        table: FloatArray = np.maximum(np.einsum("ad,td->at", self._encoder.word_vectors(asked), vectors), 0.0)
        return table

    @cached_property
    def _printed(self) -> tuple[Ids, Ids]:
        """The place of each word of the vocabulary among those that are printed, and these words."""
        present = np.zeros(self._encoder.size, dtype=bool)
        present[self._layout.words] = True
        present[self._layout.heading_words] = True
        return np.cumsum(present) - 1, np.flatnonzero(present)

    @cached_property
    def _vectors(self) -> FloatArray:
        """The unit vectors of all printed words."""
        return self._encoder.word_vectors(self._printed[1])


def renumbered(numbers: Ids, size: int) -> tuple[Ids, Ids]:
    """The distinct ones of some numbers below `size`, ascending, and the place of each number among them."""
    present = np.zeros(size, dtype=bool)
    present[numbers] = True
    return np.flatnonzero(present), (np.cumsum(present) - 1).take(numbers)


def _gather(starts: Ids, words: Ids, rows: Ids) -> tuple[Ids, Ids]:
    """The words of some rows, row by row, and how many each has."""
    lengths = (starts[rows + 1] - starts[rows]).astype(np.int64)
    ends = np.cumsum(lengths)
    places = np.arange(int(lengths.sum())) + np.repeat(starts[rows] - (ends - lengths), lengths)
    return words[places], lengths


def greatest(similar: FloatArray, lengths: Ids) -> FloatArray:
    """The greatest similarity of each asked word (asked × words, row by row) among the words of each row; 0 in a row without words."""
    best = np.zeros((len(similar), len(lengths)), dtype=np.float32)
    filled = np.flatnonzero(lengths)
    if len(filled):
        best[:, filled] = np.maximum.reduceat(similar, (np.cumsum(lengths) - lengths)[filled], axis=1)
    return best

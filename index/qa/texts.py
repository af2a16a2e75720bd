"""Texts of plans as they are matched word by word: folded and cut, the vector of each word read once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from corpus.normal import fold_text
from corpus.segment import Segmenter
from index.encoder import Encoder
from index.qa.shortforms import both_forms
from index.static import FloatArray
from index.wordmatch import greatest

#: texts kept (about 2 kB each), their words (1 kB each), words and expressions of questions
_TEXTS, _WORDS, _ASKED = 10_000, 50_000, 10_000
#: cosines of words that are kept (16 MB)
_COSINES = 4_000_000
_NOTHING = np.zeros(0, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Text:
    """A text folded, also with the other form of its short forms behind it; its words, one a line; the numbers of their vectors."""

    printed: str
    folded: str
    joined: str
    numbers: npt.NDArray[np.int64]


class Texts:
    """Reads texts and compares words of questions with theirs; keeps what it has read, safe to share."""

    def __init__(self, segmenter: Segmenter, encoder: Encoder) -> None:
        self._segmenter = segmenter
        self._encoder = encoder
        self._lock = threading.Lock()
        self._numbers: dict[str, int] = {}
        self._vectors: FloatArray = np.zeros((0, encoder.dim), dtype=np.float32)
        self._rows: dict[str, FloatArray] = {}
        self.read = lru_cache(maxsize=_TEXTS)(self._read)
        self.vector = lru_cache(maxsize=_ASKED)(self._vector)
        self.words = lru_cache(maxsize=_ASKED)(self._cut)

    @property
    def full(self) -> bool:
        """Whether it is time to begin anew: of a great many plans all words together take much memory."""
        return len(self._numbers) >= _WORDS

    def nearest(self, words: Sequence[str], texts: Sequence[Text]) -> FloatArray:
        """How near the nearest word of each text comes to each of these words: cosines (words × texts)."""
        if not words or not texts:
            return np.zeros((len(words), len(texts)), dtype=np.float32)
        at = np.concatenate([text.numbers for text in texts])
        table = np.stack([self._row(word).take(at) for word in words])
        return greatest(table, np.array([len(text.numbers) for text in texts]))

    def _row(self, word: str) -> FloatArray:
        """The cosine of a word with each numbered one; what is known already is not compared again."""
        row, known = self._rows.get(word, _NOTHING), len(self._numbers)
        if len(row) < known:
            while self._rows and len(self._rows) * known > _COSINES:
                self._rows.pop(next(iter(self._rows), ""), None)
            # einsum sums in the same order however many words are compared
            new = np.einsum("td,d->t", self._vectors[len(row) : known], self.vector(word))
            row = self._rows[word] = np.concatenate([row, new])
        return row

    def _read(self, text: str) -> Text:
        words = self._cut(text)
        folded = fold_text(text)
        return Text(folded, both_forms(folded), "\n".join(words), self._numbered(words))

    def _cut(self, text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._segmenter.tokens(text)))

    def _vector(self, words: str) -> FloatArray:
        vector: FloatArray = self._encoder.encode([words], kind="query")[0]
        return vector

    def _numbered(self, words: Sequence[str]) -> npt.NDArray[np.int64]:
        if any(w not in self._numbers for w in words):
            with self._lock:
                self._learn([w for w in words if w not in self._numbers])
        return np.array([self._numbers[w] for w in words], dtype=np.int64)

    def _learn(self, words: Sequence[str]) -> None:
        """Number new words; who reads meanwhile knows none of their numbers."""
        known = len(self._numbers)
        end = known + len(words)
        if end > len(self._vectors):
            grown = np.zeros((max(end, 2 * len(self._vectors)), self._encoder.dim), dtype=np.float32)
            grown[:known] = self._vectors[:known]
            self._vectors = grown
        self._vectors[known:end] = self._encoder.encode(words, kind="query")
        self._numbers.update(zip(words, range(known, end), strict=True))

"""BM25 over words and character pairs, normalised so that scores of different questions compare."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corpus.normal import fold_text
from corpus.segment import Segmenter

if TYPE_CHECKING:
    from bm25s import BM25

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
FOLDER = "lexical"
_K1, _B = 1.2, 0.75
_HAN_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
_PAIR_SIGN = "\u25b9"


def tokens_of(text: str, segmenter: Segmenter) -> list[str]:
    """Words (search mode) and marked character pairs of a text, in order, repeats kept."""
    words = segmenter.tokens(text)
    pairs = [_PAIR_SIGN + run[i : i + 2] for run in _HAN_RUN.findall(fold_text(text)) for i in range(len(run) - 1)]
    return words + pairs


@dataclass(frozen=True, slots=True)
class WordCounts:
    """How often each word occurs in each of n documents: `ids`, `counts` of document i at starts[i]:starts[i+1].

    `words` are sorted and unique, `ids` number them; `lengths` are tokens per document. A document without any
    token holds the empty word once, so that every document has a length.
    """

    words: tuple[str, ...]
    starts: Ints
    ids: Ints
    counts: Ints
    lengths: Ints

    def to_bytes(self) -> bytes:
        """The same value, the same bytes."""
        out = io.BytesIO()
        for array in (np.frombuffer("\n".join(self.words).encode(), dtype=np.uint8), self.starts, self.ids, self.counts, self.lengths):
            np.save(out, array, allow_pickle=False)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> WordCounts:
        stream = io.BytesIO(data)
        words, *arrays = (np.load(stream, allow_pickle=False) for _ in range(5))
        return cls(tuple(words.tobytes().decode().split("\n")), *arrays)


def count_words(documents: Sequence[Sequence[str]]) -> WordCounts:
    """Count the tokens of documents (no token holds a line break)."""
    counted = [sorted(Counter(d or ("",)).items()) for d in documents]
    words = sorted({word for pairs in counted for word, _ in pairs})
    number = {word: i for i, word in enumerate(words)}
    starts = np.cumsum([0, *(len(pairs) for pairs in counted)])
    ids = [number[word] for pairs in counted for word, _ in pairs]
    counts = [count for pairs in counted for _, count in pairs]
    lengths = [sum(count for _, count in pairs) for pairs in counted]
    return WordCounts(tuple(words), *(np.asarray(values, dtype=np.int32) for values in (starts, ids, counts, lengths)))


class LexicalIndex:
    """BM25 (Lucene form) over word counts, stored and scored by bm25s, with document frequencies for rarity."""

    def __init__(self, model: BM25, documents: int) -> None:
        self._model = model
        self._vocabulary: dict[str, int] = model.vocab_dict
        self.documents = documents

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> LexicalIndex:
        """Index token lists."""
        return cls.merge([count_words(documents)])

    @classmethod
    def merge(cls, parts: Sequence[WordCounts]) -> LexicalIndex:
        """Index the documents of all parts in order; the vocabulary is sorted, so equal input gives equal bytes.

        Scores equal those of bm25s' own indexing, which walks over documents in Python and is too slow and
        too large in memory for a corpus that changes by one plan.
        """
        import bm25s

        vocabulary = {token: i for i, token in enumerate(sorted({token for part in parts for token in part.words} | {""}))}
        model = bm25s.BM25(method="lucene", k1=_K1, b=_B)
        model.scores = _scores(parts, vocabulary)
        model.vocab_dict = vocabulary
        model.nonoccurrence_array = None
        return cls(model, int(model.scores["num_docs"]))

    def save(self, folder: Path) -> None:
        self._model.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        import bm25s

        model = bm25s.BM25.load(str(folder), mmap=False, allow_pickle=False)
        return cls(model, int(model.scores["num_docs"]))

    def frequency(self, token: str) -> int:
        """In how many documents the token occurs."""
        at = self._vocabulary.get(token)
        indptr: Any = self._model.scores["indptr"]
        return 0 if at is None else int(indptr[at + 1] - indptr[at])

    def rarity(self, token: str) -> float:
        """Inverse document frequency of BM25; largest for a token that never occurs."""
        df = self.frequency(token)
        return float(np.log1p((self.documents - df + 0.5) / (df + 0.5)))

    def scores(self, tokens: Iterable[str]) -> Floats:
        """Score of each document, divided by the rarity of the whole question: 0 (no word) to near 1."""
        asked = list(dict.fromkeys(tokens))
        known = [t for t in asked if t in self._vocabulary]
        mass = sum(self.rarity(t) for t in asked)
        if not known or mass <= 0:
            return np.zeros(self.documents, dtype=np.float32)
        raw: Floats = self._model.get_scores(known)
        return (raw / mass).astype(np.float32)


def _scores(parts: Sequence[WordCounts], vocabulary: dict[str, int]) -> dict[str, Any]:
    """The score of each word in each document, by word (CSC arrays under the names bm25s uses)."""
    lengths = np.concatenate([part.lengths for part in parts])
    width = np.concatenate([np.diff(part.starts) for part in parts])
    rows = np.repeat(np.arange(len(lengths), dtype=np.int32), width)
    columns = np.concatenate([np.array([vocabulary[word] for word in part.words], dtype=np.int32)[part.ids] for part in parts])
    order = np.argsort(columns, kind="stable")
    rows, columns = rows[order], columns[order]
    counts = np.concatenate([part.counts for part in parts])[order].astype(np.float32)
    frequency = np.bincount(columns, minlength=len(vocabulary))
    rarity = np.log1p((len(lengths) - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
    saturation = (_K1 * (1 - _B + _B * lengths / lengths.mean())).astype(np.float32)
    data = rarity[columns] * (counts / (saturation[rows] + counts))
    indptr = np.concatenate([[0], np.cumsum(frequency)]).astype(np.int64)
    return {"data": data, "indices": rows, "indptr": indptr, "num_docs": len(lengths)}

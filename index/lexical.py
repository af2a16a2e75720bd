"""BM25 over words and character pairs, normalised so that scores of different questions compare."""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from corpus.normal import fold_text
from corpus.segment import Segmenter
from index.arrays import Ints, packed, unpacked

Floats = npt.NDArray[np.float32]
FOLDER = "lexical"
_K1, _B = 1.2, 0.75
#: tokens of a document whose words count as they are; BM25 takes the mean of the corpus, which one endless document shifts for all
_PIVOT = 120.0
_HAN_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
PAIR_SIGN = "\u25b9"
#: words whose rarity is kept
_WORDS = 20_000


def tokens_of(text: str, segmenter: Segmenter) -> list[str]:
    """Words (search mode) and marked character pairs of a text, in order, repeats kept."""
    words = segmenter.tokens(text)
    pairs = [PAIR_SIGN + run[i : i + 2] for run in _HAN_RUN.findall(fold_text(text)) for i in range(len(run) - 1)]
    return words + pairs


@dataclass(frozen=True)
class WordCounts:
    """How often each word occurs in which of n documents: word i in `documents`, so many `counts`, at starts[i]:starts[i+1].

    `text` holds the words, sorted and unique, a line each; `lengths` are tokens per document. A document without any
    token holds the empty word once, so that every document has a length.
    """

    text: bytes
    starts: Ints
    documents: Ints
    counts: Ints
    lengths: Ints

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(self.text.decode().split("\n"))

    def to_bytes(self) -> bytes:
        """The same value, the same bytes."""
        return packed((self.starts, self.documents, self.counts, self.lengths)) + self.text

    @classmethod
    def from_bytes(cls, data: bytes) -> WordCounts:
        arrays, text = unpacked(data, 4)
        return cls(text, *arrays)


def count_words(documents: Sequence[Sequence[str]]) -> WordCounts:
    """Count the tokens of documents (no token holds a line break)."""
    words, tokens, owners = _numbered(documents)
    return _counted(words, tokens, owners, len(documents))


def count_texts(texts: Sequence[str], segmenter: Segmenter) -> WordCounts:
    """Count the tokens of texts (see tokens_of); two thirds are character pairs, which are counted without making a string of each."""
    folded = [fold_text(text) for text in texts]
    words, tokens, owners = _numbered([segmenter.folded_tokens(text) for text in folded])
    pairs, pair_owners = _pairs(folded)
    known, pair_tokens = np.unique(pairs, return_inverse=True)
    at = bisect_left(words, PAIR_SIGN)
    tokens = np.concatenate([tokens + len(known) * (tokens >= at), pair_tokens + at])
    words[at:at] = _pair_words(known)
    return _counted(words, tokens, np.concatenate([owners, pair_owners]), len(texts))


def _numbered(documents: Sequence[Sequence[str]]) -> tuple[list[str], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The words of documents, sorted, and for each token the place of its word and of its document."""
    filled = [d or ("",) for d in documents]
    words = sorted(set(chain.from_iterable(filled)))
    number = {word: i for i, word in enumerate(words)}
    tokens = np.fromiter(map(number.__getitem__, chain.from_iterable(filled)), dtype=np.int64)
    return words, tokens, np.repeat(np.arange(len(filled)), list(map(len, filled)))


def _pairs(folded: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The pairs of Chinese characters in texts without line breaks, as one number of two code points, and the place of their text."""
    codes = np.frombuffer("\n".join(folded).encode("utf-32-le"), dtype="<u4").astype(np.int64)
    chinese = (codes >= 0x3400) & (codes <= 0x9FFF)
    at = np.flatnonzero(chinese[:-1] & chinese[1:])
    return codes[at] << 32 | codes[at + 1], np.cumsum(codes == ord("\n"))[at]


def _pair_words(pairs: npt.NDArray[np.int64]) -> list[str]:
    """The marked pairs as tokens."""
    signs = np.full((len(pairs), 4), (ord(PAIR_SIGN), 0, 0, ord("\n")), dtype="<u4")
    signs[:, 1], signs[:, 2] = pairs >> 32, pairs & 0xFFFFFFFF
    return signs.tobytes().decode("utf-32-le").split()


def _counted(words: Sequence[str], tokens: npt.NDArray[np.int64], owners: npt.NDArray[np.int64], documents: int) -> WordCounts:
    """Word counts of tokens, each the place of its word and of its document."""
    found, counts = np.unique(tokens * documents + owners, return_counts=True)
    starts = np.searchsorted(found, np.arange(len(words) + 1) * documents)
    lengths = np.bincount(owners, minlength=documents)
    arrays = (starts, found % max(documents, 1), counts, lengths)
    return WordCounts("\n".join(words).encode(), *(array.astype(np.int32) for array in arrays))


class LexicalIndex:
    """BM25 (Lucene form) over word counts, in the arrays and files of bm25s, with document frequencies for rarity."""

    def __init__(self, vocabulary: Mapping[str, int], scores: Mapping[str, Any]) -> None:
        self._vocabulary = vocabulary
        self._data: Floats = scores["data"]
        self._documents: Ints = scores["indices"]
        self._starts: npt.NDArray[np.int64] = scores["indptr"]
        self.documents = int(scores["num_docs"])

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> LexicalIndex:
        """Index token lists."""
        return cls.merge([count_words(documents)])

    @classmethod
    def merge(cls, parts: Iterable[WordCounts], pivot: float = _PIVOT) -> LexicalIndex:
        """Index the documents of all parts in order; the vocabulary is sorted, so equal input gives equal bytes.

        `parts` are gone through three times; memory holds one of them, the index and a number for each word of each part.
        Scores equal those of bm25s' own indexing (with the mean length as pivot), which walks over documents in Python and
        is too slow and too large in memory for a corpus that changes by one plan.
        """
        numbers = _Numbers({"": 0})
        met = [np.fromiter(map(numbers.__getitem__, part.words), dtype=np.int32) for part in parts]
        vocabulary = {token: i for i, token in enumerate(sorted(numbers))}
        place = np.fromiter(map(vocabulary.__getitem__, numbers), dtype=np.int32)
        return cls(vocabulary, _shares(parts, [place[columns] for columns in met], len(vocabulary), pivot))

    def save(self, folder: Path) -> None:
        """Write the index as bm25s does."""
        import bm25s

        model = bm25s.BM25(method="lucene", k1=_K1, b=_B)
        model.scores = {"data": self._data, "indices": self._documents, "indptr": self._starts, "num_docs": self.documents}
        model.vocab_dict = dict(self._vocabulary)
        model.nonoccurrence_array = None
        model.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Read what `save` wrote; a question must not wait for the import of bm25s."""
        return cls(*cls.parts(folder))

    @staticmethod
    def parts(folder: Path, *, whole: bool = True) -> tuple[Mapping[str, int], Mapping[str, Any]]:
        """Vocabulary and scores of a saved index; not `whole`: arrays are left on disk and read where they are asked for."""
        mode: Literal["r"] | None = None if whole else "r"
        arrays = {name: np.load(folder / f"{name}.csc.index.npy", mode, allow_pickle=False) for name in ("data", "indices", "indptr")}
        vocabulary, parameters = (json.loads((folder / f"{name}.index.json").read_bytes()) for name in ("vocab", "params"))
        return vocabulary, arrays | {"num_docs": parameters["num_docs"]}

    def within(self, among: npt.NDArray[np.bool_] | None = None) -> Rarities:
        """Scores and rarities as if these documents were all there are; None means that they are."""
        return Rarities(self, among)

    def column(self, token: str) -> tuple[Ints, Floats]:
        """The documents that hold a token, ascending, and its share in each."""
        at = self._vocabulary.get(token)
        part = slice(0, 0) if at is None else slice(int(self._starts[at]), int(self._starts[at + 1]))
        return self._documents[part], self._data[part]

    def number(self, token: str) -> int | None:
        """The place of a token in the vocabulary."""
        return self._vocabulary.get(token)

    def sums(self, factors: Mapping[str, float], among: npt.NDArray[np.bool_] | None = None) -> Floats:
        """Per document the shares of tokens, each times its factor; 0 outside of those among."""
        total = np.zeros(self.documents, dtype=np.float32)
        for token, factor in factors.items():
            documents, shares = self.column(token)
            total[documents] += shares * np.float32(factor)
        return total if among is None else np.where(among, total, np.float32(0))

    def weights(self) -> Iterator[dict[int, float]]:
        """The share of each token that a document holds, by place in the vocabulary, document by document."""
        tokens = np.repeat(np.arange(len(self._vocabulary)), np.diff(self._starts))
        order = np.argsort(self._documents, kind="stable")
        tokens, values = tokens[order], self._data[order]
        ends = np.cumsum(np.bincount(self._documents, minlength=self.documents))
        for start, end in pairwise((0, *ends.tolist())):
            yield dict(zip(tokens[start:end].tolist(), values[start:end].tolist(), strict=True))


class Rarities:
    """BM25 over some documents of an index: what is rare among them counts, however common it is elsewhere."""

    def __init__(self, index: LexicalIndex, among: npt.NDArray[np.bool_] | None) -> None:
        self._index = index
        self._among = among
        self._size = index.documents if among is None else int(among.sum())
        self.rarity = lru_cache(maxsize=_WORDS)(self._rarity)

    def frequency(self, token: str) -> int:
        """In how many of the documents the token occurs."""
        documents = self._index.column(token)[0]
        return len(documents) if self._among is None else int(self._among[documents].sum())

    def _rarity(self, token: str) -> float:
        """Inverse document frequency of BM25; largest for a token that never occurs."""
        return inverse_frequency(self._size, self.frequency(token))

    def scores(self, tokens: Iterable[str]) -> Floats:
        """Score of each document, divided by the rarity of the whole question: 0 (no word, or not among these) to near 1."""
        rarity = {token: self.rarity(token) for token in tokens}
        mass = sum(rarity.values())
        return self._index.sums(rarity, self._among) * np.float32(1 / mass if mass > 0 else 0.0)


def inverse_frequency(documents: int, frequency: int) -> float:
    """Inverse document frequency in the form of Lucene's BM25."""
    return math.log1p((documents - frequency + 0.5) / (frequency + 0.5))


class _Numbers(dict[str, int]):
    """A number for each word, given when it first comes up."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


def _shares(parts: Iterable[WordCounts], columns: Sequence[Ints], size: int, pivot: float) -> dict[str, Any]:
    """The share of each word in each document, by word (CSC arrays under the names bm25s uses).

    `columns` say for each part where among the `size` words of all its own stand. BM25 but for the rarity, which is that
    of the documents asked about: the same bytes whatever else there is. How many documents hold a word says where its
    entries begin; then each part puts its own behind those before it.
    """
    frequency = np.zeros(size, dtype=np.int64)
    for part, words in zip(parts, columns, strict=True):
        frequency[words] += np.diff(part.starts)
    indptr = np.concatenate([[0], np.cumsum(frequency)]).astype(np.int64)
    data, rows = np.empty(indptr[-1], dtype=np.float32), np.empty(indptr[-1], dtype=np.int32)
    free, documents = indptr[:-1].copy(), 0
    for part, words in zip(parts, columns, strict=True):
        occurs = np.diff(part.starts)
        at = np.repeat(free[words] - part.starts[:-1], occurs) + np.arange(len(part.documents))
        counts = part.counts.astype(np.float32)
        data[at] = counts / ((_K1 * (1 - _B + _B * part.lengths / pivot)).astype(np.float32)[part.documents] + counts)
        rows[at] = part.documents + np.int32(documents)
        free[words] += occurs
        documents += len(part.lengths)
    return {"data": data, "indices": rows, "indptr": indptr, "num_docs": documents}

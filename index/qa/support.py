"""How well a stretch of text supports a question: which of its rare words are there, in these or similar words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from corpus.normal import fold_text
from index.qa.shortforms import both_forms
from index.search import SearchIndex

Floats = npt.NDArray[np.float32]
Official = Mapping[str, Sequence[str]]
_NONE: Official = {}
#: how near the official wording of an everyday expression comes to it
_OFFICIAL = 0.85
_SIMILAR_FROM = 0.35
#: what a word's parts are worth at most
_PARTLY = 0.8
#: texts whose word vectors are kept (about 30 kB each)
_TEXTS = 1_000
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class WordSupport:
    """A content word of the question, its rarity, and how near the nearest word of the text comes (1 = the word itself)."""

    word: str
    rarity: float
    nearest: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Support:
    """Support of a question by a text; `share` weighs the words by rarity (0–1)."""

    words: tuple[WordSupport, ...]

    @property
    def share(self) -> float:
        mass = sum(w.rarity for w in self.words)
        return sum(w.rarity * w.similarity for w in self.words) / mass if mass else 0.0

    def weighted(self, weights: Mapping[str, float]) -> float:
        """The share with a weight for each word (1 for words that have none)."""
        mass = sum(w.rarity * weights.get(w.word, 1.0) for w in self.words)
        return sum(w.rarity * weights.get(w.word, 1.0) * w.similarity for w in self.words) / mass if mass else 0.0

    def missing(self, below: float) -> tuple[str, ...]:
        """Words without a counterpart, rarest first."""
        weak = [w for w in self.words if w.similarity < below]
        return tuple(w.word for w in sorted(weak, key=lambda w: -w.rarity))


class SupportModel:
    """Soft word matching with the encoder's own word vectors; caches the vectors of words."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._rarities = index.words_in(())
        self._vector = lru_cache(maxsize=50_000)(self._encode)
        self._words = lru_cache(maxsize=20_000)(self._cut)
        self._read = lru_cache(maxsize=_TEXTS)(self._read_text)

    def within(self, plans: Sequence[str]) -> SupportModel:
        """The same model, where words are as rare as they are in these plans; vectors of words are shared."""
        model = copy(self)
        model._rarities = self._index.words_in(plans)
        return model

    def measure(self, words: Sequence[str], text: str, official: Official = _NONE) -> Support:
        """Support of the question's content words by a text (sentence, clause, or several joined).

        `official` holds, word for word, the expressions that say the same in official wording.
        """
        folded, candidates, matrix = self._read(text)
        return Support(tuple(self._supported(word, folded, candidates, matrix, official.get(word, ())) for word in words))

    def alike(self, one: str, other: str) -> float:
        """Cosine of two short expressions."""
        return float(self._vector(one) @ self._vector(other))

    def _supported(
        self, word: str, folded: str, candidates: Sequence[str], matrix: Floats | None, official: Sequence[str]
    ) -> WordSupport:
        found = self._nearest(word, folded, candidates, matrix)
        said = next((o for o in official if all(t in folded for t in self._words(o))), "") if found.similarity < _OFFICIAL else ""
        return replace(found, nearest=said, similarity=_OFFICIAL) if said else found

    def _nearest(self, word: str, folded: str, candidates: Sequence[str], matrix: Floats | None) -> WordSupport:
        rarity = self._rarities.rarity(word)
        if word in folded:
            return WordSupport(word, rarity, word, 1.0)
        if matrix is None:
            return WordSupport(word, rarity, "", 0.0)
        similar = matrix @ self._vector(word)
        best = int(similar.argmax())
        scaled = max(0.0, (float(similar[best]) - _SIMILAR_FROM) / (1 - _SIMILAR_FROM))
        return WordSupport(word, rarity, candidates[best], max(scaled, _shared(word, candidates) if scaled < _PARTLY else 0.0))

    def _read_text(self, text: str) -> tuple[str, tuple[str, ...], Floats | None]:
        """A text folded, its words, and their vectors."""
        candidates = self._words(text)
        matrix = np.stack([self._vector(w) for w in candidates]) if candidates else None
        return both_forms(fold_text(text)), candidates, matrix

    def _cut(self, text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._index.segmenter.tokens(text)))

    def _encode(self, word: str) -> Floats:
        vector: Floats = self._index.encoder.encode([word], kind="query")[0]
        return vector


def _shared(word: str, candidates: Sequence[str]) -> float:
    """A word of three or more characters is partly there when a two-character part of it is."""
    if len(word) < 3 or not _HAN.match(word):
        return 0.0
    parts = [word[i : i + 2] for i in range(len(word) - 1)]
    joined = "\n".join(candidates)
    return _PARTLY * sum(part in joined for part in parts) / len(parts)

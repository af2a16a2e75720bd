"""How well a stretch of text supports a question: which of its rare words are there, in these or similar words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.qa.texts import Texts
from index.search import SearchIndex

Official = Mapping[str, Sequence[str]]
_NONE: Official = {}
_ALIKE: Mapping[str, float] = {}
Doubles = npt.NDArray[np.float64]
#: how near the official wording of an everyday expression comes to it
_OFFICIAL = 0.85
_SIMILAR_FROM = 0.35
#: what a word's parts are worth at most
_PARTLY = 0.8
#: words whose parts are kept
_WORDS = 4_096


@dataclass(frozen=True, slots=True)
class Support:
    """Support of a question by a text: its content words, how rare each is, and how near the nearest word of the text comes (0–1)."""

    words: tuple[str, ...]
    rarities: tuple[float, ...]
    similarities: tuple[float, ...]

    @property
    def share(self) -> float:
        """The share of the words that the text has, weighed by rarity (0–1)."""
        return self._share(self.rarities)

    def weighted(self, weights: Mapping[str, float]) -> float:
        """The share with a weight for each word (1 for words that have none)."""
        return self._share([r * weights.get(w, 1.0) for w, r in zip(self.words, self.rarities, strict=True)])

    def missing(self, below: float) -> tuple[str, ...]:
        """Words without a counterpart, rarest first."""
        weak = [n for n, similarity in enumerate(self.similarities) if similarity < below]
        return tuple(self.words[n] for n in sorted(weak, key=lambda n: -self.rarities[n]))

    @property
    def lacking(self) -> float:
        """The rarity of what the text lacks of the words."""
        return sum(r * (1 - s) for r, s in zip(self.rarities, self.similarities, strict=True))

    def _share(self, masses: Sequence[float]) -> float:
        mass = sum(masses)
        return sum(m * s for m, s in zip(masses, self.similarities, strict=True)) / mass if mass else 0.0


class SupportModel:
    """Soft word matching with the encoder's own word vectors; texts and the vectors of their words are kept."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._rarities = index.words_in(())
        self._texts = Texts(index.segmenter, index.encoder)

    def within(self, plans: Sequence[str]) -> SupportModel:
        """The same model, where words are as rare as they are in these plans; texts and vectors of words are shared."""
        if self._texts.full:
            self._texts = Texts(self._index.segmenter, self._index.encoder)
        model = copy(self)
        model._rarities = self._index.words_in(plans)
        return model

    def measure(self, words: Sequence[str], text: str, official: Official = _NONE) -> Support:
        """Support of the question's content words by a text (sentence, clause, or several joined)."""
        return self.measure_each(words, [text], official)[0]

    def measure_each(self, words: Sequence[str], texts: Sequence[str], official: Official = _NONE) -> list[Support]:
        """Support of the question's content words by each of some texts.

        `official` holds, word for word, the expressions that say the same in official wording.
        """
        return [self._support(words, near) for near in self._similarities(words, texts, official).T]

    def measure_any(self, words: Sequence[str], texts: Sequence[str], official: Official = _NONE) -> Support:
        """Support of the question's content words by some texts together: for each word the nearest in any of them."""
        return self._support(words, self._similarities(words, texts, official).max(axis=1, initial=0.0))

    def shares(
        self, words: Sequence[str], texts: Sequence[str], official: Official = _NONE, weights: Mapping[str, float] = _ALIKE
    ) -> list[float]:
        """The share of each of some texts alone, as `Support.weighted` has it."""
        masses = [self._rarities.rarity(w) * weights.get(w, 1.0) for w in words]
        mass = sum(masses)
        if not mass:
            return [0.0] * len(texts)
        by_word = zip(masses, self._similarities(words, texts, official), strict=True)
        shares: list[float] = (sum((m * near for m, near in by_word), np.zeros(len(texts))) / mass).tolist()
        return shares

    def folded(self, text: str) -> str:
        """A text as it is printed, folded."""
        return self._texts.read(text).printed

    def alike(self, one: str, other: str) -> float:
        """Cosine of two short expressions."""
        return float(self._texts.vector(one) @ self._texts.vector(other))

    def _support(self, words: Sequence[str], near: Doubles) -> Support:
        return Support(tuple(words), tuple(map(self._rarities.rarity, words)), tuple(near.tolist()))

    def _similarities(self, words: Sequence[str], texts: Sequence[str], official: Official) -> Doubles:
        """How near each text comes to each word (words × texts) by its nearest one, by parts of the word, or by official wording."""
        read = [self._texts.read(text) for text in texts]
        found = np.maximum((self._texts.nearest(words, read).astype(np.float64) - _SIMILAR_FROM) / (1 - _SIMILAR_FROM), 0.0)
        for word, near in zip(words, found, strict=True):
            near[[word in text.folded for text in read]] = 1.0
            if parts := _parts(word):
                for n in np.flatnonzero(near < _PARTLY).tolist():
                    near[n] = max(near[n], _PARTLY * sum(part in read[n].joined for part in parts) / len(parts))
            if said := [self._texts.words(o) for o in official.get(word, ())]:
                for n in np.flatnonzero(near < _OFFICIAL).tolist():
                    near[n] = _OFFICIAL if any(all(t in read[n].folded for t in own) for own in said) else near[n]
        return found


@lru_cache(maxsize=_WORDS)
def _parts(word: str) -> tuple[str, ...]:
    """The two-character parts of a Chinese word of three or more characters, which is partly there when one of them is."""
    return tuple(a + b for a, b in pairwise(word)) if len(word) > 2 and "\u4e00" <= word[0] <= "\u9fff" else ()

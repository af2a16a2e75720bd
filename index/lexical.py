"""BM25 over words and character pairs, normalised so that scores of different questions compare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corpus.normal import fold_text
from corpus.segment import Segmenter

if TYPE_CHECKING:
    from bm25s import BM25

Floats = npt.NDArray[np.float32]
FOLDER = "lexical"
_HAN_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
_PAIR_SIGN = "\u25b9"


def tokens_of(text: str, segmenter: Segmenter) -> list[str]:
    """Words (search mode) and marked character pairs of a text, in order, repeats kept."""
    words = segmenter.tokens(text)
    pairs = [_PAIR_SIGN + run[i : i + 2] for run in _HAN_RUN.findall(fold_text(text)) for i in range(len(run) - 1)]
    return words + pairs


class LexicalIndex:
    """BM25 (Lucene form, k1 1.2, b 0.75) through bm25s, with document frequencies for rarity."""

    def __init__(self, model: BM25, documents: int) -> None:
        self._model = model
        self._vocabulary: dict[str, int] = model.vocab_dict
        self.documents = documents

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> LexicalIndex:
        """Index token lists; the vocabulary is sorted, so equal input gives equal bytes."""
        import bm25s
        from bm25s.tokenization import Tokenized

        vocabulary = {token: i for i, token in enumerate(sorted({t for d in documents for t in d} | {""}))}
        ids = [[vocabulary[t] for t in d] or [vocabulary[""]] for d in documents]
        model = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        model.index(Tokenized(ids=ids, vocab=vocabulary), show_progress=False)
        return cls(model, len(documents))

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

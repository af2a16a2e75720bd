"""Hybrid search: candidates from vectors and words, one score per clause, the best sentence shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from corpus.segment import Segmenter
from index.encoder import Encoder
from index.fuse import Signals, fuse, weights
from index.lexical import LexicalIndex, tokens_of
from index.passages import Passage, Unit
from index.store import VectorStore

_STOPWORDS = Path(__file__).parent / "data" / "stopwords.txt"
CANDIDATES = 400
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked clause: its score, the signals that made it, and its sentences with their scores, best first."""

    plan: str
    clause: str
    score: float
    signals: Signals
    sentences: tuple[tuple[Passage, float], ...]

    @property
    def best(self) -> Passage:
        return self.sentences[0][0]


@cache
def stopwords() -> frozenset[str]:
    """Words of asking that say nothing about the topic."""
    return frozenset(_STOPWORDS.read_text(encoding="utf-8").split())


class SearchIndex:
    """Passages with their vector and lexical indexes; immutable after construction, safe to share."""

    def __init__(
        self, passages: Sequence[Passage], vectors: VectorStore, lexical: LexicalIndex, encoder: Encoder, segmenter: Segmenter
    ) -> None:
        if not len(passages) == vectors.size == lexical.documents:
            raise ValueError(f"索引与语料不一致:{len(passages)} 段、{vectors.size} 向量、{lexical.documents} 词袋")
        self.passages = passages
        self.lexical = lexical
        self.encoder = encoder
        self.segmenter = segmenter
        self._vectors = vectors
        self._heading_tokens = lru_cache(maxsize=20_000)(lambda heading: frozenset(self.segmenter.tokens(heading)))

    def content_words(self, question: str) -> list[str]:
        """Words of a question that carry its topic, in order, without repeats."""
        return [t for t in dict.fromkeys(w.text for w in self.segmenter.cut(question)) if t not in stopwords()]

    def content_tokens(self, question: str) -> list[str]:
        """Lexical tokens of a question: content words, and pairs of characters outside the words of asking."""
        kept = " ".join(w.text for w in self.segmenter.cut(question) if w.text not in stopwords())
        return [t for t in tokens_of(kept, self.segmenter) if t not in stopwords()]

    def search(
        self, question: str, *, limit: int = 10, plans: Collection[str] = (), entities: Mapping[Key, float] | None = None
    ) -> list[Hit]:
        """Rank clauses for a question; `plans` restricts the scope, `entities` adds a share per clause (0–1)."""
        vector = self.encoder.encode([question], kind="query")[0]
        cosine, rows = self._vectors.search(vector, CANDIDATES if not plans else self._vectors.size)
        words = self.lexical.scores(self.content_tokens(question))
        cosines = dict(zip(rows.tolist(), cosine.tolist(), strict=True))
        floor = min(cosines.values(), default=0.0)
        candidates = self._candidates([*cosines, *_top(words, CANDIDATES)], plans)
        asked = self.content_words(question)
        hits = [self._hit(key, members, cosines, words, floor, asked, entities or {}) for key, members in candidates.items()]
        hits.sort(key=lambda h: (-h.score, h.plan, h.best.start))
        return hits[:limit]

    def _candidates(self, rows: Iterable[int], plans: Collection[str]) -> dict[Key, list[int]]:
        grouped: dict[Key, list[int]] = {}
        for row in dict.fromkeys(rows):
            passage = self.passages[row]
            if not plans or passage.plan in plans:
                grouped.setdefault((passage.plan, passage.clause), []).append(row)
        return grouped

    def _hit(
        self, key: Key, rows: Sequence[int], cosines: Mapping[int, float], words: np.ndarray, floor: float,
        asked: Sequence[str], entities: Mapping[Key, float],
    ) -> Hit:  # fmt: skip
        sentences = [r for r in rows if self.passages[r].unit is not Unit.CLAUSE]
        wholes = [r for r in rows if self.passages[r].unit is not Unit.SENTENCE]
        weight = weights()
        signals = Signals(
            sentence_vector=max((cosines.get(r, floor) for r in sentences), default=floor),
            clause_vector=max((cosines.get(r, floor) for r in wholes), default=floor),
            sentence_words=max((float(words[r]) for r in sentences), default=0.0),
            clause_words=max((float(words[r]) for r in wholes), default=0.0),
            heading_words=self._heading_share(self.passages[rows[0]].heading, asked),
            entities=entities.get(key, 0.0),
        )
        scored = [(self.passages[r], _sentence_score(signals, weight, cosines.get(r, floor), float(words[r]))) for r in sentences or rows]
        scored.sort(key=lambda pair: (-pair[1], pair[0].start))
        return Hit(*key, fuse(signals, weight), signals, tuple(scored))

    def _heading_share(self, heading: str, asked: Sequence[str]) -> float:
        mass = sum(self.lexical.rarity(t) for t in asked)
        if not heading or mass <= 0:
            return 0.0
        tokens = self._heading_tokens(heading)
        return sum(self.lexical.rarity(t) for t in asked if t in tokens) / mass


def _sentence_score(signals: Signals, weight: Mapping[str, float], cosine: float, words: float) -> float:
    alone = replace(signals, sentence_vector=cosine, sentence_words=words)
    return fuse(alone, weight)


def _top(scores: np.ndarray, k: int) -> list[int]:
    """Rows with the k best positive scores, best first, ties by row."""
    rows = np.argpartition(-scores, k)[:k] if len(scores) > k else np.arange(len(scores))
    rows = rows[scores[rows] > 0]
    return [int(r) for r in rows[np.lexsort((rows, -scores[rows]))]]

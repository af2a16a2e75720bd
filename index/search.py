"""Hybrid search: candidates from vectors and words, one score per clause, the best sentence shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.normal import fold
from corpus.segment import Segmenter
from index.answertype import answer_type
from index.encoder import Encoder, embedded_encoder
from index.expand import lexicon
from index.fuse import SIGNALS, Floats, Signals, weights
from index.lexical import LexicalIndex, tokens_of
from index.passages import Passage, Unit
from index.store import VectorStore
from index.wordmatch import WordMatcher, WordPair

_STOPWORDS = Path(__file__).parent / "data" / "stopwords.txt"
CANDIDATES = 400
Key = tuple[str, str]
Rows = npt.NDArray[np.int64]
_COLUMN = {name: i for i, name in enumerate(SIGNALS)}


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


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passage rows of the candidate clauses, clause by clause, with their signals (rows × signals) and the question's coverage."""

    rows: Rows
    starts: Rows
    passages: Floats
    clauses: Floats
    coverage: float


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
        self._matcher = WordMatcher(embedded_encoder(), passages)
        self._heading_tokens = lru_cache(maxsize=20_000)(lambda heading: frozenset(self.segmenter.tokens(heading)))
        clauses: dict[Key, int] = {}
        self._plans: dict[str, int] = {}
        places = [
            (clauses.setdefault((p.plan, p.clause), len(clauses)), self._plans.setdefault(p.plan, len(self._plans)), p.unit)
            for p in passages
        ]  # fmt: skip
        self._clause = np.array([clause for clause, _, _ in places], dtype=np.int64)
        self._plan = np.array([plan for _, plan, _ in places], dtype=np.int64)
        self._sentence = np.array([unit is not Unit.CLAUSE for _, _, unit in places], dtype=bool)
        self._whole = np.array([unit is not Unit.SENTENCE for _, _, unit in places], dtype=bool)

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
        found = self.candidates(question, plans=plans, entities=entities)
        if not len(found.rows):
            return []
        weight = weights().at(found.coverage)
        scores = found.clauses @ weight
        places = self._places(found)
        order = sorted(range(len(scores)), key=lambda i: (-scores[i], *places[i]))[:limit]
        alone = _alone(found, weight)
        return [self._hit(found, i, float(scores[i]), alone) for i in order]

    def candidates(self, question: str, *, plans: Collection[str] = (), entities: Mapping[Key, float] | None = None) -> Candidates:
        """Everything that could answer a question, with the signals of every passage and clause.

        The question is folded first, so that full-width, invisible or traditional characters change nothing.
        """
        question = fold(question, spaces=True).text.strip()
        asked = self.content_words(question)
        scope = self._scope(plans)
        near, cosines = self._near(question, scope)
        words = self.lexical.scores(self.content_tokens(question)) * scope
        official = self._official(question) * scope
        rows = np.unique(np.concatenate([near, _top(words, CANDIDATES), _top(official, CANDIDATES)]))
        rows = rows[np.lexsort((rows, self._clause[rows]))]
        table = np.zeros((len(rows), len(SIGNALS)), dtype=np.float32)
        similar = self._matcher.shares(asked, rows.tolist())
        for names, values in (
            (("sentence_vector", "clause_vector"), cosines[rows]),
            (("sentence_words", "clause_words"), words[rows]),
            (("official_words",), official[rows]),
            (("sentence_similar", "clause_similar"), similar),
            (("told",), self._told(question, rows)),
        ):
            for name in names:
                table[:, _COLUMN[name]] = values
        return self._grouped(rows, table, asked, entities or {})

    def explain(self, question: str, hit: Hit) -> tuple[WordPair, ...]:
        """Why a hit matched: each word of the question and the nearest word of the best sentence."""
        return self._matcher.explain(self.content_words(question), self.passages.index(hit.best))

    def _official(self, question: str) -> Floats:
        """Per passage: for each everyday expression its best official one, as a share of that one's rarity; at most 1 in all."""
        total = np.zeros(len(self.passages), dtype=np.float32)
        for term in lexicon().find(question):
            total += np.max([self.lexical.scores(tokens_of(o, self.segmenter)) for o in term.official], axis=0)
        return np.minimum(total, 1.0)

    def _told(self, question: str, rows: Rows) -> Floats:
        kind = answer_type(question)
        return np.array([kind is not None and kind.tells(self.passages[r].text) for r in rows], dtype=np.float32)

    def _scope(self, plans: Collection[str]) -> npt.NDArray[np.bool_]:
        """Which passages are asked about."""
        if not plans:
            return np.ones(len(self.passages), dtype=bool)
        return np.isin(self._plan, [self._plans[plan] for plan in plans if plan in self._plans])

    def _near(self, question: str, scope: npt.NDArray[np.bool_]) -> tuple[Rows, Floats]:
        """The rows nearest to a question, and the cosine of every row (that of the farthest near one where it is not known)."""
        vector = self.encoder.encode([question], kind="query")[0]
        cosine, rows = self._vectors.search(vector, CANDIDATES, None if scope.all() else scope)
        cosines = np.full(len(self.passages), cosine.min() if len(cosine) else 0.0, dtype=np.float32)
        cosines[rows] = cosine
        return rows, cosines

    def _grouped(self, rows: Rows, table: Floats, asked: Sequence[str], entities: Mapping[Key, float]) -> Candidates:
        """Best value of each signal per clause: sentence signals over its sentences, clause signals over the whole."""
        mass = sum(self.lexical.rarity(t) for t in asked)
        coverage = sum(self.lexical.rarity(t) for t in asked if self.lexical.frequency(t)) / mass if mass > 0 else 0.0
        clause = self._clause[rows]
        starts = np.flatnonzero(np.r_[True, clause[1:] != clause[:-1]]) if len(rows) else np.zeros(0, dtype=np.int64)
        whole = np.array([n.startswith("clause_") for n in SIGNALS])
        counted = np.where(whole[None, :], self._whole[rows][:, None], self._sentence[rows][:, None])
        clauses = np.maximum.reduceat(np.where(counted, table, 0.0), starts, axis=0) if len(rows) else table
        for i, start in enumerate(starts.tolist()):
            first = self.passages[rows[start]]
            clauses[i, _COLUMN["heading_words"]] = self._heading_share(first.heading, asked, mass)
            clauses[i, _COLUMN["entities"]] = entities.get((first.plan, first.clause), 0.0)
        return Candidates(rows, starts, table, clauses.astype(np.float32), coverage)

    def _heading_share(self, heading: str, asked: Sequence[str], mass: float) -> float:
        if not heading or mass <= 0:
            return 0.0
        tokens = self._heading_tokens(heading)
        return sum(self.lexical.rarity(t) for t in asked if t in tokens) / mass

    def _places(self, found: Candidates) -> list[tuple[str, int]]:
        """Where each clause stands: the tie-break of equal scores."""
        firsts = (self.passages[found.rows[start]] for start in found.starts)
        return [(p.plan, p.start) for p in firsts]

    def _hit(self, found: Candidates, number: int, score: float, alone: Floats) -> Hit:
        start = int(found.starts[number])
        end = int(found.starts[number + 1]) if number + 1 < len(found.starts) else len(found.rows)
        members = [(self.passages[r], s) for r, s in zip(found.rows[start:end].tolist(), alone[start:end].tolist(), strict=True)]
        shown = [m for m in members if m[0].unit is not Unit.CLAUSE] or members
        shown.sort(key=lambda pair: (-pair[1], pair[0].start))
        first = shown[0][0]
        return Hit(first.plan, first.clause, score, Signals(*found.clauses[number].tolist()), tuple(shown))


def _alone(found: Candidates, weight: Floats) -> Floats:
    """Score of each passage were it the only sentence of its clause: its own sentence signals, the clause's others."""
    lengths = np.diff(np.append(found.starts, len(found.rows)))
    scores: Floats = found.passages @ (weight * _OF_SENTENCE) + np.repeat(found.clauses @ (weight * ~_OF_SENTENCE), lengths)
    return scores


_OF_SENTENCE = np.array([name in ("sentence_vector", "sentence_words", "sentence_similar", "official_words", "told") for name in SIGNALS])


def _top(scores: Floats, k: int) -> Rows:
    """Rows with the k best positive scores, best first, ties by row."""
    rows = np.argpartition(-scores, k)[:k] if len(scores) > k else np.arange(len(scores))
    rows = rows[scores[rows] > 0].astype(np.int64)
    return rows[np.lexsort((rows, -scores[rows]))]

"""Hybrid search: candidates from vectors and words, one score per clause, the best sentence shown."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.model import Span
from corpus.normal import fold, fold_text
from corpus.segment import Segmenter
from index.answertype import wanted
from index.encoder import Encoder, embedded_encoder
from index.expand import lexicon
from index.fuse import SIGNALS, Floats, Signals, weights
from index.layout import Layout, damping
from index.lexical import PAIR_SIGN, LexicalIndex, Rarities, tokens_of
from index.passages import Passage, Unit
from index.store import Vectors
from index.vectors import question_vector
from index.wordmatch import WordMatcher, WordPair

_STOPWORDS = Path(__file__).parent / "data" / "stopwords.txt"
CANDIDATES = 400
#: what rounding may change in a score
_MARGIN = 1e-4
#: words whose places are remembered, and rows read to make sure of one
_LOOKED_UP, _READ = 4_096, 200
_HAN_PAIR = re.compile("[\u4e00-\u9fff]{2}")
#: scopes whose rarities are remembered
_SCOPES = 64
Rows = npt.NDArray[np.int64]
_COLUMN = {name: i for i, name in enumerate(SIGNALS)}


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked clause, or block of a long one: its score, the signals that made it, its sentences with their scores, best first."""

    plan: str
    clause: str
    span: Span
    score: float
    signals: Signals
    sentences: tuple[tuple[Passage, float], ...]

    @property
    def best(self) -> Passage:
        return self.sentences[0][0]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passage rows of the candidate blocks, block by block, with their signals (rows × signals) and the question's coverage."""

    rows: Rows
    starts: Rows
    passages: Floats
    blocks: Floats
    coverage: float

    def members(self, number: int) -> slice:
        """Where the rows of a block are."""
        return slice(int(self.starts[number]), int(self.starts[number + 1]) if number + 1 < len(self.starts) else len(self.rows))


@dataclass(frozen=True, slots=True)
class Scope:
    """The passages asked about (None: all) and how rare words are among them: those of the text and those of the encoder."""

    among: npt.NDArray[np.bool_] | None
    words: Rarities
    damping: Floats
    rarity: Floats


@cache
def stopwords() -> frozenset[str]:
    """Words of asking that say nothing about the topic."""
    return frozenset(_STOPWORDS.read_text(encoding="utf-8").split())


class SearchIndex:
    """Passages with their vector and lexical indexes; immutable after construction, safe to share."""

    def __init__(
        self, passages: Sequence[Passage], layout: Layout, vectors: Vectors, lexical: LexicalIndex, encoder: Encoder,
        segmenter: Segmenter, plans: Sequence[str],
    ) -> None:  # fmt: skip
        """`plans` are the ids of the plans in the order of their passages."""
        if not len(passages) == layout.passages == vectors.size == lexical.documents:
            raise ValueError(f"索引与语料不一致：{len(passages)} 段、{layout.passages} 行、{vectors.size} 向量、{lexical.documents} 词袋")
        self.passages = passages
        self.lexical = lexical
        self.encoder = encoder
        self.segmenter = segmenter
        self._layout = layout
        self._vectors = vectors
        self._plans = {plan: number for number, plan in enumerate(plans)}
        self._matcher = WordMatcher(embedded_encoder(), layout)
        self._heading_tokens = lru_cache(maxsize=20_000)(lambda heading: frozenset(self.segmenter.tokens(heading)))
        self._scopes = lru_cache(maxsize=_SCOPES)(self._read_scope)
        self.rows_with = lru_cache(maxsize=_LOOKED_UP)(self._rows_with)

    def content_words(self, question: str) -> list[str]:
        """Words of a question that carry its topic, in order, without repeats."""
        return [t for t in dict.fromkeys(w.text for w in self.segmenter.cut(question)) if t not in stopwords()]

    def content_tokens(self, question: str) -> list[str]:
        """Lexical tokens of a question: content words, and pairs of characters outside the words of asking."""
        kept = " ".join(w.text for w in self.segmenter.cut(question) if w.text not in stopwords())
        return [t for t in tokens_of(kept, self.segmenter) if t not in stopwords()]

    def search(self, question: str, *, limit: int = 10, plans: Collection[str] = ()) -> list[Hit]:
        """Rank clauses for a question; `plans` restricts the scope."""
        found = self.candidates(question, plans=plans, limit=limit)
        if not len(found.rows):
            return []
        weight = weights().at(found.coverage)
        scores = found.blocks @ weight
        order = np.argsort(-scores, kind="stable")[:limit].tolist()  # blocks stand in the order of the text
        alone = _alone(found, weight)
        return [self._hit(found, i, float(scores[i]), alone) for i in order]

    def candidates(self, question: str, *, plans: Collection[str] = (), limit: int = 0) -> Candidates:
        """Everything that could answer a question, with the signals of every passage and block.

        With a `limit` the headings of blocks that cannot come among the first so many are not read.
        The question is folded first, so that full-width, invisible or traditional characters change nothing.
        """
        question = fold(question, spaces=True).text.strip()
        asked = self.content_words(question)
        scope = self._scope(plans)
        near, cosines = self._near(question, scope)
        words = scope.words.scores(self.content_tokens(question))
        official = self._official(question, scope)
        rows = np.unique(np.concatenate([near, _top(words, CANDIDATES), _top(official, CANDIDATES)]))
        table = np.zeros((len(rows), len(SIGNALS)), dtype=np.float32)
        similar = self._matcher.shares(asked, rows, scope.rarity)
        for names, values in (
            (("sentence_vector", "clause_vector"), cosines[rows]),
            (("sentence_words", "clause_words"), words[rows]),
            (("official_words",), official[rows]),
            (("sentence_similar", "clause_similar"), similar),
            (("told",), self._told(question, rows)),
        ):
            for name in names:
                table[:, _COLUMN[name]] = values
        return self._grouped(rows, table, asked, scope.words, limit)

    def words_in(self, plans: Collection[str]) -> Rarities:
        """How rare words are in some plans (all when empty), as if there were no others."""
        return self._scope(plans).words

    def explain(self, question: str, hit: Hit) -> tuple[WordPair, ...]:
        """Why a hit matched: each word of the question and the nearest word of the best sentence."""
        rarity = self._scope((hit.plan,)).rarity
        return self._matcher.explain(self.content_words(question), self.passages.index(hit.best), rarity)

    def span(self, found: Candidates, number: int) -> Span:
        """What a candidate block covers of the stored text."""
        block = self._layout.blocks[found.rows[found.starts[number]]]
        first, end = np.searchsorted(self._layout.blocks, [block, block + 1])
        return Span(int(self._layout.opens[first]), int(self._layout.closes[first:end].max()))

    def _scope(self, plans: Collection[str]) -> Scope:
        """What is known of some plans; all of them are one scope, named or not."""
        return self._scopes(() if self._plans.keys() <= frozenset(plans) else tuple(plans))

    def _rows_with(self, words: str) -> tuple[int, ...]:
        """Passages that print these folded words: rows whose word or pairs of characters the index knows, read to make sure.

        Of more than _READ rows the first are read; an exact word or pair needs no reading.
        """
        if self.lexical.number(words) is not None or self.lexical.number(PAIR_SIGN + words) is not None:
            rows = self.lexical.column(words)[0] if self.lexical.number(words) is not None else self.lexical.column(PAIR_SIGN + words)[0]
            return tuple(rows.tolist())
        pairs = [PAIR_SIGN + words[i : i + 2] for i in range(len(words) - 1)]
        held = sorted((self.lexical.column(pair)[0] for pair in pairs if _HAN_PAIR.fullmatch(pair[1:])), key=len)
        found = reduce(lambda a, b: np.intersect1d(a, b, assume_unique=True), held) if held else np.zeros(0, dtype=np.int64)
        return tuple(r for r in found[:_READ].tolist() if words in fold_text(self.passages[r].context))

    def plans_with(self, words: str) -> tuple[str, ...]:
        """The plans with a passage that prints these folded words, in order."""
        names = list(self._plans)
        return tuple(names[i] for i in np.unique(self._layout.plans[list(self.rows_with(words))]).tolist())

    def _read_scope(self, plans: tuple[str, ...]) -> Scope:
        wanted = [self._plans[plan] for plan in plans if plan in self._plans]
        among = np.isin(self._layout.plans, wanted) if plans and len(wanted) < len(self._plans) else None
        frequencies, sentences = self._layout.frequencies(embedded_encoder().size, among)
        rarity = np.log1p((sentences - frequencies + 0.5) / (frequencies + 0.5))
        return Scope(among, self.lexical.within(among), damping(frequencies, sentences), rarity.astype(np.float32))

    def _official(self, question: str, scope: Scope) -> Floats:
        """Per passage: for each everyday expression its best official one, as a share of that one's rarity; at most 1 in all."""
        total = np.zeros(len(self.passages), dtype=np.float32)
        for term in lexicon().find(question):
            total += np.max([scope.words.scores(tokens_of(o, self.segmenter)) for o in term.official], axis=0)
        return np.minimum(total, 1.0)

    def _told(self, question: str, rows: Rows) -> Floats:
        asked = wanted(question)
        if asked.kind is None and not asked.years:
            return np.zeros(len(rows), dtype=np.float32)
        read = (self.passages[row] for row in rows.tolist())
        return np.array([asked.told(passage.text, passage.heading) for passage in read], dtype=np.float32)

    def _near(self, question: str, scope: Scope) -> tuple[Rows, Floats]:
        """The rows nearest to a question, and the cosine of every row (that of the farthest near one where it is not known)."""
        vector = question_vector(self.encoder, question, scope.damping)
        cosine, rows = self._vectors.search(vector, CANDIDATES, scope.among)
        cosines = np.full(len(self.passages), cosine.min() if len(cosine) else 0.0, dtype=np.float32)
        cosines[rows] = cosine
        return rows, cosines

    def _grouped(self, rows: Rows, table: Floats, asked: Sequence[str], words: Rarities, limit: int) -> Candidates:
        """Best value of each signal per block: sentence signals over its sentences, clause signals over the whole."""
        rarity = {token: words.rarity(token) for token in asked}
        mass = sum(rarity.values())
        coverage = sum(r for token, r in rarity.items() if words.frequency(token)) / mass if mass > 0 else 0.0
        block = self._layout.blocks[rows]
        starts = np.flatnonzero(np.r_[True, block[1:] != block[:-1]]) if len(rows) else np.zeros(0, dtype=np.int64)
        counted = np.where(_OF_WHOLE[None, :], self._layout.whole[rows][:, None], self._layout.sentence[rows][:, None])
        blocks = np.maximum.reduceat(np.where(counted, table, 0.0), starts, axis=0) if len(rows) else table
        near = _within_reach(blocks, weights().at(coverage), limit)
        blocks[near, _COLUMN["heading_words"]] = self._heading_shares(rows[starts][near], rarity, mass)
        return Candidates(rows, starts, table, blocks.astype(np.float32), coverage)

    def _heading_shares(self, rows: Rows, rarity: Mapping[str, float], mass: float) -> Floats:
        """For each row the share of the question's rarity that its headings print; blocks share headings."""
        _, first, place = np.unique(self._layout.headings[rows], return_index=True, return_inverse=True)
        shares = [self._heading_share(row, rarity, mass) for row in rows[first].tolist()]
        return np.array(shares, dtype=np.float32)[place]

    def _heading_share(self, row: int, rarity: Mapping[str, float], mass: float) -> float:
        heading = self.passages[row].heading
        if not heading or mass <= 0:
            return 0.0
        tokens = self._heading_tokens(heading)
        return sum(r for token, r in rarity.items() if token in tokens) / mass

    def _hit(self, found: Candidates, number: int, score: float, alone: Floats) -> Hit:
        part = found.members(number)
        members = [(self.passages[row], s) for row, s in zip(found.rows[part].tolist(), alone[part].tolist(), strict=True)]
        shown = [m for m in members if m[0].unit is not Unit.CLAUSE] or members
        shown.sort(key=lambda pair: (-pair[1], pair[0].start))
        first = shown[0][0]
        return Hit(first.plan, first.clause, self.span(found, number), score, Signals(*found.blocks[number].tolist()), tuple(shown))


def _within_reach(blocks: Floats, weight: Floats, limit: int) -> Rows:
    """The blocks that could be among the first `limit` (0: all) if their headings, not weighed yet, named the whole question."""
    if not 0 < limit < len(blocks):
        return np.arange(len(blocks))
    scores = blocks @ weight
    floor = np.partition(scores, -limit)[-limit]
    return np.flatnonzero(scores + weight[_COLUMN["heading_words"]] >= floor - _MARGIN)


def _alone(found: Candidates, weight: Floats) -> Floats:
    """Score of each passage were it the only sentence of its block: its own sentence signals, the block's others."""
    lengths = np.diff(np.append(found.starts, len(found.rows)))
    scores: Floats = found.passages @ (weight * _OF_SENTENCE) + np.repeat(found.blocks @ (weight * ~_OF_SENTENCE), lengths)
    return scores


_OF_SENTENCE = np.array([name in ("sentence_vector", "sentence_words", "sentence_similar", "official_words", "told") for name in SIGNALS])
_OF_WHOLE = np.array([name.startswith("clause_") for name in SIGNALS])


def _top(scores: Floats, k: int) -> Rows:
    """Rows with the k best positive scores, best first, ties by row."""
    rows = np.argpartition(-scores, k)[:k] if len(scores) > k else np.arange(len(scores))
    rows = rows[scores[rows] > 0].astype(np.int64)
    return rows[np.lexsort((rows, -scores[rows]))]

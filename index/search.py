"""Hybrid search: candidates from vectors and words, one score per clause, the best sentence shown."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from pathlib import Path

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from corpus.model import Span
from corpus.normal import fold, fold_text
from corpus.segment import Segmenter
from index.answertype import Wanted, wanted
from index.encoder import Encoder, embedded_encoder
from index.expand import lexicon
from index.fuse import SIGNALS, Floats, Signals, weights
from index.layout import Layout, damping
from index.lexical import PAIR_SIGN, LexicalIndex, Rarities, tokens_of
from index.marks import Marks
from index.passages import Passage
from index.ranked import Candidates, Hit, Ranking, Rows
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
#: kinds of things to be told whose passages are remembered
_WANTED = 32
#: scopes whose rarities are remembered
_SCOPES = 64
_COLUMN = {name: i for i, name in enumerate(SIGNALS)}


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
        # the products of a question are small: the threads of a BLAS would wait for each other longer than they work
        threadpool_limits(limits=1, user_api="blas")
        self.passages = passages
        self.lexical = lexical
        self.encoder = encoder
        self.segmenter = segmenter
        self._layout = layout
        self._vectors = vectors
        self._plans = {plan: number for number, plan in enumerate(plans)}
        self._matcher = WordMatcher(embedded_encoder(), layout)
        self._heading_tokens = lru_cache(maxsize=20_000)(lambda heading: frozenset(self.segmenter.tokens(heading)))
        self._told = lru_cache(maxsize=_WANTED)(self._tells)
        self._scopes = lru_cache(maxsize=_SCOPES)(self._read_scope)
        self.rows_with = lru_cache(maxsize=_LOOKED_UP)(self._rows_with)

    def content_words(self, question: str) -> list[str]:
        """Words of a question that carry its topic, in order, without repeats."""
        return [t for t in dict.fromkeys(w.text for w in self.segmenter.cut(question)) if t not in stopwords()]

    def content_tokens(self, question: str) -> list[str]:
        """Lexical tokens of a question: content words, and pairs of characters outside the words of asking."""
        kept = " ".join(w.text for w in self.segmenter.cut(question) if w.text not in stopwords())
        return [t for t in tokens_of(kept, self.segmenter) if t not in stopwords()]

    def search(self, question: str, *, limit: int = 10, plans: Collection[str] = ()) -> Ranking:
        """Rank clauses for a question; `plans` restricts the scope."""
        found = self.candidates(question, plans=plans, limit=limit)
        weight = weights().at(found.coverage)
        scores = found.blocks @ weight
        order = np.argsort(-scores, kind="stable")[:limit]  # blocks stand in the order of the text
        alone, shown = _alone(found, weight), self._shown(found)
        ranked = np.zeros(len(scores), dtype=bool)
        ranked[order] = True
        best = float(alone[ranked[_owners(found)] & shown].max(initial=0.0))
        first = np.cumsum(np.append(0, shown))[np.append(found.starts, len(shown))].tolist()
        sentences = list(zip(found.rows[shown].tolist(), alone[shown].tolist(), strict=True))
        return Ranking(
            order.tolist(), lambda n: self._hit(found, n, float(scores[n]), sentences[first[n] : first[n + 1]]), best
        )  # fmt: skip

    def _shown(self, found: Candidates) -> npt.NDArray[np.bool_]:
        """Which candidate rows are shown: sentences, and whole blocks none of whose sentences is a candidate."""
        sentence = self._layout.sentence[found.rows]
        if not len(sentence):
            return sentence
        return np.asarray(sentence | ~np.logical_or.reduceat(sentence, found.starts)[_owners(found)])

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
        chosen = np.zeros(len(words), dtype=bool)
        for found in (near, _top(words, CANDIDATES), _top(official, CANDIDATES)):
            chosen[found] = True
        rows = np.flatnonzero(chosen)
        table = np.zeros((len(rows), len(SIGNALS)), dtype=np.float32)
        similar = self._matcher.shares(asked, rows, scope.rarity)
        for names, values in (
            (("sentence_vector", "clause_vector"), cosines[rows]),
            (("sentence_words", "clause_words"), words[rows]),
            (("official_words",), official[rows]),
            (("sentence_similar", "clause_similar"), similar),
            (("told",), self._told(wanted(question))(rows)),
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
        opens, closes = self._layout.block_bounds
        block = self._layout.blocks[found.rows[found.starts[number]]]
        return Span(int(opens[block]), int(closes[block]))

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

    def _tells(self, asked: Wanted) -> Marks:
        """Which passages tell what is wanted."""
        return Marks(len(self.passages), lambda row: asked.told(self.passages[row].text, self.passages[row].heading))

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
        starts = np.flatnonzero(np.diff(block, prepend=-1))
        counted = np.where(_OF_WHOLE[None, :], self._layout.whole[rows][:, None], self._layout.sentence[rows][:, None])
        blocks = np.maximum.reduceat(np.where(counted, table, 0.0), starts, axis=0) if len(rows) else table
        near = _within_reach(blocks, weights().at(coverage), limit)
        blocks[near, _COLUMN["heading_words"]] = self._heading_shares(rows[starts][near], rarity, mass)
        return Candidates(rows, starts, table, blocks.astype(np.float32), coverage)

    def _heading_shares(self, rows: Rows, rarity: Mapping[str, float], mass: float) -> Floats:
        """For each row the share of the question's rarity that its headings print; blocks share headings."""
        _, first, place = np.unique(self._layout.headings[rows], return_index=True, return_inverse=True)
        headings = (self.passages[row].heading for row in rows[first].tolist())
        above = [self._heading_tokens(h) if _prints_any(h, rarity) else frozenset() for h in headings]
        shares = [0.0 if tokens.isdisjoint(rarity) else sum(r for token, r in rarity.items() if token in tokens) for tokens in above]
        return (np.array(shares) / mass if mass > 0 else np.zeros(len(shares))).astype(np.float32)[place]

    def _hit(self, found: Candidates, number: int, score: float, sentences: Sequence[tuple[int, float]]) -> Hit:
        read = sorted(((self.passages[row], s) for row, s in sentences), key=lambda pair: (-pair[1], pair[0].start))
        first = read[0][0]
        return Hit(first.plan, first.clause, self.span(found, number), score, Signals(*found.blocks[number].tolist()), tuple(read))


def _prints_any(heading: str, tokens: Iterable[str]) -> bool:
    """Whether a heading can hold one of the tokens; to cut it into words takes longer."""
    folded = fold_text(heading)
    return any(token in folded for token in tokens)


def _within_reach(blocks: Floats, weight: Floats, limit: int) -> Rows:
    """The blocks that could be among the first `limit` (0: all) if their headings, not weighed yet, named the whole question."""
    if not 0 < limit < len(blocks):
        return np.arange(len(blocks))
    scores = blocks @ weight
    floor = np.partition(scores, -limit)[-limit]
    return np.flatnonzero(scores + weight[_COLUMN["heading_words"]] >= floor - _MARGIN)


def _owners(found: Candidates) -> Rows:
    """The number of the block that each row belongs to."""
    return np.repeat(np.arange(len(found.starts)), np.diff(found.starts, append=len(found.rows)))


def _alone(found: Candidates, weight: Floats) -> Floats:
    """Score of each passage were it the only sentence of its block: its own sentence signals, the block's others."""
    scores: Floats = found.passages @ (weight * _OF_SENTENCE) + (found.blocks @ (weight * ~_OF_SENTENCE))[_owners(found)]
    return scores


_OF_SENTENCE = np.array([name in ("sentence_vector", "sentence_words", "sentence_similar", "official_words", "told") for name in SIGNALS])
_OF_WHOLE = np.array([name.startswith("clause_") for name in SIGNALS])


def _top(scores: Floats, k: int) -> Rows:
    """Rows with the k best positive scores, in no order."""
    rows = np.argpartition(-scores, k)[:k] if len(scores) > k else np.arange(len(scores))
    return rows[scores[rows] > 0].astype(np.int64)

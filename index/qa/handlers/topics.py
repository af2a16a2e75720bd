"""Everything else: the sentences that speak to the question, or an honest word that the plan does not."""

from __future__ import annotations

from collections.abc import Sequence

from index.passages import Passage
from index.qa.answer import Answer, Route, Status
from index.qa.calibrated import foreign, speaks_of
from index.qa.context import Context
from index.qa.subject import named, topic_words
from index.qa.unknown import unknown_subject
from index.ranked import Hit

SHOWN = 5
_SAME_CLAUSE = 0.6
_OTHER_CLAUSE = 0.85
_OWN = 4
#: further clauses are shown apart, down to this share of the best score: the second or third is often the one meant
_FURTHER_CLAUSE = 0.65
_AT_MOST = 6
_LOOKED_AT = 12
_SUPPORT = 0.1
Rated = list[tuple[Passage, float]]


def out_of_scope(context: Context) -> Answer | None:
    """Chatter and tasks that no plan answers."""
    return context.refuse(Status.OUT_OF_SCOPE, "这个问题不在规划文本的范围之内；本系统只回答规划写了什么。")


def topic(context: Context) -> Answer | None:
    """The best sentences of the best clauses, as printed."""
    words = topic_words(context)
    unknown = unknown_subject(context, words)
    if unknown:
        return context.refuse(Status.NOT_MENTIONED, f"{context.plan_words}没有提到{unknown}。")
    if not speaks_of(context, words):
        return context.refuse(Status.NOT_MENTIONED, f"{context.plan_words}没有与{named(context, foreign(context, words))}有关的内容。")
    telling = _telling(context, context.hits)
    chosen = _chosen(telling, _OTHER_CLAUSE, SHOWN)
    if not chosen:
        return context.refuse(Status.NOT_MENTIONED, f"{context.plan_words}没有与{named(context)}有关的内容。")
    further = [p for p in _chosen(telling, _FURTHER_CLAUSE, _AT_MOST) if p not in chosen]
    made = context.say(map(context.cite_passage, chosen)) + context.say(map(context.cite_passage, further), "其他相关内容")
    return context.answer(Route.SEARCH, made, complete=False)


def choose(context: Context, hits: Sequence[Hit], shown: int = SHOWN) -> list[Passage]:
    """Sentences near the best one: of its own clause first, then the best of clauses that score about as high.

    A sentence counts by its search score and by how well its own words support the question.
    """
    return _chosen(_telling(context, hits), _OTHER_CLAUSE, shown)


def _telling(context: Context, hits: Sequence[Hit]) -> list[Rated]:
    """The telling sentences of the nearest clauses, clause by clause, the clause with the best one first."""
    looked_at = hits[:_LOOKED_AT]
    told = [[(p, s / context.best_score) for p, s in hit.sentences if context.tells(p)] for hit in looked_at]
    rated = list(zip(looked_at, _supported(context, told), strict=True))
    telling = sorted((row for row in rated if row[1]), key=lambda row: (-row[1][0][1], row[0].plan, row[1][0][0].start))
    return [own for _, own in telling]


def _chosen(telling: Sequence[Rated], other: float, shown: int) -> list[Passage]:
    """The best sentences of the first clause in the order of the text, and the best one of clauses within a share of its score."""
    if not telling:
        return []
    best = telling[0][0][1]
    own = sorted((p for p, score in telling[0][:_OWN] if score >= _SAME_CLAUSE * best), key=lambda p: p.start)
    return [*own, *(found[0][0] for found in telling[1:] if found[0][1] >= other * best)][:shown]


def _supported(context: Context, told: Sequence[Rated]) -> list[Rated]:
    """The sentences of each clause with support by the question's words added to the search score, best first."""
    words = topic_words(context)
    texts = [p.context for sentences in told for p, _ in sentences]
    shares = iter(context.shares(words, texts))
    rated = [[(p, s + _SUPPORT * next(shares)) for p, s in sentences] for sentences in told]
    return [sorted(sentences, key=lambda row: (-row[1], row[0].start)) for sentences in rated]

"""Everything else: the sentences that speak to the question, or an honest word that the plan does not."""

from __future__ import annotations

from collections.abc import Sequence

from index.passages import Passage
from index.qa.answer import Answer, Route, Status
from index.qa.context import Context
from index.qa.subject import named, topic_words
from index.qa.unknown import unknown_subject
from index.search import Hit

SHOWN = 5
_SAME_CLAUSE = 0.72
_OTHER_CLAUSE = 0.85
_OWN = 3
_LOOKED_AT = 12
_SUPPORT = 0.1


def out_of_scope(context: Context) -> Answer | None:
    """Chatter and tasks that no plan answers."""
    return context.refuse(Status.OUT_OF_SCOPE, "这个问题不在规划文本的范围之内；本系统只回答规划写了什么。")


def topic(context: Context) -> Answer | None:
    """The best sentences of the best clauses, as printed."""
    unknown = unknown_subject(context, topic_words(context))
    if unknown:
        return context.refuse(Status.NOT_MENTIONED, f"{context.plan_words}没有提到{unknown}。")
    chosen = choose(context, context.hits)
    if not chosen:
        return context.refuse(Status.NOT_MENTIONED, f"{context.plan_words}没有与{named(context)}有关的内容。")
    return context.answer(Route.SEARCH, context.say(context.cite_passage(p) for p in chosen), complete=False)


def choose(context: Context, hits: Sequence[Hit], shown: int = SHOWN) -> list[Passage]:
    """Sentences near the best one: of its own clause first, then the best of clauses that score about as high.

    A sentence counts by its search score and by how well its own words support the question.
    """
    words = topic_words(context)
    rated = [(hit, _rated(context, hit, words)) for hit in hits[:_LOOKED_AT]]
    telling = sorted((row for row in rated if row[1]), key=lambda row: (-row[1][0][1], row[0].plan, row[1][0][0].start))
    if not telling:
        return []
    _, own = telling[0]
    best = own[0][1]
    chosen = [p for p, score in own[:_OWN] if score >= _SAME_CLAUSE * best]
    chosen.sort(key=lambda p: p.start)
    others = [found[0][0] for _, found in telling[1:] if found[0][1] >= _OTHER_CLAUSE * best]
    return [*chosen, *others][:shown]


def _rated(context: Context, hit: Hit, words: Sequence[str]) -> list[tuple[Passage, float]]:
    """The telling sentences of a clause with search score plus support, best first."""
    found = [(p, s / context.best_score) for p, s in hit.sentences if context.tells(p)]
    if words:
        found = [(p, s + _SUPPORT * context.supported(words, p.context).share) for p, s in found]
    return sorted(found, key=lambda row: (-row[1], row[0].start))

"""Everything else: the sentences that speak to the question, or an honest word that the plan does not."""

from __future__ import annotations

from index.passages import Passage
from index.qa.answer import Answer, Route, Sentence, Status
from index.qa.context import Context, plain, within
from index.search import Hit

SHOWN = 4
_SAME_CLAUSE = 0.72
_OTHER_CLAUSE = 0.85


def out_of_scope(context: Context) -> Answer | None:
    """Chatter and tasks that no plan answers."""
    return context.refuse(Status.OUT_OF_SCOPE, "这个问题不在规划文本的范围之内;本系统只回答规划写了什么。")


def topic(context: Context) -> Answer | None:
    """The best sentences of the best clauses, as printed."""
    chosen = choose(context.hits)
    if not chosen:
        return context.refuse(Status.NOT_MENTIONED, "规划文本中没有找到与问题有关的内容。")
    return context.answer(Route.SEARCH, [quote(context, p) for p in chosen], complete=False)


def choose(hits: list[Hit], shown: int = SHOWN) -> list[Passage]:
    """Sentences near the best one: of its own clause first, then of clauses that score about as high."""
    if not hits:
        return []
    top = hits[0]
    best = top.sentences[0][1]
    chosen = [p for p, score in top.sentences[:3] if score >= _SAME_CLAUSE * best]
    chosen.sort(key=lambda p: p.start)
    for hit in hits[1:6]:
        if len(chosen) < shown and hit.score >= _OTHER_CLAUSE * top.score:
            chosen.append(hit.best)
    return chosen


def quote(context: Context, passage: Passage) -> Sentence:
    """A sentence as the plan prints it, under the name of its clause."""
    citation = context.cite_passage(passage)
    plan = context.plan(passage.plan)
    place = f"{citation.label}“{citation.title}”" if citation.title else citation.label
    return Sentence(f"{within(context.scope, plan)}{place}:{plain(citation.quote)}", (citation,))

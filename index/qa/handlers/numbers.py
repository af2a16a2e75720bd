"""How much, how many, by when: the figure the graph holds, else sentences that carry it, else a word that there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.normal import fold_text
from index.passages import Passage
from index.qa.answer import Answer, Route, Status
from index.qa.context import Context, looks_ahead
from index.qa.handlers.figures import Figure, find_figures, is_goal, state
from index.qa.subject import named, regional, topic_words, unmentioned

_DIGITS = r"\d[\d.,]*\s*[余多]?\s*[万亿千百]*"
_ANY_NUMBER = re.compile(r"(?<![\d年])\d[\d.,]*(?!\d*年|\d|月|日|[-~至])|只增不减|翻一番")
_ORDINAL = re.compile(r"^\d{1,3}(?=[^\d.%])")
_ENOUGH = 0.6
_SUPPORT_WEIGHT = 2.0
_MENTIONED = 0.4
_FOREIGN = 0.4
#: the rarest word of the question must be all but printed in the sentence that gives its number
_NAMED = 0.6
_LOOKED_AT = 25
_SHOWN = 3
_FIGURES = 4
_CLOSE = 0.05
_FIVE = "一二三四五六七"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with its share of the best search score, its support for the question, and whether it has the number asked for."""

    passage: Passage
    score: float
    support: float
    numeric: bool

    @property
    def rank(self) -> float:
        return self.score + _SUPPORT_WEIGHT * self.support


def quantity(context: Context) -> Answer | None:
    """The figure or the sentences that state it; a refusal when the subject is there but its number is not."""
    words = topic_words(context)
    figures = find_figures(context, words)
    candidates = candidates_of(context, words)
    numeric = best_first(candidates)
    if figures:
        return stated(context, figures, numeric)
    missing = _missing(context, words, numeric[0]) if numeric else tuple(words)
    if numeric and numeric[0].support >= _ENOUGH and not missing:
        return state_sentences(context, numeric)
    return _refusal(context, words, missing, max((c.support for c in candidates), default=0.0))


def stated(context: Context, figures: Sequence[Figure], numeric: Sequence[Candidate]) -> Answer:
    """The best figures, short first and then as printed, with sentences that speak to the question as fully."""
    made = state(context, figures[:_FIGURES])
    said = [c for s in made for c in s.citations]
    if not context.question.years and not is_goal(context.question):
        full = (context.cite_passage(c.passage) for c in numeric[:_SHOWN] if c.support >= figures[0].support - _CLOSE)
        made += context.say(c for c in full if not any(c.plan == o.plan and c.start < o.end and o.start < c.end for o in said))
    return context.answer(Route.GRAPH, made, complete=len(figures) <= _FIGURES, sparql=context.workspace.graph.targets().sparql)


def _refusal(context: Context, words: Sequence[str], missing: Sequence[str], mentioned: float) -> Answer | None:
    """Not mentioned when the plans lack the thing itself; not quantified when only its number is lacking."""
    absent = unmentioned(context, words)
    if absent:
        return context.refuse(Status.NOT_MENTIONED, f"{context.plan_words}没有提到{named(context, absent)},无法给出数值。")
    if mentioned >= _MENTIONED or context.question.of_type("industry", "zone", "enterprise"):
        when = "、".join(f"{year}年" for year in context.question.years)
        what = "" if not missing or set(missing) >= set(words) else named(context, missing)
        lacking = f"没有给出{when}{'的' if when and what else ''}{what}{'的' if what or when else '所问的'}数值"
        return context.refuse(Status.NOT_QUANTIFIED, f"{context.plan_words}提到了{named(context)},但{lacking}。")
    if context.question.asks_amount:
        return context.refuse(Status.NOT_MENTIONED, f"{context.plan_words}没有提到{named(context)},也没有相应的数值。")
    return None


def state_sentences(context: Context, numeric: Sequence[Candidate]) -> Answer:
    """The best sentences with numbers, as printed."""
    top = numeric[0]
    chosen = [c for c in numeric[:_SHOWN] if c.rank >= 0.85 * top.rank]
    cited = dict.fromkeys(context.cite_passage(c.passage) for c in chosen)
    return context.answer(Route.SEARCH, context.say(cited), complete=False)


def best_first(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Candidates with the number asked for, best first."""
    return sorted((c for c in candidates if c.numeric), key=lambda c: (-c.rank, c.passage.id))


def candidates_of(context: Context, words: Sequence[str]) -> list[Candidate]:
    """The sentences of the nearest clauses, each with what speaks for it."""
    pattern = re.compile(rf"{_DIGITS}(?:{context.question.unit})") if context.question.unit else _ANY_NUMBER
    seen = [(p, s / context.best_score) for hit in context.hits[:_LOOKED_AT] for p, s in hit.sentences[:6]]
    return [_candidate(context, p, s, words, pattern) for p, s in seen]


def _candidate(context: Context, passage: Passage, score: float, words: Sequence[str], pattern: re.Pattern[str]) -> Candidate:
    plan = context.plan(passage.plan)
    support = context.support.measure(regional(plan, words), passage.context).share if words else 0.0
    ahead = looks_ahead(plan, plan[passage.clause]) or not is_goal(context.question)
    folded = _ORDINAL.sub("", fold_text(passage.text)) if context.tells(passage) else ""
    numeric = pattern.search(folded) is not None and ahead and _fits_year(context, passage)
    return Candidate(passage, score, support, numeric)


def _missing(context: Context, words: Sequence[str], candidate: Candidate) -> tuple[str, ...]:
    """Dictionary words of the question without a counterpart in the clause that has the number, the rarest in the sentence."""
    plan = context.plan(candidate.passage.plan)
    text = f"{candidate.passage.heading} {plan.own_text(plan[candidate.passage.clause])}"
    known = [w for w in regional(plan, words) if context.workspace.segmenter.frequency(w) > 0]
    rarest = sorted(known, key=context.rarity)[-1:]
    unnamed = context.support.measure(rarest, candidate.passage.context).missing(_NAMED)
    return tuple(dict.fromkeys((*context.support.measure(known, text).missing(_FOREIGN), *unnamed)))


def _fits_year(context: Context, passage: Passage) -> bool:
    """A year or five-year plan of the question must stand in the clause up to the sentence, or be the plan's own."""
    plan = context.plan(passage.plan)
    clause = plan[passage.clause]
    before = fold_text(f"{passage.heading} {plan.text[clause.start : passage.end]}")
    period = plan.metadata.period
    last = period[1] if period else None
    years = all(year == last or str(year) in before for year in context.question.years)
    return years and all(span == period or f"十{_FIVE[(span[0] - 2006) // 5]}五" in before for span in context.question.periods)

"""Figures of the graph as answers: which target or observation a question means, and how its value is worded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from corpus.model import Plan
from corpus.normal import fold_text
from index.qa.answer import Answer, Citation, Route, Sentence
from index.qa.context import Context
from index.qa.handlers.facts import cite_evidence, sentence_of
from index.qa.measured import Asked, asked_words
from index.qa.question import Question
from index.qa.subject import regional, topic_words
from index.qa.vocabulary import attributes
from index.qa.wording import plain
from kg.model import Comparator, Evidence, Observation, Target

_WORDED = {
    Comparator.EQUAL: "{v}", Comparator.AT_LEAST: "{v}以上", Comparator.AT_MOST: "不超过{v}", Comparator.MORE: "超过{v}",
    Comparator.LESS: "低于{v}", Comparator.ABOUT: "{v}左右", Comparator.AIM: "力争{v}", Comparator.RANGE: "{v}",
    Comparator.NONDECREASE: "只增不减",
}  # fmt: skip
_BEFORE = r"(?:力争|争取|不低于|不少于|不高于|不超过|控制在|超过|超|低于|高于|大于|小于|达到|约|＞|＜|≥|≤|>|<)?"
_AFTER = r"(?:以上|以下|以内|之内|左右|上下)?"
_ENOUGH = 0.85
_CLOSE = 0.04
_FOREIGN = 0.4
_BEYOND = 0.15
#: words an indicator may add that name no other thing
_MEASURES = ("面积", "数量", "总量", "总数", "规模", "里程")
_GOAL = re.compile(r"目标|不低于|不少于|不高于|不超过|力争|要(?!求|点)|计划|到20|将")
_STATE = re.compile(r"现状|现有|目前|已经|已|实际|基数|了多少|过多少")


@dataclass(frozen=True, slots=True)
class Figure:
    """A target or an observation with how well the question's words describe it (0–1)."""

    fact: Target | Observation
    support: float

    @property
    def evidence(self) -> Evidence:
        return self.fact.evidence

    @property
    def value(self) -> Decimal | None:
        return self.fact.value if isinstance(self.fact, Target) else self.fact.quantity.value

    @property
    def unit(self) -> str:
        return self.fact.unit if isinstance(self.fact, Target) else self.fact.quantity.unit


def find_figures(context: Context, words: Sequence[str], *, goal: bool | None = None) -> list[Figure]:
    """The targets and the observations that the words describe best, best first; another year, unit or tense is left out.

    `goal` says whether only targets count; by default the question's tense decides.
    """
    asked = asked_words(context, words)
    if not asked.words:
        return []
    ahead = is_goal(context.question) if goal is None else goal
    facts = (fact for fact in _facts(context, ahead) if _shares(asked.words, fact))
    by_plan = groupby(facts, key=lambda fact: fact.evidence.plan)
    rated = [figure for plan, own in by_plan for figure in _rated(context, asked, context.plan(plan), list(own))]
    enough = [Figure(f.fact, f.support - _excess(context, asked.words, f.fact)) for f in rated if f.support >= _ENOUGH]
    close = [f for kind in (Target, Observation) for f in _closest([f for f in enough if isinstance(f.fact, kind)])]
    return sorted(close, key=lambda f: (-f.support, f.evidence.plan, f.evidence.start))


def _closest(figures: Sequence[Figure]) -> list[Figure]:
    """The best figures of one tense; a question that leaves the tense open gets both."""
    best = max((f.support for f in figures), default=0.0)
    return [f for f in figures if f.support >= best - _CLOSE]


def _shares(words: Sequence[str], fact: Target | Observation) -> bool:
    """Whether a fact prints any of the words: the others cannot describe it well enough."""
    said = _folded(fact.indicator) + _folded(fact.evidence.quote)
    return any(word in said for word in words)


@lru_cache(maxsize=200_000)
def _folded(text: str) -> str:
    return fold_text(text)


def _excess(context: Context, words: Sequence[str], fact: Target | Observation) -> float:
    """What an indicator says beyond the question: 服务业占地区生产总值的比重 is no answer to 地区生产总值."""
    tokens = dict.fromkeys(context.workspace.segmenter.tokens(fact.indicator))
    own = [w for w in tokens if len(w) > 1 and w not in attributes() and w not in _MEASURES]
    beyond = [w for w in own if not any(w in word or word in w for word in words)]
    return _BEYOND * len(beyond) / len(own) if own else 0.0


def is_goal(question: Question) -> bool:
    """Whether a question asks for what is to come, not for what is."""
    return bool(_GOAL.search(question.folded)) and not _STATE.search(question.folded)


def _facts(context: Context, goal: bool) -> Iterator[Target | Observation]:
    _graph, question = context.workspace.graph, context.question
    unit = re.compile(question.unit) if question.unit else None
    for target in context.targets.rows:
        fits = target.evidence.plan in context.read and _at(question, target.year, "")
        if fits and (unit is None or unit.search(target.unit or target.evidence.quote)):
            yield target
    for seen in context.observations.rows:
        fits = seen.evidence.plan in context.read and not goal and _at(question, seen.year, seen.period)
        if fits and not seen.parts and (unit is None or unit.search(seen.quantity.unit)):
            yield seen


def _at(question: Question, year: int | None, period: str) -> bool:
    """Whether a fact's year or period is among those the question names, or the question names none."""
    if question.years:
        return year in question.years or any(str(y) in period for y in question.years)
    if question.periods:
        spans = [f"{first}–{last}" for first, last in question.periods]
        return period in spans or any(first <= (year or 0) <= last for first, last in question.periods)
    return True


def described(context: Context, asked: Asked, fact: Target | Observation, lead: str = "") -> float:
    """How well the indicator, with the words that lead up to it, speaks to the words."""
    words = regional(context.plan(fact.evidence.plan), asked.words)
    return context.supported(words, f"{lead} {fact.indicator}").weighted(asked.weights)


def _rated(context: Context, asked: Asked, plan: Plan, facts: Sequence[Target | Observation]) -> list[Figure]:
    """Facts of a plan with their support by the indicator; a little less where only the clause's headings or the sentence name a word."""
    words = regional(plan, asked.words)
    headings = (" ".join(plan.heading_path(fact.evidence.clause)) for fact in facts)
    whole = [f"{h} {fact.indicator} {sentence_of(context, fact.evidence).quote}" for h, fact in zip(headings, facts, strict=True)]
    near, wide = context.shares(words, [fact.indicator for fact in facts], asked.weights), context.supported_each(words, whole)
    lacking = [any(w in asked.binding for w in support.missing(_FOREIGN)) for support in wide]
    supports = [0.0 if lacks else 0.5 * n + 0.5 * w.weighted(asked.weights) for lacks, n, w in zip(lacking, near, wide, strict=True)]
    return [Figure(fact, support) for fact, support in zip(facts, supports, strict=True)]


def wording(fact: Target | Observation) -> str:
    """The value as the text prints it, with its comparator; composed where the text prints it in parts.

    A range, 只增不减 and sums are composed from the parts the text gives.
    """
    value, unit = (fact.value, fact.unit) if isinstance(fact, Target) else (fact.quantity.value, fact.quantity.unit)
    if value is None:
        return _WORDED[fact.comparator]
    number = f"{value.normalize():f}"
    if isinstance(fact, Target) and fact.value_max is not None:
        number += f"—{fact.value_max.normalize():f}"
    printed = re.search(rf"{_BEFORE}{re.escape(number)}[余多]?{re.escape(unit)}[余多]?{_AFTER}", plain(fact.evidence.quote))
    if printed and (fact.comparator is Comparator.EQUAL or printed.group() != f"{number}{unit}"):
        return printed.group().removeprefix("达到")
    return _WORDED[fact.comparator].format(v=f"{number}{unit}")


def deadline(fact: Target | Observation) -> str:
    """By when or of when, with the counting period (累计, 年均, 每年) the text gives."""
    if isinstance(fact, Target):
        year = f"到{fact.year}年" if fact.year else "期限未写明"
        return year + ("，期限沿用上文" if fact.year_inherited else "") + (f"，{fact.period}" if fact.period else "")
    return f"{fact.year}年" if fact.year else f"{fact.period}年" if fact.period else "时间未写明"


def state(context: Context, figures: Sequence[Figure]) -> list[Sentence]:
    """Each figure in short, then the sentences that print them."""
    made = [Sentence(told(context, f.fact), (sentence_of(context, f.evidence),)) for f in figures]
    return [*made, *context.say(sentences_of(context, figures))]


def told(context: Context, fact: Target | Observation) -> str:
    """One figure as a short sentence: 到2025年,棉花种植面积的目标为28万亩左右."""
    where = context.within(context.plan(fact.evidence.plan))
    name = plain(fact.indicator)
    if isinstance(fact, Target):
        when = f"到{fact.year}年，" if fact.year else ""
        notes = "，".join(note for note in (fact.period, fact.kind, "期限沿用上文" if fact.year_inherited else "") if note)
        return f"{where}{when}{name}的目标为{wording(fact)}" + (f"（{notes}）" if notes else "")
    when = f"{fact.year}年，" if fact.year else f"{fact.period}年，" if fact.period else ""
    return f"{where}{when}{name}为{wording(fact)}"


def sentences_of(context: Context, figures: Sequence[Figure]) -> list[Citation]:
    """The sentences that print the figures, targets also where they are stated again, each once."""
    places = (e for f in figures for e in (f.evidence, *(f.fact.also if isinstance(f.fact, Target) else ())))
    return list(dict.fromkeys(sentence_of(context, e) for e in places))


def difference(left: Figure, right: Figure) -> str:
    """The distance of two values in their common unit; empty when the units differ."""
    if left.value is None or right.value is None or fold_text(left.unit) != fold_text(right.unit):
        return ""
    unit = "个百分点" if fold_text(left.unit) == "%" else left.unit
    return f"{abs(left.value - right.value).normalize():f}{unit}"


def two_times(context: Context) -> Answer | None:
    """“2020年是多少,2025年要达到多少”: the figure of each year named, and their computed difference."""
    if len(context.question.years) != 2:
        return None
    words = topic_words(context)
    years = sorted(context.question.years)
    apart = (replace(context, question=replace(context.question, years=(year,), periods=())) for year in years)
    first, last = (next(iter(find_figures(own, words, goal=False)), None) for own in apart)
    if first is None or last is None:
        return None
    made = state(context, [first, last])
    distance = difference(first, last)
    if distance:
        cited = (cite_evidence(context, first.evidence), cite_evidence(context, last.evidence))
        made.insert(2, Sentence(f"两者相差{distance}（计算得出）", cited, computed=True))
    return context.answer(Route.GRAPH, made, complete=True, sparql=context.targets.sparql)

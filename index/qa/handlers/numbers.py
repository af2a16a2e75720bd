"""How much, how many, by when: sentences that carry the number asked for, or a word that the plan gives none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.normal import fold_text
from index.passages import Passage
from index.qa.answer import Answer, Route, Sentence, Status
from index.qa.context import Context, plain
from index.qa.handlers.entities import cite_evidence, side_by_side
from index.qa.handlers.topics import quote
from kg.model import Observation, Target

_DIGITS = r"\d[\d.,]*\s*[余多]?\s*[万亿千百]*"
_ANY_NUMBER = re.compile(r"(?<![\d年])\d[\d.,]*(?!\d*年|\d|月|日|[-~至])|只增不减|翻一番")
_ATTRIBUTES = frozenset(
    ["目标", "指标", "量化", "数量", "水平", "目标值", "数值", "现状", "现有", "相差", "哪个", "达到",
     "要达到", "实现", "全市", "具体", "没有", "一共", "净增", "增加", "增长", "变化",
     "差", "比较", "对比", "更大", "更多", "金额", "资金", "要求", "建成", "时间"]
)
_ENOUGH = 0.6
_SUPPORT_WEIGHT = 2.0
_MENTIONED = 0.4
_FOREIGN = 0.4
_JOINED = 0.75
_LOOKED_AT = 25
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with its search score, its support for the question, and whether it has the number asked for."""

    passage: Passage
    score: float
    support: float
    numeric: bool

    @property
    def rank(self) -> float:
        return self.score + _SUPPORT_WEIGHT * self.support


def quantity(context: Context) -> Answer | None:
    """The sentences that state the number; a refusal when the subject is there but its number is not."""
    words = _topic_words(context)
    candidates = _candidates(context, words)
    numeric = _best_first(candidates)
    missing = _missing(context, words, numeric[0]) if numeric else tuple(words)
    if numeric and numeric[0].support >= _ENOUGH and not missing:
        return _state(context, numeric)
    mentioned = max((c.support for c in candidates), default=0.0)
    if mentioned >= _MENTIONED or context.question.of_type("industry", "zone", "enterprise"):
        lacking = f",没有“{missing[0]}”的数值" if missing else ",但没有给出所问的数值"
        return context.refuse(Status.NOT_QUANTIFIED, f"规划提到了{_subject(context)}{lacking}。")
    if context.question.asks_amount:
        return context.refuse(Status.NOT_MENTIONED, f"规划文本没有提到{_subject(context)},也没有相应的数值。")
    return None


def compare(context: Context) -> Answer | None:
    """Both sides of a comparison: a target with its baseline and their difference, else the sentences that state them."""
    answer = _joined(context) or side_by_side(context)
    if answer is not None:
        return answer
    numeric = _best_first(_candidates(context, _topic_words(context)))
    if not numeric or (not context.question.wants_number and len(context.question.entities) > 1):
        return None
    return _state(context, numeric)


def _joined(context: Context) -> Answer | None:
    """A target whose baseline the plan states; the difference is marked as computed."""
    graph = context.workspace.graph
    observations = {o.id: o for o in graph.observations().rows}
    pairs = [(t, observations[t.baseline]) for t in graph.targets().rows if t.evidence.plan in context.scope and t.baseline in observations]
    words = _topic_words(context)
    texts = [f"{t.indicator} {o.indicator} {t.evidence.quote} {o.evidence.quote}" for t, o in pairs]
    scored = [(context.support.measure(words, text).share, t, o) for text, (t, o) in zip(texts, pairs, strict=True)]
    best = max(scored, key=lambda row: row[0], default=None)
    if best is None or best[0] < _JOINED:
        return None
    _, target, observation = best
    now, then = cite_evidence(context, observation.evidence), cite_evidence(context, target.evidence)
    made = [Sentence(f"现状:{plain(now.quote)}", (now,)), Sentence(f"目标:{plain(then.quote)}", (then,))]
    difference = _difference(target, observation)
    if difference:
        made.append(Sentence(f"两者相差{difference}(计算得出)", (now, then), computed=True))
    return context.answer(Route.GRAPH, made, complete=True, sparql=graph.targets().sparql)


def _difference(target: Target, observation: Observation) -> str:
    """Target minus baseline in their common unit; empty when the units differ."""
    if target.value is None or target.unit != observation.quantity.unit:
        return ""
    unit = "个百分点" if target.unit in ("%", "%") else target.unit
    return f"{abs(target.value - observation.quantity.value):f}{unit}"


def _state(context: Context, numeric: Sequence[Candidate]) -> Answer:
    top = numeric[0]
    chosen = [c for c in numeric[:_SHOWN] if c.rank >= 0.85 * top.rank]
    return context.answer(Route.SEARCH, [quote(context, c.passage) for c in chosen], complete=False)


def _best_first(candidates: Sequence[Candidate]) -> list[Candidate]:
    return sorted((c for c in candidates if c.numeric), key=lambda c: (-c.rank, c.passage.id))


def _topic_words(context: Context) -> list[str]:
    """Words that say what is counted: content words without numbers and without words such as 目标."""
    return [w for w in context.words if w not in _ATTRIBUTES and len(w) > 1 and not re.search(r"\d|^[一二三四五六七八九十几多少]+.?$", w)]


def _missing(context: Context, words: Sequence[str], candidate: Candidate) -> tuple[str, ...]:
    """Dictionary words of the question without any counterpart in the clause that has the number."""
    plan = context.plan(candidate.passage.plan)
    text = f"{candidate.passage.heading} {plan.own_text(plan[candidate.passage.clause])}"
    known = [w for w in words if context.workspace.segmenter.frequency(w) > 0]
    return context.support.measure(known, text).missing(_FOREIGN)


def _candidates(context: Context, words: Sequence[str]) -> list[Candidate]:
    pattern = re.compile(rf"{_DIGITS}(?:{context.question.unit})") if context.question.unit else _ANY_NUMBER
    seen = [(p, s) for hit in context.hits[:_LOOKED_AT] for p, s in hit.sentences[:6]]
    return [_candidate(context, p, s, words, pattern) for p, s in seen]


def _candidate(context: Context, passage: Passage, score: float, words: Sequence[str], pattern: re.Pattern[str]) -> Candidate:
    support = context.support.measure(words, passage.context).share if words else 0.0
    folded = fold_text(passage.text)
    numeric = pattern.search(folded) is not None and _fits_year(context, passage, folded)
    return Candidate(passage, score, support, numeric)


def _fits_year(context: Context, passage: Passage, folded: str) -> bool:
    """A year of the question must stand in the sentence, earlier in its clause, or be the plan's last year."""
    plan = context.plan(passage.plan)
    clause = plan[passage.clause]
    before = fold_text(plan.text[clause.start : passage.end])
    last = plan.metadata.period[1] if plan.metadata.period else None
    return all(year == last or str(year) in before for year in context.question.years)


def _subject(context: Context) -> str:
    names = [e.name for e in context.question.entities[:2]] or context.words[:2]
    return "、".join(f"“{n}”" for n in names) or "相关内容"

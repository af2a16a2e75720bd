"""How much, how many, by when: the figure the graph holds, else sentences that carry it, else a word that there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from corpus.normal import fold, fold_text
from corpus.segment import part_of_speech
from index.expand import policy_lexicon
from index.passages import Passage
from index.qa.answer import Answer, Route, Status
from index.qa.calibrated import FigureEvidence, scales
from index.qa.context import Context
from index.qa.handlers.facts import sentence_of
from index.qa.handlers.figures import Figure, described, find_figures, is_goal, state, two_times
from index.qa.measured import Asked, asked_words
from index.qa.question import understand, without_times
from index.qa.subject import named, regional, topic_words, unmentioned
from index.qa.vocabulary import properties
from index.qa.wording import looks_ahead
from kg.model import Observation, Target

_DIGITS = r"\d[\d.,]*\s*[余多]?\s*[万亿千百]*"
#: one is left out: 一个, 一批 count nothing
_CHINESE = r"(?<![一二三四五六七八九十第])[二三四五六七八九十两]{1,3}大?"
#: a number of ten thousands or more may be printed without what it counts: 活跃用户数达到4.6亿。
_NO_UNIT = r"(?<=[万亿])(?=[,，。;；、)）]|$)"
_ANY_NUMBER = re.compile(r"(?<![\d年])\d[\d.,]*(?!\d*年|\d|月|日|[-~至])|只增不减|翻一番")
#: a size that tells of what kind a thing is, not how much there is: 200公里及以上高速铁路, 单机60万千瓦, 时速200公里
_SIZES = re.compile(r"(?<![%‰])(?:及|\(含\))?以[上下]的?(?=[\u4e00-\u9fff])(?!的)")
_RATED = re.compile(r"(?:时速|单机|单台|单体|每小时)(?:达到|超过|约)?$")
#: a heading that counts its own parts
_HEADED = re.compile(r"[（(]共\d+[项个条家类][)）]")
_PARTED = re.compile("[,，;；。?？]")
_ASKS = re.compile("多少|(?<!哪)几(?:家|个|项|条)|多大|多高")
_NUMBERED = re.compile(r"\d[^,，;；、]*[,，;；、]?")
_ORDINAL = re.compile(r"^\d{1,3}(?=[^\d.%])")
_SUPPORT_WEIGHT = 2.0
_MENTIONED = 0.4
_FOREIGN = 0.4
#: the rarest word of the question must be all but printed in the sentence that gives its number
_NAMED = 0.6
_LOOKED_AT = 25
_SHOWN = 3
_FIGURES = 4
_CLOSE = 0.05
#: how many sentences are tried for one that lacks nothing
_TRIED = 4
#: clauses whose rank counts; all further ones count alike
_PLACES = 3
#: how well the indicator of a figure must speak to the question
_DESCRIBED = 0.3
#: cosine from which it counts as the same in other words
_ALIKE = 0.25
_FIVE = "一二三四五六七"
#: sentences whose numbers of a unit are kept
_SENTENCES = 10_000


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
    both = two_times(context) or _each(context)
    if both is not None:
        return both
    words = topic_words(context)
    asked = asked_words(context, words)
    figures = find_figures(context, words)
    candidates = candidates_of(context, words)
    numeric = best_first(candidates)
    if figures:
        return stated(context, figures, numeric)
    tried = _tried(context, asked, candidates)
    telling = [c for c, _, evidence in tried if evidence is not None and scales()[FigureEvidence].accepts(evidence)]
    if telling:
        return state_sentences(context, telling)
    missing = tried[0][1] if tried else tuple(words)
    return _refusal(context, asked.binding or words, missing, max((c.support for c in candidates), default=0.0))


def _each(context: Context) -> Answer | None:
    """“十三五末GDP是多少,十四五年均增速多少”: each part by itself; one without a subject takes the first one's."""
    parts = [p for p in _PARTED.split(context.question.topic) if _ASKS.search(fold_text(p))]
    if len(parts) < 2:
        return None
    subject = without_times(_ASKS.split(fold_text(parts[0]))[0]).rstrip("是有为要达到的")
    answers = []
    for part in parts:
        own = replace(context, question=understand(part, context.link))
        if not asked_words(own).binding:
            own = replace(context, question=understand(subject + part, context.link))
        answers.append(quantity(own))
    made = [s for a in answers if a is not None for s in a.sentences]
    return context.answer(Route.GRAPH, made, complete=False) if made else None


def figures_tried(context: Context) -> list[tuple[Candidate, FigureEvidence]]:
    """The sentences that may state a number which the graph lacks, best first, each with its evidence."""
    words = topic_words(context)
    if find_figures(context, words):
        return []
    tried = _tried(context, asked_words(context, words), candidates_of(context, words))
    return [(c, evidence) for c, _, evidence in tried if evidence is not None]


def _tried(
    context: Context, asked: Asked, candidates: Sequence[Candidate]
) -> list[tuple[Candidate, tuple[str, ...], FigureEvidence | None]]:
    """The best sentences with a number, the words they lack, and their evidence.

    There is none where the plan prints a lacking noun elsewhere, and where all nouns it lacks are policy wording: a plan would have
    used that itself (医保), while everyday words (防空洞) stand for others.
    """
    best = max((c.rank for c in candidates), default=0.0) or 1.0
    tried = [(c, _missing(context, asked, c)) for c in best_first(candidates)[:_TRIED]]
    return [(c, missing, _evidence(context, c, missing, best)) for c, missing in tried]


def _evidence(context: Context, candidate: Candidate, missing: Sequence[str], best: float) -> FigureEvidence | None:
    things = [w for w in missing if not part_of_speech(w).startswith("v")]
    if any(context.prints(w) for w in things) or (things and all(policy_lexicon().official(w) for w in things)):
        return None
    places = [(hit.plan, hit.clause) for hit in context.hits[:_PLACES]]
    own = (candidate.passage.plan, candidate.passage.clause)
    place = places.index(own) if own in places else _PLACES
    return FigureEvidence(candidate.support, len(things), place, candidate.rank / best)


def stated(context: Context, figures: Sequence[Figure], numeric: Sequence[Candidate]) -> Answer:
    """The best figures, short first and then as printed, with sentences that speak to the question as fully."""
    made = state(context, figures[:_FIGURES])
    said = [c for s in made for c in s.citations]
    if not context.question.years and not is_goal(context.question):
        full = (context.cite_passage(c.passage) for c in numeric[:_SHOWN] if c.support >= figures[0].support - _CLOSE)
        made += context.say(c for c in full if not any(c.plan == o.plan and c.start < o.end and o.start < c.end for o in said))
    return context.answer(Route.GRAPH, made, complete=len(figures) <= _FIGURES, sparql=context.targets.sparql)


def _refusal(context: Context, words: Sequence[str], missing: Sequence[str], mentioned: float) -> Answer | None:
    """Not mentioned when the plans lack the thing itself; not quantified when only its number is lacking."""
    absent = unmentioned(context, words)
    if absent and context.question.asks_amount:
        return context.refuse(Status.NOT_MENTIONED, f"{context.plan_words}没有提到{named(context, absent)}，无法给出数值。")
    if mentioned >= _MENTIONED or context.question.of_type("industry", "zone", "enterprise"):
        when = "、".join(f"{year}年" for year in context.question.years)
        what = "" if not missing or set(missing) >= set(words) else named(context, missing)
        lacking = f"没有给出{when}{'的' if when and what else ''}{what}{'的' if what or when else '所问的'}数值"
        return context.refuse(Status.NOT_QUANTIFIED, f"{context.plan_words}提到了{named(context)}，但{lacking}。")
    if context.question.asks_amount:
        return context.refuse(Status.NOT_MENTIONED, f"{context.plan_words}没有提到{named(context)}，也没有相应的数值。")
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
    hits = [hit for hit in context.hits[:_LOOKED_AT] if hit.plan in context.read]
    seen = [(p, s / context.best_score) for hit in hits for p, s in hit.sentences[:6]]
    asked = asked_words(context, words)
    claims = _claims(context, [p for p, _ in seen])
    shares = _shares(context, asked, [p for p, _ in seen])
    return [_candidate(context, p, s, share, asked, claims.get((p.plan, p.clause), ())) for (p, s), share in zip(seen, shares, strict=True)]


def _shares(context: Context, asked: Asked, passages: Sequence[Passage]) -> list[float]:
    """How well each sentence under its headings supports the question, words left out that only name its plan's region."""
    found: list[float] = []
    for plan, own in groupby(passages, key=lambda p: p.plan):
        words = regional(context.plan(plan), asked.words)
        found += context.shares(words, [p.context for p in own], asked.weights)
    return found


def _claims(context: Context, passages: Sequence[Passage]) -> dict[tuple[str, str], list[Target | Observation]]:
    """The figures that the graph reads in the clauses of these passages."""
    claims: dict[tuple[str, str], list[Target | Observation]] = {(p.plan, p.clause): [] for p in passages}
    facts: list[Target | Observation] = [*context.targets.rows, *context.observations.rows]
    for fact in facts:
        if (fact.evidence.plan, fact.evidence.clause) in claims:
            claims[fact.evidence.plan, fact.evidence.clause].append(fact)
    return claims


def _candidate(
    context: Context, passage: Passage, score: float, support: float, asked: Asked, claims: Sequence[Target | Observation]
) -> Candidate:
    plan = context.plan(passage.plan)
    ahead = looks_ahead(plan, plan[passage.clause]) or not is_goal(context.question)
    told = context.tells(passage) or _HEADED.search(passage.text) is not None
    numeric = ahead and told and _fits_year(context, passage) and _tells_number(context, passage, asked, claims)
    return Candidate(passage, score, support, numeric)


def _tells_number(context: Context, passage: Passage, asked: Asked, claims: Sequence[Target | Observation]) -> bool:
    """Whether a sentence has a number of the unit asked for that the graph does not read as something else's."""
    for at, printed in _numbers(passage.text, context.question.unit):
        start = passage.start + at
        owners = [f for f in claims if f.evidence.start <= start < f.evidence.end]
        if not owners or any(_owns(f, printed) and _speaks_to(context, asked, f) for f in owners):
            return True
    return False


@lru_cache(maxsize=_SENTENCES)
def _numbers(text: str, unit: str) -> tuple[tuple[int, str], ...]:
    """The numbers of a unit (of any when empty) that a sentence prints, folded, each with its offset; sizes of things left out."""
    counted = unit if "%" in unit else f"{unit}|{_NO_UNIT}"
    pattern = re.compile(rf"(?:{_DIGITS}|{_CHINESE})(?:{counted})") if unit else _ANY_NUMBER
    folded = fold(text)
    begin = m.end() if (m := _ORDINAL.search(folded.text)) else 0
    found = pattern.finditer(folded.text, begin)
    counts = (m for m in found if not _SIZES.match(folded.text, m.end()) and not _RATED.search(folded.text, 0, m.start()))
    return tuple((folded.span(*m.span()).start, m[0]) for m in counts)


def _speaks_to(context: Context, asked: Asked, fact: Target | Observation) -> bool:
    """Whether what a figure counts is what is asked about: in the question's words, or in others when no plan prints those (防空洞)."""
    if described(context, asked, fact, _led(context, fact)) >= _DESCRIBED:
        return True
    if any(context.prints(w) for w in asked.binding):
        return False
    return context.support.alike(context.question.topic, fact.indicator) >= _ALIKE


def _led(context: Context, fact: Target | Observation) -> str:
    """What leads up to a figure in its sentence without a number of its own; the clause's title for a bare measure (产量达到…)."""
    plan = context.plan(fact.evidence.plan)
    sentence = sentence_of(context, fact.evidence)
    lead = _NUMBERED.split(plan.text[sentence.start : fact.evidence.start])[-1]
    bare = all(w in properties() or len(w) < 2 for w in context.workspace.segmenter.tokens(fact.indicator))
    return f"{plan[fact.evidence.clause].title} {lead}" if bare else lead


def _owns(fact: Target | Observation, printed: str) -> bool:
    """Whether a printed number is the value of the fact, no number in the name of what it counts."""
    number = re.search(r"\d[\d,]*(?:\.\d+)?", printed)
    value = fact.value if isinstance(fact, Target) else fact.quantity.value
    values = (value, fact.value_max if isinstance(fact, Target) else None)
    return number is None or Decimal(number[0].replace(",", "")) in values


def _missing(context: Context, asked: Asked, candidate: Candidate) -> tuple[str, ...]:
    """Binding words of the question without a counterpart in the clause that has the number, the rarest in the sentence."""
    plan = context.plan(candidate.passage.plan)
    text = f"{candidate.passage.heading} {plan.own_text(plan[candidate.passage.clause])}"
    known = [w for w in regional(plan, asked.words) if w in asked.binding]
    rarest = sorted(known, key=context.rarity)[-1:]
    unnamed = context.supported(rarest, candidate.passage.context).missing(_NAMED)
    return tuple(dict.fromkeys((*context.supported(known, text).missing(_FOREIGN), *unnamed)))


def _fits_year(context: Context, passage: Passage) -> bool:
    """A year or five-year plan of the question must stand in the clause up to the sentence, or be the plan's own."""
    if not context.question.years and not context.question.periods:
        return True
    plan = context.plan(passage.plan)
    clause = plan[passage.clause]
    before = fold_text(f"{passage.heading} {plan.text[clause.start : passage.end]}")
    period = plan.metadata.period
    last = period[1] if period else None
    years = all(year == last or str(year) in before for year in context.question.years)
    return years and all(span == period or f"十{_FIVE[(span[0] - 2006) // 5]}五" in before for span in context.question.periods)

"""Two sides of a comparison: target with baseline, two figures, two things of one kind, two plans; never mixed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.model import Plan
from index.qa.answer import Answer, Route, Sentence, cite
from index.qa.context import Context
from index.qa.handlers import topics
from index.qa.handlers.clauses import list_parts
from index.qa.handlers.entities import side_by_side
from index.qa.handlers.facts import cite_evidence, sentence_of
from index.qa.handlers.figures import Figure, difference, find_figures, state, told, two_times, wording
from index.qa.handlers.numbers import best_first, candidates_of, state_sentences
from index.qa.measured import asked_words
from index.qa.subject import named, topic_words, unmentioned
from index.qa.wording import plain, title_of
from kg.model import Observation, Target

_JOINED = 0.75
_FOREIGN = 0.4
_SIDES = re.compile(r"(?<=[\w)）”])(?:和|与|跟|比|同|、|还是)(?=[\w“])")
_OPPOSED = re.compile("相差|差多少|对比|比较|相比|不同|区别|哪个|谁更|各有|各是|现有|现状|目前")
_BOTH = 0.8
_HEADING = 0.5
_FIGURES = 3


def compare(context: Context) -> Answer | None:
    """Plan by plan when several are named; else target with baseline, two figures, two entities, or the best sentences."""
    if 1 < len(context.scope) < len(context.workspace.plans):
        return _plans(context)
    answer = _joined(context) or two_times(context) or _two_figures(context) or side_by_side(context)
    if answer is not None:
        return answer
    numeric = best_first(candidates_of(context, topic_words(context))) if _OPPOSED.search(context.question.folded) else []
    if not numeric or (not context.question.wants_number and len(context.question.entities) > 1):
        return None
    return state_sentences(context, numeric)


def _plans(context: Context) -> Answer:
    """What each plan says to the question, under its own name; a plan that is silent is said to be silent."""
    made = [replace(s, group=title_of(plan)) for plan in context.plans() for s in _of_plan(replace(context, scope=(plan.id,)), plan)]
    return context.answer(Route.GRAPH, made, complete=False)


def _of_plan(own: Context, plan: Plan) -> list[Sentence]:
    """One plan's figures, or its parts under the heading named, or its nearest sentences."""
    words = topic_words(own)
    figures = find_figures(own, words)[:_FIGURES]
    if figures:
        return state(own, figures)
    heading = own.heading_match(plan, children=2)
    if heading and heading[0] >= _HEADING:
        return list_parts(own, plan, heading[1])
    absent = unmentioned(own, words)
    chosen = [] if absent else topics.choose(own, own.hits, _FIGURES)
    if not chosen:
        return [Sentence(f"没有提到{named(own, absent)}", (cite(plan, "", plan[""].span),))] if plan[""].end > plan[""].start else []
    return own.say(own.cite_passage(p) for p in chosen)


def _joined(context: Context) -> Answer | None:
    """A target whose baseline the plan states; the difference is marked as computed."""
    graph = context.workspace.graph
    goals = context.facts(lambda plan: graph.goals(plan=plan))
    pairs = [(g.target, g.baseline) for g in goals.rows if g.target.evidence.plan in context.read and g.baseline]
    words = topic_words(context)
    asked = asked_words(context, words)
    scored = [(_told(context, words, asked.binding, t, o), t, o) for t, o in pairs]
    best = max(scored, key=lambda row: row[0], default=None)
    if best is None or best[0] < _JOINED:
        return None
    _, target, observation = best
    return context.answer(Route.GRAPH, pair(context, target, observation), complete=True, sparql=goals.sparql)


def _told(context: Context, words: Sequence[str], binding: Sequence[str], target: Target, observation: Observation) -> float:
    """How well target and baseline together speak to the words; not at all when a binding one has no counterpart."""
    text = f"{target.indicator} {observation.indicator} {target.evidence.quote} {observation.evidence.quote}"
    support = context.supported(words, text)
    lacking = [w for w in support.missing(_FOREIGN) if w in binding]
    return 0.0 if lacking else support.share


def pair(context: Context, target: Target, observation: Observation) -> list[Sentence]:
    """Baseline and target as printed, and their difference, computed and marked so."""
    now, then = cite_evidence(context, observation.evidence), cite_evidence(context, target.evidence)
    past = f"{observation.year}年" if observation.year else observation.period
    made = [
        Sentence(f"现状（{past}）：{plain(now.quote)}" if past else f"现状：{plain(now.quote)}", (now,)),
        Sentence(f"目标（{target.year}年）：{plain(then.quote)}" if target.year else f"目标：{plain(then.quote)}", (then,)),
    ]
    if now == then:
        made = [Sentence(told(context, fact), (now,)) for fact in (observation, target)]
    if observation.parts:
        parts = [o for o in context.observations.rows if o.id in observation.parts]
        cited = tuple(dict.fromkeys(sentence_of(context, o.evidence) for o in parts))
        total = f"{'与'.join(plain(o.indicator) + wording(o) for o in parts)}合计{wording(observation)}（计算得出）"
        made[0:1] = [Sentence(f"现状：{total}", cited, computed=True)]
        now = cited[0]
    apart = difference(Figure(observation, 1.0), Figure(target, 1.0))
    if apart:
        made.append(Sentence(f"两者相差{apart}（计算得出）", (now, then), computed=True))
    return made


def _two_figures(context: Context) -> Answer | None:
    """“申请专利和授权专利相差多少”: one figure for each side, and the computed difference when their units agree."""
    sides = _SIDES.split(context.question.topic)
    if len(sides) != 2:
        return None
    words = topic_words(context)
    shared = [w for w in words if w in sides[1] and w not in sides[0]]
    left = _side(context, [w for w in words if w in sides[0]], shared)
    right = _side(context, shared, [])
    if left is None or right is None or left.fact.id == right.fact.id:
        return None
    made = state(context, [left, right])
    apart = difference(left, right)
    if apart and left.value is not None and right.value is not None and left.value != right.value:
        more = left if left.value > right.value else right
        cited = (cite_evidence(context, left.evidence), cite_evidence(context, right.evidence))
        made.insert(2, Sentence(f"{plain(more.fact.indicator)}较大，两者相差{apart}（计算得出）", cited, computed=True))
    return context.answer(Route.GRAPH, made, complete=True, sparql=context.targets.sparql)


def _side(context: Context, words: Sequence[str], tail: Sequence[str]) -> Figure | None:
    """The figure of one side: by its own words with the tail both sides share (…的种植面积), else by its own words."""
    tails = [list(tail[k:]) for k in range(1, len(tail))] + [[]] if tail else [[]]
    for rest in tails:
        found = find_figures(context, [*words, *rest]) if words else []
        if found and found[0].support >= _BOTH:
            return found[0]
    return None

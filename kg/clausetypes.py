"""Which part of a plan a clause belongs to: what was achieved, is wrong, is aimed at, shall be done."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from corpus.model import Clause, Kind, Plan
from corpus.normal import fold_text
from kg.deadlines import TimeKind, find_times
from kg.lexicon import rows


class ClauseType(StrEnum):
    """The role of a clause in its plan; NOTICE is the covering letter, PREFACE precedes the first number."""

    REVIEW = "review"
    PROBLEMS = "problems"
    SITUATION = "situation"
    GOALS = "goals"
    PRINCIPLES = "principles"
    TASKS = "tasks"
    SAFEGUARDS = "safeguards"
    PREFACE = "preface"
    NOTICE = "notice"


#: text that looks back or describes the world: its numbers are observations, its verbs no measures
PAST = (ClauseType.REVIEW, ClauseType.PROBLEMS, ClauseType.SITUATION)
#: text that says what will be done
ACTION = (ClauseType.TASKS, ClauseType.SAFEGUARDS)

_TURN = re.compile(r"(面临|存在|还有|仍有).{0,12}(问题|挑战|困难|差距)")
_LOOKS = (ClauseType.REVIEW, ClauseType.PROBLEMS, ClauseType.SITUATION)
#: 夯实绿色发展基础 and 解决突出问题 are tasks
_FORWARD = re.compile(r"夯实|夯牢|筑牢|打牢|打好.{0,4}基础|强化|巩固|厚植|奠定|解决|破解|化解|应对|补齐|缩小")
#: what a heading may turn into below a clause of each type; other cues are ignored there
_BELOW = {
    ClauseType.REVIEW: _LOOKS,
    ClauseType.PROBLEMS: _LOOKS,
    ClauseType.SITUATION: _LOOKS,
    ClauseType.NOTICE: (),
    ClauseType.TASKS: (),
    ClauseType.SAFEGUARDS: (),
    ClauseType.GOALS: (ClauseType.PRINCIPLES, ClauseType.GOALS),
}


@cache
def _cues() -> tuple[tuple[ClauseType, re.Pattern[str]], ...]:
    return tuple((ClauseType(r["type"]), re.compile(r["pattern"])) for r in rows("clausetypes"))


def clause_types(plan: Plan) -> dict[str, ClauseType]:
    """The type of every clause by path: from its own title, else from the clause above it, else tasks."""
    found: dict[str, ClauseType] = {}
    numbered = next((c.start for c in plan.clauses if c.kind is Kind.NUMBERED), 0)
    for clause in plan.clauses:
        found[clause.path] = _type(plan, clause, found, numbered)
    return found


def _type(plan: Plan, clause: Clause, found: dict[str, ClauseType], numbered: int) -> ClauseType:
    if clause.kind is Kind.NOTICE:
        return ClauseType.NOTICE
    if clause.parent is None:
        return ClauseType.PREFACE
    above = found[clause.parent]
    if clause.parent == "" and clause.kind is Kind.PARAGRAPH and clause.start < numbered:
        return ClauseType.PREFACE
    if above is ClauseType.REVIEW and clause.kind is Kind.PARAGRAPH and _TURN.search(plan.own_text(clause)[:60]):
        return ClauseType.PROBLEMS
    return _titled(clause, above) if clause.title else _inherited(clause, above)


def _inherited(clause: Clause, above: ClauseType) -> ClauseType:
    return ClauseType.TASKS if above is ClauseType.PREFACE and clause.kind is not Kind.PARAGRAPH else above


def _titled(clause: Clause, above: ClauseType) -> ClauseType:
    title = fold_text(clause.title).rstrip("。:;")
    cues = [kind for kind, cue in _cues() if cue.search(title)]
    own = _own(title, cues)
    if above is ClauseType.PREFACE:
        return own or ClauseType.TASKS
    allowed = _BELOW.get(above, tuple(ClauseType))
    return own if own in allowed else above


def _own(title: str, cues: list[ClauseType]) -> ClauseType | None:
    """A heading that looks ahead (到2025年…) names goals whatever else it says; 目标任务 are tasks."""
    if any(t.kind is TimeKind.DEADLINE for t in find_times(title)):
        return ClauseType.GOALS
    if _FORWARD.search(title):
        cues = [kind for kind in cues if kind not in PAST]
    if ClauseType.GOALS in cues and ClauseType.TASKS in cues:
        return ClauseType.TASKS
    return cues[0] if cues else None

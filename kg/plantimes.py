"""When a plan's sentences happen: its period, and the deadline a sentence inherits from before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from corpus.model import Clause, Kind, Plan
from kg.clausetypes import ClauseType, clause_types
from kg.deadlines import Time, TimeKind, find_times
from kg.readings import read_sentence
from kg.sentences import Sentence, sentences
from kg.ways import Reading


@dataclass(frozen=True)
class Frame:
    """What every clause of one plan shares: types, period, own territory and its sentences."""

    plan: Plan
    types: dict[str, ClauseType]
    start: int | None
    end: int | None
    place: str
    sentences: dict[str, tuple[Sentence, ...]]

    def readings(self, sentence: Sentence) -> Sequence[Reading]:
        """What a sentence says of its numbers; the rules of goals and of actions both ask for it."""
        key = sentence.offsets[0], sentence.text
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = tuple(read_sentence(sentence, self.place))
        return found

    @cached_property
    def _read(self) -> dict[tuple[int, str], Sequence[Reading]]:
        return {}

    def future(self, time: Time) -> bool:
        """Whether a printed time lies in the plan's period or after it."""
        return self.start is None or time.year >= self.start

    @property
    def past_period(self) -> str:
        """The five years before the plan (2016–2020)."""
        return f"{self.start - 5}–{self.start - 1}" if self.start else ""


@lru_cache(maxsize=2)
def plan_frame(plan: Plan) -> Frame:
    """The frame of a plan: a pure function of it, remembered while the rules of one plan ask for it."""
    types = clause_types(plan)
    split = {c.path: tuple(sentences(plan, c)) for c in plan.clauses}
    start, end = _period(plan, types, split)
    return Frame(plan, types, start, end, _place(plan), split)


def _period(plan: Plan, types: dict[str, ClauseType], split: dict[str, tuple[Sentence, ...]]) -> tuple[int | None, int | None]:
    if plan.metadata.period:
        return plan.metadata.period
    start = _issued(plan)
    wanted = [t for t in types if types[t] is ClauseType.GOALS], list(types)
    for paths in wanted:
        for path in paths:
            for sentence in split[path]:
                for time in find_times(sentence.text):
                    if time.kind is TimeKind.DEADLINE and (start is None or time.year >= start):
                        return start, time.year
    return start, None


def _issued(plan: Plan) -> int | None:
    for found in (plan.metadata.issued, plan.metadata.published, plan.metadata.title):
        match = re.search(r"20\d\d", found.value) if found else None
        if match:
            return int(match[0])
    return None


def _place(plan: Plan) -> str:
    """The territory of the issuing government (昌吉市人民政府 → 昌吉市), empty for the State Council."""
    issuer = plan.metadata.issuer.value if plan.metadata.issuer else ""
    match = re.match(r"(.{1,12}?[省市州县区旗盟])(?:人民政府|委员会|党委|政府)", issuer)
    return match[1] if match else ""


def inherited_deadline(frame: Frame, clause: Clause, sentence: Sentence) -> int | None:
    """The deadline stated before a sentence: in its clause, else in those above, else the plan's end."""
    own: list[Time] = []
    for other in frame.sentences[clause.path]:
        if other is sentence:
            break
        own += _deadlines(frame, other)
    if own:
        return own[-1].year
    for above in reversed(frame.plan.ancestors(clause.path)):
        stated = [t for s in frame.sentences[above.path] for t in _deadlines(frame, s)]
        if stated and above.kind is not Kind.PLAN:
            return stated[0].year
    return frame.end


def _deadlines(frame: Frame, sentence: Sentence) -> list[Time]:
    kinds: tuple[TimeKind, ...] = (TimeKind.DEADLINE, TimeKind.DURING)
    if sentence.heading:
        kinds = (*kinds, TimeKind.POINT)
    found = [t for t in find_times(sentence.text) if t.kind in kinds and not t.before and frame.future(t)]
    return found if sentence.heading else [t for t in found if t.start <= 4 or t.kind is TimeKind.DEADLINE]

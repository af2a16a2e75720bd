"""Counts and states of the past period: what was achieved, with the year or period it holds for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.model import Clause
from kg.clausetypes import PAST
from kg.deadlines import Time, TimeKind
from kg.model import Observation, Quantity, Source
from kg.plantimes import Frame
from kg.sentences import Sentence
from kg.ways import Reading

#: how sure each way of reading is when the number is an achievement
_CONFIDENCE = {
    "reach": 0.95, "each": 0.9, "change": 0.9, "again": 0.8,
    "noun": 0.9, "counted": 0.85, "award": 0.85, "share": 0.6, "from": 0.9,
}  # fmt: skip


_FIVE_YEARS = re.compile(r"五年(?:来|间)?\w{0,4}累计|五年(?:来|间)")
#: readings of a state at one time, not of what was done over years
STATES = ("reach", "each")


@dataclass(frozen=True, slots=True)
class When:
    """The year or the period (2016–2020) a number holds for."""

    year: int | None
    period: str
    inherited: bool


def observe(
    frame: Frame, clause: Clause, sentence: Sentence, reading: Reading, time: Time | None, reviewed: Time | None, number: int
) -> Observation:
    """The observation of one reading; `time` is printed before it, `number` is its place in the clause.

    `reviewed` is the year an earlier sentence of the clause opens with, for states in sentences without a date.
    """
    past, amount = frame.types[clause.path] in PAST, reading.amount
    if reading.rule == "from":
        when = _start(frame, time, past)
    elif past and frame.past_period and _FIVE_YEARS.search(sentence.text, reading.start, amount.start):
        when = When(None, frame.past_period, False)
    else:
        when = _when(frame, time, reviewed if reading.rule in STATES else None)
    return Observation(
        id=f"observation/{frame.plan.id}/{clause.path}/{number}",
        indicator=reading.indicator,
        quantity=Quantity(amount.value, amount.unit, amount.factor),
        evidence=sentence.evidence(reading.start, reading.end),
        source=Source(f"observation.{reading.rule}", _CONFIDENCE[reading.rule]),
        year=when.year,
        period=when.period,
        comparator=reading.comparator,
        time_inherited=when.inherited,
    )


def _start(frame: Frame, time: Time | None, past: bool) -> When:
    """A start value (由M提高到N) without a date is that of the year before the plan, in a review of the year before its period."""
    if time is not None and not frame.future(time):
        return When(time.year, "", False)
    return When(frame.start - (6 if past else 1) if frame.start else None, "", True)


def _when(frame: Frame, time: Time | None, reviewed: Time | None) -> When:
    if time is None and reviewed is not None:
        return When(reviewed.year, "", True)
    if time is None:
        return When(None, frame.past_period, True)
    if time.kind is TimeKind.DURING and time.first is not None:
        return When(None, f"{time.first}–{time.year}", False)
    return When(time.year, "", False)

"""Goals with a number or a direction: indicator, comparator, value, unit, deadline, in any plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.model import Clause, Plan
from kg.baselines import join_baselines
from kg.clausetypes import PAST, ClauseType
from kg.deadlines import Time, TimeKind, find_times, last_before
from kg.flat_targets import flat_boxes
from kg.joining import contradictions, join_same
from kg.model import Comparator, Doubt, Observation, Source, Target
from kg.needles import Sought
from kg.observations import observe
from kg.phrases import ends_in_measure, ends_in_verb, has_grant, is_magnitude, strip_lead, trim_tail
from kg.plantimes import Frame, inherited_deadline, plan_frame
from kg.sentences import Sentence
from kg.target_tables import read_tables
from kg.ways import Reading

_NEVER_LESS = Sought(r"(?:只增不减|只升不降|不减少|不降低|不下降)")
_KIND = re.compile(r"约束性|预期性")
_HOPED = re.compile(r"力争|争取|确保|目标|以上|以内|不低于|不高于|到20\d\d年")
#: what is there already is no goal (现有面积, 已建成面积)
_PRESENT = re.compile(r"(?P<done>已经?(?![有将])[\u4e00-\u9fff])|现有|现状|目前")
#: ways of reading a number that say what is there when the words say so
_STATES = ("noun", "counted", "reach")
_EXISTING = re.compile(r"(?:现有|已有|已建|原有|等)$")
#: units that count things; with others 以上 before a noun describes its size (20蒸吨以下锅炉, 30户以上村庄)
_THINGS = ("家", "个", "项", "所", "座", "条", "支", "处", "部", "件", "种", "场", "次", "批")
_CONFIDENCE = {
    "reach": 0.95, "each": 0.9, "change": 0.9, "again": 0.85,
    "noun": 0.85, "counted": 0.85, "award": 0.6, "share": 0.6,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """Targets with joined evidence and baselines, observations in order, and what to look at."""

    targets: tuple[Target, ...]
    observations: tuple[Observation, ...]
    doubts: tuple[Doubt, ...]


def extract_targets(plan: Plan) -> TargetFacts:
    """All targets and observations of a plan; every quote lies inside the own text of its clause.

    Rules are named `target.<way of reading>` and `observation.<way of reading>`, see `kg.readings.read_sentence`;
    `target.nondecrease` is 只增不减, `target.table` a row of an indicator table.
    """
    frame = plan_frame(plan)
    targets: list[Target] = []
    observations: list[Observation] = []
    tabular = {c.path for _, parts, _ in flat_boxes(frame) for c in parts}
    for clause in plan.clauses:
        if frame.types[clause.path] is not ClauseType.NOTICE and not clause.cells and clause.path not in tabular:
            found = _clause(frame, clause)
            targets += found.targets
            observations += found.observations
    tables = read_tables(frame)
    joined, sums = join_baselines(join_same([*targets, *tables.targets]), [*observations, *tables.observations])
    states = (*observations, *tables.observations)
    return TargetFacts(tuple(joined), (*states, *sums), (*contradictions(joined, states), *tables.doubts))


def _clause(frame: Frame, clause: Clause) -> TargetFacts:
    targets: list[Target] = []
    observations: list[Observation] = []
    reviewed: Time | None = None
    for sentence in frame.sentences[clause.path]:
        times = find_times(sentence.text)
        happened = _compared(sentence.text)
        reviewed = _review_year(times) or (None if times else reviewed)
        started: Reading | None = None
        for reading in frame.readings(sentence):
            time = last_before(_after_start(times, started, reading), reading.amount.start)
            started = reading if reading.rule == "from" else None
            if reading.amount.dimension == "duration" and reading.rule == "counted":
                continue
            past = (happened and not reading.aim) or _is_past(frame, clause, sentence, reading, time)
            if past and reading.aim:
                continue
            if reading.rule == "from" or past:
                observations.append(observe(frame, clause, sentence, reading, time, reviewed, len(observations) + 1))
            elif accepts(sentence, reading, frame.types[clause.path] is ClauseType.GOALS):
                targets.append(_target(frame, clause, sentence, reading, time, len(targets) + 1))
        if frame.types[clause.path] not in PAST:
            for target in _directions(frame, clause, sentence, times):
                targets.append(replace(target, id=f"target/{frame.plan.id}/{clause.path}/{len(targets) + 1}"))
    return TargetFacts(tuple(targets), tuple(observations), ())


def _review_year(times: Sequence[Time]) -> Time | None:
    """The year that opens a sentence (2020年,…): following sentences of the clause without a date speak of it too."""
    return times[0] if times and times[0].start == 0 and times[0].kind is TimeKind.POINT else None


def _compared(text: str) -> bool:
    """Whether a sentence compares with the same time a year before, as only what has happened can be."""
    return "同比" in text and not _HOPED.search(text)


def _after_start(times: Sequence[Time], started: Reading | None, reading: Reading) -> Sequence[Time]:
    """由2015年的M提高到N: the date of the start value is not that of the value reached."""
    if started is None or reading.rule != "again":
        return times
    return [t for t in times if not started.start <= t.start < started.amount.start]


def _is_past(frame: Frame, clause: Clause, sentence: Sentence, reading: Reading, time: Time | None) -> bool:
    """Whether a number belongs to what was or is: by its date or 已, 现有 …, else by its chapter, which makes 力争 no achievement."""
    if time is not None and not frame.future(time):
        return True
    if reading.aim:
        return False
    present = _PRESENT.search(sentence.text, reading.start, reading.amount.start) if time is None and reading.rule in _STATES else None
    led = reading.lead.verbs or reading.lead.causative
    return bool(present and (present["done"] or not led)) or frame.types[clause.path] in PAST


def accepts(sentence: Sentence, reading: Reading, in_goals: bool) -> bool:
    """Whether a number of forward-looking text is a goal, no parameter, attribute or list of places."""
    amount, text = reading.amount, sentence.text
    before = text[reading.start : amount.pre]
    granted = has_grant(before) and not in_goals and amount.dimension != "count"
    if len(reading.indicator) < 2 or is_magnitude(reading.indicator) or amount.value == 0 or granted:
        return False
    if reading.rule in ("reach", "each", "again", "change"):
        return not reading.lead.context or ends_in_measure(reading.indicator) or reading.rule == "each"
    if reading.lead.context or amount.dimension == "duration" or reading.indicator.endswith("方面"):
        return False
    if reading.rule == "noun":
        return _noun_goal(reading, in_goals)
    if reading.rule == "counted":
        return _counted_goal(sentence, reading) and not _EXISTING.search(before)
    return reading.rule == "share" and (in_goals or reading.lead.at == amount.pre)


def _counted_goal(sentence: Sentence, reading: Reading) -> bool:
    """建成N个X: a verb of doing directly before the number (or before the names that the number sums up)."""
    amount, lead = reading.amount, reading.lead
    after_verb = ends_in_verb(sentence.text, lead.at, amount.pre)
    led = lead.verbs or lead.causative or amount.reach in ("实现", "完成") or after_verb
    if not led or (amount.post > amount.end and amount.unit not in _THINGS):
        return False
    return lead.at >= amount.pre or after_verb or amount.dimension == "count"


def _noun_goal(reading: Reading, in_goals: bool) -> bool:
    """建成X N个 and 面积N亩 are goals; money without a magnitude or verb is not."""
    if reading.amount.dimension == "money":
        return bool(reading.lead.verbs) or ends_in_measure(reading.indicator)
    return True


def _target(frame: Frame, clause: Clause, sentence: Sentence, reading: Reading, time: Time | None, number: int) -> Target:
    amount = reading.amount
    year, inherited = _deadline(frame, clause, sentence, time)
    kind = _KIND.search(sentence.text[reading.start : reading.end + 6])
    return Target(
        id=f"target/{frame.plan.id}/{clause.path}/{number}",
        indicator=reading.indicator,
        comparator=reading.comparator,
        evidence=sentence.evidence(reading.start, reading.end),
        source=Source(f"target.{reading.rule}", _CONFIDENCE[reading.rule]),
        value=amount.value,
        value_max=amount.value_max,
        unit=amount.unit,
        factor=amount.factor,
        year=year,
        year_inherited=inherited,
        kind=kind[0] if kind else "",
        period=_period(sentence, reading, time),
    )


def _deadline(frame: Frame, clause: Clause, sentence: Sentence, time: Time | None) -> tuple[int | None, bool]:
    if time is not None and frame.future(time):
        return time.year, False
    return inherited_deadline(frame, clause, sentence), True


def _period(sentence: Sentence, reading: Reading, time: Time | None) -> str:
    if reading.lead.period:
        return reading.lead.period
    before = "" if reading.rule == "again" else sentence.text[reading.start : reading.amount.start]
    found = re.search(r"年均(?!浓度|值|气温)|平均每年|每年|累计", before)
    if found:
        return "年均" if found[0] in ("年均", "平均每年") else found[0]
    summed = reading.amount.dimension == "event" and time is not None and time.kind is TimeKind.DURING
    return "累计" if summed else ""


def _directions(frame: Frame, clause: Clause, sentence: Sentence, times: list[Time]) -> Iterator[Target]:
    """只增不减: a goal with a direction instead of a number."""
    for start, end in sentence.segments() if _NEVER_LESS.search(sentence.text) else ():
        match = _NEVER_LESS.search(sentence.text, start, end)
        if match is None:
            continue
        lead = strip_lead(sentence.text, start, match.start(), times, frame.place, verbs=False)
        stop = trim_tail(sentence.text, lead.at, match.start())
        if stop - lead.at < 2 or lead.context or sentence.text[lead.at] in "其在":
            continue
        year, inherited = _deadline(frame, clause, sentence, last_before(times, match.start()))
        yield Target(
            id="target/-",
            indicator=sentence.printed(lead.at, stop),
            comparator=Comparator.NONDECREASE,
            evidence=sentence.evidence(start, match.end()),
            source=Source("target.nondecrease", 0.95),
            year=year,
            year_inherited=inherited,
        )

"""What a plan says will be done: every action with its strength, instrument and reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

from corpus.model import Clause, Plan
from kg.actions import Action, actions_of, strength_of
from kg.clausetypes import ACTION
from kg.instruments import instrument_of
from kg.lexicon import any_of, words
from kg.model import Measure, Source
from kg.plantimes import Frame, plan_frame

_SOURCES = {rule: Source(f"measure.{rule}", sure) for rule, sure in (("verb", 0.9), ("actor", 0.9), ("object", 0.85), ("means", 0.8))}
_DUTY = ("(责任领导", "(责任人", "(责任单位", "(责任部门", "(牵头单位", "(牵头部门", "(配合单位", "责任单位", "牵头单位", "牵头部门")
#: marks that end a statement, and verbs that open one in a list of measures
_CLOSES = ("。", "；", ";")
_OPENS = ("鼓励", "支持", "对于", "引导")
_CELL = 20
"""a table cell shorter than this is a label, no action"""


class Entities(Protocol):
    """What the measures need to know of a plan's entities (`kg.entities.EntityFacts`)."""

    def industries_of(self, clause_path: str) -> tuple[str, ...]: ...
    def zone_of(self, clause_path: str) -> str: ...
    def mentions_in(self, start: int, end: int) -> tuple[str, ...]: ...


def extract_measures(plan: Plan, entities: Entities) -> tuple[Measure, ...]:
    """All actions of the task and safeguard chapters in order, rules named `measure.<way of reading>`.

    `industries` are those of the clause's own heading, `mentioned_industries` others the action names;
    `cross_cutting` marks an action open to every industry: no industry, zone or enterprise narrows it.
    """
    frame = plan_frame(plan)
    found: list[Measure] = []
    for clause in plan.clauses:
        if frame.types[clause.path] in ACTION and (actions := tuple(_actions(frame, clause))):
            setting = _setting(frame, clause, entities)
            found += [_measure(frame, clause, entities, setting, a, n) for n, a in enumerate(actions, 1)]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Setting:
    """What a clause says of all its actions: industries of its heading, its zone, whether it is for one place or the public, duties."""

    industries: tuple[str, ...]
    zone: str
    local: bool
    public: bool
    departments: tuple[str, ...]


def _setting(frame: Frame, clause: Clause, entities: Entities) -> _Setting:
    zone = entities.zone_of(clause.path)
    titles = "".join(frame.plan.heading_path(clause.path)[-2:])
    local, public = bool(zone) or _about_zones(frame, clause, entities), _cues("public").search(titles) is not None
    return _Setting(entities.industries_of(clause.path), zone, local, public, _duties(frame, clause, entities))


def _actions(frame: Frame, clause: Clause) -> Iterator[Action]:
    if len([c for c in clause.cells if c.end > c.start]) == 1:
        return
    for sentence in frame.sentences[clause.path]:
        if sentence.heading and _states(frame, clause):
            sentence = replace(sentence, heading=False)
        if not clause.cells or len(sentence.text) >= _CELL:
            yield from actions_of(sentence, frame.readings(sentence))


def _states(frame: Frame, clause: Clause) -> bool:
    """Whether what stands as the heading of a clause is all it says (同意设立…。) or one of its sentences.

    The latter where other clauses of the plan open with the same verb of policy and have no heading.
    """
    plan, body = frame.plan, frame.sentences[clause.path][1:]
    if plan.children(clause.path):
        return False
    if all(s.text.startswith(_DUTY) for s in body):
        return plan.text[clause.title_start : clause.end].replace(" ", "")[len(clause.title) :][:1] in _CLOSES
    opening = clause.title[:2]
    return opening in _OPENS and any(plan.text.startswith(opening, c.title_start) for c in plan.clauses if c.marker and not c.title)


def _measure(frame: Frame, clause: Clause, entities: Entities, setting: _Setting, action: Action, number: int) -> Measure:
    evidence = action.sentence.evidence(action.outer, action.close)
    printed = action.sentence.printed(action.start, action.end)
    named = entities.mentions_in(evidence.start, evidence.end)
    inside = entities.mentions_in(*action.sentence.span(action.start, action.end)) if named else ()
    others = tuple(i for i in _of(named, "industry") if i not in setting.industries)
    firms, zones, about = _of(named, "enterprise"), _of(named, "zone"), setting.zone
    narrow = bool(setting.industries or firms or setting.local or _of(inside, "zone") or any(i in inside for i in others))
    return Measure(
        id=f"measure/{frame.plan.id}/{clause.path}/{number}",
        action=printed,
        evidence=evidence,
        source=_SOURCES[action.rule],
        strength=strength_of(action.sentence.text[action.start : action.end]),
        instrument=instrument_of(printed),
        actor=action.actor,
        industries=setting.industries,
        mentioned_industries=others,
        enterprises=firms,
        zones=zones if about in zones or not about else (about, *zones),
        departments=tuple(dict.fromkeys((*_of(named, "department"), *setting.departments))),
        cross_cutting=not narrow and not (setting.public and not _cues("business").search(printed)),
    )


def _of(ids: tuple[str, ...], kind: str) -> tuple[str, ...]:
    return tuple(i for i in ids if i.startswith(f"{kind}/"))


def _about_zones(frame: Frame, clause: Clause, entities: Entities) -> bool:
    """Whether a heading above names a zone or group of zones: its actions are for that place."""
    headings = (s for c in (*frame.plan.ancestors(clause.path), clause) for s in frame.sentences[c.path] if s.heading)
    spans = (s.span(0, len(s.text)) for s in headings)
    return any(i.startswith(("zone/", "zone_group/")) for span in spans for i in entities.mentions_in(*span))


@cache
def _cues(reach: str) -> re.Pattern[str]:
    """Cues of what is about the public at large (科普, 养老 …) and of what is about doing business."""
    return re.compile(any_of(*words("reach_topics", "cue", reach=reach)))


def _duties(frame: Frame, clause: Clause, entities: Entities) -> tuple[str, ...]:
    """Departments of a closing (责任单位:…) of the clause."""
    spans = (s.span(0, len(s.text)) for s in frame.sentences[clause.path] if s.text.startswith(_DUTY))
    return tuple(i for span in spans for i in _of(entities.mentions_in(*span), "department"))

"""Where a target starts from: the same indicator observed, or the sum of its levels (国家级 + 自治区级)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache

from corpus.normal import fold_text
from kg.joining import key_of
from kg.lexicon import rows
from kg.model import Comparator, Evidence, Observation, Quantity, Source, Target
from kg.observations import STATES

_LEVELS = ("国家级", "部级", "省部级", "自治区级", "省级", "州级", "市级", "区级", "县级")
_STATES = tuple(f"observation.{rule}" for rule in STATES)
_FLOW = re.compile(r"(?:增长|提高|上升|下降|降低|减少|增加|提升)$")
_ABOVE = re.compile(r"^(国家级|自治区级|省级|州级|市级|区级|县级)(?:及)?以上(.+)$")


@cache
def _concepts() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((r["concept"], re.compile(r["pattern"])) for r in rows("concepts"))


@lru_cache(maxsize=4_096)
def concept_of(indicator: str) -> str:
    """The indicator's standard name where statistics has one (R&D经费投入强度), else its own key."""
    folded = fold_text(indicator)
    return next((name for name, pattern in _concepts() if pattern.search(folded)), key_of(indicator))


def join_baselines(targets: Sequence[Target], observations: Sequence[Observation]) -> tuple[list[Target], list[Observation]]:
    """Targets with `baseline` set where an observation states the same indicator, and the sums computed."""
    sums: list[Observation] = []
    joined: list[Target] = []
    for target in targets:
        if target.baseline or target.value is None or _FLOW.search(target.indicator):
            joined.append(target)
            continue
        base = _direct(target, observations)
        if base is None and (parts := _levels(target, observations)):
            base = _sum(parts)
            sums.append(base)
        joined.append(replace(target, baseline=base.id) if base else target)
    return joined, sums


def _direct(target: Target, observations: Sequence[Observation]) -> Observation | None:
    wanted = concept_of(target.indicator)
    found = [
        o for o in observations
        if concept_of(o.indicator) == wanted
        and _comparable(target, o)
        and not o.indicator.startswith(("新增", "净增"))
    ]  # fmt: skip
    return max(found, key=lambda o: o.year or 0) if found else None


def _comparable(target: Target, observation: Observation) -> bool:
    """Same unit, and a state of one year (or reached by the end of the period) rather than a flow over a period."""
    undated = observation.year is None and observation.source.rule not in _STATES
    if undated or (observation.year and target.year and observation.year >= target.year):
        return False
    counted = ("家", "个", "所", "座")
    return observation.quantity.unit == target.unit or {observation.quantity.unit, target.unit} <= set(counted)


def _levels(target: Target, observations: Sequence[Observation]) -> list[Observation]:
    """自治区级以上X starts from 国家级X + 自治区级X when one clause counts them for one year."""
    match = _ABOVE.match(key_of(target.indicator))
    if match is None:
        return []
    upto = _LEVELS.index(match[1])
    names = [level + match[2] for level in _LEVELS[: upto + 1]]
    found = [o for o in observations if key_of(o.indicator) in names and _comparable(target, o)]
    parts = [o for o in found if (o.year, o.evidence.clause) == (found[0].year, found[0].evidence.clause)]
    return parts if len({key_of(o.indicator) for o in parts}) == len(parts) >= 2 else []


def _sum(parts: Sequence[Observation]) -> Observation:
    """The computed sum of several observations of one clause; its quote spans all of them."""
    first, last = parts[0], parts[-1]
    quote = _between(first.evidence, last.evidence)
    return Observation(
        id=first.id + "+" + "+".join(p.id.rsplit("/", 1)[1] for p in parts[1:]),
        indicator=_common(parts),
        quantity=Quantity(
            sum((p.quantity.value for p in parts), start=parts[0].quantity.value * 0),
            first.quantity.unit,
            first.quantity.factor,
        ),
        evidence=quote,
        source=Source("observation.sum", 0.9),
        year=first.year,
        comparator=Comparator.EQUAL,
        parts=tuple(p.id for p in parts),
    )


def _common(parts: Sequence[Observation]) -> str:
    """What the summed indicators share, their levels left off."""
    name = parts[0].indicator
    return next((name.removeprefix(level) for level in _LEVELS if name.startswith(level)), name)


def _between(first: Evidence, last: Evidence) -> Evidence:
    """The last part's evidence: the sum is derived, its parts carry the other quotes."""
    return last if last.start >= first.start else first

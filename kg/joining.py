"""The same goal stated in several clauses is one target with several evidences; other values are doubts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from corpus.normal import fold_text
from kg.model import Comparator, Doubt, Evidence, Observation, Target

#: ways of reading that tell a state, not a deed
_STATES = ("observation.reach", "observation.each", "observation.table", "observation.flat")
_NOISE = re.compile(r"\([^()]*\)$|[的对等了\"'、]|全市|全省|全国|全区|全州|全县|拥有|总数|数量$")


def key_of(indicator: str) -> str:
    """An indicator reduced to what makes it the same one in other words of the same plan."""
    return _NOISE.sub("", fold_text(indicator)) or fold_text(indicator)


def similarity(first: str, second: str) -> float:
    """Share of common letter pairs, 0–1 (Dice)."""
    a, b = _pairs(first), _pairs(second)
    rest, common = list(b), 0
    for pair in a:
        if pair in rest:
            rest.remove(pair)
            common += 1
    return 2 * common / (len(a) + len(b)) if a and b else float(first == second)


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]


def join_same(targets: Sequence[Target]) -> list[Target]:
    """Targets in document order, later statements of the same goal moved into `also` of the first."""
    joined: list[Target] = []
    for target in targets:
        at = next((i for i, t in enumerate(joined) if _same(t, target)), None)
        if at is None:
            joined.append(target)
        elif target.evidence not in (joined[at].evidence, *joined[at].also):
            first = joined[at]
            joined[at] = replace(
                first,
                also=(*first.also, target.evidence),
                year_inherited=first.year_inherited and target.year_inherited,
                kind=first.kind or target.kind,
                period=first.period or target.period,
            )
    return joined


def _same(first: Target, second: Target) -> bool:
    if first.comparator is not second.comparator or first.year != second.year or first.unit != second.unit:
        return False
    if (first.value, first.value_max) != (second.value, second.value_max):
        return False
    if first.period and second.period and first.period != second.period:
        return False
    a, b = key_of(first.indicator), key_of(second.indicator)
    if first.evidence.clause == second.evidence.clause:
        return a == b
    if a == b or (min(len(a), len(b)) >= 4 and (a.endswith(b) or b.endswith(a))) or similarity(a, b) >= 0.85:
        return True
    return first.comparator is Comparator.RANGE and first.period == second.period and a[-2:] == b[-2:]


def contradictions(targets: Iterable[Target], observations: Iterable[Observation]) -> Iterator[Doubt]:
    """A doubt for every pair of targets, or of states in different clauses, that give one indicator two values for one year."""
    aims = (Comparator.AIM, Comparator.NONDECREASE)
    goals = [
        _Stated((t.indicator, t.year, t.unit, t.period), (t.value, t.value_max), t.evidence) for t in targets if t.comparator not in aims
    ]
    states = [
        _Stated((o.indicator, o.year, o.quantity.unit, ""), (o.quantity.value, None), o.evidence)
        for o in observations
        if o.year and o.source.rule in _STATES
    ]
    yield from _conflicts(goals, within=True)
    yield from _conflicts(states, within=False)


@dataclass(frozen=True, slots=True)
class _Stated:
    """What is said: indicator, year, unit and period; its value or range; where."""

    what: tuple[str, int | None, str, str]
    value: tuple[Decimal | None, Decimal | None]
    evidence: Evidence


def _conflicts(stated: Iterable[_Stated], *, within: bool) -> Iterator[Doubt]:
    """Statements of one thing with another value than the first; `within` one clause, or only across clauses."""
    seen: dict[tuple[str, int | None, str, str], _Stated] = {}
    for one in stated:
        indicator, year, unit, period = one.what
        first = seen.setdefault((key_of(indicator), year, unit, period), one)
        apart = first.evidence != one.evidence if within else first.evidence.clause != one.evidence.clause
        if first.value != one.value and apart:
            shown = "、".join(f"{s.evidence.clause} 为 {s.value[0]}{unit}" for s in (first, one))
            yield Doubt("contradiction", f"“{indicator}”{f'{year}年' if year else ''}有两个数值：{shown}，请核对", one.evidence)

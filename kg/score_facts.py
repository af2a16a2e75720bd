"""Scores of targets, observations and measures against gold rows, with every miss and extra listed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from kg.model import Comparator, Measure, Observation, Target
from kg.score import Gold as Row
from kg.score import Score, plain

T = TypeVar("T")


def score_targets(rows: Sequence[Row], targets: Sequence[Target], observations: Sequence[Observation] = ()) -> Score:
    """A row matches a target when clause and every field agree (indicator folded, 的 and quotes ignored).

    `observations` resolve the baseline; without them baselines are not compared.
    """
    known = {o.id: o for o in observations}
    return _score("targets", rows, targets, lambda row, t: _target_fields(row, t, known), _show_target)


def score_evidences(rows: Sequence[Row], targets: Sequence[Target]) -> Score:
    """Every clause that states a goal is an evidence of that one target, and of it alone."""
    wanted = [{**row, "clauses": [clause]} for row in rows for clause in row["clauses"]]
    stated = [replace(t, evidence=e, also=()) for t in targets for e in (t.evidence, *t.also)]
    return _score("evidences", wanted, stated, _evidence_fields, _show_target)


def score_observations(rows: Sequence[Row], observations: Sequence[Observation]) -> Score:
    """As for targets; computed sums are left out, gold lists only printed numbers."""
    return _score("observations", rows, [o for o in observations if not o.parts], _observation_fields, _show_observation)


def score_measures(rows: Sequence[Row], measures: Sequence[Measure], names: Mapping[str, str]) -> Score:
    """A measure is right when clause, action and own industries agree; `names` maps entity id to name.

    A predicted action inside the quote of a gold measure is no error (means and results belong to the quote).
    """
    inside = [(r["clause"], plain(r["quote"])) for r in rows]
    counted = [m for m in measures if _matches_any(rows, m) or not _within(inside, m)]
    return _score("measures", rows, counted, lambda row, m: _measure_fields(row, m, names), _show_measure)


def score_attributes(rows: Sequence[Row], measures: Sequence[Measure], names: Mapping[str, str]) -> tuple[Score, ...]:
    """What is said of the measures that were found: strength, instrument, open to all, other industries (more may be named)."""
    pairs = [(row, m) for row in rows if not row.get("optional") for m in measures if _same_action(row, m)]
    first = {id(row): (row, m) for row, m in reversed(pairs)}
    stated = [name for name in _ATTRIBUTES if any(name in row for row in rows)]
    return tuple(_attribute(name, list(first.values())[::-1], names) for name in stated)


def _attribute(name: str, pairs: Sequence[tuple[Row, Measure]], names: Mapping[str, str]) -> Score:
    wrong = [(r, m) for r, m in pairs if not _agrees(name, r, m, names)]
    lines = tuple(f"{m.evidence.clause} {m.action}：应为 {r.get(name)}，得 {_ATTRIBUTES[name](m, names)}" for r, m in wrong)
    return Score(f"measures.{name}", len(pairs), len(pairs), lines, lines)


def _agrees(name: str, row: Row, measure: Measure, names: Mapping[str, str]) -> bool:
    value, wanted = _ATTRIBUTES[name](measure, names), row.get(name)
    if isinstance(value, list):
        return all(plain(w) in value for w in wanted or [])
    return value == (wanted or type(value)()) or value in row.get("accept", {}).get(name, [])


#: gold field of a measure → the value found, names of entities in plain form
_ATTRIBUTES: dict[str, Callable[[Measure, Mapping[str, str]], object]] = {
    "strength": lambda m, _: m.strength,
    "instrument": lambda m, _: m.instrument,
    "cross_cutting": lambda m, _: m.cross_cutting,
    "industries_by_mention": lambda m, names: sorted(plain(names[i]) for i in m.mentioned_industries if i in names),
}


def _score(kind: str, rows: Sequence[Row], facts: Sequence[T], wrong: Callable[[Row, T], list[str]], show: Callable[[T], str]) -> Score:
    """Gives each row the first free fact that agrees in every field; a fact nobody takes is too many."""
    free = list(facts)
    missed: list[str] = []
    found = wanted = 0
    for row in rows:
        near = min(free, key=lambda fact: len(wrong(row, fact)), default=None)
        hit = near is not None and not wrong(row, near)
        if hit and near is not None:
            free.remove(near)
        if not row.get("optional"):
            wanted, found = wanted + 1, found + hit
            missed += [] if hit else [_miss(row, near, wrong, show)]
    return Score(kind, wanted, found + len(free), tuple(missed), tuple(map(show, free)))


def _miss(row: Row, near: T | None, wrong: Callable[[Row, T], list[str]], show: Callable[[T], str]) -> str:
    clauses = "|".join(row.get("clauses") or [row["clause"]])
    named = f"{clauses} {row.get('indicator') or row.get('action')} {row.get('value') or ''}".rstrip()
    return f"{named}；最近：{show(near)} 差在 {'、'.join(wrong(row, near))}" if near is not None else named


def _accepted(row: Row, field: str, value: object) -> bool:
    """Whether a value is the row's own or one as good; no text and False mean the same as null."""
    options = [row.get(field), *row.get("accept", {}).get(field, [])]
    if isinstance(value, str):
        return plain(value) in [plain(o or "") for o in options if isinstance(o, str) or o is None]
    if isinstance(value, Decimal):
        return value in [Decimal(str(o)) for o in options if o is not None]
    return value in options or (value is False and None in options)


def _target_fields(row: Row, target: Target, known: Mapping[str, Observation]) -> list[str]:
    places = [e.clause for e in (target.evidence, *target.also)]
    clauses = [c for option in [row["clauses"], *row.get("accept", {}).get("clauses", [])] for c in option]
    wrong = [] if set(places) & set(clauses) else ["clause"]
    wrong += _common_fields(row, target.indicator, target.comparator, target.unit, target.year)
    values = {"value": target.value, "value_max": target.value_max, "year_inherited": target.year_inherited}
    values |= {"kind": target.kind, "period": target.period}  # type: ignore[dict-item]
    wrong += [name for name, value in values.items() if not _accepted(row, name, value)]
    if known and "baseline" in row and not _baseline(row, known.get(target.baseline)):
        wrong.append("baseline")
    return wrong


def _evidence_fields(row: Row, target: Target) -> list[str]:
    near = any(target.evidence.clause in option for option in [row["clauses"], *row.get("accept", {}).get("clauses", [])])
    same = _accepted(row, "value", target.value) and _accepted(row, "unit", target.unit)
    return [name for name, right in (("clause", near), ("value", same)) if not right]


def _common_fields(row: Row, indicator: str, comparator: Comparator, unit: str, year: int | None) -> list[str]:
    values = {"indicator": indicator, "comparator": comparator.value, "unit": unit, "year": year}
    return [name for name, value in values.items() if not _accepted(row, name, value)]


def _baseline(row: Row, found: Observation | None) -> bool:
    options = [row["baseline"], *row.get("accept", {}).get("baseline", [])]
    if found is None:
        return None in options
    return any(
        o and (Decimal(str(o["value"])), o["unit"], o["year"], o["clause"])
        == (found.quantity.value, found.quantity.unit, found.year, found.evidence.clause)
        for o in options
    )  # fmt: skip


def _observation_fields(row: Row, observation: Observation) -> list[str]:
    wrong = [] if observation.evidence.clause == row["clause"] else ["clause"]
    wrong += _common_fields(row, observation.indicator, observation.comparator, observation.quantity.unit, observation.year)
    values = {"value": observation.quantity.value, "time_inherited": observation.time_inherited}
    wrong += [name for name, value in values.items() if not _accepted(row, name, value)]
    return wrong if _accepted(row, "period", observation.period) else [*wrong, "period"]


def _measure_fields(row: Row, measure: Measure, names: Mapping[str, str]) -> list[str]:
    wrong = [] if _same_action(row, measure) else ["action"]
    own = sorted(plain(names.get(i, i.partition("/")[2])) for i in measure.industries)
    options = [row["industries"], *row.get("accept", {}).get("industries", [])]
    return wrong if any(own == sorted(plain(i) for i in option) for option in options) else [*wrong, "industries"]


def _same_action(row: Row, measure: Measure) -> bool:
    """The same clause, and one action holds the other with at most half of the longer one besides."""
    if measure.evidence.clause != row["clause"]:
        return False
    gold, found = plain(row["action"]), plain(measure.action)
    shorter, longer = sorted((gold, found), key=len)
    return shorter in longer and 2 * len(shorter) >= len(longer)


def _matches_any(rows: Sequence[Row], measure: Measure) -> bool:
    return any(_same_action(row, measure) for row in rows)


def _within(quotes: Sequence[tuple[str, str]], measure: Measure) -> bool:
    action = plain(measure.action)
    return any(clause == measure.evidence.clause and action in quote for clause, quote in quotes)


def _show_target(target: Target) -> str:
    high = f"–{target.value_max}" if target.value_max else ""
    value = f"{target.comparator} {target.value}{high}{target.unit}"
    year = f"{target.year}{'（继承）' if target.year_inherited else ''}"
    return f"{target.evidence.clause} {target.indicator} {value} {year} {target.period}".rstrip()


def _show_observation(observation: Observation) -> str:
    quantity = f"{observation.comparator} {observation.quantity.value}{observation.quantity.unit}"
    when = observation.year or observation.period
    return f"{observation.evidence.clause} {observation.indicator} {quantity} {when}"


def _show_measure(measure: Measure) -> str:
    return f"{measure.evidence.clause} {measure.action} {list(measure.industries)}"

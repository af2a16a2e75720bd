"""Indicator boxes that a copy ran together into one line: 森林覆盖率(%)21.6623.04〔1.38〕约束性…"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from corpus.model import Clause, Kind
from corpus.normal import Folded, fold
from kg.model import Doubt, Evidence, Observation, Quantity, Source, Target
from kg.plantimes import Frame
from kg.quantities import factor_of
from kg.table_values import TableValue, cell_value

_KIND = re.compile(r"约束性|预期性")
_YEARS = re.compile(r"((?:19|20)\d\d)年((?:19|20)\d\d)年")
_AFTER = "(?:以上|以下|左右|以内)?"
_SIGNED = re.compile(
    rf"(?P<base>-|\d+(?:\.\d+)?)(?P<goal>[<>≥≤]=?\d+(?:\.\d+)?{_AFTER}|(?<=-)\d+(?:\.\d+)?{_AFTER}|-)"
    r"(?P<total>-|\[\d+(?:\.\d+)?\])?$"
)
_NUMBERS = re.compile(r"(?P<digits>[\d.]+)(?P<after>以上|以下|左右|以内)?(?P<total>-|\[\d+(?:\.\d+)?\])?$")
_FOOTNOTE = re.compile(r"(?<=[\u4e00-\u9fff])\d(?=[\u4e00-\u9fff])")
_UNIT = re.compile(r"[(（]([%％]|‰|[^()、,]{0,4}(?:公里|千米|米|亩|公顷|吨|元|人|个|家|件|户|千瓦|立方米|千瓦时))[)）]")
_NOT_NAME = re.compile(r"^(?:\[累计\]\d?|属性|[^\d()（）\[\]]{0,12}\d+\.(?=[\u4e00-\u9fff]))+")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One indicator of a run-together box; offsets (the name is `start`–`name_end`) into the folded text."""

    name_end: int
    unit: str
    base: TableValue | None
    goal: TableValue | None
    start: int
    end: int
    kind: str
    sure: bool


@dataclass(frozen=True, slots=True)
class _Carried:
    """What later entries of a box take from earlier ones: unit, kind, and the heading of a group (主要污染物排放总量减少)."""

    unit: str = ""
    kind: str = ""
    group: str = ""


def read_flat(frame: Frame) -> Iterator[tuple[list[Target], list[Observation], Doubt]]:
    """Targets and base values of each run-together box, with a doubt because cell borders were lost."""
    for box, parts, years in flat_boxes(frame):
        targets: list[Target] = []
        observations: list[Observation] = []
        carried = _Carried()
        for clause in parts:
            found = _clause(frame, clause, years, carried)
            targets += found[0]
            observations += found[1]
            carried = found[2]
        where = Evidence(frame.plan.id, box.path, box.start, box.end, frame.plan.text[box.start : box.end])
        yield (
            targets,
            observations,
            Doubt("flat_table", f"{box.marker or box.title} 的表格线已丢失，数值按行文拆分，请核对", where),
        )


def flat_boxes(frame: Frame) -> list[tuple[Clause, tuple[Clause, ...], tuple[int, int]]]:
    """Boxes that are run-together indicator tables: the box, its clauses, base year and goal year."""
    found = []
    for box in (c for c in frame.plan.clauses if c.kind is Kind.BOX):
        below = tuple(frame.plan.subtree(box.path))
        gridded = tuple(c.path for c in below if c.kind is Kind.TABLE)
        parts = tuple(c for c in below if not c.path.startswith(gridded))
        text = "".join(fold(frame.plan.own_text(c)).text for c in parts)
        years = _YEARS.search(text)
        if years and len(_KIND.findall(text)) >= 2:
            found.append((box, tuple(c for c in parts if _indicators(frame, c)), (int(years[1]), int(years[2]))))
    return found


def _indicators(frame: Frame, clause: Clause) -> bool:
    """Whether a clause below a box still belongs to the table (values or 约束性), not to later text."""
    text = fold(frame.plan.own_text(clause)).text.strip()
    return bool(_KIND.search(text) or _SIGNED.search(text))


def _clause(
    frame: Frame, clause: Clause, years: tuple[int, int], carried: _Carried
) -> tuple[list[Target], list[Observation], _Carried]:
    folded = fold(frame.plan.own_text(clause))
    targets: list[Target] = []
    observations: list[Observation] = []
    for number, entry in enumerate(_entries(folded.text, carried.kind), 1):
        group, name = _name(frame, clause, folded, entry)
        own = group or entry.unit
        unit = entry.unit or (carried.unit if carried.group else "")
        carried = _Carried(unit, entry.kind, group if own else carried.group)
        found = _facts(frame, clause, f"{carried.group}{name}", entry, carried.unit, years, number, _evidence(frame, clause, folded, entry))
        targets += found[0]
        observations += found[1]
    return targets, observations, carried


def _facts(
    frame: Frame, clause: Clause, name: str, entry: _Entry, unit: str, years: tuple[int, int], number: int, evidence: Evidence
) -> tuple[list[Target], list[Observation]]:
    """The base value and the goal of one entry."""
    sure = 0.8 if entry.sure else 0.5
    base = f"observation/{frame.plan.id}/{clause.path}/{number}" if entry.base else ""
    observed, aimed = [], []
    if entry.base:
        observed.append(Observation(base, name, _quantity(entry.base, unit), evidence, Source("observation.flat", sure), years[0]))
    if entry.goal:
        quantity = _quantity(entry.goal, unit)
        aimed.append(
            Target(
                f"target/{frame.plan.id}/{clause.path}/{number}", name, entry.goal.comparator, evidence,
                Source("target.flat", sure), entry.goal.value, None, quantity.unit, quantity.factor,
                years[1], False, entry.kind, "累计" if entry.goal.total else "", base,
            )
        )  # fmt: skip
    return aimed, observed


def _entries(text: str, kind: str) -> Iterator[_Entry]:
    """One entry before each 约束性 or 预期性, more where values repeat without it (氨氮--〔10〕); `kind` is that of the entry before."""
    at = 0
    marks = [(m.start(), m.end(), m[0]) for m in _KIND.finditer(text)]
    for start, end, printed in [*marks, (len(text), len(text), "")]:
        kind = printed or kind
        for piece in re.split(r"(?<=\])(?=[^\d\[])", text[at:start]):
            if entry := _entry(piece, at, kind):
                yield entry
            at += len(piece)
        at = end


def _entry(piece: str, at: int, kind: str) -> _Entry | None:
    lead = _NOT_NAME.match(piece)
    start = lead.end() if lead else 0
    signed, plain = _SIGNED.search(piece, start), _NUMBERS.search(piece, start)
    found = signed or plain
    if found is None:
        return None
    name = piece[start : found.start()].rstrip("0123456789")
    match = _UNIT.search(name)
    unit = match[1] if match else ""
    base, goal, sure = _values(signed) if signed else _split(found)
    total = cell_value(found["total"]) if found["total"] else None
    if not name or (goal is None and total is None):
        return None
    return _Entry(at + start + len(name), unit, base, goal or total, at + start, at + len(piece), kind, sure)


def _name(frame: Frame, clause: Clause, folded: Folded, entry: _Entry) -> tuple[str, str]:
    """The heading of a group that the entry opens (what stands before its unit) and the indicator, footnote signs left out."""
    span = folded.span(entry.start, entry.name_end)
    printed = re.sub(r"\s+", "", frame.plan.text[clause.start + span.start : clause.start + span.end])
    unit = _UNIT.search(printed)
    if unit and unit.end() < len(printed):
        return _FOOTNOTE.sub("", printed[: unit.start()]), _FOOTNOTE.sub("", printed[unit.end() :])
    return "", _FOOTNOTE.sub("", _UNIT.sub("", printed))


def _values(match: re.Match[str]) -> tuple[TableValue | None, TableValue | None, bool]:
    return cell_value(match["base"]), cell_value(match["goal"]), True


def _split(match: re.Match[str]) -> tuple[TableValue | None, TableValue | None, bool]:
    """Two numbers without a border (21.6623.04): the cut that makes them most alike; else one goal."""
    digits, after = match["digits"], match["after"] or ""
    cuts = [(digits[:i], digits[i:]) for i in range(1, len(digits))]
    pairs = [(a, b) for a, b in cuts if _number(a) and _number(b)]
    if len(digits) < 4 or not pairs:
        return None, cell_value(digits + after), "." not in digits and len(digits) < 3
    first, second = min(pairs, key=lambda p: (_distance(*p), len(p[0])))
    return cell_value(first), cell_value(second + after), False


def _number(text: str) -> bool:
    return bool(re.fullmatch(r"[1-9]\d*(?:\.\d{1,2})?", text))


def _distance(first: str, second: str) -> Decimal:
    a, b = Decimal(first), Decimal(second)
    return max(a, b) / min(a, b)


def _quantity(value: TableValue, unit: str) -> Quantity:
    return Quantity(value.value, unit, factor_of(unit))


def _evidence(frame: Frame, clause: Clause, folded: Folded, entry: _Entry) -> Evidence:
    span = folded.span(entry.start, entry.end)
    start, end = clause.start + span.start, clause.start + span.end
    return Evidence(frame.plan.id, clause.path, start, end, frame.plan.text[start:end])

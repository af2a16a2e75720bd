"""Indicator tables (指标, 单位, 2020年, 2025年, 属性): each row is a target, its base year an observation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.model import Clause, Kind, Span
from corpus.normal import fold_text
from kg.clausetypes import ClauseType
from kg.flat_targets import read_flat
from kg.model import Doubt, Evidence, Observation, Quantity, Source, Target
from kg.plantimes import Frame
from kg.quantities import factor_of
from kg.table_values import TableValue, cell_value

_NAME = re.compile(r"指标|名称|项目$|内容$")
_GOAL = re.compile(r"^(?:规划|总体|发展|预期)?目标值?$")
_UNIT = re.compile(r"^(?:计量)?单位$")
_KIND = re.compile(r"属性|类型|性质")
_GROWTH = re.compile(r"年均|增速|增长")
_SUM = re.compile(r"累计|合计")
_YEAR = re.compile(r"(?:19|20)\d\d")
_KIND_SAID = re.compile(r"(?:约束|预期)性?(?:指标)?")


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What the tables of a plan say."""

    targets: tuple[Target, ...] = ()
    observations: tuple[Observation, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class _Header:
    """Columns of an indicator table by what they hold; -1 where there is none."""

    name: int
    unit: int
    kind: int
    growth: int
    total: int
    width: int
    years: tuple[tuple[int, int], ...]
    """(column, year) in order of years"""
    inherited: bool = False
    """the year is the plan's last one: the column is headed 目标 alone"""


def read_tables(frame: Frame) -> TableFacts:
    """Targets and base-year observations of tables with year columns, also of those run into one line."""
    targets: list[Target] = []
    observations: list[Observation] = []
    doubts: list[Doubt] = []
    for table in (c for c in frame.plan.clauses if c.kind is Kind.TABLE):
        header: _Header | None = None
        for row in frame.plan.children(table.path):
            found = _header(frame, row)
            header = found or header
            if header and not found:
                target, base = _row(frame, row, header)
                targets += target
                observations += base
    for flat_targets, flat_bases, doubt in read_flat(frame):
        targets += flat_targets
        observations += flat_bases
        doubts.append(doubt)
    return TableFacts(tuple(targets), tuple(observations), tuple(doubts))


def _cells(frame: Frame, row: Clause) -> list[str]:
    return [fold_text(span.of(frame.plan.text)) for span in row.cells]


def _header(frame: Frame, row: Clause) -> _Header | None:
    """A row is the header when it names the indicator column and at least one year, or a 目标 that is meant for the plan's last year."""
    cells = _cells(frame, row)
    if frame.types[row.path] is ClauseType.NOTICE or len(cells) < 2:
        return None
    years = sorted(((int(m[0]), i) for i, c in enumerate(cells) if (m := _YEAR.search(c)) and not _GROWTH.search(c)))
    name, goal = _column(cells, _NAME), _column(cells, _GOAL)
    inherited = not years and goal >= 0 and frame.end is not None
    if inherited and frame.end is not None:
        years = [(frame.end, goal)]
    if name < 0 or not years or name in [i for _, i in years]:
        return None
    return _Header(
        name, _column(cells, _UNIT), _column(cells, _KIND), _column(cells, _GROWTH), _column(cells, _SUM),
        len(cells), tuple((i, year) for year, i in years), inherited,
    )  # fmt: skip


def _column(cells: Sequence[str], pattern: re.Pattern[str]) -> int:
    return next((i for i, cell in enumerate(cells) if pattern.search(cell)), -1)


def _row(frame: Frame, row: Clause, header: _Header) -> tuple[list[Target], list[Observation]]:
    row = replace(row, cells=_aligned(_cells(frame, row), row.cells, header))
    cells = _cells(frame, row)
    last = max(header.name, *(i for i, _ in header.years), header.unit, header.kind, header.growth, header.total)
    if len(cells) <= last or not cells[header.name] or cells[header.name].isdigit():
        return [], []
    indicator, unit = _name_and_unit(frame, row, cells, header)
    goals = [(i, y) for i, y in header.years if frame.start is None or y >= frame.start]
    bases = [(i, y) for i, y in header.years if (i, y) not in goals]
    observations = list(_bases(frame, row, bases, indicator, unit, cells))
    base = observations[-1].id if observations else ""
    kind = next((k for k in ("约束性", "预期性") if header.kind >= 0 and k[:2] in cells[header.kind]), "")
    targets = [replace(t, year_inherited=header.inherited) for t in _goals(frame, row, goals, indicator, unit, cells, kind, base)]
    targets += _growth(frame, row, header, indicator, unit, cells, kind, len(targets))
    return targets, observations


def _aligned(cells: Sequence[str], spans: tuple[Span, ...], header: _Header) -> tuple[Span, ...]:
    """The cells of a row under their columns: where a group (水安全, 水质量) spans rows, those below lack its cell before the name."""
    said = next((i for i, cell in enumerate(cells) if _KIND_SAID.fullmatch(cell)), -1) if header.kind >= 0 else -1
    lacking = header.kind - said if said >= 0 else header.width - len(cells)
    first = header.name - lacking
    return spans[:first] + (Span(0, 0),) * lacking + spans[first:] if 0 < lacking <= header.name else spans


def _name_and_unit(frame: Frame, row: Clause, cells: Sequence[str], header: _Header) -> tuple[str, str]:
    """森林覆盖率(%) gives the unit with the name when there is no unit column."""
    printed = re.sub(r"\s+", "", row.cells[header.name].of(frame.plan.text))
    printed = re.sub(r"^\d{1,3}[.．、](?=\D)", "", printed)
    match = re.fullmatch(r"(.+?)[(（]([^()（）]{1,10})[)）]", printed)
    if header.unit >= 0:
        return printed, cells[header.unit]
    return (match[1], fold_text(match[2])) if match else (printed, "")


def _bases(
    frame: Frame,
    row: Clause,
    columns: Sequence[tuple[int, int]],
    indicator: str,
    unit: str,
    cells: Sequence[str],
) -> Iterator[Observation]:
    for number, (column, year) in enumerate(columns, 1):
        if value := cell_value(cells[column]):
            yield Observation(
                f"observation/{frame.plan.id}/{row.path}/{number}", indicator, quantity(value, unit),
                _evidence(frame, row), Source("observation.table", 0.95), year,
            )  # fmt: skip


def _goals(
    frame: Frame, row: Clause, columns: Sequence[tuple[int, int]], indicator: str, unit: str,
    cells: Sequence[str], kind: str, base: str,
) -> Iterator[Target]:  # fmt: skip
    for column, year in columns:
        if value := cell_value(cells[column]):
            period = "累计" if value.total else ""
            yield _target(frame, row, f"{column}", indicator, value, unit, year, kind, period, base)


def _growth(
    frame: Frame,
    row: Clause,
    header: _Header,
    indicator: str,
    unit: str,
    cells: Sequence[str],
    kind: str,
    already: int,
) -> list[Target]:
    """The columns 年均增长 and 累计: a target of their own only where the row gives no end value."""
    for column, period in ((header.growth, "年均"), (header.total, "累计")):
        value = cell_value(cells[column]) if column >= 0 else None
        if value and not already and column not in [i for i, _ in header.years]:
            shown = "%" if period == "年均" or "%" in cells[column] else unit
            return [_target(frame, row, f"{column}", indicator, value, shown, frame.end, kind, period, "")]
    return []


def _target(
    frame: Frame, row: Clause, number: str, indicator: str, value: TableValue, unit: str, year: int | None,
    kind: str, period: str, base: str,
) -> Target:  # fmt: skip
    measured = quantity(value, unit)
    return Target(
        f"target/{frame.plan.id}/{row.path}/{number}", indicator, value.comparator, _evidence(frame, row),
        Source("target.table", 0.95), value.value, value.high, measured.unit, measured.factor, year, False,
        kind, period, base,
    )  # fmt: skip


def quantity(value: TableValue, unit: str) -> Quantity:
    """The value with its unit and the multiplier the unit begins with (亿立方米 → 10^8)."""
    printed = value.unit or unit
    return Quantity(value.value, printed, factor_of(printed))


def _evidence(frame: Frame, row: Clause) -> Evidence:
    filled: list[Span] = [c for c in row.cells if c.end > c.start]
    start, end = filled[0].start, filled[-1].end
    return Evidence(frame.plan.id, row.path, start, end, frame.plan.text[start:end])

"""Targets as the page shows them: the goal in words, its baseline, and the way from one to the other as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from kg.model import Comparator, Observation, Target
from kg.results import Goal
from ui.downloads import Cell
from ui.markup import Html, join, tag
from ui.names import COMPARATOR_ZH
from ui.opened import Opened
from ui.profile import place_html
from ui.tables import Column

HEAD = ("规划", "指标", "比较", "数值", "数值上限", "单位", "年份", "性质", "期间", "基线数值", "基线年份", "条款", "原文")
#: units that are signs
_SIGNS = ("%", "‰", "°", "℃")


def goals(index: Opened, plan: str) -> Sequence[Goal]:
    """Targets of a plan, or of all, in the order of the text."""
    return index.workspace.graph.goals(plan=plan).rows


def plain(number: Decimal) -> str:
    """A number without trailing zeros or exponent."""
    return f"{number.normalize():f}"


def amount(number: str, unit: str) -> str:
    """A figure with its unit; signs such as % follow without a space."""
    return f"{number}{'' if unit[:1] in _SIGNS else ' '}{unit}".strip()


def goal_text(target: Target) -> str:
    """Comparator, value and unit in words."""
    words = COMPARATOR_ZH[target.comparator.value]
    if target.value is None:
        return words
    upper = f"–{plain(target.value_max)}" if target.value_max is not None else ""
    lead = "" if target.comparator in (Comparator.EQUAL, Comparator.RANGE) else words
    return f"{target.period}{lead} {amount(plain(target.value) + upper, target.unit)}".strip()


def baseline_text(observation: Observation | None) -> str:
    if observation is None:
        return ""
    when = observation.period or (f"{observation.year} 年" if observation.year else "")
    return amount(plain(observation.quantity.value), observation.quantity.unit) + (f"（{when}）" if when else "")


def year_text(target: Target) -> str:
    return f"{target.year} 年" if target.year else ""


def columns(index: Opened, every: Sequence[Goal]) -> list[Column[Goal]]:
    """The columns of the table; what none of the goals in view states has none."""
    shown: list[Column[Goal]] = [
        Column("指标", lambda g: tag("strong", g.target.indicator), lambda g: g.target.indicator),
        Column("目标", lambda g: goal_text(g.target), lambda g: g.number, css="number"),
        Column("期限", lambda g: year_text(g.target), lambda g: g.target.year, css="nowrap"),
        Column("现状", lambda g: baseline_text(g.baseline), lambda g: g.baseline.quantity.value if g.baseline else None, css="number"),
        Column("条款", lambda g: _places(index, g), lambda g: (g.target.evidence.plan, g.target.evidence.start)),
    ]
    if any(g.target.kind for g in every):
        shown.insert(3, Column("性质", lambda g: g.target.kind, lambda g: g.target.kind or None, css="nowrap"))
    return shown


def _places(index: Opened, goal: Goal) -> Html:
    return join([place_html(index, at) for at in (goal.target.evidence, *goal.target.also)], tag("span", "、"))


def export_rows(index: Opened, found: Sequence[Goal]) -> list[tuple[Cell, ...]]:
    """The same as rows under HEAD."""
    out: list[tuple[Cell, ...]] = []
    for g in found:
        t, plan = g.target, index.workspace.plans[g.target.evidence.plan]
        base = g.baseline
        out.append((
            plan.title, t.indicator, COMPARATOR_ZH[t.comparator.value], _number(t.value), _number(t.value_max), t.unit, t.year or "",
            t.kind, t.period, _number(base.quantity.value) if base else "", (base.year or base.period) if base else "",
            plan[t.evidence.clause].label, t.evidence.quote,
        ))  # fmt: skip
    return out


def _number(value: Decimal | None) -> float | int | str:
    if value is None:
        return ""
    return int(value) if value == value.to_integral_value() else float(value)


def way_html(found: Sequence[Goal]) -> Html:
    """For each goal with a baseline a line from the baseline to the goal, each on a scale of its own from zero."""
    drawn = [g for g in found if g.baseline is not None and g.number]
    rows = [_way(g, g.baseline) for g in drawn if g.baseline is not None]
    if not rows:
        return Html("")
    return tag("section", tag("h2", "从现状到目标"), tag("ul", *rows, css="ways"), tag("p", _LEGEND, css="chart-legend"))


_LEGEND = join([
    tag("span", tag("i", css="dot from", aria_hidden="true"), "现状", css="key"),
    tag("span", tag("i", css="dot to", aria_hidden="true"), "目标", css="key"), tag("span", "每行各有从 0 起的刻度，数值同下表"),
])  # fmt: skip


def _way(goal: Goal, baseline: Observation) -> Html:
    start, end = baseline.quantity.value * baseline.quantity.factor, goal.number or Decimal(1)
    widest = max(start, end)
    at = {name: float(100 * value / widest) for name, value in (("from", start), ("to", end))}
    low, high = sorted(at.values())
    line = tag("span", css="way-line", style=f"left:{low:.1f}%;width:{high - low:.1f}%")
    dots = [tag("i", css=f"dot {name}", style=f"left:{value:.1f}%") for name, value in at.items()]
    spoken = f"{goal.target.indicator}：从{baseline_text(baseline)}到{year_text(goal.target)}{goal_text(goal.target)}"
    figures = tag("span", baseline_text(baseline), tag("span", " → ", css="sep"), tag("strong", goal_text(goal.target)), css="way-figures")
    picture = tag("span", line, *dots, css="way", role="img", aria_label=spoken)
    return tag("li", tag("span", goal.target.indicator, css="way-name"), picture, figures)


def across(index: Opened) -> Mapping[str, list[Goal]]:
    """Indicators that several plans set a goal for, by name."""
    by: dict[str, list[Goal]] = {}
    for goal in goals(index, ""):
        by.setdefault(goal.target.indicator, []).append(goal)
    return {name: found for name, found in by.items() if len({g.target.evidence.plan for g in found}) > 1}

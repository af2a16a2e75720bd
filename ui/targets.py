"""目标指标: what the plan wants to reach and from where, sortable, filtered, to take away; the same indicator across plans."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kg.model import Observation
from kg.results import Goal
from ui import downloads, filters, shell
from ui.markup import show, tag
from ui.opened import Opened
from ui.profile import place_html
from ui.tables import Column, in_order, table
from ui.target_rows import HEAD, across, baseline_text, columns, export_rows, goal_text, goals, way_html, year_text

_SORT = "sort"


@shell.page
def draw(index: Opened) -> None:
    shell.heading("目标指标", "规划要达到的数值：从多少到多少、什么时候、写在哪一条。")
    plan = shell.choose_listed(index)
    every = goals(index, plan)
    states = index.workspace.graph.observations(plan=plan).rows
    if not every and not states:
        shell.empty("规划中没有识别出带数值的目标。", tag("p", "定性的要求可以在“问答”页提问，或在“规划原文”页通读。"))
        return
    found = _filtered(every)
    if not found:
        shell.empty("没有符合条件的目标。", tag("p", "可以清空查找框，或把筛选改回“全部”。"))
    else:
        show(way_html(found))
        _table(index, found, columns(index, every))
    if not index.many:
        _across(index)
    _states(index, states)


def _filtered(every: Sequence[Goal]) -> list[Goal]:
    years = {str(y): f"{y} 年" for y in sorted({g.target.year for g in every if g.target.year})}
    kinds = {k: k for k in sorted({g.target.kind for g in every if g.target.kind})}
    cells = st.columns([2, 1, 1] if kinds else [3, 1], gap="small")
    with cells[0]:
        words = filters.text("查找指标", "find", "指标名称中的字，如 研发、面积")
    with cells[1]:
        year = filters.one_of("期限", "year", years)
    kind = ""
    if kinds:
        with cells[2]:
            kind = filters.one_of("性质", "kind", kinds)
    return [
        g for g in every
        if words.lower() in g.target.indicator.lower() and (not year or str(g.target.year) == year) and (not kind or g.target.kind == kind)
    ]  # fmt: skip


def _table(index: Opened, found: Sequence[Goal], shown: Sequence[Column[Goal]]) -> None:
    with shell.row("targets"):
        show(tag("h2", f"目标 {len(found)} 项"))
        with shell.tools():
            downloads.buttons(HEAD, lambda: export_rows(index, found), "目标指标", "targets")
    show(table(shown, in_order(shown, found, _SORT), "目标指标，点表头排序", sort=_SORT))


def _across(index: Opened) -> None:
    """Only a corpus of several plans has something to compare."""
    shared = across(index)
    if not shared:
        return
    with st.expander(f"同一指标在各规划中（{len(shared)} 项）", key="across"):
        rows = [g for found in shared.values() for g in found]
        compared: list[Column[Goal]] = [
            Column("指标", lambda g: tag("strong", g.target.indicator)),
            Column("规划", lambda g: index.workspace.plans[g.target.evidence.plan].title),
            Column("目标", lambda g: goal_text(g.target), css="number"), Column("期限", lambda g: year_text(g.target), css="nowrap"),
            Column("现状", lambda g: baseline_text(g.baseline), css="number"),
            Column("条款", lambda g: place_html(index, g.target.evidence, several=False), css="nowrap"),
        ]  # fmt: skip
        show(table(compared, rows, "同名指标对照"))


def _states(index: Opened, states: Sequence[Observation]) -> None:
    """What the plan reports as reached: facts of the past, never goals."""
    if not states:
        return
    with st.expander(f"规划记载的现状数据（{len(states)} 项）", key="states"):
        listed: list[Column[Observation]] = [
            Column("指标", lambda o: o.indicator), Column("数值", baseline_text, css="number"),
            Column("原文", lambda o: tag("q", o.evidence.quote)), Column("条款", lambda o: place_html(index, o.evidence), css="nowrap"),
        ]  # fmt: skip
        show(table(listed, states, "现状数据"))

"""产业措施: choose an industry, see the measures that cover it and how, filter, and take them away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from kg.model import Measure
from kg.named import Result
from kg.results import CoveredMeasure
from ui import downloads, filters, shell
from ui.industries import industry_tree, matrix_html, tree_html
from ui.markup import show, tag
from ui.measure_list import COVERAGE_ZH, HEAD, group_html, groups, memo, options, rows
from ui.opened import Opened

#: filter → label and field of a measure
_FILTERS = {
    "instrument": ("政策工具", "instrument"), "strength": ("力度", "strength"), "zone": ("园区", "zones"),
    "enterprise": ("企业", "enterprises"), "department": ("部门", "departments"),
}  # fmt: skip
_LONG = 20


@shell.page
def draw(index: Opened) -> None:
    shell.heading("产业措施", "一个产业有哪些措施：本条直接规定的、其他条款提及的、适用于各产业的。")
    plan = shell.choose_listed(index)
    industry = filters.value("industry")
    if industry and not index.workspace.graph.entity(industry):
        shell.empty(f"图谱中没有“{industry}”。可能是规划已更换，请从产业目录中选择。")
        industry = ""
    left, right = st.columns([3, 8], gap="large")
    tree = industry_tree(index, plan)
    with left:
        show(tree_html(tree, industry, plan))
    with right:
        if industry or any(filters.value(name) for name in _FILTERS):
            _choice(index, industry, plan)
        elif tree.covered():
            show(matrix_html(index, plan))
        else:
            shell.empty("规划中没有识别出针对产业的措施。", tag("p", "可以到“问答”页用日常说法提问，或在“规划原文”页通读。"))


def _choice(index: Opened, industry: str, plan: str) -> None:
    graph = index.workspace.graph
    result = graph.measures(industry=industry, plan=plan)
    title = graph.name(industry) if industry else "全部产业"
    show(tag("h2", title, css="choice"))
    found = _filtered(index, result.rows)
    if not found:
        shell.empty("没有符合条件的措施：规划未提及。", tag("p", "可以清除筛选，或改选上级产业。"))
        return
    kinds = groups(found)
    with shell.row("measures"):
        show(tag("p", "、".join(f"{COVERAGE_ZH[k]} {len(ms)} 条" for k, ms in kinds), css="page-line", role="status"))
        with shell.tools():
            _exports(index, title, result, found)
    for number, (kind, measures) in enumerate(kinds):
        head, short = f"{COVERAGE_ZH[kind]}（{len(measures)} 条）", len(measures) <= _LONG
        shell.folded(head, partial(_group, index, measures), f"group-{kind}", expanded=number == 0 or short)
    with st.expander("查询语句（SPARQL）", key="measures-sparql"):
        st.code(result.sparql, language="sparql", wrap_lines=True)


def _group(index: Opened, measures: Sequence[Measure]) -> None:
    show(group_html(index, measures))


def _filtered(index: Opened, found: Sequence[CoveredMeasure]) -> list[CoveredMeasure]:
    """Filters side by side, each offering what the measures hold; active ones open the row."""
    active = sum(bool(filters.value(name)) for name in _FILTERS)
    kept = list(found)
    with st.expander(f"筛选（{active} 项）" if active else "筛选", expanded=bool(active), key="filters"):
        columns = st.columns(len(_FILTERS), gap="small")
        for column, (name, (label, field)) in zip(columns, _FILTERS.items(), strict=True):
            with column:
                chosen = filters.one_of(label, name, options(index, found, field))
            if chosen:
                kept = [c for c in kept if chosen in _values(c, field)]
        if active:
            st.button("清除筛选", on_click=lambda: filters.put(**dict.fromkeys(_FILTERS, "")), type="tertiary", key="clear-filters")
    return kept


def _values(covered: CoveredMeasure, field: str) -> tuple[str, ...]:
    held = getattr(covered.measure, field)
    return held if isinstance(held, tuple) else (held,)


def _exports(index: Opened, title: str, result: Result[CoveredMeasure], found: list[CoveredMeasure]) -> None:
    name = f"{title}措施"
    word = f"{downloads.file_name(name)}.docx"
    downloads.button("measures-word", "导出 Word", lambda: memo(index, name, found, result.sparql), word, downloads.WORD)
    downloads.buttons(HEAD, lambda: rows(index, found), name, "measures")


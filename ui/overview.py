"""What the corpus holds, in a few figures that lead to their pages: the first thing a newcomer sees below the question."""

from __future__ import annotations

import streamlit as st

from ui import links
from ui.markup import Html, join, tag
from ui.opened import Opened


def overview_html(index: Opened) -> Html:
    """The plan, or how many there are, and the number of clauses, measures, targets and entities."""
    return _overview(index.id, index)


@st.cache_resource(max_entries=4, show_spinner=False)
def _overview(generation: str, _index: Opened) -> Html:
    counts = _index.workspace.generation.manifest["counts"]
    figures = (
        ("条款", counts["clauses"], links.PLAN), ("措施", counts["measures"], links.MEASURES), ("目标", counts["targets"], links.TARGETS),
        ("实体", len(_index.workspace.graph.entities().rows), links.ENTITIES),
    )  # fmt: skip
    items = [tag("li", links.link(join([tag("strong", f"{n:,}"), tag("span", name)]), links.url(view))) for name, n, view in figures]
    return tag("section", _head(_index), tag("ul", *items), css="overview", aria_label="语料概况")


def _head(index: Opened) -> Html:
    plans = list(index.workspace.plans.values())
    if len(plans) > 1:
        return tag("p", links.link(f"{len(plans):,} 部规划", links.url(links.CORPUS)))
    plan, found = plans[0], plans[0].metadata
    period = f"规划期 {found.period[0]}–{found.period[1]}" if found.period else ""
    facts = [found.issuer.value if found.issuer else "", f"{found.issued.value} 印发" if found.issued else "", period]
    title = links.link(f"《{plan.title}》", links.clause_url(plan.id, ""), css="book")
    return tag("p", title, *[tag("span", fact) for fact in facts if fact])

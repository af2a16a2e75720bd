"""Example questions by role, filled with names the corpus itself uses most."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from corpus.model import Kind
from kg.model import EntityType
from ui import facts
from ui.opened import Opened

_ROLES = Path(__file__).parent / "data" / "examples.toml"


def examples(index: Opened) -> list[tuple[str, list[str]]]:
    """(role, questions) in the order of examples.toml; questions with an empty slot are left out."""
    return _examples(index.id, index)


@st.cache_resource(max_entries=4, show_spinner=False)
def _examples(generation: str, _index: Opened) -> list[tuple[str, list[str]]]:
    values = _values(_index)
    roles = tomllib.loads(_ROLES.read_text(encoding="utf-8"))["role"]
    return [(r["name"], [q.format_map(values) for q in r["questions"] if _slots(q) <= values.keys()]) for r in roles]


def _slots(question: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(question) if name}


def _values(index: Opened) -> Mapping[str, str]:
    """The most covered industries, most mentioned enterprise and zone, a target, and a deep clause of the first plan;
    all are of the first plan where a corpus holds very many."""
    values: dict[str, str] = {}
    graph, plan = index.workspace.graph, next(iter(index.workspace.plans.values()))
    scope = plan.id if index.many else ""
    covered: dict[str, int] = {}
    for measure in (c.measure for c in graph.measures(plan=scope).rows):
        for industry in measure.industries:
            covered[industry] = covered.get(industry, 0) + 1
    for slot, industry in zip(("industry", "industry2"), sorted(covered, key=lambda i: (-covered[i], i)), strict=False):
        values[slot] = graph.name(industry)
    for slot, kind in (("enterprise", EntityType.ENTERPRISE), ("zone", EntityType.ZONE)):
        for entity in facts.ranked(index, kind.value, scope)[:1]:
            values[slot] = entity.name
    target = next((t for t in graph.targets(plan=scope).rows if t.year and t.value is not None), None)
    if target:
        values |= {"indicator": target.indicator, "year": str(target.year)}
    numbered = [c for c in plan.clauses if c.kind is Kind.NUMBERED]
    if numbered:
        deepest = max(c.level for c in numbered)
        values["clause"] = next(c.label for c in numbered if c.level == deepest)
    return values

"""Rows of the graph as the pages need them, worked out once per generation and shared by all sessions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from kg.model import Entity
from ui import links
from ui.markup import Mark
from ui.names import TYPE_ZH
from ui.opened import Opened


def mention_marks(index: Opened, plan: str) -> Mapping[str, Sequence[Mark]]:
    """By clause path: the printed mentions of a plan as links to their entity."""
    return _mention_marks(index.id, plan, index)


@st.cache_resource(max_entries=64, show_spinner=False)
def _mention_marks(generation: str, plan: str, _index: Opened) -> Mapping[str, Sequence[Mark]]:
    graph = _index.workspace.graph
    marks: dict[str, list[Mark]] = {}
    for identifier, mention in graph.all_mentions(plan):
        at = mention.evidence
        title, css = _title(graph.entity(identifier)), f"mention {type_of(identifier)}"
        marks.setdefault(at.clause, []).append(Mark(at.start, at.end, css, title, entity_url(identifier)))
    return marks


def _title(entity: Entity | None) -> str:
    return f"{TYPE_ZH[entity.type.value]}：{entity.name}" if entity else ""


def type_of(identifier: str) -> str:
    """Type of an entity from its id."""
    return identifier.partition("/")[0]


def entity_url(identifier: str) -> str:
    return links.url(links.ENTITIES, entity=identifier)


@st.cache_resource(max_entries=16, show_spinner=False)
def _weights(generation: str, plan: str, _index: Opened) -> Mapping[str, int]:
    return Counter(identifier for identifier, _ in _index.workspace.graph.all_mentions(plan))


def weights(index: Opened, plan: str = "") -> Mapping[str, int]:
    """Mentions per entity id in a plan, or over all."""
    return _weights(index.id, plan, index)


def ranked(index: Opened, kind: str, plan: str = "") -> list[Entity]:
    """Entities of a type, the most mentioned first, ties by id; those that a plan prints when one is given."""
    weight = weights(index, plan)
    rows = [e for e in index.workspace.graph.entities().rows if e.type.value == kind and (not plan or e.id in weight)]
    return sorted(rows, key=lambda e: (-weight[e.id], e.id))


#: by type: the filter of the measures page that takes such an entity
MEASURE_FILTERS: Mapping[str, str] = {"industry": "industry", "enterprise": "enterprise", "zone": "zone", "department": "department"}
#: fields of a measure that hold entity ids, by filter
MEASURE_FIELDS: Mapping[str, str] = {"industry": "industries", "enterprise": "enterprises", "zone": "zones", "department": "departments"}

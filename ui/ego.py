"""The relations around an entity laid out in columns: what points to it on the left, what it points to on the right."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.model import Relation
from ui.names import PREDICATE_ZH, TYPE_ZH

#: entities drawn at most
LIMIT = 40
#: colour and shape by type: Okabe–Ito darkened, never told by colour alone
LOOK: Mapping[str, tuple[str, str]] = {
    "industry": ("#0b6b4f", "circle"), "enterprise": ("#1f5fa8", "rect"), "institution": ("#7a3b8f", "diamond"),
    "zone": ("#9c4a00", "triangle"), "zone_group": ("#9c4a00", "pin"), "platform": ("#93356b", "roundRect"),
    "department": ("#4b5a00", "arrow"), "project": ("#5a4a3a", "diamond"), "document": ("#46566a", "rect"),
}  # fmt: skip
_LONGEST = 16


@dataclass(frozen=True, slots=True)
class Place:
    """A drawn entity: column (0 the entity itself, negative to the left) and row."""

    id: str
    column: int
    row: float


@dataclass(frozen=True, slots=True)
class Ego:
    """The drawn entities, the entity itself first; one relation for each drawn line; how many entities the limit left out."""

    places: tuple[Place, ...]
    edges: tuple[Relation, ...]
    hidden: int

    @property
    def deep(self) -> bool:
        """Whether something is drawn beyond the direct neighbours."""
        return any(abs(p.column) > 1 for p in self.places)

    @property
    def rows(self) -> int:
        """Height in rows of the fullest column."""
        columns = [p.column for p in self.places]
        return max(columns.count(c) for c in columns)


@dataclass
class _Layout:
    columns: dict[str, int]
    order: list[str] = field(default_factory=list)
    hidden: dict[str, None] = field(default_factory=dict)


def type_of(identifier: str) -> str:
    return identifier.partition("/")[0]


def ego(
    center: str, expanded: Sequence[str], types: Collection[str], around: Callable[[str], Sequence[Relation]], *, limit: int = LIMIT
) -> Ego:
    """Neighbours of the centre, then those of each expanded entity that is in view; `types` empty means every type."""
    layout = _Layout({center: 0}, [center])
    for node in (center, *expanded):
        if node in layout.columns:
            _add(layout, node, [r for r in around(node) if _wanted(r, node, types)], limit)
    edges: dict[tuple[str, str, str], Relation] = {}
    for node in layout.order:
        for relation in around(node):
            if relation.subject in layout.columns and relation.object in layout.columns:
                edges.setdefault((relation.subject, relation.predicate, relation.object), relation)
    return Ego(_places(layout), tuple(edges.values()), len(layout.hidden))


def _wanted(relation: Relation, node: str, types: Collection[str]) -> bool:
    kind = type_of(other_end(relation, node))
    return kind in TYPE_ZH and (not types or kind in types)


def other_end(relation: Relation, node: str) -> str:
    return relation.object if relation.subject == node else relation.subject


def _add(layout: _Layout, node: str, relations: Sequence[Relation], limit: int) -> None:
    column = layout.columns[node]
    for relation in relations:
        other = other_end(relation, node)
        if other in layout.columns:
            continue
        if len(layout.order) >= limit:
            layout.hidden[other] = None
            continue
        outward = 1 if relation.subject == node else -1
        layout.columns[other] = column + (outward if column == 0 else 1 if column > 0 else -1)
        layout.order.append(other)


def _places(layout: _Layout) -> tuple[Place, ...]:
    """Each column centred on the middle row; within a column by type, then in the order of the text."""
    places: dict[str, Place] = {}
    kinds = list(TYPE_ZH)
    for column in sorted(set(layout.columns.values()), key=lambda c: (abs(c), c)):
        members = [n for n in layout.order if layout.columns[n] == column]
        members.sort(key=lambda n: kinds.index(type_of(n)))
        for at, node in enumerate(members):
            places[node] = Place(node, column, at - (len(members) - 1) / 2)
    return tuple(places[n] for n in layout.order)


def chart(drawn: Ego, name: Callable[[str], str], expanded: Collection[str]) -> dict[str, Any]:
    """The ECharts option: positions are given, so the same view always looks the same; names end early on a narrow screen."""
    columns = [p.column for p in drawn.places]
    left, right = min(0, *columns), max(0, *columns)
    numbers = {p.id: n for n, p in enumerate(drawn.places)}
    rows = max(drawn.rows / 2, 1)
    axis = {"show": False, "type": "value"}
    series = {
        "type": "graph", "coordinateSystem": "cartesian2d", "layout": "none", "selectedMode": "single",
        "edgeSymbol": ["none", "arrow"], "edgeSymbolSize": 6, "lineStyle": {"color": "#8b98a6", "width": 1.2, "curveness": 0.04},
        "emphasis": {"focus": "adjacency"}, "select": {"itemStyle": {"borderColor": "#1d2733", "borderWidth": 2}},
        "blur": {"itemStyle": {"opacity": 0.4}, "label": {"opacity": 0.5}, "lineStyle": {"opacity": 0.2}},
        "label": {
            "show": True, "color": "#1d2733", "fontSize": 13, "overflow": "truncate",
            "backgroundColor": "#ffffff", "padding": [1, 2],
            "rich": {"p": {"color": "#51606f", "fontSize": 12}},
        },
        "data": [_node(p, name, drawn, expanded) for p in drawn.places],
        "links": [{"source": numbers[r.subject], "target": numbers[r.object]} for r in drawn.edges],
    }  # fmt: skip
    wide, narrow = _margins(left, right, 290), _margins(left, right, 132)
    return {
        "baseOption": {
            "animation": False, "tooltip": {"confine": True, "formatter": "{b}"}, "grid": wide,
            "xAxis": {**axis, "min": min(_across(left), -0.01), "max": max(_across(right), 0.01)},
            "yAxis": {**axis, "min": -rows, "max": rows, "inverse": True}, "series": [series],
        },
        "media": [{"query": {"maxWidth": 900}, "option": {"grid": narrow, "series": [{"label": {"width": 116}}]}}],
    }  # fmt: skip


def _across(column: int) -> float:
    """Where a column stands: the names of an inner column need room before the next one."""
    return 0.0 if column == 0 else (1 if column > 0 else -1) * (1 + 3 * (abs(column) - 1))


def _margins(left: int, right: int, label: int) -> dict[str, int]:
    return {"left": label if left else 70, "right": label if right else 70, "top": 26, "bottom": 14}


def _node(place: Place, name: Callable[[str], str], drawn: Ego, expanded: Collection[str]) -> dict[str, Any]:
    color, symbol = LOOK[type_of(place.id)]
    title = _short(name(place.id))
    center = place.column == 0
    says = "" if center else "、".join(dict.fromkeys(PREDICATE_ZH[r.predicate] for r in drawn.edges if _leads(r, place, drawn)))
    label: dict[str, Any] = {"position": "top", "formatter": title, "fontWeight": "bold" if center or place.id in expanded else "normal"}
    if not center:
        right = place.column > 0
        label |= {"position": "right" if right else "left", "formatter": f"{{p|{says}}} {title}" if right else f"{title} {{p|{says}}}"}
    return {
        "name": name(place.id), "value": [_across(place.column), place.row], "symbol": symbol, "symbolSize": 24 if center else 13,
        "itemStyle": {"color": color}, "label": label,
    }  # fmt: skip


def _leads(relation: Relation, place: Place, drawn: Ego) -> bool:
    """Whether a drawn relation comes to this entity from nearer the centre."""
    if place.id not in (relation.subject, relation.object):
        return False
    columns = {p.id: abs(p.column) for p in drawn.places}
    return columns[other_end(relation, place.id)] < abs(place.column)


def _short(name: str) -> str:
    """The beginning of a long name; braces would be read as a template."""
    plain = name.replace("{", "{").replace("}", "}")
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"

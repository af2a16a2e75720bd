"""The industry tree with counts, and which instruments the plan has for which industry, blanks included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import streamlit as st

from kg.model import INSTRUMENTS, Entity, EntityType, Evidence
from ui import links
from ui.contents import branch
from ui.markup import Html, join, tag
from ui.opened import Opened

#: measures from which a cell of the matrix gets the next darker shade
_SHADES = (1, 2, 4, 8)
Place = tuple[str, int]
_NOWHERE: Place = ("\uffff", 0)


@dataclass(frozen=True, slots=True)
class Tree:
    """Industries by parent in the order of the text, and the number of direct measures of each with everything below it."""

    below: Mapping[str, tuple[Entity, ...]]
    counts: Mapping[str, int]

    def covered(self, parent: str = "") -> tuple[Entity, ...]:
        return tuple(e for e in self.below.get(parent, ()) if self.counts[e.id])

    def uncovered(self) -> tuple[Entity, ...]:
        """Industries at the top that no measure covers directly: the text only names them."""
        return tuple(e for e in self.below.get("", ()) if not self.counts[e.id])


def industry_tree(index: Opened, plan: str) -> Tree:
    """The tree of one plan, or of all."""
    return _tree(index.id, plan, index)


@st.cache_resource(max_entries=32, show_spinner=False)
def _tree(generation: str, plan: str, _index: Opened) -> Tree:
    graph = _index.workspace.graph
    found = {e.id: e for e in graph.entities(plan).rows if e.type is EntityType.INDUSTRY}
    counts, covered = dict.fromkeys(found, 0), dict[str, Place]()
    for measure in (c.measure for c in graph.measures(plan=plan).rows):
        for identifier in dict.fromkeys(i for industry in measure.industries for i in _upwards(industry, found)):
            counts[identifier] += 1
            _earliest(covered, identifier, measure.evidence)
    named = dict[str, Place]()
    for identifier, mention in graph.all_mentions(plan):
        _earliest(named, identifier, mention.evidence)
    parents = {e.parent for e in found.values()}
    first = {i: covered.get(i) or named.get(i) or _NOWHERE for i in found}
    shown = sorted((e for e in found.values() if e.id in named or counts[e.id] or e.id in parents), key=lambda e: (first[e.id], e.id))
    known = {e.id for e in shown}
    below: dict[str, list[Entity]] = {}
    for entity in shown:
        below.setdefault(entity.parent if entity.parent in known else "", []).append(entity)
    return Tree({parent: tuple(children) for parent, children in below.items()}, counts)


def _upwards(industry: str, known: Mapping[str, Entity]) -> Iterator[str]:
    """An industry and those above it; each once, even where a parent chain is a circle."""
    seen: list[str] = []
    while industry in known and industry not in seen:
        seen.append(industry)
        yield industry
        industry = known[industry].parent


def _earliest(places: dict[str, Place], identifier: str, at: Evidence) -> None:
    """Where the text first covers or names an industry, so that the tree reads like the plan."""
    places[identifier] = min((at.plan, at.start), places.get(identifier, _NOWHERE))


def tree_html(tree: Tree, current: str, plan: str) -> Html:
    """Nested industries with counts, open along the way to the one in view; the merely named ones apart."""
    parents = {child.id: parent for parent, children in tree.below.items() for child in children}
    chain = {current}
    at = current
    while parents.get(at):
        at = parents[at]
        chain.add(at)
    whole = links.link("全部产业", links.url(links.MEASURES, plan=plan), css="toc-link" + ("" if current else " on"))
    items = [_item(tree, e, chain, current, plan) for e in tree.covered()]
    named = tree.uncovered()
    rest = tag("details", tag("summary", tag("span", f"仅被提及 {len(named)} 个", css="toc-rest")), tag(
        "ul", *[_item(tree, e, chain, current, plan) for e in named]
    ), open=any(e.id in chain for e in named)) if named else ""  # fmt: skip
    return tag("nav", tag("div", whole), tag("ul", *items, tag("li", rest) if rest else ""), css="toc", aria_label="产业")


def _item(tree: Tree, entity: Entity, chain: set[str], current: str, plan: str) -> Html:
    here, count = entity.id == current, tree.counts[entity.id]
    label = join([entity.name, tag("span", count, css="count", title=f"直接措施 {count} 条") if count else ""])
    href = links.url(links.MEASURES, industry=entity.id, plan=plan)
    link = links.link(label, href, css="toc-link" + (" on" if here else ""), aria_current="true" if here else None)
    below = tree.below.get(entity.id, ())
    if not below:
        return tag("li", link)
    opened = entity.id in chain or any(tree.counts[e.id] for e in below)
    return branch(link, entity.name, [_item(tree, e, chain, current, plan) for e in below], opened=opened)


def matrix_html(index: Opened, plan: str) -> Html:
    """Industries × instruments as a table shaded by the number of direct measures; every number opens its measures."""
    graph = index.workspace.graph
    cells = {(c.industry, c.instrument): c.measures for c in graph.coverage_matrix(plan).rows}
    tree = industry_tree(index, plan)
    rows = _rows(tree, cells)
    used = [i for i in INSTRUMENTS if any(cells.get((e.id, i)) for e in rows)]
    head = tag("tr", tag("th", "产业", scope="col"), *[tag("th", _tool(i, plan), scope="col") for i in used])
    body = [_row(e, used, cells, plan) for e in rows]
    words = "各产业直接措施的条数，按政策工具分列；空格表示规划未提及"
    caption = tag("caption", tag("span", words, tag("span", "。表可左右滑动", css="narrow-only"), css="caption-text"))
    table = tag("table", caption, tag("thead", head), tag("tbody", *body), css="matrix")
    return join([
        tag("div", table, css="table-wrap", tabindex="0", role="region", aria_label="产业与政策工具覆盖表"), _scale(),
    ])  # fmt: skip


def _tool(instrument: str, plan: str) -> Html:
    return links.link(instrument, links.url(links.MEASURES, instrument=instrument, plan=plan), title=f"{instrument}类的全部措施")


def _rows(tree: Tree, cells: Mapping[tuple[str, str], Sequence[str]], parent: str = "") -> list[Entity]:
    """Industries with a measure of their own, in the order of the tree."""
    own = {industry for industry, _ in cells}
    return [e for top in tree.below.get(parent, ()) for e in ([top] if top.id in own else []) + _rows(tree, cells, top.id)]


def _row(entity: Entity, used: Sequence[str], cells: Mapping[tuple[str, str], Sequence[str]], plan: str) -> Html:
    name = tag("th", links.link(entity.name, links.url(links.MEASURES, industry=entity.id, plan=plan)), scope="row")
    return tag("tr", name, *[_cell(entity, i, len(cells.get((entity.id, i), ())), plan) for i in used])


def _cell(entity: Entity, instrument: str, count: int, plan: str) -> Html:
    if not count:
        return tag("td", tag("span", "规划未提及", css="unseen"), css="blank", title=f"{entity.name} × {instrument}：规划未提及")
    shade = sum(count >= least for least in _SHADES)
    href = links.url(links.MEASURES, industry=entity.id, instrument=instrument, plan=plan)
    spoken = f"{entity.name}，{instrument}：{count} 条措施"
    return tag("td", links.link(count, href, title=spoken, aria_label=spoken), css=f"shade-{shade}")


def _scale() -> Html:
    names = [f"{a}–{b - 1}" if b - a > 1 else str(a) for a, b in pairwise(_SHADES)] + [f"{_SHADES[-1]} 及以上"]
    keys = [tag("span", tag("i", css=f"swatch shade-{n}", aria_hidden="true"), f"{name} 条", css="key") for n, name in enumerate(names, 1)]
    blank = tag("span", tag("i", css="swatch blank", aria_hidden="true"), "规划未提及", css="key")
    return tag("p", *keys, blank, css="chart-legend")

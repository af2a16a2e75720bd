"""实体关系: find an entity by any name, see its facts with their sources, walk its relations, connect two entities."""

from __future__ import annotations

import streamlit as st

from kg.model import Entity, Relation
from ui import facts, filters, links, shell
from ui.ego import LOOK, Ego, chart, ego, other_end
from ui.finder import Finder
from ui.markup import Html, join, show, tag
from ui.names import PREDICATE_ZH, TYPE_ZH
from ui.opened import Opened
from ui.profile import entity_link, head_html, mentions_html, node_html, place_html, relations_html

_LISTED = 60
_ROW = 30


@shell.page
def draw(index: Opened) -> None:
    wanted = filters.value("entity")
    entity = index.workspace.graph.entity(wanted) if wanted else None
    if not entity:
        shell.heading("实体关系", "查找规划提到的产业、企业、园区、平台、部门，看它们之间的关系与出处。")
    _search(index)
    if entity:
        _profile(index, entity)
    elif wanted and not filters.value("find"):
        shell.empty(f"图谱中没有“{wanted}”。可能是规划已更换，请用名称查找。")
        _browse(index)
    elif not filters.value("find"):
        _browse(index)


@st.cache_resource(max_entries=4, show_spinner=False)
def _finder(generation: str, _index: Opened) -> Finder:
    return Finder(_index.workspace.graph.entities().rows)


def _search(index: Opened) -> None:
    words = filters.text("查找实体", "find", "名称、简称、英文名或拼音")
    if not words:
        return
    found = _finder(index.id, index).find(words)
    if not found:
        shell.empty(f"没有找到“{words}”。", tag("p", "可以少输几个字，或改用简称、英文名、拼音首字母。"))
        return
    items = [
        tag("li", entity_link(f.entity), _kind(f.entity), tag("span", f.form, css="form") if f.form != f.entity.name else "") for f in found
    ]  # fmt: skip
    show(tag("section", tag("h2", f"找到 {len(found)} 个实体"), tag("ul", *items, css="found"), role="status"))


def _kind(entity: Entity) -> Html:
    return tag("span", TYPE_ZH[entity.type.value], css=f"badge type {entity.type.value}")


def _browse(index: Opened) -> None:
    """Entities by type, the most mentioned first."""
    plan = shell.choose_listed(index) if index.many else ""
    counts = {k: len(facts.ranked(index, k, plan)) for k in TYPE_ZH}
    kinds = {k: f"{TYPE_ZH[k]} {n}" for k, n in counts.items() if n}
    if not kinds:
        shell.empty("规划中没有识别出实体。")
        return
    chosen = filters.some_of("类型", "type", kinds) or tuple(kinds)
    weight = facts.weights(index, plan)
    blocks = []
    for kind in chosen:
        ranked = facts.ranked(index, kind, plan)
        counts_of = {e.id: tag("span", weight[e.id], css="count", title=f"原文出现 {weight[e.id]} 次") for e in ranked[:_LISTED]}
        items = [tag("li", entity_link(e), counts_of[e.id]) for e in ranked[:_LISTED]]
        more = tag("p", f"另有 {len(ranked) - _LISTED} 个，请用上方的查找。", css="page-line") if len(ranked) > _LISTED else ""
        blocks.append(tag("section", tag("h2", TYPE_ZH[kind]), tag("ul", *items, css="cloud"), more))
    show("" if plan else _shared(index), join(blocks))


def _shared(index: Opened) -> Html:
    """What several plans name, those of the most plans first."""
    graph = index.workspace.graph
    found = [(e, s.plans) for s in graph.shared_entities().rows if (e := graph.entity(s.entity))]
    if not found:
        return Html("")
    items = [tag("li", entity_link(e), tag("span", n, css="count", title=f"见于 {n} 部规划")) for e, n in found[:_LISTED]]
    return tag("section", tag("h2", f"多部规划共同提到 {len(found)} 个"), tag("ul", *items, css="cloud"))


def _profile(index: Opened, entity: Entity) -> None:
    graph = index.workspace.graph
    relations = graph.neighbourhood(entity.id).rows
    mentions = graph.mentions(entity.id).rows
    show(head_html(index, entity))
    if relations:
        _graph(index, entity)
        with st.expander(f"关系表（{len(relations)} 条）", expanded=True, key="relation-table"):
            show(relations_html(index, relations, f"与{entity.name}有关的关系"))
    else:
        shell.empty("原文没有写明它与其他实体的关系。")
    _path(index, entity)
    seen = graph.profile(entity.id)
    several = f"，见于 {len(seen.rows[0].plans)} 部规划" if seen and len(index.workspace.plans) > 1 else ""
    with st.expander(f"原文提及 {len(mentions)} 处{several}", expanded=not relations, key="mention-list"):
        show(mentions_html(index, mentions))


def _graph(index: Opened, entity: Entity) -> None:
    graph = index.workspace.graph
    around = graph.neighbourhood(entity.id).rows
    kinds = list(dict.fromkeys(k for r in around if (k := facts.type_of(other_end(r, entity.id))) in TYPE_ZH))
    if not kinds:
        return
    types = filters.some_of("只看类型", "only", {k: TYPE_ZH[k] for k in TYPE_ZH if k in kinds}) if len(kinds) > 1 else ()
    expanded = filters.values("open")
    drawn = ego(entity.id, expanded, types, lambda node: graph.neighbourhood(node).rows)
    # a chart of its own for each view: a kept selection would make the second click on an entity say nothing
    key = "|".join(("ego", entity.id, *expanded, *types))
    nodes = [p.id for p in drawn.places]
    with st.container(key="ego-deep" if drawn.deep else "ego"):
        st.echarts_chart(
            chart(drawn, graph.name, expanded), key=key, height=max(220, 60 + _ROW * drawn.rows), theme=None, renderer="svg",
            on_select=lambda: _clicked(key, nodes), alt=f"{entity.name}的关系图：{len(nodes) - 1} 个相关实体，内容与下方关系表相同",
        )  # fmt: skip
    _legend(index, drawn)
    _opened_nodes(index, entity, [e for e in expanded if graph.entity(e)])


def _clicked(key: str, nodes: list[str]) -> None:
    """Open or close the entity that was clicked; the chart tells its number among the drawn ones, the first is the centre."""
    numbers = [n for s in st.session_state[key]["selection"]["selected"] if s["data_type"] == "node" for n in s["data_indices"]]
    if not numbers or not 0 < numbers[0] < len(nodes):
        return
    node, opened = nodes[numbers[0]], list(filters.values("open"))
    filters.put(open=[o for o in opened if o != node] if node in opened else [*opened, node])


def _legend(index: Opened, drawn: Ego) -> None:
    kinds = [k for k in LOOK if any(facts.type_of(p.id) == k for p in drawn.places)]
    marks = [tag("span", tag("i", css=f"shape {LOOK[k][1]} {k}", aria_hidden="true"), TYPE_ZH[k], css="key") for k in kinds]
    hidden = f"为便于阅读，未画出另外 {drawn.hidden} 个实体，可按类型筛选。" if drawn.hidden else ""
    hint = tag("span", "点击图中的实体展开或收起它的关系。", hidden, tag("span", "图可左右滑动。", css="narrow-only"))
    show(tag("p", *marks, hint, css="chart-legend"))


def _opened_nodes(index: Opened, entity: Entity, opened: list[str]) -> None:
    """What was opened by clicking, as text: links to the profiles, and the relations that the graph now shows in addition."""
    if not opened:
        return
    graph = index.workspace.graph
    for node in opened:
        relations: list[Relation] = [r for r in graph.neighbourhood(node).rows if entity.id not in (r.subject, r.object)]
        more = f"，另有 {len(relations)} 条关系" if relations else "，原文没有写明它的其他关系"
        head = tag("p", "已展开：", node_html(index, node), more, css="opened")
        rows = [
            tag("li", node_html(index, r.subject), PREDICATE_ZH[r.predicate], node_html(index, r.object), place_html(index, r.evidence))
            for r in relations
        ]  # fmt: skip
        show(head, tag("ul", *rows, css="found") if rows else "")


def _path(index: Opened, entity: Entity) -> None:
    with st.expander("与另一实体的联系", expanded=bool(filters.value("to")), key="path"):
        words = filters.text("另一实体", "to", "名称、简称、英文名或拼音")
        if not words:
            return
        graph = index.workspace.graph
        found = [graph.entity(words)] if graph.entity(words) else [f.entity for f in _finder(index.id, index).find(words)]
        goals = [e for e in found if e and e.id != entity.id]
        if not goals:
            shell.empty(f"没有找到“{words}”。")
            return
        chains = graph.paths(entity.id, goals[0].id).rows
        if not chains:
            shell.empty(f"四步以内没有找到{entity.name}与{goals[0].name}的联系。")
        else:
            several = f"，共有 {len(chains)} 条同样短的" if len(chains) > 1 else ""
            show(tag("h2", f"{entity.name} → {goals[0].name}：{len(chains[0])} 步{several}"))
            show(*[relations_html(index, chain, "联系的每一步") for chain in chains])
        others = [links.link(e.name, links.url(links.ENTITIES, entity=entity.id, to=e.id)) for e in goals[1:6]]
        if others:
            show(tag("p", "也可能指：", join(others, "、"), css="page-line"))

"""One entity as markup: its names, its facts with their sources, where the text prints it."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model import Entity, EntityType, Evidence, Mention, Relation, Review
from ui import facts, links
from ui.contents import name_of
from ui.markup import Html, Mark, join, marked, tag
from ui.names import PREDICATE_ZH, REVIEW_ZH, TYPE_ZH
from ui.opened import Opened
from ui.tables import Column, table

_AROUND = 24
MENTIONS = 40


def head_html(index: Opened, entity: Entity) -> Html:
    """Name, type, other names, code, the broader and narrower entities, and what belongs to its type."""
    seen = index.workspace.graph.profile(entity.id)
    below = seen.rows[0].narrower if seen else ()
    rows: list[tuple[str, Html | str]] = [
        ("又称", "、".join(entity.aliases)), ("英文名", entity.name_en), ("国民经济行业代码", entity.notation),
        ("上级", _links(index, (entity.parent,))), ("下级", _links(index, below)), *_of_type(index, entity),
    ]  # fmt: skip
    about = tag("dl", *[join([tag("dt", name), tag("dd", value)]) for name, value in rows if value], css="about")
    badge = tag("span", TYPE_ZH[entity.type.value], css=f"badge type {entity.type.value}")
    return join([tag("h1", entity.name, " ", badge, css="page-title"), tools_html(entity), about])


def _of_type(index: Opened, entity: Entity) -> list[tuple[str, Html | str]]:
    """What a zone holds, and the plan of this corpus that a document is."""
    graph = index.workspace.graph
    if entity.type in (EntityType.ZONE, EntityType.ZONE_GROUP):
        zone = graph.zone_profile(entity.id).rows[0]
        named = (
            ("所属", zone.group), ("成员", zone.member), ("产业", zone.industry), ("企业与机构", zone.organisation),
            ("平台", zone.platform), ("位于", zone.within), ("其中", zone.holds),
        )  # fmt: skip
        return [(name, _links(index, ids)) for name, ids in named]
    if entity.type is EntityType.DOCUMENT:
        held = next((r.held for r in graph.documents(document=entity.id).rows if r.held in index.workspace.plans), "")
        return [("本语料中的规划", links.link(index.workspace.plans[held].title, links.clause_url(held, "")))] if held else []
    return []


def _links(index: Opened, identifiers: Sequence[str]) -> Html | str:
    found = [e for i in identifiers if (e := index.workspace.graph.entity(i))]
    return join([entity_link(e) for e in found], "、") if found else ""


def tools_html(entity: Entity) -> Html:
    here = facts.entity_url(entity.id)
    name = facts.MEASURE_FILTERS.get(entity.type.value, "")
    measures = links.url(links.MEASURES, **{name: entity.id}) if name else ""
    return tag(
        "div", links.link("查看有关措施", measures, css="tool") if measures else "",
        links.link("就此提问", links.url(links.ASK, q=f"哪些条款提到{entity.name}？"), css="tool"),
        links.copy_button("复制链接", here, address=True), css="tools",
    )  # fmt: skip


def entity_link(entity: Entity) -> Html:
    return links.link(entity.name, facts.entity_url(entity.id), css=f"entity {entity.type.value}")


def node_html(index: Opened, node: str) -> Html:
    """Either end of a relation: an entity, or the clause that speaks."""
    entity = index.workspace.graph.entity(node)
    if entity:
        return entity_link(entity)
    plan, _, path = node.removeprefix("clause:").partition("/")
    clause = index.workspace.plans[plan].get(path) if plan in index.workspace.plans else None
    return links.link(name_of(clause), links.clause_url(plan, path)) if clause else tag("span", node)


def place_html(index: Opened, at: Evidence, *, several: bool | None = None) -> Html:
    """The clause of an evidence as a link to its highlighted words, with the plan when there are several."""
    plan = index.workspace.plans[at.plan]
    where = links.link(plan[at.clause].label or plan.title, links.clause_url(at.plan, at.clause, at.start, at.end), css="place")
    if several is None:
        several = len(index.workspace.plans) > 1
    return join([where, tag("span", f"《{plan.title}》", css="source-plan")]) if several else where


def relations_html(index: Opened, relations: Sequence[Relation], caption: str) -> Html:
    """Relations as a table with their words and their clause."""
    columns: list[Column[Relation]] = [
        Column("主体", lambda r: node_html(index, r.subject)),
        Column("关系", _predicate, css="nowrap"),
        Column("对象", lambda r: node_html(index, r.object)),
        Column("原文", lambda r: tag("q", r.evidence.quote)),
        Column("条款", lambda r: place_html(index, r.evidence), css="nowrap"),
    ]  # fmt: skip
    if any(r.source.review is not Review.OPEN for r in relations):
        columns.append(Column("复核", lambda r: REVIEW_ZH[r.source.review], css="nowrap"))
    return table(columns, relations, caption)


def _predicate(relation: Relation) -> Html:
    more = tag("span", " 等", title="原文以“等”结尾，所列不全") if relation.open_list else ""
    return tag("span", PREDICATE_ZH[relation.predicate], more)


def mentions_html(index: Opened, mentions: Sequence[Mention]) -> Html:
    """Places that print the entity, each with the words around it."""
    items = [tag("li", place_html(index, m.evidence), " ", _context(index, m)) for m in mentions[:MENTIONS]]
    rest = len(mentions) - len(items)
    more = tag("p", f"另有 {rest} 处未列出。", css="page-line") if rest > 0 else ""
    return join([tag("ul", *items, css="mentions"), more])


def _context(index: Opened, mention: Mention) -> Html:
    plan, at = index.workspace.plans[mention.evidence.plan], mention.evidence
    clause = plan[at.clause]
    start, end = max(clause.start, at.start - _AROUND), min(clause.end, at.end + _AROUND)
    before, after = "…" if start > clause.start else "", "…" if end < clause.end else ""
    return tag("span", before, marked(plan.text, start, end, [Mark(at.start, at.end, "found")]), after, css="context")

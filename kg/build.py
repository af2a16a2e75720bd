"""From a plan and its facts to quads: one named graph per clause, each fact with the characters that say it.

Plain string work, because the parser of a triple store would take longer than the extraction itself.
Every fact is there twice: as a plain triple for asking, and as a statement with evidence for checking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from corpus.model import Plan
from kg.describe import describe_clauses, describe_plan
from kg.identity import entity_key, measure_key, numbered, observation_key, relation_key, target_key
from kg.iri import BASE, SHARED_GRAPH, node_iri, resource_iri
from kg.model import Doubt, Entity, EntityType, Measure, Observation, PlanFacts, Predicate, Relation, Target
from kg.nquads import TRUE, Quad, number, text, year
from kg.references import article_key, document_keys
from kg.sink import Sink
from kg.vocab import ENTITY_CLASSES, term

_SHARED = f"<{SHARED_GRAPH}>"
_GBT4754 = "gbt4754-2017"
Row = TypeVar("Row")


def plan_quads(plan: Plan, facts: PlanFacts) -> list[Quad]:
    """The quads of one plan, sorted, each once: its clauses, entities, facts, mentions and doubts. Pure."""
    sink = Sink(plan.id)
    describe_plan(sink, plan)
    describe_clauses(sink, plan)
    _write(sink, facts.entities, lambda e: entity_key(plan.id, e), _entity)
    _write(sink, facts.relations, relation_key, _relation)
    _write(sink, facts.measures, measure_key, _measure)
    _write(sink, facts.observations, observation_key, _observation)
    _targets(sink, facts)
    for position, doubt in enumerate(facts.doubts, 1):
        _doubt(sink, plan.id, doubt, position)
    return sink.quads


def _write(sink: Sink, rows: Sequence[Row], key: Callable[[Row], str], write: Callable[[Sink, Row, str], None]) -> None:
    for row, identifier in zip(rows, numbered(map(key, rows)), strict=True):
        write(sink, row, identifier)


def _resource(identifier: str) -> str:
    return f"<{resource_iri(identifier)}>" if identifier else ""


def _resources(predicate: str, identifiers: Iterable[str]) -> list[tuple[str, str]]:
    return [(predicate, _resource(identifier)) for identifier in identifiers]


def _entity(sink: Sink, entity: Entity, key: str) -> None:
    """Name and class in the shared graph; other names and place in the tree are this plan's own."""
    node, (own, published) = _resource(entity.id), ENTITY_CLASSES[entity.type]
    sink.types(_SHARED, node, own, published)
    sink.add(
        _SHARED, node,
        ("skos:prefLabel", text(entity.name, "zh")), ("skos:prefLabel", text(entity.name_en, "en") if entity.name_en else ""),
        ("skos:notation", text(entity.notation) if entity.notation else ""),
    )  # fmt: skip
    aliases = [("skos:altLabel", text(alias, "zh")) for alias in entity.aliases]
    sink.add(sink.plan, node, *aliases, ("z:broaderEntity", _resource(entity.parent)))
    if entity.type is EntityType.DOCUMENT:
        sink.add(sink.plan, node, *(("z:documentKey", text(k)) for k in document_keys(entity.name, *entity.aliases)))
    if entity.type is EntityType.INDUSTRY:
        printed = text(entity.printed, "zh") if entity.printed else ""
        sink.add(sink.plan, node, ("skos:broader", _resource(entity.parent)), ("z:printedAs", printed))
        _classified(sink, node, entity.notation)
    if entity.mentions:
        sink.fact(key, "entity", (node, "rdf:type", term(own)), entity.mentions[0].evidence, entity.source)
        _mentions(sink, node, entity)


def _classified(sink: Sink, node: str, notation: str) -> None:
    """The sector of GB/T 4754-2017 that a coded industry falls under."""
    if notation:
        sector = _resource(f"{_GBT4754}/{notation}")
        sink.types(_SHARED, sector, "skos:Concept")
        sink.add(_SHARED, sector, ("skos:notation", text(notation)), ("skos:inScheme", _resource(_GBT4754)))
        sink.add(_SHARED, node, ("skos:broadMatch", sector))


def _mentions(sink: Sink, node: str, entity: Entity) -> None:
    for mention in entity.mentions:
        where, graph = mention.evidence, sink.graph_of(mention.evidence)
        annotation = _resource(f"mention/{where.plan}/{where.start}-{where.end}/{entity.id}")
        sink.types(graph, annotation, "z:Mention", "oa:Annotation")
        sink.add(graph, annotation, ("oa:hasBody", node), ("oa:hasTarget", sink.evidence(where)))
        sink.add(graph, graph, ("z:mentions", node))


def _relation(sink: Sink, row: Relation, key: str) -> None:
    subject, target = f"<{node_iri(row.subject)}>", f"<{node_iri(row.object)}>"
    sink.fact(key, "relation", (subject, f"z:{row.predicate.value}", target), row.evidence, row.source, row.open_list)
    if row.predicate is Predicate.REFERS_TO and row.object.startswith("document/") and (article := article_key(row.evidence.quote)):
        sink.add(sink.graph_of(row.evidence), f"<{BASE}fact/{key}>", ("z:articleKey", text(article)))
    if row.predicate is Predicate.MEMBER_OF_ZONE_GROUP:
        sink.add(sink.graph_of(row.evidence), target, ("skos:member", subject))


def _measure(sink: Sink, row: Measure, key: str) -> None:
    node, graph = _resource(row.id), sink.graph_of(row.evidence)
    sink.types(graph, node, "z:Measure")
    sink.add(
        graph, node,
        ("z:action", text(row.action, "zh")), ("z:strength", text(row.strength) if row.strength else ""),
        ("z:instrument", text(row.instrument)), ("z:actor", text(row.actor) if row.actor else ""), ("z:inClause", graph),
        *_resources("z:coversIndustry", row.industries), *_resources("z:mentionsIndustry", row.mentioned_industries),
        *_resources("z:coversEnterprise", row.enterprises), *_resources("z:coversZone", row.zones),
        *_resources("z:coversDepartment", row.departments), ("z:appliesToAll", TRUE if row.cross_cutting else ""),
    )  # fmt: skip
    sink.fact(key, "measure", (graph, "z:hasMeasure", node), row.evidence, row.source)


def _quantity(sink: Sink, graph: str, node: str, value: Decimal | None, unit: str, factor: Decimal) -> None:
    """Number and unit as printed, and the number with the unit's multiplier applied."""
    if value is None:
        return
    unit_node = _resource(f"unit/{unit}") if unit else ""
    sink.add(
        graph, node, ("z:value", number(value)), ("z:unit", text(unit) if unit else ""), ("z:factor", number(factor)),
        ("z:normalisedValue", number(value * factor)), ("qudt:hasUnit", unit_node),
    )  # fmt: skip
    if unit:
        sink.types(_SHARED, unit_node, "qudt:Unit")
        sink.add(_SHARED, unit_node, ("skos:prefLabel", text(unit, "zh")), ("qudt:conversionMultiplier", number(factor)))


def _indicator(sink: Sink, name: str) -> str:
    node = _resource(f"indicator/{name}")
    sink.types(_SHARED, node, "z:Indicator", "sdgo:Indicator", "skos:Concept")
    sink.add(_SHARED, node, ("skos:prefLabel", text(name, "zh")))
    return node


def _observation(sink: Sink, row: Observation, key: str) -> None:
    node, graph = _resource(row.id), sink.graph_of(row.evidence)
    sink.types(graph, node, "z:Observation", "schema:Observation")
    sink.add(
        graph, node,
        ("z:indicator", _indicator(sink, row.indicator)), ("z:comparator", text(row.comparator.value)), ("z:inClause", graph),
        ("z:year", year(row.year) if row.year else ""), ("z:period", text(row.period) if row.period else ""),
        ("z:timeInherited", TRUE if row.time_inherited else ""), *_resources("z:computedFrom", row.parts),
    )  # fmt: skip
    _quantity(sink, graph, node, row.quantity.value, row.quantity.unit, row.quantity.factor)
    sink.fact(key, "observation", (graph, "z:hasObservation", node), row.evidence, row.source)


def _targets(sink: Sink, facts: PlanFacts) -> None:
    """Each target once; a statement for every place that states it."""
    observations = {o.id: o for o in facts.observations}
    for row in facts.targets:
        _target(sink, row, observations)
    places = [(row, evidence) for row in facts.targets for evidence in (row.evidence, *row.also)]
    for key, (row, evidence) in zip(numbered(target_key(*place) for place in places), places, strict=True):
        sink.fact(key, "target", (sink.graph_of(evidence), "z:hasTarget", _resource(row.id)), evidence, row.source)


def _target(sink: Sink, row: Target, observations: Mapping[str, Observation]) -> None:
    node, graph = _resource(row.id), sink.graph_of(row.evidence)
    change = _change(row, observations.get(row.baseline))
    sink.types(graph, node, "z:Target", "sdgo:Target")
    sink.add(
        graph, node,
        ("z:indicator", _indicator(sink, row.indicator)), ("z:comparator", text(row.comparator.value)), ("z:inClause", graph),
        ("z:valueMax", number(row.value_max) if row.value_max is not None else ""), ("z:year", year(row.year) if row.year else ""),
        ("z:timeInherited", TRUE if row.year_inherited else ""), ("z:targetKind", text(row.kind) if row.kind else ""),
        ("z:period", text(row.period) if row.period else ""), ("z:baseline", _resource(row.baseline)),
        ("z:change", number(change) if change is not None else ""),
    )  # fmt: skip
    _quantity(sink, graph, node, row.value, row.unit, row.factor)


def _change(target: Target, baseline: Observation | None) -> Decimal | None:
    """The computed difference to the baseline in units without multiplier; None when the units differ."""
    if baseline is None or target.value is None or baseline.quantity.unit != target.unit:
        return None
    return target.value * target.factor - baseline.quantity.value * baseline.quantity.factor


def _doubt(sink: Sink, plan: str, doubt: Doubt, position: int) -> None:
    node = _resource(f"doubt/{plan}/{position}")
    sink.types(sink.plan, node, "z:Doubt")
    sink.add(
        sink.plan, node, ("z:inPlan", sink.plan), ("z:doubtKind", text(doubt.kind)), ("z:doubtText", text(doubt.text, "zh")),
        ("z:evidence", sink.evidence(doubt.evidence) if doubt.evidence else ""),
        ("z:doubtFact", text(doubt.fact) if doubt.fact else ""), ("z:rule", text(doubt.rule) if doubt.rule else ""),
        ("z:confidence", "" if doubt.confidence is None else number(Decimal(str(doubt.confidence)))),
    )  # fmt: skip



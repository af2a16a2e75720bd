"""Plan and facts as RDF: N-Quads of one plan, one named graph per clause, and the merged data set as TriG.

Strings are built directly, since writing tens of thousands of quads through a graph object costs seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from corpus.model import Clause, Plan
from kg import iri
from kg.model import Doubt, Entity, EntityType, Evidence, Measure, Observation, PlanFacts, Relation, Source, Target
from kg.trig import write_trig
from kg.vocab import PREFIXES, term

Quad = tuple[str, str, str, str]
_TYPE = term("rdf:type")
_CLASS = {
    EntityType.INDUSTRY: "z:Industry", EntityType.ENTERPRISE: "z:Enterprise", EntityType.INSTITUTION: "z:Institution",
    EntityType.ZONE: "z:Zone", EntityType.ZONE_GROUP: "z:ZoneGroup", EntityType.PLATFORM: "z:Platform",
    EntityType.DEPARTMENT: "z:Department", EntityType.PROJECT: "z:Project", EntityType.DOCUMENT: "z:PolicyDocument",
}  # fmt: skip
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
ACTIVITY = f"<{iri.BASE}activity/build>"


def plan_quads(plan: Plan, facts: PlanFacts) -> bytes:
    """Canonical N-Quads of one plan: sorted, unique, UTF-8. Equal plans give equal bytes."""
    writer = _Writer(plan)
    quads = [*writer.document(), *(q for c in plan.clauses if c.path for q in writer.clause(c))]
    for entity in facts.entities:
        quads += writer.entity(entity)
    for relation in facts.relations:
        quads += writer.relation(relation)
    for measure in facts.measures:
        quads += writer.measure(measure)
    for observation in facts.observations:
        quads += writer.observation(observation)
    for target in facts.targets:
        quads += writer.target(target)
    for number, doubt in enumerate(facts.doubts, 1):
        quads += writer.doubt(doubt, number)
    lines = sorted({f"{s} {p} {o} {g} .\n" for s, p, o, g in quads})
    return "".join(lines).encode("utf-8", "surrogatepass")


def dataset_trig(plans: Sequence[bytes]) -> bytes:
    """The merged data set as readable TriG, with a VoID and DCAT description of it; same plans, same bytes."""
    return write_trig([*_description(plans), *(line for plan in plans for line in plan.decode("utf-8").splitlines())])


def _description(plans: Sequence[bytes]) -> Iterator[str]:
    dataset = f"<{iri.BASE}dataset>"
    quads = sum(plan.count(b"\n") for plan in plans)
    yield f"{dataset} {_TYPE} {term('void:Dataset')} {dataset} ."
    yield f"{dataset} {_TYPE} {term('dcat:Dataset')} {dataset} ."
    yield f"{dataset} {term('dct:title')} {text('规划知识图谱', 'zh')} {dataset} ."
    yield f"{dataset} {term('void:vocabulary')} <{iri.ONTOLOGY}> {dataset} ."
    yield f"{dataset} {term('void:triples')} {integer(quads)} {dataset} ."
    yield f"{dataset} {term('void:feature')} <http://www.w3.org/ns/formats/TriG> {dataset} ."
    yield f"{ACTIVITY} {_TYPE} {term('prov:Activity')} {dataset} ."


def text(value: str, language: str = "") -> str:
    """A literal, with its language tag if given."""
    return f'"{value.translate(_ESCAPES)}"' + (f"@{language}" if language else "")


def integer(value: int) -> str:
    return f'"{value}"^^<{PREFIXES["xsd"]}integer>'


def decimal(value: Decimal | float) -> str:
    number = format(Decimal(str(value)).normalize(), "f")
    return f'"{number}"^^<{PREFIXES["xsd"]}decimal>'


def boolean(value: bool) -> str:
    return f'"{str(value).lower()}"^^<{PREFIXES["xsd"]}boolean>'


def typed(value: str, kind: str) -> str:
    return f'"{value}"^^<{PREFIXES["xsd"]}{kind}>'


def node(address: str) -> str:
    return f"<{address}>"


class _Writer:
    """Quads of the parts of one plan; every fact lies in the graph of the clause that states it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.root = node(iri.plan_iri(plan.id))

    def clause_node(self, path: str) -> str:
        return node(iri.clause_iri(self.plan.id, path))

    def _row(self, subject: str, graph: str, pairs: Iterable[tuple[str, str]]) -> Iterator[Quad]:
        for predicate, value in pairs:
            if value:
                yield subject, term(predicate), value, graph

    def document(self) -> Iterator[Quad]:
        """The plan itself with its metadata."""
        meta = self.plan.metadata
        yield from self._row(self.root, self.root, [
            ("rdf:type", term("z:Plan")),
            ("rdf:type", term("eli:LegalResource")),
            ("eli:title", text(self.plan.title, "zh")),
            ("z:sha256", text(self.plan.sha256) if self.plan.sha256 else ""),
            ("eli:passed_by", text(meta.issuer.value, "zh") if meta.issuer else ""),
            ("eli:date_document", typed(meta.issued.value, "date") if meta.issued else ""),
            ("eli:date_publication", typed(meta.published.value, "date") if meta.published else ""),
            ("z:documentNumber", text(meta.document_number.value) if meta.document_number else ""),
            ("z:periodStart", typed(str(meta.period[0]), "gYear") if meta.period else ""),
            ("z:periodEnd", typed(str(meta.period[1]), "gYear") if meta.period else ""),
        ])  # fmt: skip

    def clause(self, clause: Clause) -> Iterator[Quad]:
        """A clause: number, title, label, offsets and place in the tree."""
        me = self.clause_node(clause.path)
        yield from self._row(me, me, [
            ("rdf:type", term("z:Clause")),
            ("rdf:type", term("eli:LegalResourceSubdivision")),
            ("eli:is_part_of", self.clause_node(clause.parent or "")),
            ("eli:number", text(clause.marker) if clause.marker else ""),
            ("eli:title", text(clause.title, "zh") if clause.title else ""),
            ("z:label", text(clause.label)),
            ("z:path", text(clause.path)),
            ("z:kind", text(clause.kind.value)),
            ("z:start", integer(clause.start)),
            ("z:end", integer(clause.end)),
        ])  # fmt: skip

    def evidence(self, evidence: Evidence, graph: str) -> Iterator[Quad]:
        """A span of the text as a Web Annotation target with both selectors."""
        me = node(iri.evidence_iri(evidence.plan, evidence.start, evidence.end))
        yield from self._row(me, graph, [
            ("rdf:type", term("z:Evidence")),
            ("rdf:type", term("oa:SpecificResource")),
            ("oa:hasSource", self.clause_node(evidence.clause)),
            ("oa:exact", text(evidence.quote)),
            ("oa:start", integer(evidence.start)),
            ("oa:end", integer(evidence.end)),
        ])  # fmt: skip

    def _stated(self, me: str, evidence: Evidence, source: Source) -> Iterator[Quad]:
        graph = self.clause_node(evidence.clause)
        yield from self.evidence(evidence, graph)
        yield from self._row(me, graph, [
            ("rdf:type", term("z:Fact")),
            ("z:inClause", graph),
            ("z:evidence", node(iri.evidence_iri(evidence.plan, evidence.start, evidence.end))),
            ("z:rule", text(source.rule)),
            ("z:confidence", decimal(source.confidence)),
            ("z:reviewState", text(source.review.value)),
            ("prov:wasGeneratedBy", ACTIVITY),
        ])  # fmt: skip

    def entity(self, entity: Entity) -> Iterator[Quad]:
        """An entity with its names, and each place that prints it."""
        me = node(iri.entity_iri(entity.id))
        yield from self._row(me, self.root, [
            ("rdf:type", term(_CLASS[entity.type])),
            ("skos:prefLabel", text(entity.name, "zh")),
            ("skos:prefLabel", text(entity.name_en, "en") if entity.name_en else ""),
            *(("skos:altLabel", text(alias, "zh")) for alias in entity.aliases),
            ("skos:notation", text(entity.notation) if entity.notation else ""),
            ("z:broaderEntity", node(iri.entity_iri(entity.parent)) if entity.parent else ""),
        ])  # fmt: skip
        for mention in entity.mentions:
            yield from self._mention(me, entity.id, mention.evidence)

    def _mention(self, entity: str, identifier: str, evidence: Evidence) -> Iterator[Quad]:
        graph = self.clause_node(evidence.clause)
        me = node(iri.entity_iri(f"mention/{evidence.plan}/{evidence.start}/{identifier}"))
        yield from self.evidence(evidence, graph)
        yield from self._row(me, graph, [
            ("rdf:type", term("z:Mention")),
            ("rdf:type", term("oa:Annotation")),
            ("oa:hasBody", entity),
            ("oa:hasTarget", node(iri.evidence_iri(evidence.plan, evidence.start, evidence.end))),
        ])  # fmt: skip

    def relation(self, relation: Relation) -> Iterator[Quad]:
        """The plain triple, and the statement that carries its evidence."""
        graph = self.clause_node(relation.evidence.clause)
        subject, predicate, value = self._subject(relation.subject), term(f"z:{relation.predicate.value}"), node(iri.entity_iri(relation.object))
        yield subject, predicate, value, graph
        key = iri.fact_id(relation.evidence.plan, str(relation.evidence.start), relation.subject, relation.predicate, relation.object)
        me = node(iri.fact_iri(key))
        yield from self._stated(me, relation.evidence, relation.source)
        yield from self._row(me, graph, [
            ("rdf:type", term("rdf:Statement")),
            ("rdf:subject", subject),
            ("rdf:predicate", predicate),
            ("rdf:object", value),
            ("z:openList", boolean(True) if relation.open_list else ""),
        ])  # fmt: skip

    def _subject(self, identifier: str) -> str:
        if not identifier.startswith("clause:"):
            return node(iri.entity_iri(identifier))
        plan, _, path = identifier.removeprefix("clause:").partition("/")
        return node(iri.clause_iri(plan, path))

    def measure(self, measure: Measure) -> Iterator[Quad]:
        me, graph = node(iri.entity_iri(measure.id)), self.clause_node(measure.evidence.clause)
        yield from self._stated(me, measure.evidence, measure.source)
        links = (
            ("z:coversIndustry", measure.industries), ("z:mentionsIndustry", measure.mentioned_industries),
            ("z:coversEnterprise", measure.enterprises), ("z:coversZone", measure.zones), ("z:coversDepartment", measure.departments),
        )  # fmt: skip
        yield from self._row(me, graph, [
            ("rdf:type", term("z:Measure")),
            ("z:action", text(measure.action, "zh")),
            ("z:strength", text(measure.strength) if measure.strength else ""),
            ("z:instrument", text(measure.instrument)),
            ("z:actor", text(measure.actor) if measure.actor else ""),
            ("z:appliesToAll", boolean(measure.cross_cutting)),
            *((predicate, node(iri.entity_iri(identifier))) for predicate, ids in links for identifier in ids),
        ])  # fmt: skip

    def _indicator(self, name: str, graph: str) -> tuple[str, list[Quad]]:
        me = node(iri.entity_iri(f"indicator/{name}"))
        return me, list(self._row(me, graph, [("rdf:type", term("z:Indicator")), ("skos:prefLabel", text(name, "zh"))]))

    def observation(self, observation: Observation) -> Iterator[Quad]:
        me, graph = node(iri.entity_iri(observation.id)), self.clause_node(observation.evidence.clause)
        indicator, described = self._indicator(observation.indicator, graph)
        yield from described
        yield from self._stated(me, observation.evidence, observation.source)
        yield from self._row(me, graph, [
            ("rdf:type", term("z:Observation")),
            ("z:indicator", indicator),
            ("z:value", decimal(observation.quantity.value)),
            ("z:unit", text(observation.quantity.unit) if observation.quantity.unit else ""),
            ("z:factor", decimal(observation.quantity.factor)),
            ("z:year", typed(str(observation.year), "gYear") if observation.year else ""),
            ("z:period", text(observation.period) if observation.period else ""),
        ])  # fmt: skip

    def target(self, target: Target) -> Iterator[Quad]:
        me, graph = node(iri.entity_iri(target.id)), self.clause_node(target.evidence.clause)
        indicator, described = self._indicator(target.indicator, graph)
        yield from described
        yield from self._stated(me, target.evidence, target.source)
        for also in target.also:
            yield from self.evidence(also, graph)
        yield from self._row(me, graph, [
            ("rdf:type", term("z:Target")),
            ("z:indicator", indicator),
            ("z:comparator", text(target.comparator.value)),
            ("z:value", decimal(target.value) if target.value is not None else ""),
            ("z:valueMax", decimal(target.value_max) if target.value_max is not None else ""),
            ("z:unit", text(target.unit) if target.unit else ""),
            ("z:factor", decimal(target.factor)),
            ("z:year", typed(str(target.year), "gYear") if target.year else ""),
            ("z:yearInherited", boolean(True) if target.year_inherited else ""),
            ("z:targetKind", text(target.kind) if target.kind else ""),
            ("z:period", text(target.period) if target.period else ""),
            ("z:baseline", node(iri.entity_iri(target.baseline)) if target.baseline else ""),
            *(("z:alsoStatedIn", node(iri.evidence_iri(e.plan, e.start, e.end))) for e in target.also),
        ])  # fmt: skip

    def doubt(self, doubt: Doubt, number: int) -> Iterator[Quad]:
        me = node(iri.entity_iri(f"doubt/{self.plan.id}/{number}"))
        if doubt.evidence:
            yield from self.evidence(doubt.evidence, self.clause_node(doubt.evidence.clause))
        yield from self._row(me, self.root, [
            ("rdf:type", term("z:Doubt")),
            ("z:doubtKind", text(doubt.kind)),
            ("z:doubtText", text(doubt.text, "zh")),
            ("z:evidence", node(iri.evidence_iri(doubt.evidence.plan, doubt.evidence.start, doubt.evidence.end)) if doubt.evidence else ""),
        ])  # fmt: skip

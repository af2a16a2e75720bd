"""What the graph says about documents rather than facts: plans, their clauses, and the dataset as a whole."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.model import Clause, Plan
from kg.iri import BASE, DATASET, ONTOLOGY, SHARED_GRAPH, clause_iri
from kg.nquads import Quad, date, number, text, year
from kg.references import article_key, document_keys
from kg.sink import Sink
from kg.vocab import CLASSES, PREFIXES, term

#: the program as a software agent
AGENT = f"<{BASE}agent/plangraph>"
_VOCABULARIES = ("z", "eli", "oa", "skos", "org", "prov", "sdgo", "qudt", "schema")


def describe_plan(sink: Sink, plan: Plan) -> None:
    """The plan as a legal resource with what is known of it as a document, and the activity that read it."""
    meta, graph = plan.metadata, sink.plan
    sink.types(graph, graph, "z:Plan", "eli:LegalResource")
    begin, finish = meta.period or (None, None)
    found = {"eli:responsibility_of": meta.issuer, "eli:id_local": meta.document_number, "schema:url": meta.url}
    dates = {"eli:date_document": meta.issued, "eli:date_publication": meta.published}
    sink.add(
        graph, graph,
        ("eli:title", text(plan.title, "zh")), ("dct:identifier", text(plan.id)), ("z:path", text("")), ("z:sha256", text(plan.sha256)),
        *((curie, text(value.value)) for curie, value in found.items() if value),
        *((curie, date(value.value)) for curie, value in dates.items() if value),
        *(("z:documentKey", text(key)) for key in document_keys(plan.title, meta.document_number.value if meta.document_number else "")),
        ("z:periodStart", year(begin) if begin else ""), ("z:periodEnd", year(finish) if finish else ""),
    )  # fmt: skip
    sink.types(graph, sink.activity, "prov:Activity")
    sink.add(graph, sink.activity, ("prov:used", graph), ("prov:wasAssociatedWith", AGENT))


def describe_clauses(sink: Sink, plan: Plan) -> None:
    """Every clause in its own graph: address, printed label, title, own text and place in the tree."""
    for position, clause in enumerate(plan.clauses):
        if clause.parent is not None:
            _clause(sink, plan, clause, clause.parent, position)


def _clause(sink: Sink, plan: Plan, clause: Clause, parent: str, position: int) -> None:
    graph = f"<{clause_iri(plan.id, clause.path)}>"
    own, article = plan.own_text(clause), article_key(clause.marker)
    sink.types(graph, graph, "z:Clause", "eli:LegalResourceSubdivision")
    sink.add(
        graph, graph,
        ("eli:is_part_of", f"<{clause_iri(plan.id, parent)}>"), ("z:inPlan", sink.plan), ("z:path", text(clause.path)),
        ("z:kind", text(clause.kind.value)), ("schema:position", number(position)),
        ("eli:number", text(clause.label) if clause.label else ""), ("eli:title", text(clause.title, "zh") if clause.title else ""),
        ("z:articleKey", text(article) if article else ""),
        ("z:start", number(clause.start)), ("z:end", number(clause.end)), ("schema:text", text(own, "zh") if own else ""),
    )  # fmt: skip


def dataset_quads(triples: int, subjects: int, classes: Mapping[str, int]) -> list[Quad]:
    """Quads that describe the dataset: link to the ontology, vocabularies, and counts after VoID and DCAT.

    Triples and subjects are counted without repeats over graphs; classes are terms with their instances.
    """
    sink, graph, node = Sink("dataset"), f"<{SHARED_GRAPH}>", f"<{DATASET}>"
    sink.types(graph, node, "void:Dataset", "dcat:Dataset")
    sink.add(
        graph, node,
        ("dct:title", text("政策规划知识图谱", "zh")), ("dct:title", text("Knowledge graph of policy plans", "en")),
        ("dct:description", text("规划条款、实体、关系、措施、目标及其原文依据", "zh")), ("dct:conformsTo", f"<{ONTOLOGY[:-1]}>"),
        ("void:uriSpace", text(BASE)), ("void:triples", number(triples)), ("void:distinctSubjects", number(subjects)),
        *(("void:vocabulary", f"<{PREFIXES[prefix]}>") for prefix in _VOCABULARIES),
    )  # fmt: skip
    for name in CLASSES:
        if count := classes.get(term(f"z:{name}")):
            part = f"<{DATASET}/class/{name}>"
            sink.add(graph, node, ("void:classPartition", part))
            sink.add(graph, part, ("void:class", term(f"z:{name}")), ("void:entities", number(count)))
    sink.types(graph, AGENT, "prov:SoftwareAgent")
    sink.add(graph, AGENT, ("rdfs:label", text("plangraph")))
    return sink.quads

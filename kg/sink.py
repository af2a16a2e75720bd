"""Where quads are gathered: evidence and statement nodes are written in one way for every kind of fact."""

from __future__ import annotations

from decimal import Decimal

from kg.iri import BASE, clause_iri, escape, plan_iri, resource_iri
from kg.model import Evidence, Source
from kg.nquads import TRUE, Quad, number, text
from kg.vocab import term

_TYPE = term("rdf:type")


class Sink:
    """Quads of one plan; every method takes and returns terms as N-Quads spells them."""

    def __init__(self, plan: str) -> None:
        self.quads: list[Quad] = []
        self.plan = f"<{plan_iri(plan)}>"
        self.activity = f"<{resource_iri(f'activity/{plan}')}>"

    def add(self, graph: str, subject: str, *pairs: tuple[str, str]) -> None:
        """Predicate (a curie) and object pairs of one subject; an empty object says nothing."""
        for predicate, target in pairs:
            if target:
                self.quads.append((subject, term(predicate), target, graph))

    def types(self, graph: str, subject: str, *curies: str) -> None:
        for curie in curies:
            self.quads.append((subject, _TYPE, term(curie), graph))

    def graph_of(self, evidence: Evidence) -> str:
        return f"<{clause_iri(evidence.plan, evidence.clause)}>"

    def evidence(self, evidence: Evidence) -> str:
        """The span as a Web Annotation resource with a position and a quote selector."""
        iri = f"{BASE}evidence/{escape(evidence.plan)}/{evidence.start}-{evidence.end}"
        node, position, quote, graph = f"<{iri}>", f"<{iri}/position>", f"<{iri}/quote>", self.graph_of(evidence)
        self.types(graph, node, "z:Evidence", "oa:SpecificResource")
        self.add(graph, node, ("oa:hasSource", graph), ("oa:hasSelector", position), ("oa:hasSelector", quote))
        self.types(graph, position, "oa:TextPositionSelector")
        self.add(graph, position, ("oa:start", number(evidence.start)), ("oa:end", number(evidence.end)))
        self.types(graph, quote, "oa:TextQuoteSelector")
        self.add(graph, quote, ("oa:exact", text(evidence.quote)))
        return node

    def fact(self, key: str, kind: str, triple: tuple[str, str, str], evidence: Evidence, source: Source, open_list: bool = False) -> None:
        """The triple (subject, curie, object) in the graph of its clause, and the statement that vouches for it."""
        subject, predicate, target = triple
        graph, node = self.graph_of(evidence), f"<{BASE}fact/{key}>"
        self.add(graph, subject, (predicate, target))
        self.types(graph, node, "z:Fact", "rdf:Statement")
        self.add(
            graph, node,
            ("rdf:subject", subject), ("rdf:predicate", term(predicate)), ("rdf:object", target),
            ("z:factKind", text(kind)), ("z:inClause", graph), ("z:evidence", self.evidence(evidence)),
            ("z:rule", text(source.rule)), ("z:confidence", number(Decimal(str(source.confidence)))),
            ("z:reviewState", text(source.review.value)), ("z:openList", TRUE if open_list else ""),
            ("prov:wasGeneratedBy", self.activity),
        )  # fmt: skip

"""Where quads are gathered: evidence and statement nodes are written in one way for every kind of fact."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import lru_cache

from kg.iri import BASE, clause_iri, escape, plan_iri, resource_iri
from kg.model import Evidence, Source
from kg.nquads import TRUE, Quad, number, text
from kg.vocab import term

_TYPE = term("rdf:type")


class Sink:
    """Quads of one plan; every method takes and returns terms as N-Quads spells them."""

    def __init__(self, plan: str) -> None:
        self._rows: dict[str, dict[tuple[str, str, str], None]] = defaultdict(dict)
        self._graphs: dict[tuple[str, str], str] = {}
        self._evidence: dict[Evidence, str] = {}
        self.plan = f"<{plan_iri(plan)}>"
        self.activity = f"<{resource_iri(f'activity/{plan}')}>"

    @property
    def quads(self) -> list[Quad]:
        """All quads, sorted, each once; sorted node by node, as most terms begin alike."""
        rows = self._rows
        return [(subject, p, o, g) for subject in sorted(rows) for p, o, g in sorted(rows[subject])]

    def add(self, graph: str, subject: str, *pairs: tuple[str, str]) -> None:
        """Predicate (a curie) and object pairs of one subject; an empty object says nothing."""
        rows = self._rows[subject]
        for predicate, target in pairs:
            if target:
                rows[term(predicate), target, graph] = None

    def types(self, graph: str, subject: str, *curies: str) -> None:
        rows = self._rows[subject]
        for curie in curies:
            rows[_TYPE, term(curie), graph] = None

    def graph_of(self, evidence: Evidence) -> str:
        where = evidence.plan, evidence.clause
        graph = self._graphs.get(where)
        if graph is None:
            graph = self._graphs[where] = f"<{clause_iri(*where)}>"
        return graph

    def evidence(self, evidence: Evidence) -> str:
        """The span as a Web Annotation resource with a position and a quote selector, described once."""
        node = self._evidence.get(evidence)
        if node is None:
            node = self._evidence[evidence] = self._described(evidence)
        return node

    def _described(self, evidence: Evidence) -> str:
        iri = f"{BASE}evidence/{_escaped(evidence.plan)}/{evidence.start}-{evidence.end}"
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
            ("z:factKind", text(kind)), ("z:inClause", graph), ("z:evidence", self.evidence(evidence)), *_vouched(source),
            ("z:openList", TRUE if open_list else ""), ("prov:wasGeneratedBy", self.activity),
        )  # fmt: skip


@lru_cache
def _vouched(source: Source) -> tuple[tuple[str, str], ...]:
    """What a statement says of the rule behind it; few rules make many facts."""
    confidence = number(Decimal(str(source.confidence)))
    return ("z:rule", text(source.rule)), ("z:confidence", confidence), ("z:reviewState", text(source.review.value))


_escaped = lru_cache(escape)

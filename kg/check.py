"""The gate of the graph: SHACL shapes and invariants of one plan's quads, told as Chinese sentences that name the clause."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from corpus.model import Plan
from kg import iri
from kg.nquads import Quad, unquoted
from kg.sieve import SHAPES, Links, sound
from kg.vocab import term

if TYPE_CHECKING:
    import rdflib

#: resources that are described elsewhere or nowhere: the build agent, the classification, the dataset
_OUTSIDE = tuple(f"<{iri.BASE}{name}" for name in ("agent/", "gbt4754-2017", "ontology", "dataset", "plan/"))


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing wrong with the graph: in which plan and clause, what, and which node."""

    plan: str
    where: str
    message: str
    node: str

    def __str__(self) -> str:
        return f"{self.plan} {self.where}：{self.message}（节点 {self.node}）".replace(" ：", "：")


def check_plan(quads: Sequence[Quad], plan: Plan) -> tuple[Violation, ...]:
    """Everything wrong with the quads of one plan: shapes first, then spans and dangling links; empty when sound."""
    links = _by_predicate(quads)
    found = [*_shape_violations(quads, links), *_period(links), *_span_violations(links, plan), *_dangling(quads, plan)]
    homes = _homes(links) if found else {}
    return tuple(Violation(plan.title, _label(homes, plan, node), message, iri.local(node)) for node, message in dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Labels:
    """The names that plans give to entities, by entity and language."""

    names: dict[tuple[str, str], str] = field(default_factory=dict)

    def conflicts(self, quads: Iterable[Quad]) -> tuple[str, ...]:
        """A sentence for each entity of a plan that goes by another name so far; the names of a plan without any are remembered."""
        label = term("skos:prefLabel")
        own: dict[tuple[str, str], str] = {}
        wrong: dict[str, None] = {}
        for subject, predicate, value, _ in quads:
            if predicate == label:
                text, _, language = value.rpartition("@")
                known = own.setdefault((subject, language), self.names.get((subject, language), text))
                if known != text:
                    wrong[f"实体 {iri.local(subject[1:-1])} 有两个名称 {known}、{text}；请检查名录 kg/data/gazetteer"] = None
        if not wrong:
            self.names.update(own)
        return tuple(wrong)


def _shape_violations(quads: Iterable[Quad], links: Links) -> Iterator[tuple[str, str]]:
    """(node, message) of each SHACL result, in order."""
    if sound(links):
        return
    yield from shacl_results(quads)


def shacl_results(quads: Iterable[Quad]) -> Iterator[tuple[str, str]]:
    """(node, message) of each result of pySHACL, in order."""
    import pyshacl
    from rdflib.namespace import SH

    _, report, _ = pyshacl.validate(_graph(quads), shacl_graph=_shapes(), inference="none", advanced=False)
    results = ((str(report.value(r, SH.focusNode)), str(report.value(r, SH.resultMessage))) for r in report.objects(None, SH.result))
    yield from sorted(results)


def _graph(quads: Iterable[Quad]) -> rdflib.Graph:
    """The union of the plan's graphs; every term is made once, which a parser of the same text would not do."""
    import rdflib

    graph, nodes = rdflib.Graph(), _Nodes()
    for triple in dict.fromkeys(quad[:3] for quad in quads):
        subject, predicate, target = map(nodes.__getitem__, triple)
        graph.add((subject, predicate, target))
    return graph


class _Nodes(dict[str, Any]):
    """rdflib's term for each N-Quads term, made when it first comes up."""

    def __missing__(self, term: str) -> Any:
        from rdflib import Literal, URIRef

        if term.startswith("<"):
            node: Any = URIRef(term[1:-1])
        else:
            kind = term[term.rindex('"') + 1 :]
            datatype = URIRef(kind[3:-1]) if kind.startswith("^^") else None
            node = Literal(unquoted(term), lang=kind[1:] if kind.startswith("@") else None, datatype=datatype)
        self[term] = node
        return node


def _shapes() -> Any:
    """A fresh copy, because pySHACL writes into the shapes it is given.

    Property shapes get the targets of their node shape: pySHACL then checks all focus nodes of a property in one
    pass instead of one by one, with the same results in a quarter of the time.
    """
    import rdflib
    from rdflib.namespace import SH

    shapes = rdflib.Graph().parse(data=_shapes_text(), format="turtle")
    for node, part in list(shapes.subject_objects(SH.property)):
        shapes.remove((node, SH.property, part))
        shapes.add((part, rdflib.RDF.type, SH.PropertyShape))
        for way in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf):
            for target in shapes.objects(node, way):
                shapes.add((part, way, target))
    return shapes


@cache
def _shapes_text() -> str:
    return SHAPES.read_text(encoding="utf-8")


def _by_predicate(quads: Iterable[Quad]) -> Links:
    """Subject and object of every quad under its predicate, in order."""
    links: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for subject, predicate, target, _ in quads:
        links[predicate].append((subject, target))
    return links


def _of(links: Links, curie: str) -> Sequence[tuple[str, str]]:
    return links.get(term(curie), ())


def _period(links: Links) -> Iterator[tuple[str, str]]:
    """A plan that ends before it begins; rdflib cannot compare xsd:gYear, so no shape can say this."""
    begins, ends = (dict(_of(links, curie)) for curie in ("z:periodStart", "z:periodEnd"))
    yield from ((s[1:-1], "规划期起始年晚于结束年；请核对 plan.toml 中的 period") for s, year in begins.items() if year > ends.get(s, year))


def _span_violations(links: Links, plan: Plan) -> Iterator[tuple[str, str]]:
    """Evidence whose quote is not the text at its offsets, or not inside its clause, in order of the text."""
    sources = dict(_of(links, "oa:hasSource"))
    starts, ends, quotes = (dict(_of(links, curie)) for curie in ("oa:start", "oa:end", "oa:exact"))
    spans: dict[str, list[int]] = {}
    said: dict[str, str] = {}
    for node, selector in _of(links, "oa:hasSelector"):
        if selector in starts and selector in ends:
            spans[node] = [int(unquoted(end[selector])) for end in (starts, ends)]
        if selector in quotes:
            said[node] = unquoted(quotes[selector])
    clauses = {source: plan.get(iri.clause_of(source[1:-1])[1]) for source in dict.fromkeys(sources.values())}
    for node in sorted((n for n in spans if n in said and n in sources), key=lambda n: (spans[n], n)):
        start, end = spans[node]
        clause = clauses[sources[node]]
        if plan.text[start:end] != said[node]:
            yield node[1:-1], f"引文与原文第 {start}–{end} 字不符；请运行 python -m scripts.build --force"
        elif clause is None or not clause.start <= start <= end <= clause.end:
            yield node[1:-1], "引文不在所注条款之内；请检查产生它的规则"


def _dangling(quads: Sequence[Quad], plan: Plan) -> Iterator[tuple[str, str]]:
    """Links to resources of ours that nothing describes."""
    own = f"<{iri.plan_iri(plan.id)}"
    unknown = {target for _, _, target, _ in quads}.difference(subject for subject, _, _, _ in quads)
    ours = (target for target in unknown if target.startswith(f"<{iri.BASE}"))
    wrong = {target for target in ours if not target.startswith(_OUTSIDE) or target.startswith((own + "/", own + ">"))}
    for subject, _, target, _ in quads if wrong else ():
        if target in wrong:
            yield subject[1:-1], f"指向不存在的 {iri.local(target[1:-1])}；请检查产生它的规则"


def _homes(links: Links) -> Mapping[str, str]:
    """Node → clause IRI, from the links that say where a node belongs."""
    return {s[1:-1]: o[1:-1] for curie in ("z:inClause", "oa:hasSource") for s, o in _of(links, curie)}


def _label(homes: Mapping[str, str], plan: Plan, node: str) -> str:
    clause = plan.get(iri.clause_of(homes.get(node, node))[1])
    return clause.label if clause is not None else ""

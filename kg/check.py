"""The gate of the graph: SHACL shapes and invariants of one plan's quads, told as Chinese sentences that name the clause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.model import Plan
from kg import iri
from kg.nquads import Line, lines_of, split
from kg.vocab import expand, term

if TYPE_CHECKING:
    import rdflib

_SHAPES = Path(__file__).parent / "data" / "shapes.ttl"
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
        return f"{self.plan} {self.where}:{self.message}(节点 {self.node})".replace(" :", ":")


def check_plan(quads: bytes, plan: Plan) -> tuple[Violation, ...]:
    """Everything wrong with the N-Quads of one plan: shapes first, then spans and dangling links; empty when sound."""
    lines = [split(line) for line in lines_of(quads)]
    homes = _homes(lines)
    found = [*_shape_violations(lines), *_period(lines), *_span_violations(lines, plan), *_dangling(lines, plan)]
    return tuple(Violation(plan.title, _label(homes, plan, node), message, iri.local(node)) for node, message in dict.fromkeys(found))


def label_conflicts(plans: Iterable[bytes]) -> tuple[str, ...]:
    """Entities that two plans give different names in one language: sentences, empty when there is none."""
    names: dict[tuple[str, str], str] = {}
    wrong: dict[str, None] = {}
    label = f" {term('skos:prefLabel')} "
    for quads in plans:
        for line in lines_of(quads):
            if label in line:
                subject, _, value, _ = split(line)
                text, _, language = value.rpartition("@")
                if names.setdefault((subject, language), text) != text:
                    both = f"{names[subject, language]}、{text}"
                    wrong[f"实体 {iri.local(subject[1:-1])} 有两个名称 {both};请检查名录 kg/data/gazetteer"] = None
    return tuple(wrong)


def _shape_violations(lines: Iterable[Line]) -> Iterator[tuple[str, str]]:
    """(node, message) of each SHACL result, in order."""
    import pyshacl
    from rdflib.namespace import SH

    _, report, _ = pyshacl.validate(_graph(lines), shacl_graph=_shapes(), inference="none", advanced=False)
    results = ((str(report.value(r, SH.focusNode)), str(report.value(r, SH.resultMessage))) for r in report.objects(None, SH.result))
    yield from sorted(results)


def _graph(lines: Iterable[Line]) -> rdflib.Graph:
    """The union of the plan's graphs."""
    import rdflib

    triples = dict.fromkeys(f"{s} {p} {o} .\n" for s, p, o, _ in lines)
    return rdflib.Graph().parse(data="".join(triples), format="nt")


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
    return _SHAPES.read_text(encoding="utf-8")


def _period(lines: Iterable[Line]) -> Iterator[tuple[str, str]]:
    """A plan that ends before it begins; rdflib cannot compare xsd:gYear, so no shape can say this."""
    begins, ends = ({s: o for s, p, o, _ in lines if p == term(curie)} for curie in ("z:periodStart", "z:periodEnd"))
    yield from ((s[1:-1], "规划期起始年晚于结束年;请核对 plan.toml 中的 period") for s, year in begins.items() if year > ends.get(s, year))


def _span_violations(lines: Iterable[Line], plan: Plan) -> Iterator[tuple[str, str]]:
    """Evidence whose quote is not the text at its offsets, or not inside its clause."""
    from kg.named import named_query
    from kg.store import LocalStore

    for row in LocalStore.of_quads("".join(f"{s} {p} {o} {g} .\n" for s, p, o, g in lines)).select(named_query("evidence")):
        start, end = int(row["start"]), int(row["end"])
        clause = plan.get(iri.clause_of(row["clause"])[1])
        if plan.text[start:end] != row["quote"]:
            yield row["evidence"], f"引文与原文第 {start}–{end} 字不符;请运行 python -m scripts.build --force"
        elif clause is None or not clause.start <= start <= end <= clause.end:
            yield row["evidence"], "引文不在所注条款之内;请检查产生它的规则"


def _dangling(lines: Iterable[Line], plan: Plan) -> Iterator[tuple[str, str]]:
    """Links to resources of ours that nothing describes."""
    rows = list(lines)
    known = {s for s, _, _, _ in rows}
    own = f"<{iri.plan_iri(plan.id)}"
    for subject, _, target, _ in rows:
        ours = target.startswith(f"<{iri.BASE}") and (not target.startswith(_OUTSIDE) or target.startswith((own + "/", own + ">")))
        if ours and target not in known:
            yield subject[1:-1], f"指向不存在的 {iri.local(target[1:-1])};请检查产生它的规则"


def _homes(lines: Iterable[Line]) -> Mapping[str, str]:
    """Node → clause IRI, from the links that say where a node belongs."""
    links = (f"<{expand(curie)}>" for curie in ("z:inClause", "oa:hasSource"))
    places = dict.fromkeys(links)
    return {s[1:-1]: o[1:-1] for s, p, o, _ in lines if p in places}


def _label(homes: Mapping[str, str], plan: Plan, node: str) -> str:
    clause = plan.get(iri.clause_of(homes.get(node, node))[1])
    return clause.label if clause is not None else ""

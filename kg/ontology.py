"""The ontology file as values: names and definitions of every term, for labels shown to people and for its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.iri import ONTOLOGY
from kg.vocab import PREFIXES, curie_of, expand

_FILE = Path(__file__).parent / "data" / "ontology.ttl"
_KINDS = {expand("owl:Class"): "class", expand("owl:ObjectProperty"): "link", expand("owl:DatatypeProperty"): "value"}
#: what the page draws: from, by which link, to
PICTURE = (
    ("Clause", "inPlan", "Plan"), ("Clause", "hasMeasure", "Measure"), ("Clause", "hasTarget", "Target"),
    ("Clause", "hasObservation", "Observation"), ("Clause", "mentions", "Enterprise"), ("Clause", "leadDepartment", "Department"),
    ("Clause", "refersTo", "PolicyDocument"), ("Measure", "coversIndustry", "Industry"), ("Measure", "coversZone", "Zone"),
    ("Target", "indicator", "Indicator"), ("Observation", "indicator", "Indicator"), ("Target", "baseline", "Observation"),
    ("Industry", "reliesOn", "Enterprise"), ("Enterprise", "leads", "Industry"), ("Enterprise", "hostsPlatform", "Platform"),
    ("Zone", "zoneIndustry", "Industry"), ("Zone", "memberOfZoneGroup", "ZoneGroup"), ("Fact", "inClause", "Clause"),
    ("Fact", "evidence", "Evidence"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """One term: `kind` is class, link (to a resource) or value; broader, domain and range are curies."""

    name: str
    kind: str
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    broader: tuple[str, ...] = ()
    domain: str = ""
    range: str = ""


@cache
def terms() -> Mapping[str, Term]:
    """Every term of our own by local name, in the order of the file."""
    import pyoxigraph

    found: dict[str, dict[str, list[str]]] = {}
    for quad in pyoxigraph.parse(path=str(_FILE), format=pyoxigraph.RdfFormat.TURTLE):
        subject, language = quad.subject.value, getattr(quad.object, "language", None)
        if subject.startswith(ONTOLOGY):
            key = f"{curie_of(quad.predicate.value)}{f'@{language}' if language else ''}"
            found.setdefault(subject.removeprefix(ONTOLOGY), {}).setdefault(key, []).append(quad.object.value)
    return {name: _term(name, rows) for name, rows in found.items()}


def _term(name: str, rows: Mapping[str, Sequence[str]]) -> Term:
    def first(key: str) -> str:
        return next(iter(rows.get(key, ())), "")

    broader = (*rows.get("rdfs:subClassOf", ()), *rows.get("rdfs:subPropertyOf", ()))
    return Term(
        name, _KINDS[first("rdf:type")], first("rdfs:label@zh"), first("rdfs:label@en"), first("rdfs:comment@zh"), first("rdfs:comment@en"),
        tuple(map(curie_of, broader)), _curie(first("rdfs:domain")), _curie(first("rdfs:range")),
    )  # fmt: skip


def _curie(iri: str) -> str:
    return curie_of(iri) if iri else ""


def label(name: str) -> str:
    """The Chinese name of a term of our own; the term itself when the ontology has none."""
    term = terms().get(name)
    return term.zh if term else name


def page() -> str:
    """The page about the ontology in Markdown: a picture, then every term."""
    rows = tuple(terms().values())
    parts = [_HEAD.format(picture=_picture(), prefixes=_prefixes(rows))]
    for kind, title, columns in (("class", "类", 3), ("link", "关系属性", 5), ("value", "取值属性", 5)):
        head = ("名称", "含义", "对齐到", "定义域", "值域")[:columns]
        parts.append(f"\n## {title}\n\n| {' | '.join(head)} |\n|{'---|' * columns}\n")
        parts += [f"| {' | '.join(_cells(row)[:columns])} |\n" for row in rows if row.kind == kind]
    return "".join(parts)


def _cells(term: Term) -> tuple[str, ...]:
    definition = f"{term.definition_zh}<br>{term.definition_en}".replace("|", "\\|")
    links = [", ".join(f"`{curie}`" for curie in curies if curie) for curies in (term.broader, (term.domain,), (term.range,))]
    return f"**{term.zh}** {term.en}<br>`z:{term.name}`", definition, *links


def _picture() -> str:
    """A Mermaid flow chart: classes as boxes, links as arrows."""
    names = dict.fromkeys(end for start, _, goal in PICTURE for end in (start, goal))
    boxes = [f'  {name}["{label(name)}<br>{name}"]\n' for name in names]
    arrows = [f"  {start} -->|{label(link)}| {goal}\n" for start, link, goal in PICTURE]
    return f"```mermaid\nflowchart LR\n{''.join(boxes)}{''.join(arrows)}```\n"


def _prefixes(rows: Sequence[Term]) -> str:
    used = dict.fromkeys(curie.split(":")[0] for row in rows for curie in (*row.broader, row.domain, row.range) if curie)
    return "".join(f"| `{prefix}` | <{PREFIXES[prefix]}> |\n" for prefix in sorted(used))


_HEAD = """# 政策规划本体

由 `kg/data/ontology.ttl` 生成(`python -m scripts.ontology`)；改本体请改该文件，再重新生成本页。

一部规划是一组命名图，一条款一图：图名就是条款的 IRI，图里是这一条款所说的内容。
每条事实有两份：一个直接的三元组供查询，一个 `z:Fact` 供核对——它指明主体、谓词、客体、规则、置信度、复核状态，
并用位置与引文两种选择器(Web Annotation)指到原文的那几个字，`text[start:end] == quote`。
产业、企业等实体的名称与类型在各规划共用的图中，同名同类即同一实体；别名与上下级属于各自的规划。

{picture}
对齐只用 `rdfs:subClassOf` 与 `rdfs:subPropertyOf`，因此按所对齐的公开本体写的查询，在推理之后也能用于本图谱。

| 前缀 | 地址 |
|---|---|
{prefixes}"""

"""Shapes of what the service returns; OpenAPI and the tools' output schemas are made from them."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class ClauseRef(TypedDict):
    """A clause by address."""

    plan: str
    clause: str
    label: str
    title: str


class Citation(ClauseRef):
    """A verbatim quote: text[start:end] == quote."""

    quote: str
    start: int
    end: int


class Quoted(TypedDict):
    """Words of a clause: text[start:end] == quote."""

    plan: str
    clause: str
    quote: str
    start: int
    end: int


class Hit(Quoted):
    """A ranked clause."""

    label: str
    score: float


class Answer(TypedDict):
    """The reply to one question; every sentence of `answer` ends with [n], the n-th citation."""

    question: str
    plan_scope: list[str]
    status: Literal["answered", "not_mentioned", "not_quantified", "out_of_scope", "ambiguous"]
    route: Literal["clause", "graph", "search"]
    answer: str
    complete: bool | None
    citations: list[Citation]
    hits: list[Hit]
    sparql: str | None
    elapsed_ms: float


class Hits(TypedDict):
    """Ranked clauses, the nearest first."""

    hits: list[Hit]


class PlanRow(TypedDict):
    """A plan as a document; empty strings where the corpus says nothing."""

    plan: str
    title: str
    issuer: str
    document_number: str
    issued: str
    published: str
    url: str
    sha256: str
    clauses: int
    iri: str


class Plans(TypedDict):
    """The plans that can be asked, and the generation that holds them."""

    generation: str
    plans: list[PlanRow]


class Place(TypedDict):
    """Where a plan prints a name."""

    plan: str
    clause: str
    start: int
    end: int
    text: str


class Clause(ClauseRef):
    """A clause with its own text, what is below it, and how to cite it."""

    iri: str
    plan_title: str
    level: int
    kind: str
    marker: str
    parent: str | None
    headings: list[str]
    text: str
    start: int
    end: int
    children: list[ClauseRef]
    references: dict[str, str]


class EntityRow(TypedDict):
    """An entity: names, place in the tree, where it is printed."""

    id: str
    type: str
    name: str
    name_en: str
    aliases: list[str]
    parent: str
    notation: str
    mentions: list[Place]


class RelationRow(Quoted):
    """A relation with readable names and its evidence."""

    subject: str
    subject_label: str
    predicate: str
    predicate_label: str
    object: str
    object_label: str
    open_list: bool
    rule: str
    confidence: float
    review: str


class MeasureRow(Quoted):
    """A measure; `coverage` tells how it covers what was asked: direct, mention or cross (all industries)."""

    id: str
    action: str
    strength: str
    instrument: str
    actor: str
    industries: list[str]
    mentioned_industries: list[str]
    enterprises: list[str]
    zones: list[str]
    departments: list[str]
    cross_cutting: bool
    rule: str
    confidence: float
    review: str
    coverage: Literal["direct", "mention", "cross"]


class Entity(TypedDict):
    """The profile of an entity."""

    iri: str
    entity: EntityRow
    relations: list[RelationRow]
    measures: list[MeasureRow]


class EntityBrief(TypedDict):
    """An entity in a list."""

    id: str
    type: str
    name: str
    name_en: str
    mentions: int


class Entities(TypedDict):
    """A page of entities; `total` counts all."""

    total: int
    offset: int
    rows: list[EntityBrief]


class Measures(TypedDict):
    """A page of measures; `total` counts all."""

    total: int
    offset: int
    rows: list[MeasureRow]


class Evidence(TypedDict):
    """A further place that states the same."""

    clause: str
    quote: str
    start: int
    end: int


class Baseline(Evidence):
    """The observation a target starts from."""

    value: float | None
    year: int | None
    unit: str | None
    indicator: str


class TargetRow(Quoted):
    """A target; numbers as printed, `factor` is the multiplier inside the unit."""

    id: str
    indicator: str
    comparator: str
    value: float | None
    value_max: float | None
    unit: str | None
    year: int | None
    year_inherited: bool
    kind: str | None
    period: str | None
    factor: float | None
    baseline: Baseline | None
    rule: str
    confidence: float
    review: str
    also: list[Evidence]


class Targets(TypedDict):
    """A page of targets; `total` counts all."""

    total: int
    offset: int
    rows: list[TargetRow]


class Difference(TypedDict):
    """How a quotation departs from the stored text."""

    change: str
    quoted: str
    stored: str
    start: int
    end: int
    plan: str
    stored_start: int
    stored_end: int


class Check(TypedDict):
    """One sentence or quotation of the pasted text."""

    text: str
    start: int
    end: int
    verdict: Literal["exact", "altered", "not_found"]
    citations: list[Citation]
    differences: list[Difference]
    typography: bool


class Checks(TypedDict):
    """A checked text."""

    counts: dict[str, int]
    checks: list[Check]


class Cell(TypedDict):
    """One RDF term."""

    kind: Literal["iri", "literal", "blank"]
    value: str
    datatype: str
    language: str


class Table(TypedDict):
    """The result of a SPARQL query; `truncated` says that there was more."""

    kind: Literal["select", "ask", "construct"]
    columns: list[str]
    rows: list[list[Cell | None]]
    truncated: bool
    elapsed_ms: float

"""Everything the product knows as flat rows, one kind per table: the outline, clauses, entities, relations, measures, targets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from corpus.model import OUTLINE_KINDS, Clause, Plan
from index.qa.workspace import Workspace
from kg.model import Entity, Evidence, Measure, Mention, Observation, Relation, Source, Target
from kg.ontology import label

Row = dict[str, Any]
Plans = Sequence[str]
_CLAUSE_PREFIX = "clause:"


def outline_rows(workspace: Workspace, plans: Plans) -> Iterator[Row]:
    """Headings, items, boxes and tables in document order."""
    yield from (_outlined(p, c) for p in _plans(workspace, plans) for c in p.clauses if c.kind in OUTLINE_KINDS)


def clause_rows(workspace: Workspace, plans: Plans) -> Iterator[Row]:
    """Every clause with its own text and the headings above it."""
    for plan in _plans(workspace, plans):
        for clause in plan.clauses:
            if clause.path:
                more = {"parent": clause.parent, "headings": list(plan.heading_path(clause.path)), "text": plan.own_text(clause)}
                yield _outlined(plan, clause) | more


def entity_rows(workspace: Workspace, plans: Plans) -> Iterator[Row]:
    """Entities that the plans mention, with the places in those plans."""
    for entity in workspace.graph.entities().rows:
        mentions = [m for m in workspace.graph.mentions(entity.id).rows if m.evidence.plan in plans]
        if mentions:
            yield entity_row(entity, mentions)


def relation_rows(workspace: Workspace, plans: Plans) -> Iterator[Row]:
    """Relations with readable names of both ends."""
    yield from (relation_row(workspace, r) for r in workspace.graph.relations().rows if r.evidence.plan in plans)


def measure_rows(workspace: Workspace, plans: Plans) -> Iterator[Row]:
    """Measures; what they cover is told by name."""
    found = (covered.measure for covered in workspace.graph.measures().rows)
    yield from (measure_row(workspace, m) for m in found if m.evidence.plan in plans)


def target_rows(workspace: Workspace, plans: Plans) -> Iterator[Row]:
    """Targets with their baselines."""
    yield from (target_row(g.target, g.baseline) for g in workspace.graph.goals().rows if g.target.evidence.plan in plans)


def _plans(workspace: Workspace, plans: Plans) -> Iterator[Plan]:
    yield from (workspace.plans[plan] for plan in plans)


def _outlined(plan: Plan, clause: Clause) -> Row:
    return {
        "plan": plan.id, "clause": clause.path, "level": clause.level, "kind": clause.kind.value, "marker": clause.marker,
        "label": clause.label, "title": clause.title, "start": clause.start, "end": clause.end,
    }  # fmt: skip


def entity_row(entity: Entity, mentions: Sequence[Mention]) -> Row:
    """An entity with the given places."""
    places = [
        {"plan": m.evidence.plan, "clause": m.evidence.clause, "start": m.evidence.start, "end": m.evidence.end, "text": m.text}
        for m in mentions
    ]
    return {
        "id": entity.id, "type": entity.type.value, "name": entity.name, "name_en": entity.name_en, "aliases": list(entity.aliases),
        "parent": entity.parent, "notation": entity.notation, "mentions": places,
    }  # fmt: skip


def relation_row(workspace: Workspace, relation: Relation) -> Row:
    """A relation with readable names of both ends and of the predicate."""
    where = _where(relation.evidence)
    return {
        "subject": relation.subject, "subject_label": node_label(workspace, relation.subject),
        "predicate": relation.predicate.value, "predicate_label": label(relation.predicate.value),
        "object": relation.object, "object_label": node_label(workspace, relation.object),
        "plan": relation.evidence.plan, **where, "open_list": relation.open_list, **_made(relation.source),
    }  # fmt: skip


def node_label(workspace: Workspace, identifier: str) -> str:
    """Name of an entity, or the printed label and title of a clause."""
    if not identifier.startswith(_CLAUSE_PREFIX):
        return workspace.graph.name(identifier)
    plan, _, path = identifier.removeprefix(_CLAUSE_PREFIX).partition("/")
    clause = workspace.plans[plan].get(path) if plan in workspace.plans else None
    return f"{clause.label} {clause.title}".strip() if clause else identifier


def measure_row(workspace: Workspace, measure: Measure) -> Row:
    """A measure; what it covers is told by name, as an id is its type and name anyway."""
    def names(identifiers: Iterable[str]) -> list[str]:
        return [workspace.graph.name(i) for i in identifiers]

    return {
        "id": measure.id, "plan": measure.evidence.plan, "action": measure.action, "strength": measure.strength,
        "instrument": measure.instrument, "actor": measure.actor, "industries": names(measure.industries),
        "mentioned_industries": names(measure.mentioned_industries), "enterprises": names(measure.enterprises),
        "zones": names(measure.zones), "departments": names(measure.departments), "cross_cutting": measure.cross_cutting,
        **_where(measure.evidence), **_made(measure.source),
    }  # fmt: skip


def target_row(target: Target, baseline: Observation | None) -> Row:
    """A target and the observation it starts from; numbers as printed, `factor` is the multiplier of the unit."""
    return {
        "id": target.id, "plan": target.evidence.plan, "indicator": target.indicator, "comparator": target.comparator.value,
        "value": _number(target.value), "value_max": _number(target.value_max), "unit": target.unit or None, "year": target.year,
        "year_inherited": target.year_inherited, "kind": target.kind or None, "period": target.period or None,
        "factor": _number(target.factor), "baseline": _baseline(baseline), **_where(target.evidence), **_made(target.source),
        "also": [_where(evidence) for evidence in target.also],
    }  # fmt: skip


def _baseline(row: Observation | None) -> Row | None:
    if row is None:
        return None
    return {
        "value": _number(row.quantity.value), "year": row.year, "clause": row.evidence.clause, "unit": row.quantity.unit or None,
        "indicator": row.indicator, "quote": row.evidence.quote, "start": row.evidence.start, "end": row.evidence.end,
    }  # fmt: skip


def _where(evidence: Evidence) -> Row:
    return {"clause": evidence.clause, "quote": evidence.quote, "start": evidence.start, "end": evidence.end}


def _made(source: Source) -> Row:
    return {"rule": source.rule, "confidence": source.confidence, "review": source.review.value}


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def jsonl(rows: Iterable[Row]) -> Iterator[str]:
    """One JSON object a line."""
    yield from (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """CSV with a header; lists of words are joined by `;`, nested values are JSON, nothing known is an empty cell."""
    for number, row in enumerate(rows):
        if not number:
            yield _csv(row)
        yield _csv([_cell(value) for value in row.values()])


def _csv(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ";".join(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict | bool) else str(value)


TABLES: Mapping[str, Callable[[Workspace, Plans], Iterator[Row]]] = {
    "outline": outline_rows, "clauses": clause_rows, "entities": entity_rows, "relations": relation_rows, "measures": measure_rows,
    "targets": target_rows,
}  # fmt: skip
TABLE_FORMATS: Mapping[str, Callable[[Iterable[Row]], Iterator[str]]] = {"jsonl": jsonl, "csv": csv_lines}

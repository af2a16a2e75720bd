"""Plans as JSON and back, so that a build can be read without parsing again."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from corpus.model import Clause, Found, Furniture, Kind, Metadata, Plan, Span


def dump_plan(plan: Plan) -> str:
    """One JSON object for everything but the text; keys sorted, so equal plans give equal bytes."""
    record = {
        "id": plan.id,
        "sha256": plan.sha256,
        "format": plan.format,
        "metadata": asdict(plan.metadata),
        "clauses": [
            clause_row(plan, c) | {"title_start": c.title_start, "cells": [[s.start, s.end] for s in c.cells]} for c in plan.clauses
        ],
        "furniture": [asdict(f) for f in plan.furniture],
    }
    return json.dumps(record, ensure_ascii=False, sort_keys=True)


def clause_row(plan: Plan, clause: Clause) -> dict[str, Any]:
    """A clause as a flat row: address, label, title and offsets."""
    return {
        "plan": plan.id, "clause": clause.path, "level": clause.level, "kind": clause.kind.value, "marker": clause.marker,
        "label": clause.label, "title": clause.title, "parent": clause.parent, "start": clause.start, "end": clause.end,
    }  # fmt: skip


def load_plan_record(record: str, text: str) -> Plan:
    """Rebuild a plan from its JSON and its stored text; its tiling is checked again on the way."""
    data = json.loads(record)
    clauses = tuple(_clause(row) for row in data["clauses"])
    furniture = tuple(Furniture(**row) for row in data["furniture"])
    return Plan(data["id"], text, clauses, furniture, _metadata(data["metadata"]), data["sha256"], data["format"])


def _clause(row: dict[str, Any]) -> Clause:
    return Clause(
        row["clause"], Kind(row["kind"]), row["level"], row["marker"], row["label"], row["title"], row["start"], row["end"],
        row["parent"], row["title_start"], tuple(Span(*s) for s in row["cells"]),
    )  # fmt: skip


def _metadata(row: dict[str, Any]) -> Metadata:
    found = {k: _found(v) for k, v in row.items() if k not in ("period", "doubts")}
    period = tuple(row["period"]) if row["period"] else None
    return Metadata(**found, period=period, doubts=tuple(row["doubts"]))  # type: ignore[arg-type]


def _found(row: dict[str, Any] | None) -> Found | None:
    if row is None:
        return None
    return Found(row["value"], row["where"], Span(**row["span"]) if row["span"] else None)

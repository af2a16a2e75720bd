"""Nothing points at what is not there: facts are closed over the entities and observations that a plan really has.

An entity can be left out after a fact was stated of it: a person rejected it, or all its places in the text belong to
longer names (“节能环保产业” inside a heading on 新型建材与节能环保产业). What rests on it is left out with it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kg.model import Measure, PlanFacts

_NAMED = ("industries", "mentioned_industries", "enterprises", "zones", "departments")


def closed(facts: PlanFacts) -> PlanFacts:
    """The facts without relations, sums, baselines, parents and lists that point at what the plan does not have. Pure; idempotent."""
    known = {e.id for e in facts.entities}
    counted = {o.id for o in facts.observations}
    observations = tuple(o for o in facts.observations if all(part in counted for part in o.parts))
    counted = {o.id for o in observations}
    return replace(
        facts,
        entities=tuple(e if e.parent in known or not e.parent else replace(e, parent="") for e in facts.entities),
        relations=tuple(r for r in facts.relations if _stands(r.subject, known) and _stands(r.object, known)),
        measures=tuple(_about(m, known) for m in facts.measures),
        observations=observations,
        targets=tuple(t if t.baseline in counted or not t.baseline else replace(t, baseline="") for t in facts.targets),
    )


def _stands(end: str, known: set[str]) -> bool:
    return end.startswith("clause:") or end in known


def _about(measure: Measure, known: set[str]) -> Measure:
    lists = {name: getattr(measure, name) for name in _NAMED}
    kept: dict[str, Any] = {name: tuple(e for e in ids if e in known) for name, ids in lists.items() if not known.issuperset(ids)}
    return replace(measure, **kept) if kept else measure

"""Stable ids of facts: a hash of what is said and in which clause, so that a review outlives rebuilds and moved offsets."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from kg.model import Entity, Evidence, Measure, Observation, Relation, Target


def fact_id(*parts: str) -> str:
    """16 hexadecimal digits from plan, clause, kind and content."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def entity_key(plan: str, entity: Entity) -> str:
    return fact_id(plan, "", "entity", entity.id)


def relation_key(relation: Relation) -> str:
    where = relation.evidence
    return fact_id(where.plan, where.clause, "relation", relation.subject, relation.predicate.value, relation.object)


def measure_key(measure: Measure) -> str:
    return fact_id(measure.evidence.plan, measure.evidence.clause, "measure", measure.action, measure.evidence.quote)


def target_key(target: Target, evidence: Evidence | None = None) -> str:
    """Id of the target as stated by one of its evidences, the first unless given."""
    where = evidence or target.evidence
    return fact_id(where.plan, where.clause, "target", target.indicator, where.quote)


def observation_key(row: Observation) -> str:
    return fact_id(row.evidence.plan, row.evidence.clause, "observation", row.indicator, row.evidence.quote)


def numbered(keys: Iterable[str]) -> tuple[str, ...]:
    """Each key once: a repeated statement of one clause gets `-2`, `-3` … in document order."""
    seen: Counter[str] = Counter()
    result = []
    for key in keys:
        seen[key] += 1
        result.append(key if seen[key] == 1 else f"{key}-{seen[key]}")
    return tuple(result)

"""All facts of one plan: entities, relations, measures, targets and observations, with reviews applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.model import Plan
from kg.closure import closed
from kg.doubts import uncertain
from kg.entities import extract_entities
from kg.gazetteer import Gazetteer
from kg.measures import extract_measures
from kg.model import PlanFacts
from kg.review import Ruling, apply_rulings, load_rulings
from kg.targets import extract_targets


def extract(plan: Plan, gazetteer: Gazetteer | None = None, rulings: Sequence[Ruling] | None = None) -> PlanFacts:
    """Everything the rules find in a plan, as people ruled on it; a pure function of the plan, lexicons, gazetteer and rulings.

    The shipped gazetteer and `data/review.csv` are used unless others are given.
    """
    named = extract_entities(plan, gazetteer)
    numbers = extract_targets(plan)
    measures = extract_measures(plan, named)
    doubts = (*named.doubts, *numbers.doubts)
    found = PlanFacts(plan.id, named.entities, named.relations, measures, numbers.observations, numbers.targets, doubts)
    facts = apply_rulings(closed(found), load_rulings() if rulings is None else rulings)
    return replace(facts, doubts=(*facts.doubts, *uncertain(facts)))

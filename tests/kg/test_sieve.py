"""The first look at the shapes: what it calls sound is sound to pySHACL too, whatever is done to a plan's quads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from kg import sieve
from kg.build import plan_quads
from kg.check import shacl_results
from kg.extract import extract
from kg.model import Doubt
from kg.nquads import Quad
from kg.sieve import Links, rules, sound
from kg.vocab import term
from tests.qa.plans import written
from tests.small_plans import RIVER

_INTEGER = term("xsd:integer")
#: what a value becomes: nothing, a text, a text without letters, a word of another language, a number below all, something nobody describes
CHANGES = (None, '"x"', '""@zh', '"x"@fr', f'"-1"^^{_INTEGER}', f'"1"^^{_INTEGER}', "<https://example.org/nobody>", f'"2020-13-01"^^{term("xsd:date")}', f'"0000"^^{term("xsd:gYear")}')


@cache
def quads() -> tuple[Quad, ...]:
    """Those of a small plan, with a doubt among them."""
    plan = written(RIVER, "river")
    facts = extract(plan)
    doubt = Doubt("ambiguous-alias", "“园区”可指两处，未连接", facts.measures[0].evidence)
    return tuple(plan_quads(plan, replace(facts, doubts=(doubt,))))


def links(rows: tuple[Quad, ...]) -> Links:
    found: dict[str, list[tuple[str, str]]] = {}
    for subject, predicate, target, _ in rows:
        found.setdefault(predicate, []).append((subject, target))
    return found


def predicates() -> dict[str, str]:
    """The predicates that the shapes speak of, each with a class of what has it."""
    linked = {name: term("z:Industry") for rule in rules() for way, name in rule.targets if not way.endswith("#targetClass>")}
    classed = {name: rule.targets[0][1] for rule in rules() for _, name in rule.path}
    return {**classed, **linked, term("rdf:type"): term("z:Target")}


def row_of(predicate: str) -> Quad:
    """The first quad with the predicate, else one that a node of the class could have."""
    found = next((row for row in quads() if row[1] == predicate), None)
    if found:
        return found
    kind = predicates()[predicate]
    node, _, _, graph = next(row for row in quads() if row[1:3] == (term("rdf:type"), kind))
    return node, predicate, "", graph


def changed(predicate: str) -> Iterator[tuple[Quad, ...]]:
    """The quads with a value of the predicate changed in every way, and with a further value beside it."""
    row = row_of(predicate)
    for value in CHANGES:
        kept = tuple(other for other in quads() if other[:3] != row[:3])
        new = () if value is None else ((row[0], predicate, value, row[3]),)
        yield (*kept, *new)
        if value is not None:
            yield (*quads(), *new)


def test_every_constraint_of_the_shapes_is_known() -> None:
    assert len(rules()) == 86
    assert sieve._never not in [check for rule in rules() for check in rule.checks]


def test_a_sound_plan_needs_no_judge() -> None:
    assert sound(links(quads()))
    assert list(shacl_results(quads())) == []


def test_subclasses_are_for_the_judge() -> None:
    assert not sound(links((*quads(), ("<a:a>", term("rdfs:subClassOf"), "<a:b>", "<a:g>"))))


def test_what_the_shapes_speak_of_is_tried() -> None:
    assert len(predicates()) == 69


@pytest.mark.parametrize("predicate", sorted(predicates()))
def test_what_is_called_sound_is_sound(predicate: str) -> None:
    for rows in changed(predicate):
        if sound(links(rows)):
            assert list(shacl_results(rows)) == [], [row for row in rows if row not in quads()]

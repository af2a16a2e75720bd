"""What a generation keeps of its entities is what its graph would have answered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from corpus.model import Plan
from kg.build import plan_quads
from kg.extract import extract
from kg.known import Known, known_of
from kg.merge import dataset_trig, share_of
from kg.query import Graph
from tests.kg.small import plan_of

OTHER = """一、主要任务

（一）发展现代种业与“低空经济”，支持昌吉国家高新区建设。"""


def test_the_kept_entities_are_those_of_the_queries(plan: Plan, tmp_path: Path) -> None:
    plans = (plan, replace(plan_of(OTHER, "另一份规划"), id="other-10"), replace(plan_of(OTHER, "又一份规划"), id="other-9"))
    quads = {p.id: plan_quads(p, extract(p, rulings=())) for p in plans}
    path = tmp_path / "graph.trig"
    path.write_bytes(dataset_trig(quads))
    asked = Graph.open(path)
    known = known_of((p, share_of(p, found).common) for p, found in quads.items())
    assert known.entities == asked.entities().rows
    assert {e.id: known.plans[e.id] for e in known.entities} == {e.id: asked.plans_naming(e.id) for e in known.entities}
    given = Graph.open(path, known)
    for p in plans:
        assert given.entities(p.id) == asked.entities(p.id)
        assert given.entities(p.id).rows
    assert asked.entities("another").rows == ()
    assert {"other-10", "other-9"} <= {p for of in known.plans.values() for p in of}


def test_the_same_known_after_reading(plan: Plan) -> None:
    known = known_of([(plan.id, share_of(plan.id, plan_quads(plan, extract(plan, rulings=()))).common)])
    assert Known.from_bytes(known.to_bytes()) == known
    assert known_of([]) == Known.from_bytes(b"") == Known((), {})

"""The dataset put together from single plans says what all their quads say, in the same bytes for any order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from corpus.model import Plan
from kg.build import plan_quads
from kg.extract import extract
from kg.iri import DATASET
from kg.merge import dataset_trig, in_order, share_of
from kg.nquads import Quad, write
from kg.store import LocalStore

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o } }"
STATED = f"SELECT ?n ?m WHERE {{ <{DATASET}> <http://rdfs.org/ns/void#triples> ?n ; <http://rdfs.org/ns/void#distinctSubjects> ?m }}"
SUBJECTS = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }"


def two_plans(plan: Plan) -> dict[str, list[Quad]]:
    """The embedded plan under two names: everything shared that can be shared."""
    twins = [plan, replace(plan, id="zz-twin")]
    return {p.id: plan_quads(p, extract(p)) for p in twins}


def store_of(trig: bytes, folder: Path) -> LocalStore:
    path = folder / "graph.trig"
    path.write_bytes(trig)
    return LocalStore.of_file(path)


def test_dataset_holds_every_quad_and_counts_itself(plan: Plan, tmp_path: Path) -> None:
    quads = two_plans(plan)
    store = store_of(dataset_trig(quads), tmp_path)
    plain = LocalStore.of_quads(write(sorted({quad for q in quads.values() for quad in q})))
    stated = next(iter(store.select(STATED)))
    triples, subjects = (int(next(iter(plain.select(q)))["n"]) for q in (COUNT, SUBJECTS))
    assert (int(stated["n"]), int(stated["m"])) == (triples, subjects)
    assert int(next(iter(store.select(COUNT)))["n"]) > triples + 15


def test_order_of_plans_changes_no_byte(plan: Plan) -> None:
    quads = two_plans(plan)
    assert dataset_trig(quads) == dataset_trig(dict(reversed(quads.items())))


def test_plans_stand_as_a_reader_counts() -> None:
    assert in_order(["p-10", "p-2", "a"]) == ["a", "p-2", "p-10"]


def test_share_keeps_a_plans_own_graphs_apart_from_what_plans_share(plan: Plan) -> None:
    share = share_of(plan.id, plan_quads(plan, extract(plan)))
    assert b"graph/shared" not in share.blocks.split(b"\n", 1)[0]
    assert share.own.triples > 10_000
    assert all(b"/evidence/" not in line.split(b" ")[0] for line in share.common.splitlines())

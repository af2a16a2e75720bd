"""A store on disk answers as its TriG does, and takes over only the plans that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.model import Plan
from kg import disk
from kg.build import plan_quads
from kg.disk import find_store, retire_stores, write_store
from kg.extract import extract
from kg.merge import Share, dataset_head, dataset_trig, plan_trig, share_of
from kg.nquads import Quad
from kg.query import Graph
from kg.sandbox import Sandbox
from kg.store import GraphError, LocalStore
from kg.sync import Contents

ALL = "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?s ?p ?o ?g"


@pytest.fixture(scope="module")
def quads(plan: Plan) -> Mapping[str, Sequence[Quad]]:
    twins = [replace(plan, id=name) for name in ("aa", "aa-b", "cc")]
    return {p.id: plan_quads(p, extract(p)) for p in twins}


def contents(quads: Mapping[str, Sequence[Quad]], folder: Path, keys: Mapping[str, str]) -> tuple[Path, Contents, list[str]]:
    """What a store shall hold, and a list that tells which plans it asked for."""
    asked: list[str] = []
    shares: dict[str, Share] = {plan: share_of(plan, quads[plan]) for plan in keys}
    trig = folder / ("-".join(keys) + ".trig")
    trig.write_bytes(dataset_trig({plan: quads[plan] for plan in keys}))

    def trig_of(name: str) -> bytes:
        asked.append(name)
        return plan_trig(shares[name])

    return trig, Contents(keys, dataset_head((s.common, s.own) for s in shares.values()), trig_of), asked


def everything(store: LocalStore) -> list[tuple[str, ...]]:
    return [(r["s"], r["p"], r["o"], r["g"]) for r in store.select(ALL)]


def test_store_holds_what_the_trig_holds_after_plans_came_and_went(quads: Mapping[str, Sequence[Quad]], tmp_path: Path) -> None:
    stores = tmp_path / "stores"
    trig1, first, _ = contents(quads, tmp_path, {"aa": "1", "aa-b": "1"})
    write_store(stores, "gen-1", trig1, first, lambda n: None)
    trig2, second, asked = contents(quads, tmp_path, {"aa-b": "1", "cc": "1"})
    write_store(stores, "gen-2", trig2, second, lambda n: None)
    assert asked == ["cc"]
    for name, trig in (("gen-1", trig1), ("gen-2", trig2)):
        assert everything(LocalStore.of_folder(stores / name)) == everything(LocalStore.of_file(trig))


def test_where_most_plans_changed_everything_is_loaded_at_once(
    quads: Mapping[str, Sequence[Quad]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "_FEW", 1)
    trig1, first, _ = contents(quads, tmp_path, {"aa": "1", "aa-b": "1"})
    write_store(tmp_path / "stores", "gen-1", trig1, first, lambda n: None)
    trig2, second, asked = contents(quads, tmp_path, {"aa-b": "2", "cc": "1"})
    store = write_store(tmp_path / "stores", "gen-2", trig2, second, lambda n: None)
    assert asked == []
    assert everything(LocalStore.of_folder(store)) == everything(LocalStore.of_file(trig2))


def test_named_queries_answer_alike(quads: Mapping[str, Sequence[Quad]], tmp_path: Path) -> None:
    trig, wanted, _ = contents(quads, tmp_path, {"aa": "1"})
    disk, memory = Graph.open(write_store(tmp_path / "stores", "gen-1", trig, wanted, lambda n: None)), Graph.open(trig)
    some = memory.entities().rows[0].id
    assert disk.measures(plan="aa") == memory.measures(plan="aa")
    assert disk.targets() == memory.targets()
    assert disk.mentions(some) == memory.mentions(some)
    assert disk.neighbourhood(some) == memory.neighbourhood(some)


def test_unfinished_and_retired_stores_are_not_used(quads: Mapping[str, Sequence[Quad]], tmp_path: Path) -> None:
    stores = tmp_path / "stores"
    trig, wanted, _ = contents(quads, tmp_path, {"aa": "1"})
    path = write_store(stores, "gen-1", trig, wanted, lambda n: None)
    assert find_store(stores, "gen-1") == path
    (path / "plans.json").unlink()
    assert find_store(stores, "gen-1") is None
    retire_stores(stores, ())
    assert list(stores.iterdir()) == []
    with pytest.raises(GraphError, match=r"scripts\.build"):
        LocalStore.of_folder(path)


def test_queries_of_strangers_run_over_the_store_itself(quads: Mapping[str, Sequence[Quad]], tmp_path: Path) -> None:
    """A confined process must find everything open: it cannot open files any more."""
    trig, wanted, _ = contents(quads, tmp_path, {"aa": "1", "cc": "1"})
    box, again = Sandbox(write_store(tmp_path / "stores", "gen-1", trig, wanted, lambda n: None)), Sandbox(trig)
    question = "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY ?p"
    try:
        for _ in range(3):
            assert box.query(question).rows == again.query(question).rows != ()
    finally:
        box.close()
        again.close()

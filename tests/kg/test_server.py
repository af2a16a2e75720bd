"""A graph on a real SPARQL server: brought plan by plan, kept up to date by what changed, answering as the files do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.model import Plan
from kg.build import plan_quads
from kg.extract import extract
from kg.iri import plan_iri
from kg.merge import dataset_head, dataset_trig, plan_trig, share_of
from kg.nquads import Quad
from kg.query import Graph
from kg.server import SparqlServer
from kg.store import GraphError, LocalStore
from kg.sync import Contents, bring
from tests.kg.small import plan_of
from tests.servers import free_port, oxigraph_server

ALL = "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } FILTER (!CONTAINS(STR(?g), '/graph/brought/')) } ORDER BY ?s ?p ?o ?g"
BODY = "一、主要任务\n\n(一)做强产业。支持甲光电有限公司发展人工智能产业,到2025年研发经费投入达到“3%”。\n\n(二)保障。由科技局牵头。"


@pytest.fixture(scope="module")
def quads() -> Mapping[str, Sequence[Quad]]:
    """Three plans of like text; the id of one is the beginning of another's."""
    made: Plan = plan_of(BODY)
    return {p.id: plan_quads(p, extract(p)) for p in (replace(made, id=name) for name in ("aa", "aa-b", "规划 丙"))}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with oxigraph_server(tmp_path_factory.mktemp("server") / "data") as url:
        yield url


def contents(quads: Mapping[str, Sequence[Quad]], keys: Mapping[str, str]) -> Contents:
    shares = {plan: share_of(plan, quads[plan]) for plan in keys}
    return Contents(keys, dataset_head((s.common, s.own) for s in shares.values()), lambda plan: plan_trig(shares[plan]))


def everything(graph: SparqlServer | LocalStore) -> list[tuple[str, ...]]:
    return [(r["s"], r["p"], r["o"], r["g"]) for r in graph.select(ALL)]


def local(quads: Mapping[str, Sequence[Quad]], plans: Mapping[str, str], folder: Path) -> LocalStore:
    path = folder / "graph.trig"
    path.write_bytes(dataset_trig({plan: quads[plan] for plan in plans}))
    return LocalStore.of_file(path)


def test_only_changed_plans_are_brought_and_all_quads_are_there(address: str, quads: Mapping[str, Sequence[Quad]], tmp_path: Path) -> None:
    server = SparqlServer(f"{address}/query?union-default-graph")
    for wanted, brought in (
        ({"aa": "1", "aa-b": "1"}, ["aa", "aa-b"]),
        ({"aa": "1", "aa-b": "1"}, []),
        ({"aa": "2", "规划 丙": "1"}, ["aa", "aa-b", "规划 丙"]),  # changed, gone, new
    ):
        assert list(bring(server, server.plans(), contents(quads, wanted))) == brought
        assert server.plans() == wanted
        assert everything(server) == everything(local(quads, wanted, tmp_path))


def test_a_cut_off_transfer_goes_on_where_it_stopped(address: str, quads: Mapping[str, Sequence[Quad]], tmp_path: Path) -> None:
    server, wanted = SparqlServer(f"{address}/query?union-default-graph"), {"aa": "7", "aa-b": "7", "规划 丙": "7"}
    cut_off = bring(server, server.plans(), contents(quads, wanted))
    assert next(cut_off) == "aa"
    cut_off.close()
    assert list(bring(server, server.plans(), contents(quads, wanted))) == ["aa-b", "规划 丙"]
    assert everything(server) == everything(local(quads, wanted, tmp_path))


def test_named_queries_and_descriptions_are_those_of_the_files(address: str, quads: Mapping[str, Sequence[Quad]], tmp_path: Path) -> None:
    server, wanted = SparqlServer(f"{address}/query?union-default-graph"), {"aa": "1", "规划 丙": "1"}
    list(bring(server, server.plans(), contents(quads, wanted)))
    there, here = Graph(server), Graph(local(quads, wanted, tmp_path))
    assert there.entities().rows == here.entities().rows != ()
    assert there.measures(plan="aa") == here.measures(plan="aa")
    assert there.targets() == here.targets()
    assert there.neighbourhood(here.entities().rows[0].id) == here.neighbourhood(here.entities().rows[0].id)
    assert there.describe(plan_iri("规划 丙")) == here.describe(plan_iri("规划 丙")) != []


def test_graphs_that_are_not_shown_united_are_an_error_with_a_remedy(address: str, quads: Mapping[str, Sequence[Quad]]) -> None:
    united = SparqlServer(f"{address}/query?union-default-graph")
    list(bring(united, united.plans(), contents(quads, {"aa": "1"})))
    with pytest.raises(GraphError, match="union-default-graph"):
        SparqlServer(f"{address}/query").plans()


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/query", "file:///etc/hostname", "not an address", "http://no host/query"])
def test_a_silent_or_impossible_address_is_one_line(url: str) -> None:
    with pytest.raises(GraphError) as raised:
        SparqlServer(url.format(port=free_port())).plans()
    assert "请检查地址" in str(raised.value)
    assert "\n" not in str(raised.value)

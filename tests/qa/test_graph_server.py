"""Questions answered with the graph on a server: the same answers, and one line when the server holds something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.qa.backends import GRAPH_SETTING
from index.qa.build import build
from index.qa.engine import Engine
from index.qa.workspace import Workspace
from kg.store import GraphError
from tests.conftest import CORPUS
from tests.qa.gold import RELEVANCE, rows
from tests.servers import oxigraph_server
from tests.small_plans import write_small_plans


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with oxigraph_server(tmp_path_factory.mktemp("server") / "data") as url:
        yield f"{url}/query?union-default-graph"


def test_the_relevance_suite_is_answered_alike(
    address: str, engine: Engine, build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server is empty, so the unchanged build brings it the graph and publishes nothing new."""
    monkeypatch.setenv(GRAPH_SETTING, address)
    report = build(CORPUS, build_dir)
    assert (report.built, report.generation.id) == ((), engine.workspace.generation.id)
    there = Engine(Workspace.open(build_dir))
    cases = rows(RELEVANCE / "changji.jsonl")
    assert len(cases) > 100
    for case in cases:
        here, away = (replace(e.ask(case["q"]), elapsed_ms=0.0) for e in (engine, there))
        assert away == here, case["q"]


def test_another_generation_than_the_server_holds_is_one_line(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "corpus").mkdir()
    build(write_small_plans(tmp_path / "corpus"), tmp_path / "build")
    monkeypatch.setenv(GRAPH_SETTING, address)
    with pytest.raises(GraphError, match=r"scripts\.build"):
        _ = Workspace.open(tmp_path / "build").graph

"""The build on a real Ray cluster of two nodes: the same bytes as at home, also when a node is killed in the middle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from corpus.load import find_sources, load_plan
from index.publish import BuildError, Generation
from index.qa import cluster as cluster_module
from index.qa.build import build
from scripts.make_corpus import chapters, compose
from tests.conftest import CORPUS

pytestmark = [pytest.mark.scale, pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::FutureWarning")]
utils = pytest.importorskip("ray.cluster_utils", reason="ray (extra scale) is not installed")
PLANS = 6


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    pool = chapters(load_plan(source) for source in find_sources(CORPUS).sources)
    for number in range(7, 7 + PLANS):
        (folder / f"made-{number}.txt").write_text(compose(pool, number, Random(number), 1500), encoding="utf-8")
    (folder / "broken.docx").write_bytes(b"no archive")
    return folder


@pytest.fixture(scope="module")
def at_home(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return build(corpus, tmp_path_factory.mktemp("home")).generation


@pytest.fixture
def two_nodes() -> Iterator[Any]:
    """A head without work and two nodes of one CPU each, as processes of this machine."""
    cluster = utils.Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
    nodes = [cluster.add_node(num_cpus=1) for _ in range(2)]
    cluster.wait_for_nodes()
    try:
        yield cluster, nodes
    finally:
        cluster.shutdown()


def content(generation: Generation) -> dict[str, bytes]:
    return {p.relative_to(generation.folder).as_posix(): p.read_bytes() for p in sorted(generation.folder.rglob("*")) if p.is_file()}


def test_two_nodes_give_the_bytes_of_home(two_nodes: Any, corpus: Path, at_home: Generation, tmp_path: Path) -> None:
    report = build(corpus, tmp_path, ray=two_nodes[0].address)
    assert content(report.generation) == content(at_home)
    assert len(report.built) == PLANS
    assert str(corpus / "broken.docx") in report.errors[0]


def test_a_node_killed_in_the_middle_changes_nothing(two_nodes: Any, corpus: Path, at_home: Generation, tmp_path: Path) -> None:
    cluster, nodes = two_nodes

    def kill_one(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("抽取", 2):
            assert total > PLANS - 1
            cluster.remove_node(nodes[0], allow_graceful=False)

    report = build(corpus, tmp_path, ray=cluster.address, progress=kill_one)
    assert content(report.generation) == content(at_home)
    assert len(report.built) == PLANS


def test_a_node_of_another_version_is_refused(two_nodes: Any, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "means", lambda: "another")
    with pytest.raises(BuildError, match="同一版本"):
        build(corpus, tmp_path, ray=two_nodes[0].address)


def test_no_cluster_at_the_address_is_one_line(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="请检查地址"):
        build(corpus, tmp_path, ray="127.0.0.1:1")

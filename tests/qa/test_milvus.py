"""Vectors and words on Milvus (Milvus Lite): the ranking of the files, one collection a generation, one step to switch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.milvus import ALIAS
from index.publish import BuildError
from index.qa.backends import VECTORS_SETTING
from index.qa.build import build
from index.qa.engine import Engine
from index.qa.workspace import Workspace
from index.ranked import Hit
from tests.conftest import CORPUS
from tests.qa.gold import RELEVANCE, rows
from tests.servers import free_port
from tests.small_plans import write_small_plans

pymilvus = pytest.importorskip("pymilvus", reason="pymilvus (extra scale) is not installed")
pytest.importorskip("milvus_lite", reason="milvus-lite (extra scale) is not installed")
_EQUAL = 1e-4


def same_up_to_ties(here: Sequence[Hit], there: Sequence[Hit]) -> bool:
    """Whether two rankings hold the same clauses, or others of the same score, place by place."""
    if len(here) != len(there):
        return False
    return all((a.plan, a.clause) == (b.plan, b.clause) or abs(a.score - b.score) < _EQUAL for a, b in zip(here, there, strict=True))


def test_the_ten_best_are_those_of_the_files(
    engine: Engine, build_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VECTORS_SETTING, str(tmp_path / "milvus.db"))
    report = build(CORPUS, build_dir)
    assert (report.built, report.generation.id) == ((), engine.workspace.generation.id)
    there, questions = Workspace.open(build_dir).search, [case["q"] for case in rows(RELEVANCE / "changji.jsonl")]
    here = engine.workspace.search
    same = [same_up_to_ties(here.search(q), there.search(q)) for q in questions]
    assert len(same) > 100
    assert sum(same) / len(same) >= 0.98


def test_a_scope_is_kept_and_the_alias_follows_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uri, corpus = str(tmp_path / "milvus.db"), tmp_path / "corpus"
    corpus.mkdir()
    write_small_plans(corpus)
    names = []
    for text in ("", "\n(三)发展氢能产业\n\n支持建设加氢站。\n", "\n(四)发展光伏产业\n\n支持建设光伏电站。\n"):
        path = sorted(corpus.glob("*.txt"))[0]
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
        monkeypatch.delenv(VECTORS_SETTING, raising=False)
        build(corpus, tmp_path / "build")
        local = Workspace.open(tmp_path / "build")
        monkeypatch.setenv(VECTORS_SETTING, uri)
        names.append(f"{ALIAS}_{build(corpus, tmp_path / 'build').generation.id.replace('-', '_')}")
        served = Workspace.open(tmp_path / "build")
        for plan in local.plans:
            here, there = (w.search.search("支持建设什么", plans=(plan,)) for w in (local, served))
            assert here
            assert same_up_to_ties(here, there)
            assert {h.plan for h in there} == {plan}
    client = pymilvus.MilvusClient(uri)
    assert client.describe_alias(ALIAS)["collection_name"] == names[-1]
    assert sorted(client.list_collections()) == sorted(names[-2:])
    client.close()


def test_a_generation_that_is_not_there_is_one_line(small_build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VECTORS_SETTING, str(tmp_path / "empty.db"))
    with pytest.raises(BuildError, match=r"scripts\.build"):
        _ = Workspace.open(small_build).search


@pytest.mark.parametrize("uri", ["http://127.0.0.1:{port}", "/no/such/folder/milvus.db"])
def test_an_address_without_milvus_is_one_line(uri: str, small_build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VECTORS_SETTING, uri.format(port=free_port()))
    with pytest.raises(BuildError) as raised:
        _ = Workspace.open(small_build).search
    assert "请检查地址" in str(raised.value)
    assert "\n" not in str(raised.value)

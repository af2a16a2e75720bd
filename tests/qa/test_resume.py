"""A build that is cut off goes on from the plans it has done, and says how far it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from corpus.load import find_sources
from index.qa import backends
from index.qa.build import build
from tests.small_plans import write_small_plans


class CutOff(Exception):
    """The end of a build in the middle."""


def test_done_plans_are_not_done_again(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    corpus = write_small_plans(tmp_path / "corpus")
    ids = [s.id for s in find_sources(corpus).sources]
    assert len(ids) == 2

    def cut(stage: str, done: int, total: int) -> None:
        if stage == "抽取" and done == total:
            raise CutOff

    with pytest.raises(CutOff):
        build(corpus, tmp_path / "build", progress=cut)
    report = build(corpus, tmp_path / "build")
    # the last plan's work was not kept yet when it ended
    assert (report.built, report.reused) == ((ids[1],), (ids[0],))
    assert report.generation.id == build(corpus, tmp_path / "whole").generation.id


def test_every_stage_is_told_from_nothing_to_all(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    told: list[tuple[str, int, int]] = []
    build(write_small_plans(tmp_path / "corpus"), tmp_path / "build", progress=lambda *step: told.append(step))
    assert [step for step in told if step[0] == "抽取"] == [("抽取", 0, 2), ("抽取", 1, 2), ("抽取", 2, 2)]
    assert [step for step in told if step[0] == "合并"][-1] == ("合并", 2, 2)


def test_a_build_cut_off_before_the_store_of_its_graph_writes_it_the_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "STORE_FROM", 1)
    (tmp_path / "corpus").mkdir()
    corpus, folder = write_small_plans(tmp_path / "corpus"), tmp_path / "build"
    name = build(corpus, folder).generation.id
    stores = folder / backends.STORES
    assert not build(corpus, folder).fresh
    shutil.rmtree(stores)
    again = build(corpus, folder)
    assert (again.generation.id, again.built) == (name, ())
    assert backends.find_store(stores, name) is not None

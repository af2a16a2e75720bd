"""In a corpus of very many plans no page reads them all: each lists one plan and says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from index.qa import reading
from index.qa.workspace import Workspace
from kg.query import Graph
from tests.ui.conftest import Open, opener, text


@pytest.fixture
def app(small_build: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """The pages on two small plans where two already count as very many, and no list of all their facts is to be had."""
    monkeypatch.setenv("PLAN_BUILD", str(small_build))
    monkeypatch.setattr(reading, "MANY", 1)
    for name in ("measures", "targets", "goals", "observations", "all_mentions", "coverage_matrix"):
        monkeypatch.setattr(Graph, name, _of_one_plan(getattr(Graph, name)))
    st.cache_resource.clear()
    yield opener()
    st.cache_resource.clear()


def _of_one_plan(query: object) -> object:
    def asked(graph: Graph, *plans: str, **filters: str) -> object:
        assert any(plans) or any(filters.values()), "all plans asked about"
        return query(graph, *plans, **filters)  # type: ignore[operator]

    return asked


@pytest.mark.parametrize("view", ["measures", "targets", "entities"])
def test_one_plan_at_a_time(app: Open, small: Workspace, view: str) -> None:
    first = next(iter(small.plans))
    by_default, chosen = app(view=view), app(view=view, plan=first)
    assert "语料有 2 部规划，这里一次看一部" in text(by_default)
    listed, of_first = (text(page).partition("机器抽取")[0] for page in (by_default, chosen))
    assert listed == of_first
    assert not by_default.exception


def test_the_first_page_takes_its_examples_from_one_plan(app: Open, small: Workspace) -> None:
    shown = text(app())
    counts = small.generation.manifest["counts"]
    assert f"{counts['measures']:,}措施" in shown
    assert "哪些措施覆盖" in shown

"""Vectors found exactly, also when only some rows are asked about."""

from __future__ import annotations

import numpy as np
import pytest

from index import store
from index.store import VectorStore


def unit_vectors(n: int, dim: int = 16) -> np.ndarray:
    made = np.random.default_rng(7).normal(size=(n, dim)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@pytest.mark.parametrize("exact_up_to", [10_000, 100])
def test_a_scope_gets_its_own_nearest_rows(exact_up_to: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The approximate index must look everywhere when a scope is given: its rows may lie in any list."""
    monkeypatch.setattr(store, "EXACT_UP_TO", exact_up_to)
    vectors = unit_vectors(3000)
    among = np.zeros(len(vectors), dtype=bool)
    among[1000:1200] = True
    scores, rows = VectorStore.build(vectors).search(vectors[5], 10, among)
    expected = 1000 + np.argsort(-(vectors[1000:1200] @ vectors[5]), kind="stable")[:10]
    assert rows.tolist() == expected.tolist()
    assert (np.diff(scores) <= 0).all()


def test_many_rows_are_found_approximately_with_recall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "EXACT_UP_TO", 100)
    vectors = unit_vectors(3000, 8)
    found = VectorStore.build(vectors)
    hits = [len({*found.search(v, 10)[1].tolist()} & {*np.argsort(-(vectors @ v))[:10].tolist()}) for v in vectors[:50]]
    assert sum(hits) / 500 > 0.5

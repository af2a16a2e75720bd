"""Vectors found exactly, also when only some rows are asked about."""

from __future__ import annotations

from pathlib import Path

import faiss
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


def in_parts(vectors: np.ndarray) -> list[np.ndarray]:
    return [vectors[:7], vectors[7:7], vectors[7:]]


def test_a_flat_index_is_written_as_faiss_does_and_searched_as_faiss_does(tmp_path: Path) -> None:
    vectors = unit_vectors(3000)
    built = VectorStore.build(vectors)
    store.write_vectors(tmp_path / "vectors.faiss", 3000, in_parts(vectors))
    assert (tmp_path / "vectors.faiss").read_bytes() == faiss.serialize_index(built._index).tobytes()
    opened = VectorStore.load(tmp_path / "vectors.faiss")
    assert (opened.size, opened.dim) == (3000, 16)
    among = np.arange(3000) % 7 == 0
    for scope in (None, among):
        for query in vectors[:20]:
            (scores, rows), (expected, wanted) = opened.search(query, 25, scope), built.search(query, 25, scope)
            assert rows.tolist() == wanted.tolist()
            np.testing.assert_allclose(scores, expected, atol=1e-5)
    assert len(opened.search(vectors[0], 25, np.zeros(3000, dtype=bool))[1]) == 0


def test_an_approximate_index_is_the_same_from_parts_and_from_one_matrix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "EXACT_UP_TO", 100)
    vectors = unit_vectors(20_000, 8)
    store.write_vectors(tmp_path / "vectors.faiss", len(vectors), in_parts(vectors))
    opened, built = VectorStore.load(tmp_path / "vectors.faiss"), VectorStore.build(vectors)
    assert opened.search(vectors[5], 1)[1].tolist() == [5]
    assert all(opened.search(v, 10)[1].tolist() == built.search(v, 10)[1].tolist() for v in vectors[:50])


def test_a_file_cut_short_is_no_flat_index(tmp_path: Path) -> None:
    store.write_vectors(tmp_path / "vectors.faiss", 20, [unit_vectors(20)])
    data = (tmp_path / "vectors.faiss").read_bytes()
    assert store.FlatVectors.read(data) is not None
    assert store.FlatVectors.read(data[:-4]) is None
    assert store.FlatVectors.read(b"") is None

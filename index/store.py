"""Vectors on disk: FAISS, exact while the corpus is small and approximate beyond. The only faiss import.

A flat index of FAISS is a header and the vectors; such a file is read and searched with NumPy, since a short command must not
wait for the import of faiss.
"""

from __future__ import annotations

import importlib
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import faiss

Floats = npt.NDArray[np.float32]
FILE = "vectors.faiss"
EXACT_UP_TO = 300_000
_LISTS_PER_ROOT = 2
_LISTS_PER_PROBE = 16
_FEWEST_PROBES = 8
_TRAINING_PER_LIST = 64

#: how FAISS opens the file of a flat inner-product index: name, dim, rows, two fillers, trained, metric, number of floats
_HEADER = struct.Struct("<4siqqq?iq")
_FLAT, _INNER_PRODUCT, _FILLER = b"IxFI", 0, 1 << 20


def ivf_lists(n: int) -> int:
    """Into how many lists n vectors are sorted; 0 where every vector is compared."""
    return int(_LISTS_PER_ROOT * np.sqrt(n)) if n > EXACT_UP_TO else 0


def probes(lists: int) -> int:
    """How many of the lists a search looks into."""
    return max(_FEWEST_PROBES, lists // _LISTS_PER_PROBE)


def write_vectors(path: Path, rows: int, parts: Iterable[Floats]) -> None:
    """Index the rows of all parts in order into a file, as `VectorStore.build` does with one matrix of that many rows.

    Memory holds one part for a flat index; for an index of lists, whose `parts` are gone through twice, the index.
    """
    with path.open("wb") as out:
        if lists := ivf_lists(rows):
            _write_lists(out, rows, lists, parts)
            return
        for number, part in enumerate(parts):
            if not number:
                dim = part.shape[1]
                out.write(_HEADER.pack(_FLAT, dim, rows, _FILLER, _FILLER, True, _INNER_PRODUCT, rows * dim))
            out.write(part.astype("<f4").tobytes())


def _write_lists(out: BinaryIO, rows: int, lists: int, parts: Iterable[Floats]) -> None:
    faiss: Any = importlib.import_module("faiss")  # its type information lacks the writer
    index = _lists_of(np.vstack(list(_sample(parts, _step(rows, lists)))), lists)
    for part in parts:
        index.add(part)
    faiss.write_index(index, faiss.PyCallbackIOWriter(out.write))


def _step(rows: int, lists: int) -> int:
    """Every how manieth row the lists are trained on."""
    return max(1, rows // (lists * _TRAINING_PER_LIST)) if lists else 1


def _sample(parts: Iterable[Floats], step: int) -> Iterator[Floats]:
    """Every step-th row of all parts laid one behind the other."""
    first = 0
    for part in parts:
        yield part[first::step]
        first = (first - len(part)) % step


def _lists_of(sample: Floats, lists: int) -> Any:
    """An empty index of lists around the centres of a sample."""
    import faiss

    dim = sample.shape[1]
    index: Any = faiss.IndexIVFFlat(faiss.IndexFlatIP(dim), dim, lists, faiss.METRIC_INNER_PRODUCT)
    index.cp.seed, index.cp.max_points_per_centroid = 1, 2 * _TRAINING_PER_LIST
    index.nprobe = probes(lists)
    index.train(np.ascontiguousarray(sample))
    return index


class Vectors(Protocol):
    """Unit vectors of passages, wherever they are."""

    @property
    def size(self) -> int:
        """How many there are."""

    def search(self, query: Floats, k: int, among: npt.NDArray[np.bool_] | None = None) -> tuple[Floats, npt.NDArray[np.int64]]:
        """The k nearest rows of one query vector: scores (descending) and row numbers; `among` admits some rows only."""


class VectorStore:
    """Inner-product search over unit vectors; row numbers are the passages' positions."""

    def __init__(self, index: faiss.Index | FlatVectors) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Floats) -> VectorStore:
        """Index an (n, dim) matrix: flat up to EXACT_UP_TO rows, IVF with exact lists beyond."""
        import faiss

        n, dim = vectors.shape
        lists = ivf_lists(n)
        index: Any = _lists_of(vectors[:: _step(n, lists)], lists) if lists else faiss.IndexFlatIP(dim)
        index.add(vectors)
        return cls(index)

    @property
    def size(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        return int(self._index.d)

    def search(self, query: Floats, k: int, among: npt.NDArray[np.bool_] | None = None) -> tuple[Floats, npt.NDArray[np.int64]]:
        """The k nearest rows of one query vector: scores (descending) and row numbers; `among` admits some rows only."""
        if isinstance(self._index, FlatVectors):
            return self._index.search(query, k, among)
        scores, rows = self._index.search(query.reshape(1, -1), min(k, self.size), params=self._only(among))
        found = rows[0] >= 0
        return scores[0][found], rows[0][found]

    def _only(self, among: npt.NDArray[np.bool_] | None) -> Any:
        """Search parameters that admit the given rows; approximate indexes then look everywhere, for a scope may be anywhere."""
        if among is None:
            return None
        faiss: Any = importlib.import_module("faiss")  # its type information lacks the arguments of parameters
        selector = faiss.IDSelectorBitmap(np.packbits(among, bitorder="little"))
        if isinstance(self._index, faiss.IndexIVF):
            return faiss.SearchParametersIVF(sel=selector, nprobe=self._index.nlist)
        return faiss.SearchParameters(sel=selector)

    def vectors(self) -> Floats:
        """All vectors in the order of their rows. Raises RuntimeError for an index of lists, which does not keep it."""
        kept: Floats = self._index.rows if isinstance(self._index, FlatVectors) else self._index.reconstruct_n(0, self.size)
        return kept

    @classmethod
    def load(cls, path: Path) -> VectorStore:
        """Read what `save` wrote."""
        data = path.read_bytes()
        flat = FlatVectors.read(data)
        if flat:
            return cls(flat)
        import faiss

        return cls(faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8)))


class FlatVectors:
    """The rows of a flat inner-product index, searched exactly."""

    def __init__(self, vectors: Floats) -> None:
        self.rows = vectors
        self.ntotal, self.d = vectors.shape

    @classmethod
    def read(cls, data: bytes) -> FlatVectors | None:
        """The vectors of a FAISS file; None when it holds an index of another kind."""
        if len(data) < _HEADER.size:
            return None
        name, dim, rows, _, _, trained, metric, floats = _HEADER.unpack_from(data)
        if (name, trained, metric, floats) != (_FLAT, True, _INNER_PRODUCT, rows * dim) or len(data) != _HEADER.size + 4 * floats:
            return None
        return cls(np.frombuffer(data, dtype=np.float32, offset=_HEADER.size).reshape(rows, dim).copy())

    def search(self, query: Floats, k: int, among: npt.NDArray[np.bool_] | None) -> tuple[Floats, npt.NDArray[np.int64]]:
        """Scores (descending, ties by row) and numbers of the k nearest rows admitted."""
        rows = np.arange(self.ntotal) if among is None else np.flatnonzero(among)
        scores: Floats = self.rows[rows] @ query if among is not None else self.rows @ query
        if len(rows) > k:
            best = np.argpartition(-scores, k - 1)[:k]
            rows, scores = rows[best], scores[best]
        order = np.lexsort((rows, -scores))
        return scores[order], rows[order]

"""Vectors on disk: FAISS, exact while the corpus is small and approximate beyond. The only faiss import."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import faiss

Floats = npt.NDArray[np.float32]
FILE = "vectors.faiss"
EXACT_UP_TO = 300_000
_LISTS_PER_ROOT = 4
_LISTS_PER_PROBE = 32
_FEWEST_PROBES = 8
_TRAINING_PER_LIST = 64


def ivf_lists(n: int) -> int:
    """Into how many lists n vectors are sorted; 0 where every vector is compared."""
    return int(_LISTS_PER_ROOT * np.sqrt(n)) if n > EXACT_UP_TO else 0


def probes(lists: int) -> int:
    """How many of the lists a search looks into."""
    return max(_FEWEST_PROBES, lists // _LISTS_PER_PROBE)


class Vectors(Protocol):
    """Unit vectors of passages, wherever they are."""

    @property
    def size(self) -> int:
        """How many there are."""

    def search(self, query: Floats, k: int, among: npt.NDArray[np.bool_] | None = None) -> tuple[Floats, npt.NDArray[np.int64]]:
        """The k nearest rows of one query vector: scores (descending) and row numbers; `among` admits some rows only."""


class VectorStore:
    """Inner-product search over unit vectors; row numbers are the passages' positions."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Floats) -> VectorStore:
        """Index an (n, dim) matrix: flat up to EXACT_UP_TO rows, IVF with exact lists beyond."""
        import faiss

        n, dim = vectors.shape
        index: Any = faiss.IndexFlatIP(dim)
        if lists := ivf_lists(n):
            index = faiss.IndexIVFFlat(index, dim, lists, faiss.METRIC_INNER_PRODUCT)
            index.cp.seed, index.cp.max_points_per_centroid = 1, _TRAINING_PER_LIST
            index.nprobe = probes(lists)
            index.train(vectors)
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
        kept: Floats = self._index.reconstruct_n(0, self.size)
        return kept

    def save(self, path: Path) -> None:
        import faiss

        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    @classmethod
    def load(cls, path: Path) -> VectorStore:
        import faiss

        return cls(faiss.deserialize_index(np.frombuffer(path.read_bytes(), dtype=np.uint8)))

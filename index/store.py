"""Vectors on disk: FAISS, exact while the corpus is small and approximate beyond. The only faiss import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import faiss

Floats = npt.NDArray[np.float32]
FILE = "vectors.faiss"
EXACT_UP_TO = 300_000
_LISTS_PER_ROOT = 4


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
        if n > EXACT_UP_TO:
            lists = int(_LISTS_PER_ROOT * np.sqrt(n))
            index = faiss.IndexIVFFlat(index, dim, lists, faiss.METRIC_INNER_PRODUCT)
            index.cp.seed, index.nprobe = 1, max(8, lists // 32)
            index.train(vectors)
        index.add(vectors)
        return cls(index)

    @property
    def size(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        return int(self._index.d)

    def search(self, query: Floats, k: int) -> tuple[Floats, npt.NDArray[np.int64]]:
        """The k nearest rows of one query vector: scores (descending) and row numbers."""
        scores, rows = self._index.search(query.reshape(1, -1), min(k, self.size))
        found = rows[0] >= 0
        return scores[0][found], rows[0][found]

    def save(self, path: Path) -> None:
        import faiss

        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    @classmethod
    def load(cls, path: Path) -> VectorStore:
        import faiss

        return cls(faiss.deserialize_index(np.frombuffer(path.read_bytes(), dtype=np.uint8)))

"""Vectors and word weights on a Milvus server by its URI (or in a Milvus Lite file). The only pymilvus import.

A collection holds one generation under its name; the alias `plangraph` moves to it in one step when all rows are there.
Word weights are the generation's own BM25 scores as sparse vectors, so that the server ranks as the files do; Milvus'
own analyser would cut words and weigh them otherwise.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.lexical import LexicalIndex
from index.publish import BuildError
from index.store import ivf_lists, probes

if TYPE_CHECKING:
    from pymilvus import MilvusClient

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Step = Callable[[int], None]
ALIAS = "plangraph"
_BATCH = 500
#: the most hits that Milvus gives for one query
_MOST = 16_384


class Collection:
    """The rows of one generation on a server; row numbers are the passages' positions."""

    def __init__(self, uri: str, generation: str, token: str = "") -> None:
        """`uri` is an http(s) address or the path of a Milvus Lite file. Raises BuildError in one line."""
        self.uri = uri
        self.name = f"{ALIAS}_{generation.replace('-', '_')}"
        with self._told():
            self._client = _connect(uri, token)

    @property
    def size(self) -> int:
        """How many rows are there; 0 when the server does not know the generation."""
        with self._told():
            if not self._client.has_collection(self.name):
                return 0
            self._client.load_collection(self.name)
            return int(self._client.query(self.name, filter="", output_fields=["count(*)"])[0]["count(*)"])

    @cached_property
    def _total(self) -> int:
        return self.size

    def search(self, query: Floats, k: int, among: Mask | None = None) -> tuple[Floats, npt.NDArray[np.int64]]:
        """The k nearest rows of one query vector: scores (descending) and row numbers; `among` admits some rows only."""
        return self._best("vector", query.tolist(), k, among, {"nprobe": probes(ivf_lists(self._total))})

    def words(self, factors: Mapping[int, float], among: Mask | None = None) -> tuple[Floats, npt.NDArray[np.int64]]:
        """The rows with the best sums of word weights, each times its factor, by number of the word; as many as Milvus gives."""
        return self._best("words", dict(factors), _MOST, among, {})

    def fill(self, vectors: Iterable[Floats], lexical: LexicalIndex, step: Step) -> None:
        """Put all rows there, plan by plan, then let the alias point here and drop what is older than the one before."""
        words, row = lexical.weights(), 0
        with self._told():
            for number, of_plan in enumerate(vectors, 1):
                if number == 1:
                    self._create(of_plan.shape[1], lexical.documents)
                rows = [{"row": row + i, "vector": vector, "words": next(words)} for i, vector in enumerate(of_plan.tolist())]
                for start in range(0, len(rows), _BATCH):
                    self._client.insert(self.name, rows[start : start + _BATCH])
                row += len(rows)
                step(number)
            self._client.flush(self.name)
            self._publish()

    def is_current(self) -> bool:
        """Whether the alias points here: all rows are there, and whoever asks for the newest generation gets this one."""
        with self._told():
            return self.name == self._aliased()

    def close(self) -> None:
        self._client.close()

    def _create(self, dim: int, size: int) -> None:
        """An empty collection with the indexes of the files for as many rows; what a transfer that was cut off has left is dropped."""
        from pymilvus import DataType

        self._client.drop_collection(self.name)
        schema, indexes = self._client.create_schema(auto_id=False), self._client.prepare_index_params()
        schema.add_field("row", DataType.INT64, is_primary=True)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dim)
        schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
        lists = ivf_lists(size)
        kind, params = ("IVF_FLAT", {"nlist": lists}) if lists else ("FLAT", {})
        indexes.add_index("vector", index_type=kind, metric_type="IP", params=params)
        indexes.add_index("words", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        self._client.create_collection(self.name, schema=schema, index_params=indexes)

    def _aliased(self) -> str:
        """The collection behind the alias; empty when there is none yet."""
        if ALIAS not in self._client.list_aliases()["aliases"]:
            return ""
        return str(self._client.describe_alias(ALIAS)["collection_name"])

    def _publish(self) -> None:
        before = self._aliased()
        if before:
            self._client.alter_alias(self.name, ALIAS)
        else:
            self._client.create_alias(self.name, ALIAS)
        for name in self._client.list_collections():
            if name.startswith(f"{ALIAS}_") and name not in (self.name, before):
                self._client.drop_collection(name)

    def _best(
        self, field: str, query: Any, k: int, among: Mask | None, params: Mapping[str, int]
    ) -> tuple[Floats, npt.NDArray[np.int64]]:
        with self._told():
            found = self._client.search(
                self.name, [query], anns_field=field, limit=min(k, _MOST), filter=_rows(among), output_fields=["row"],
                search_params={"metric_type": "IP", "params": dict(params)},
            )[0]  # fmt: skip
        return np.array([hit["distance"] for hit in found], dtype=np.float32), np.array([hit["row"] for hit in found], dtype=np.int64)

    @contextmanager
    def _told(self) -> Iterator[None]:
        from pymilvus.exceptions import MilvusException

        try:
            yield
        except (MilvusException, OSError, ValueError) as error:
            raise BuildError(f"Milvus {self.uri} 没有给出结果（{' '.join(str(error).split())[:160]}）；请检查地址与服务状态") from error


class ServedWords(LexicalIndex):
    """Word scores from a collection; the vocabulary and its frequencies from the generation's files."""

    _collection: Collection

    @classmethod
    def of(cls, folder: Path, collection: Collection) -> ServedWords:
        """The words of the generation in this folder of word files."""
        index = cls(*cls.parts(folder, whole=False))
        index._collection = collection
        return index

    def sums(self, factors: Mapping[str, float], among: Mask | None = None) -> Floats:
        known = {number: factor for token, factor in factors.items() if (number := self.number(token)) is not None}
        total = np.zeros(self.documents, dtype=np.float32)
        if known:
            scores, rows = self._collection.words(known, among)
            total[rows] = scores
        return total


def _rows(among: Mask | None) -> str:
    """A filter for the admitted rows, as ranges.

    >>> _rows(np.array([True, True, False, True]))
    '(row >= 0 and row < 2) or (row >= 3 and row < 4)'
    """
    if among is None:
        return ""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], among.astype(np.int8), [0]]))).reshape(-1, 2)
    return " or ".join(f"(row >= {start} and row < {end})" for start, end in edges.tolist()) or "row < 0"


def _connect(uri: str, token: str) -> MilvusClient:
    from pymilvus import MilvusClient

    # it logs with a traceback what it raises anyway
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    return MilvusClient(uri, token=token)

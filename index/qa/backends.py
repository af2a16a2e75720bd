"""Which engines hold a generation's graph and indexes, by settings: the files of the generation unless an address is set.

PLAN_GRAPH: query address of a SPARQL 1.1 server. PLAN_VECTORS: URI of a Milvus server or path of a Milvus Lite file
(PLAN_VECTORS_TOKEN: its token). What is there must be what the generation holds; a build brings it.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.lexical import FOLDER as LEXICAL
from index.lexical import LexicalIndex
from index.milvus import Collection, ServedWords
from index.publish import BuildError, Generation
from index.qa.work import KeptWork
from index.store import FILE as VECTORS
from index.store import Vectors, VectorStore
from kg.disk import FOLDER as STORES
from kg.disk import find_store, retire_stores, write_store
from kg.known import FILE as ENTITIES
from kg.known import Known
from kg.query import Graph
from kg.server import SparqlServer
from kg.store import GraphError
from kg.sync import Contents, bring

Step = Callable[[int], None]
GRAPH = "graph.trig"
GRAPH_SETTING = "PLAN_GRAPH"
VECTORS_SETTING = "PLAN_VECTORS"
#: bytes of TriG from which loading it for every command takes longer than opening a store
STORE_FROM = 32_000_000


def graph_files(generation: Generation) -> Path:
    """The graph on this machine: the generation's store on disk when it has one, else its TriG."""
    return find_store(generation.folder.parent / STORES, generation.id) or generation.folder / GRAPH


def open_graph(generation: Generation) -> Graph:
    """The graph on the server that is set, else on this machine.

    Raises GraphError in one line when the server does not answer or holds something else.
    """
    url, known = os.environ.get(GRAPH_SETTING, ""), Known.from_bytes(generation.read(ENTITIES))
    if not url:
        return Graph.open(graph_files(generation), known)
    if not _graph_in_step(generation):
        raise GraphError(f"SPARQL 服务 {url} 中的图谱与本地索引不是同一版本；请保留 {GRAPH_SETTING} 设置并运行 python -m scripts.build")
    return Graph(SparqlServer(url), known)


def open_indexes(generation: Generation) -> tuple[Vectors, LexicalIndex]:
    """Vectors and words on the Milvus that is set, else on this machine.

    Raises BuildError in one line when Milvus does not answer or holds something else.
    """
    folder = generation.folder
    collection = _collection(generation)
    if collection is None:
        return VectorStore.load(folder / VECTORS), LexicalIndex.load(folder / LEXICAL)
    if collection.size != generation.manifest["counts"]["passages"]:
        raise BuildError(f"Milvus {collection.uri} 中没有当前索引；请保留 {VECTORS_SETTING} 设置并运行 python -m scripts.build")
    return collection, ServedWords.of(folder / LEXICAL, collection)


def in_step(generation: Generation) -> bool:
    """Whether the servers that are set, if any, and the store of a large graph hold what the generation holds."""
    return _store_in_step(generation) and _graph_in_step(generation) and _vectors_in_step(generation)


def _store_in_step(generation: Generation) -> bool:
    """A build may have been cut off between publishing and writing the store."""
    return graph_files(generation).is_dir() or not _is_large(generation.folder / GRAPH)


def _is_large(trig: Path) -> bool:
    return trig.stat().st_size >= STORE_FROM


def _graph_in_step(generation: Generation) -> bool:
    url = os.environ.get(GRAPH_SETTING, "")
    return not url or SparqlServer(url).plans() == generation.manifest["inputs"]


def _vectors_in_step(generation: Generation) -> bool:
    collection = _collection(generation)
    return collection is None or collection.is_current()


def _collection(generation: Generation) -> Collection | None:
    """The generation's rows on the Milvus that is set; None when none is."""
    uri = os.environ.get(VECTORS_SETTING, "")
    return Collection(uri, generation.id, os.environ.get(f"{VECTORS_SETTING}_TOKEN", "")) if uri else None


def keep_vectors(generation: Generation, work: Sequence[KeptWork], step: Step) -> None:
    """Bring vectors and words to the Milvus that is set; the alias moves when all are there.

    Raises BuildError when the server refuses; the generation is published all the same.
    """
    collection = _collection(generation)
    if collection is not None and not collection.is_current():
        vectors = (np.load(io.BytesIO(w.part("vectors"))) for w in work)
        collection.fill(vectors, LexicalIndex.load(generation.folder / LEXICAL), step)


def keep_graph(folder: Path, generation: Generation, work: Sequence[KeptWork], head: bytes, step: Step) -> None:
    """Give a large graph its store on disk, let go of the stores of generations that are gone, bring the server up to date.

    Raises GraphError when a store cannot be written or the server refuses; the generation is published all the same.
    """
    contents = _contents(generation, work, head)
    trig, stores = generation.folder / GRAPH, folder / STORES
    if _is_large(trig):
        write_store(stores, generation.id, trig, contents, step)
    retire_stores(stores, {path.name for path in folder.glob("gen-*")})
    if url := os.environ.get(GRAPH_SETTING, ""):
        server = SparqlServer(url)
        for number, _ in enumerate(bring(server, server.plans(), contents), 1):
            step(number)


def _contents(generation: Generation, work: Sequence[KeptWork], head: bytes) -> Contents:
    from kg.trig import header

    by_plan = {w.id: w for w in work}
    return Contents(generation.manifest["inputs"], head, lambda plan: header().encode() + by_plan[plan].part("graph"))

"""Where the triples are: an in-process store loaded from TriG, or opened from its folder on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kg.nquads import Quad, parse

if TYPE_CHECKING:
    import pyoxigraph

Row = Mapping[str, str]
_AT_ONCE = 20_000


class GraphError(Exception):
    """A graph that cannot be read or asked: one line saying what, where and what to do."""


class TripleStore(Protocol):
    """Answers SELECT queries over the union of all graphs; unbound variables are missing from a row."""

    def select(self, query: str) -> Iterator[Row]:
        """Rows of a SELECT query in the order of the query; IRIs bare, literals by their lexical form."""

    def construct(self, query: str) -> list[str]:
        """Canonical N-Triples lines of a CONSTRUCT query, sorted, each once."""


class LocalStore:
    """A pyoxigraph store in this process."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        self._store = store

    @classmethod
    def of_file(cls, path: Path) -> LocalStore:
        """Load a TriG file. Raises GraphError in one line when it is missing or no TriG."""
        import pyoxigraph

        store = pyoxigraph.Store()
        try:
            store.bulk_load(path=str(path), format=pyoxigraph.RdfFormat.TRIG)
        except (OSError, SyntaxError, ValueError) as error:
            raise GraphError(f"图谱文件无法读取：{path}（{error}）；请运行 python -m scripts.build --force") from error
        return cls(store)

    @classmethod
    def of_quads(cls, nquads: bytes) -> LocalStore:
        """Load canonical N-Quads of our own making."""
        import pyoxigraph

        store = pyoxigraph.Store()
        store.bulk_load(nquads, pyoxigraph.RdfFormat.N_QUADS)
        return cls(store)

    @classmethod
    def of_folder(cls, folder: Path) -> LocalStore:
        """Open a store on disk for reading. Raises GraphError in one line when it is damaged."""
        import pyoxigraph

        try:
            return cls(pyoxigraph.Store.read_only(str(folder)))
        except (OSError, ValueError) as error:
            raise GraphError(f"图谱库无法打开:{folder}（{error}）；请删除该目录后重新运行 python -m scripts.build") from error

    def select(self, query: str) -> Iterator[Row]:
        import pyoxigraph

        solutions = self._store.query(query, use_default_graph_as_union=True)
        assert isinstance(solutions, pyoxigraph.QuerySolutions), "Only SELECT queries are asked here"
        names = [v.value for v in solutions.variables]
        for solution in solutions:
            yield {name: term.value for name, term in zip(names, solution, strict=True) if term is not None}

    def construct(self, query: str) -> list[str]:
        import pyoxigraph

        triples = self._store.query(query, use_default_graph_as_union=True)
        assert isinstance(triples, pyoxigraph.QueryTriples), "Only CONSTRUCT queries are asked here"
        return sorted_lines(triples)


def sorted_lines(triples: Iterable[pyoxigraph.Triple] | Iterable[pyoxigraph.Quad]) -> list[str]:
    """Canonical N-Triples lines of triples, sorted, each once."""
    import pyoxigraph

    lines = (pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES) or b"").decode().split("\n")
    return sorted(dict.fromkeys(line for line in lines if line))


def stream(trig: Path) -> Iterator[Quad]:
    """The quads of a TriG file in its order, without holding more than a part of it. Raises GraphError when it is none."""
    import pyoxigraph

    try:
        found = pyoxigraph.parse(path=str(trig), format=pyoxigraph.RdfFormat.TRIG)
        while some := list(islice(found, _AT_ONCE)):
            yield from parse(pyoxigraph.serialize(some, format=pyoxigraph.RdfFormat.N_QUADS) or b"")
    except (OSError, SyntaxError) as error:
        raise GraphError(f"图谱文件无法读取：{trig}（{error}）；请运行 python -m scripts.build --force") from error


def quads_of(trig: bytes) -> list[Quad]:
    """The quads of a TriG document, sorted, each once. Raises GraphError when it is no TriG."""
    import pyoxigraph

    try:
        found = pyoxigraph.parse(trig, pyoxigraph.RdfFormat.TRIG)
        quads = pyoxigraph.serialize(found, format=pyoxigraph.RdfFormat.N_QUADS) or b""
    except SyntaxError as error:
        raise GraphError(f"图谱不是合法的 TriG（{error}）；请运行 python -m scripts.build --force") from error
    return sorted(dict.fromkeys(parse(quads)))


def open_store(location: Path) -> LocalStore:
    """The store of a TriG file, or the one in a folder on disk."""
    return LocalStore.of_folder(location) if location.is_dir() else LocalStore.of_file(location)

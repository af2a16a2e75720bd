"""Where the triples are: an in-process store loaded from TriG, or any SPARQL 1.1 endpoint by URL."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kg.nquads import lines_of

if TYPE_CHECKING:
    import pyoxigraph

Row = Mapping[str, str]
TIMEOUT = 60.0


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
            raise GraphError(f"图谱文件无法读取:{path}({error});请运行 python -m scripts.build --force") from error
        return cls(store)

    @classmethod
    def of_quads(cls, quads: str) -> LocalStore:
        """Load canonical N-Quads of our own making."""
        import pyoxigraph

        store = pyoxigraph.Store()
        store.bulk_load(quads.encode(), pyoxigraph.RdfFormat.N_QUADS)
        return cls(store)

    def select(self, query: str) -> Iterator[Row]:
        import pyoxigraph

        solutions = self._store.query(query, use_default_graph_as_union=True)
        assert isinstance(solutions, pyoxigraph.QuerySolutions), "Only SELECT queries are asked here"
        names = [v.value for v in solutions.variables]
        for solution in solutions:
            yield {name: solution[name].value for name in names if solution[name] is not None}


    def construct(self, query: str) -> list[str]:
        import pyoxigraph

        triples = self._store.query(query, use_default_graph_as_union=True)
        assert isinstance(triples, pyoxigraph.QueryTriples), "Only CONSTRUCT queries are asked here"
        return _lines(triples)


class RemoteStore:
    """A SPARQL 1.1 protocol endpoint whose default graph is the union of all graphs."""

    def __init__(self, url: str) -> None:
        self.url = url

    def select(self, query: str) -> Iterator[Row]:
        try:
            bindings = json.loads(self._ask(query, "application/sparql-results+json"))["results"]["bindings"]
        except (ValueError, KeyError) as error:
            raise self._silent(error) from error
        for binding in bindings:
            yield {name: term["value"] for name, term in binding.items()}

    def construct(self, query: str) -> list[str]:
        import pyoxigraph

        try:
            return _lines(pyoxigraph.parse(self._ask(query, "application/n-triples"), pyoxigraph.RdfFormat.N_TRIPLES))
        except SyntaxError as error:
            raise self._silent(error) from error

    def _ask(self, query: str, accept: str) -> bytes:
        data = urllib.parse.urlencode({"query": query}).encode()
        request = urllib.request.Request(self.url, data, {"Accept": accept})
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as reply:
                return bytes(reply.read())
        except (urllib.error.URLError, TimeoutError) as error:
            raise self._silent(error) from error

    def _silent(self, error: Exception) -> GraphError:
        return GraphError(f"SPARQL 服务 {self.url} 没有给出结果({error});请检查地址与服务状态")


def _lines(triples: Iterable[pyoxigraph.Triple] | Iterable[pyoxigraph.Quad]) -> list[str]:
    import pyoxigraph

    return sorted(dict.fromkeys(lines_of(pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES) or b"")))


def nquads_of(trig: bytes) -> list[str]:
    """Canonical N-Quads lines of a TriG document, sorted, each once. Raises GraphError when it is no TriG."""
    import pyoxigraph

    try:
        found = pyoxigraph.parse(trig, pyoxigraph.RdfFormat.TRIG)
        quads = pyoxigraph.serialize(found, format=pyoxigraph.RdfFormat.N_QUADS) or b""
    except SyntaxError as error:
        raise GraphError(f"图谱不是合法的 TriG({error});请运行 python -m scripts.build --force") from error
    return sorted(dict.fromkeys(lines_of(quads)))


def open_store(location: Path | str) -> TripleStore:
    """A store for a TriG file, or for an http(s) URL of an endpoint."""
    if isinstance(location, str) and location.startswith(("http://", "https://")):
        return RemoteStore(location)
    return LocalStore.of_file(Path(location))

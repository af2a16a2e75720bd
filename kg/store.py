"""Where the triples are: an in-process store loaded from TriG, or any SPARQL 1.1 endpoint by URL."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kg.nquads import Quad, parse

if TYPE_CHECKING:
    import pyoxigraph

Row = Mapping[str, str]
TIMEOUT = 60.0
_DROPPED_AT_ONCE = 500
_FORM = "application/x-www-form-urlencoded"


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
            raise GraphError(f"图谱库无法打开:{folder}({error});请删除该目录后重新运行 python -m scripts.build") from error

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
    """A SPARQL 1.1 server with its query, update and graph store addresses beside each other (…/query, /update, /store)."""

    def __init__(self, url: str) -> None:
        """`url` is the query address, or the server's address when it ends without a name."""
        self.base = url.rstrip("/").removesuffix("/query")
        self.url = url if url.rstrip("/") != self.base else f"{self.base}/query"

    def select(self, query: str) -> Iterator[Row]:
        """Ask with the union of all graphs as the default graph (a server that joins them by itself ignores the wish)."""
        reply = self._send(f"{self.url}?union-default-graph", _form(query), _FORM, "application/sparql-results+json")
        try:
            bindings = json.loads(reply)["results"]["bindings"]
        except (ValueError, KeyError, TypeError) as error:
            raise self._silent(self.url, error) from error
        for binding in bindings:
            yield {name: term["value"] for name, term in binding.items()}

    def construct(self, query: str) -> list[str]:
        import pyoxigraph

        reply = self._send(f"{self.url}?union-default-graph", _form(query), _FORM, "application/n-triples")
        try:
            return _lines(pyoxigraph.parse(reply, pyoxigraph.RdfFormat.N_TRIPLES))
        except SyntaxError as error:
            raise self._silent(self.url, error) from error

    def graphs(self) -> Iterator[str]:
        """IRIs of all named graphs."""
        return (row["g"] for row in self.select("SELECT DISTINCT ?g WHERE { GRAPH ?g {} }"))

    def drop(self, graphs: Sequence[str]) -> None:
        """Remove named graphs, a bounded number per request."""
        for start in range(0, len(graphs), _DROPPED_AT_ONCE):
            lines = (f"DROP SILENT GRAPH <{graph}>" for graph in graphs[start : start + _DROPPED_AT_ONCE])
            self._send(f"{self.base}/update", " ;\n".join(lines).encode(), "application/sparql-update")

    def load(self, trig: bytes) -> None:
        """Add the quads of a TriG document in one request."""
        self._send(f"{self.base}/store", trig, "application/trig")

    def _send(self, url: str, data: bytes, kind: str, accept: str = "*/*") -> bytes:
        request = urllib.request.Request(url, data, {"Accept": accept, "Content-Type": kind})
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as reply:
                return bytes(reply.read())
        except (urllib.error.URLError, TimeoutError, OSError, ValueError) as error:
            raise self._silent(url, error) from error

    @staticmethod
    def _silent(url: str, error: Exception) -> GraphError:
        return GraphError(f"SPARQL 服务 {url} 没有给出结果({error});请检查地址与服务状态")


def _form(query: str) -> bytes:
    return urllib.parse.urlencode({"query": query}).encode()


def _lines(triples: Iterable[pyoxigraph.Triple] | Iterable[pyoxigraph.Quad]) -> list[str]:
    import pyoxigraph

    lines = (pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES) or b"").decode().split("\n")
    return sorted(dict.fromkeys(line for line in lines if line))


def quads_of(trig: bytes) -> list[Quad]:
    """The quads of a TriG document, sorted, each once. Raises GraphError when it is no TriG."""
    import pyoxigraph

    try:
        found = pyoxigraph.parse(trig, pyoxigraph.RdfFormat.TRIG)
        quads = pyoxigraph.serialize(found, format=pyoxigraph.RdfFormat.N_QUADS) or b""
    except SyntaxError as error:
        raise GraphError(f"图谱不是合法的 TriG({error});请运行 python -m scripts.build --force") from error
    return sorted(dict.fromkeys(parse(quads)))


def open_store(location: Path | str) -> TripleStore:
    """A store for a TriG file, for the folder of a store on disk, or for an http(s) URL of a server."""
    if isinstance(location, str) and location.startswith(("http://", "https://")):
        return RemoteStore(location)
    return LocalStore.of_folder(Path(location)) if Path(location).is_dir() else LocalStore.of_file(Path(location))

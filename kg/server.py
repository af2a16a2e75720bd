"""A SPARQL 1.1 server by its address: asked over the protocol, brought up to date by updates.

Only the standard is used (query and update by POST), so any server will do that shows the union of all graphs as its
default graph. The address is used exactly as given; where the server takes updates follows from it, see servers.toml.
"""

from __future__ import annotations

import json
import re
import tomllib
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from kg.iri import BASE, escape
from kg.nquads import Quad, text
from kg.store import GraphError, Row, quads_of, sorted_lines
from kg.vocab import term

TIMEOUT = 60.0
_LAYOUTS = Path(__file__).parent / "data" / "servers.toml"
_FORM = "application/x-www-form-urlencoded"
#: a graph for each plan that is there, holding the hash of what its graphs were made from
_RECORDS = f"{BASE}graph/brought/"
_KEY = term("dct:identifier")
_LATEST = f"SELECT ?g ?key WHERE {{ GRAPH ?g {{ ?g {_KEY} ?key }} FILTER (STRSTARTS(STR(?g), \"{_RECORDS}\")) }}"
_UNITED = "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1"


class SparqlServer:
    """A server that answers queries, and takes over plans one update at a time."""

    def __init__(self, url: str) -> None:
        """`url` is the query address. Raises GraphError when it is none of HTTP."""
        if not url.startswith(("http://", "https://")):
            raise GraphError(f"SPARQL 服务的地址须以 http:// 或 https:// 开头，而不是 {url}；请检查地址")
        self.url = url
        self.update_url = update_address(url)

    def select(self, query: str) -> Iterator[Row]:
        """Rows of a SELECT query. Raises GraphError in one line when the server gives no result."""
        reply = self._send(self.url, _form(query), _FORM, "application/sparql-results+json")
        try:
            bindings = json.loads(reply)["results"]["bindings"]
        except (ValueError, KeyError, TypeError) as error:
            raise _silent(self.url, error) from error
        for binding in bindings:
            yield {name: term["value"] for name, term in binding.items()}

    def construct(self, query: str) -> list[str]:
        import pyoxigraph

        reply = self._send(self.url, _form(query), _FORM, "application/n-triples")
        try:
            return sorted_lines(pyoxigraph.parse(reply, pyoxigraph.RdfFormat.N_TRIPLES))
        except SyntaxError as error:
            raise _silent(self.url, error) from error

    def plans(self) -> Mapping[str, str]:
        """The plans that are there with the hash of their inputs. Raises GraphError when graphs are not shown united."""
        rows = {row["g"]: row["key"] for row in self.select(_LATEST)}
        if rows and not list(self.select(_UNITED)):
            raise GraphError(f"SPARQL 服务 {self.url} 的默认图不是各命名图之并；请打开该设置（Oxigraph:地址后加 ?union-default-graph）")
        return {urllib.parse.unquote(graph.removeprefix(_RECORDS)): key for graph, key in rows.items()}

    def replace(self, graphs: Sequence[str], trig: bytes, plan: str = "", key: str = "") -> None:
        """Remove graphs and add the quads of a TriG document in one update, with the record of the plan they are of."""
        record = f"{_RECORDS}{escape(plan)}"
        steps = [f"DROP SILENT GRAPH <{graph}>" for graph in (*graphs, *([record] if plan else ()))]
        quads = [*quads_of(trig), *([(f"<{record}>", _KEY, text(key), f"<{record}>")] if key else [])]
        self._send(self.update_url, " ;\n".join([*steps, _insertion(quads)]).encode(), "application/sparql-update", "*/*")

    def _send(self, url: str, data: bytes, kind: str, accept: str) -> bytes:
        import http.client
        import urllib.request

        try:
            request = urllib.request.Request(url, data, {"Accept": accept, "Content-Type": kind})
            with urllib.request.urlopen(request, timeout=TIMEOUT) as reply:
                return bytes(reply.read())
        except (OSError, ValueError, http.client.HTTPException) as error:  # HTTPError and time-outs are OSErrors
            raise _silent(url, error) from error


def update_address(url: str) -> str:
    """Where the server with this query address takes updates.

    >>> update_address("http://127.0.0.1:7878/query?union-default-graph")
    'http://127.0.0.1:7878/update'
    >>> update_address("http://127.0.0.1:7200/repositories/plans")
    'http://127.0.0.1:7200/repositories/plans/statements'
    >>> update_address("http://127.0.0.1:3030/plans")
    'http://127.0.0.1:3030/plans'
    """
    address = url.partition("?")[0].rstrip("/")
    found = next(layout for layout in _layouts() if re.fullmatch(layout["query"], address))
    return re.sub(found["query"], found["update"], address)


@cache
def _layouts() -> Sequence[Mapping[str, str]]:
    return tuple(tomllib.loads(_LAYOUTS.read_text(encoding="utf-8"))["layout"])


def _insertion(quads: Sequence[Quad]) -> str:
    """INSERT DATA of canonical quads, graph by graph."""
    blocks = (
        f"GRAPH {graph} {{\n" + "".join(f"{s} {p} {o} .\n" for s, p, o, _ in rows) + "}\n"
        for graph, rows in groupby(sorted(quads, key=lambda quad: quad[3]), key=lambda quad: quad[3])
    )
    return f"INSERT DATA {{\n{''.join(blocks)}}}"


def _form(query: str) -> bytes:
    return urllib.parse.urlencode({"query": query}).encode()


def _silent(url: str, error: Exception) -> GraphError:
    return GraphError(f"SPARQL 服务 {url} 没有给出结果（{error}）；请检查地址与服务状态")

"""The child side of the sandbox: load one graph, give up every right to files and sockets, then answer queries line by line."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kg.sandbox_gate import QueryError, judge
from kg.vocab import PREFIXES, RESOURCE_PREFIXES

if TYPE_CHECKING:
    import pyoxigraph

_Cell = list[str] | None
_STAR = re.compile(r"SELECT\s+(?:(?:DISTINCT|REDUCED)\s+)?\*", re.I)
#: frames the parser of parse trees needs for the deepest query that is admitted
_RECURSION = 20_000
#: run once before the limits fall, so that nothing is imported or opened afterwards
_REHEARSAL = (
    "SELECT * WHERE { ?s ?p ?o } LIMIT 1", "ASK { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1",
    "DESCRIBE ?s WHERE { ?s ?p ?o } LIMIT 1", "SELECT (NOW() AS ?t) (SHA256('a') AS ?h) (RAND() AS ?r) (UUID() AS ?u) {}", "SELECT {",
    "SELECT ?x {} GROUP BY ?y",
)  # fmt: skip


def main(graph: str, memory: int) -> None:
    """Answer requests on standard input until it ends; whatever libraries print goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.setrecursionlimit(_RECURSION)
    store = _load(graph)
    for text in _REHEARSAL:
        _reply(store, {"query": text, "rows": 1, "characters": 1000})
    _confine(memory)
    answers.write(b"ready\n")
    answers.flush()
    for line in iter(sys.stdin.buffer.readline, b""):
        _answer(store, json.loads(line), answers)


def _answer(store: pyoxigraph.Store, request: dict[str, Any], answers: IO[bytes]) -> None:
    """Write the reply; where the platform can fork, a child finds it, so that a killed query costs no new start."""
    if sys.platform == "win32":
        _write(answers, _reply(store, request))
        return
    child = os.fork()
    if not child:
        signal.setitimer(signal.ITIMER_REAL, request["seconds"])
        reply = _reply(store, request)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _write(answers, reply)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status:
        stopped = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM
        _write(answers, {"code": "timeout" if stopped else "memory"})


def _write(answers: IO[bytes], reply: dict[str, Any]) -> None:
    answers.write(json.dumps(reply, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    answers.flush()


def _load(graph: str) -> pyoxigraph.Store:
    import pyoxigraph

    if Path(graph).is_dir():
        return pyoxigraph.Store.read_only(graph)
    store = pyoxigraph.Store()
    store.bulk_load(path=graph, format=pyoxigraph.RdfFormat.TRIG)
    return store


def _confine(memory: int) -> None:
    """`memory` bytes beyond what the graph takes; no new descriptor (so no file, no socket), no bytes written to files, no core."""
    if sys.platform == "win32":
        return
    import resource

    limits = (
        (resource.RLIMIT_AS, _address_space() + memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 0),
    )  # fmt: skip
    for limit, value in limits:
        try:
            resource.setrlimit(limit, (value, value))
        except (ValueError, OSError):
            continue


def _address_space() -> int:
    """Bytes of address space now; a gigabyte where the platform does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 1 << 30


def _reply(store: pyoxigraph.Store, request: dict[str, Any]) -> dict[str, Any]:
    try:
        judge(request["query"])
        return _run(store, request["query"], request["rows"], request["characters"])
    except QueryError as error:
        return {"code": error.code, "error": str(error)}
    except (SyntaxError, ValueError, OSError) as error:
        reason = " ".join(str(error).split())[:200]
        return {"code": "syntax", "error": f"SPARQL 无法执行（{reason}）；请检查前缀与写法"}
    except (MemoryError, RecursionError):
        return {"code": "memory"}


def _run(store: pyoxigraph.Store, query: str, rows: int, characters: int) -> dict[str, Any]:
    import pyoxigraph

    found = store.query(query, prefixes={**RESOURCE_PREFIXES, **PREFIXES}, use_default_graph_as_union=True)
    if isinstance(found, pyoxigraph.QueryBoolean):
        boolean = ["literal", str(bool(found)).lower(), PREFIXES["xsd"] + "boolean", ""]
        return {"kind": "ask", "columns": ["answer"], "rows": [[boolean]], "truncated": False}
    if isinstance(found, pyoxigraph.QuerySolutions):
        kind, columns = "select", _columns([v.value for v in found.variables], query)
        cells: Iterator[list[_Cell]] = ([_cell(solution[name]) for name in columns] for solution in found)
    else:
        kind, columns = "construct", ["subject", "predicate", "object"]
        cells = ([_cell(term) for term in (t.subject, t.predicate, t.object)] for t in found)
    kept, truncated = _capped(cells, rows, characters)
    return {"kind": kind, "columns": columns, "rows": kept, "truncated": truncated}


def _columns(names: list[str], query: str) -> list[str]:
    """Column names as projected; those of `SELECT *` in the order the query mentions them."""
    if not _STAR.search(query):
        return names
    mentioned = re.findall(r"[?$](\w+)", query)
    return sorted(names, key=lambda name: mentioned.index(name) if name in mentioned else len(mentioned))


def _capped(cells: Iterator[list[_Cell]], rows: int, characters: int) -> tuple[list[list[_Cell]], bool]:
    """At most `rows` rows and about `characters` characters, and whether there was more."""
    kept: list[list[_Cell]] = []
    for row in cells:
        characters -= sum(len(part) for cell in row if cell for part in cell)
        if len(kept) == rows or characters < 0:
            return kept, True
        kept.append(row)
    return kept, False


def _cell(term: Any) -> _Cell:
    import pyoxigraph

    if term is None:
        return None
    if isinstance(term, pyoxigraph.Literal):
        return ["literal", term.value, term.datatype.value, term.language or ""]
    if isinstance(term, pyoxigraph.NamedNode):
        return ["iri", term.value, "", ""]
    return ["blank", str(term), "", ""]

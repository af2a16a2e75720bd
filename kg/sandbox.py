"""SPARQL of strangers over the published graph: read-only, without files or network, with limits on time, memory and rows.

Three walls, each enough by itself: refusal by text and parse tree (`sandbox_gate`), a process that may open nothing and can
be killed (`sandbox_worker`), and caps on what comes back. Where a platform has no resource limits (Windows), the first and
the time limit hold.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from kg.sandbox_gate import QueryError, admit
from kg.store import GraphError

TRUNCATED_ZH = "已截断"

#: seconds a worker has to stop a query by itself, before it is killed and must be started anew
_MARGIN = 0.2
_STOPPED = {
    "timeout": "查询超过 {seconds:g} 秒，已停止；请缩小范围或加 LIMIT",
    "memory": "查询所需内存超过上限，已停止；请缩小范围或加 LIMIT",
    "busy": "查询已运行 {elapsed:.0f} 秒，因其他查询在等待而停止；请缩小范围或稍后重试",
}
_CHILD = (
    "import json, sys; a = json.loads(sys.argv[1]); sys.path[:] = a['path'];"
    "from kg.sandbox_worker import main; main(a['graph'], a['memory'])"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take: seconds, bytes beyond the graph itself, rows and characters returned."""

    seconds: float = 5.0
    memory: int = 512 * 1024 * 1024
    rows: int = 1000
    characters: int = 2_000_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One RDF term: `kind` is iri, literal or blank; datatype and language as SPARQL results have them."""

    kind: str
    value: str
    datatype: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The result of a query: `kind` is select, ask or construct; unbound cells are None; `elapsed` in seconds."""

    kind: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    truncated: bool
    elapsed: float

    def as_row(self) -> dict[str, Any]:
        """Plain data for JSON."""
        rows = [[asdict(cell) if cell else None for cell in row] for row in self.rows]
        return {
            "kind": self.kind, "columns": list(self.columns), "rows": rows, "truncated": self.truncated,
            "elapsed_ms": round(self.elapsed * 1000, 1),
        }  # fmt: skip


class _Worker:
    """A process with the graph loaded, one query at a time."""

    def __init__(self, graph: Path, memory: int) -> None:
        order = json.dumps({"path": sys.path, "graph": str(graph), "memory": memory})
        self._process = subprocess.Popen(
            [sys.executable, "-c", _CHILD, order], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        self.busy_since = 0.0
        self.gave_way = False

    def ready(self) -> bool:
        """Wait until the graph is loaded; False when it could not be."""
        return self._pipe(self._process.stdout).readline() == b"ready\n"

    def ask(self, request: Mapping[str, Any], seconds: float) -> Mapping[str, Any] | None:
        """The reply, or None when the process died or was killed, after `seconds` at the latest."""
        alarm = threading.Timer(seconds, self.kill)
        alarm.start()
        try:
            pipe = self._pipe(self._process.stdin)
            pipe.write(json.dumps(request).encode("ascii") + b"\n")
            pipe.flush()
            line = self._pipe(self._process.stdout).readline()
        except OSError:
            return None
        finally:
            alarm.cancel()
        return dict(json.loads(line)) if line.endswith(b"\n") else None

    def kill(self) -> None:
        """Kill the process and the query it runs, which may be a child of it."""
        if self._process.returncode is not None:
            return
        if sys.platform == "win32":
            self._process.kill()
        else:
            os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> None:
        self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                self._pipe(pipe).close()
            except OSError:  # what was still to be written has no reader any more
                continue

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        assert pipe is not None, "opened as a pipe above"
        return pipe


class Sandbox:
    """Runs queries of strangers over one TriG file or store on disk; safe to share between threads and sessions."""

    #: seconds after which a query gives way when others wait for a process
    grace = 1.0

    def __init__(self, graph: Path, limits: Limits = Limits(), *, workers: int = 3) -> None:
        self._graph, self._limits, self._most = graph, limits, workers
        self._free: list[_Worker] = []
        self._all: list[_Worker] = []
        self._starting = 0
        self._changed = threading.Condition()
        weakref.finalize(self, _end_all, self._all)

    def query(self, text: str) -> Table:
        """Typed rows of a SELECT, ASK, CONSTRUCT or DESCRIBE query over the union of all graphs; usual prefixes are known.

        Raises QueryError in one line: refused, syntax, too_long, too_deep, empty, timeout, memory or busy.
        """
        admitted, limits = admit(text), self._limits
        worker = self._take()
        began = time.perf_counter()
        request = {"query": admitted, "seconds": limits.seconds, "rows": limits.rows, "characters": limits.characters}
        reply = worker.ask(request, limits.seconds + _MARGIN)
        elapsed = time.perf_counter() - began
        self._give_back(worker, alive=reply is not None)
        if reply is None:
            late = elapsed >= limits.seconds
            reply = {"code": "busy" if worker.gave_way else "timeout" if late else "memory"}
        if "code" in reply:
            raise QueryError(reply["code"], reply.get("error") or _STOPPED[reply["code"]].format(elapsed=elapsed, seconds=limits.seconds))
        rows = tuple(tuple(Cell(*cell) if cell else None for cell in row) for row in reply["rows"])
        return Table(reply["kind"], tuple(reply["columns"]), rows, reply["truncated"], elapsed)

    def warm(self) -> None:
        """Start a process aside, so that the first query does not wait for it."""
        threading.Thread(target=self._refill, daemon=True, name="sandbox-start").start()

    def close(self) -> None:
        """End all processes; running queries are stopped."""
        with self._changed:
            _end_all(self._all)
            self._free.clear()

    def _take(self) -> _Worker:
        """A free process, a new one while there may be more, or the next that becomes free; long queries give way."""
        deadline = time.monotonic() + self._limits.seconds
        with self._changed:
            while True:
                if self._free:
                    worker = self._free.pop()
                    worker.busy_since = time.monotonic()
                    return worker
                if len(self._all) + self._starting < self._most:
                    self._starting += 1
                    break
                if time.monotonic() > deadline:
                    raise QueryError("busy", "正在运行的查询太多；请稍后重试")
                self._make_way()
                self._changed.wait(0.05)
        return self._start()

    def _make_way(self) -> None:
        """Stop the query that has run longest beyond the grace, one at a time."""
        now = time.monotonic()
        running = [w for w in self._all if w not in self._free]
        if any(w.gave_way for w in running) or not running:
            return
        longest = min(running, key=lambda w: w.busy_since)
        if now - longest.busy_since > self.grace:
            longest.gave_way = True
            longest.kill()

    def _start(self) -> _Worker:
        worker = _Worker(self._graph, self._limits.memory)
        loaded = worker.ready()
        with self._changed:
            self._starting -= 1
            if loaded:
                worker.busy_since = time.monotonic()
                self._all.append(worker)
            self._changed.notify_all()
        if not loaded:
            worker.end()
            raise GraphError(f"图谱文件无法读取：{self._graph}；请运行 python -m scripts.build --force")
        return worker

    def _give_back(self, worker: _Worker, *, alive: bool) -> None:
        with self._changed:
            if alive and not worker.gave_way and worker in self._all:
                self._free.append(worker)
                self._changed.notify()
                return
            if worker in self._all:
                self._all.remove(worker)
            self._changed.notify_all()
        worker.end()
        self.warm()

    def _refill(self) -> None:
        with self._changed:
            if self._free or len(self._all) + self._starting >= self._most:
                return
            self._starting += 1
        try:
            worker = self._start()
        except GraphError:  # the next query tells it to somebody
            return
        self._give_back(worker, alive=True)


def _end_all(workers: list[_Worker]) -> None:
    for worker in workers:
        worker.end()
    workers.clear()


__all__ = ["TRUNCATED_ZH", "Cell", "Limits", "QueryError", "Sandbox", "Table"]

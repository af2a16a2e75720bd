"""Hostile SPARQL against the sandbox while others ask theirs, and attempts to get out of it, with a canary listening."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kg.sandbox import Limits, QueryError, Sandbox
from scripts.trials.hostile import ESCAPES, HOSTILE
from scripts.trials.outcome import Outcome, Say

#: what the product allows
LIMITS = Limits()
#: seconds beyond the limit within which a query must have ended
MARGIN = 0.5
#: others may wait this many times as long as when nobody is hostile
SLOWER = 2.0
SECRET = "canary-5f3a"
#: what visitors ask of the graph: a count, a list, one thing's description, a join
CALM = (
    "SELECT (COUNT(*) AS ?n) { ?clause a z:Clause }",
    "SELECT ?i ?name { ?i a z:Industry ; skos:prefLabel ?name } ORDER BY ?name LIMIT 20",
    "SELECT ?p ?o { ?s a z:Plan ; ?p ?o } ORDER BY ?p ?o LIMIT 50",
    "SELECT ?m ?name { ?m a z:Measure ; z:coversIndustry ?i . ?i skos:prefLabel ?name } ORDER BY ?m ?name LIMIT 50",
)


def hostile(graph: Path, say: Say, rounds: int = 3, limits: Limits = LIMITS) -> Outcome:
    """Every hostile query, `rounds` times, at the product's limits; others ask beside it, and again when it is gone.

    Quiet and hostile moments alternate, so that whatever else the machine does falls on both alike.
    """
    box = Sandbox(graph, limits)
    rows = []
    try:
        _ask_while(box, lambda: time.sleep(1.0))
        for number, (name, query) in enumerate([*HOSTILE.items()] * rounds, 1):
            rows.append(_moment(box, name, query, limits))
            say(f"hostile {number}/{len(HOSTILE) * rounds}")
    finally:
        box.close()
    return _judged(rows, limits)


@dataclass(frozen=True, slots=True)
class _Moment:
    """One hostile query: seconds until it had ended, and seconds of others' queries beside it and in quiet."""

    name: str
    ended: float
    beside: Sequence[float]
    quiet: Sequence[float]


def _moment(box: Sandbox, name: str, query: str, limits: Limits) -> _Moment:
    ended: list[float] = []
    beside = _ask_while(box, lambda: ended.append(attack(box, query, limits)))
    seconds = ended[0] if ended else float("inf")
    return _Moment(name, seconds, beside, _ask_while(box, lambda: time.sleep(max(0.2, min(seconds, 1.0)))))


def _judged(rows: Sequence[_Moment], limits: Limits) -> Outcome:
    quiet, beside = p95([s for r in rows for s in r.quiet]), p95([s for r in rows for s in r.beside])
    failures = [f"{r.name}: ended after {r.ended:.2f} s" for r in rows if r.ended > limits.seconds + MARGIN]
    if beside > SLOWER * quiet:
        failures.append(f"others' p95 {beside * 1000:.0f} ms beside hostile queries, {quiet * 1000:.0f} ms in quiet")
    facts = {
        "种类": len(HOSTILE), "时限": f"{limits.seconds:g} 秒", "最迟结束": f"{max(r.ended for r in rows):.2f} 秒",
        "旁人查询": sum(len(r.beside) for r in rows),
        "旁人 p95": f"{beside * 1000:.0f} 毫秒，平静时 {quiet * 1000:.0f} 毫秒({beside / quiet:.2f} 倍)",
    }  # fmt: skip
    return Outcome("恶意查询", len(rows), tuple(failures), facts)


def attack(box: Sandbox, query: str, limits: Limits) -> float:
    """Seconds until a hostile query has ended; it may be refused, stopped, or answered within the caps.

    Raises AssertionError when more rows come back than may.
    """
    began = time.perf_counter()
    with suppress(QueryError):
        table = box.query(query)
        assert len(table.rows) < limits.rows or table.truncated, "more rows than the cap"
    return time.perf_counter() - began


def _ask_while(box: Sandbox, work: Callable[[], object]) -> list[float]:
    """Seconds that each calm query took, asked one after the other until the work is done."""
    thread = threading.Thread(target=work)
    thread.start()
    taken = []
    while thread.is_alive():
        for query in CALM:
            began = time.perf_counter()
            box.query(query)
            taken.append(time.perf_counter() - began)
            time.sleep(0.01)
    thread.join()
    return taken


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 stay below."""
    return sorted(values)[min(len(values) - 1, int(0.95 * len(values)))]


def escapes(graph: Path, folder: Path, attempts: Mapping[str, str] = ESCAPES, limits: Limits = LIMITS) -> Outcome:
    """Every attempt to reach a port or a file of ours: no connection may be seen, no byte of the file come back."""
    secret = folder / "secret.ttl"
    secret.write_text(f'<a:a> <a:b> "{SECRET}" .', encoding="utf-8")
    box = Sandbox(graph, limits)
    failures = []
    try:
        with canary() as (port, seen):
            for name, template in attempts.items():
                answer = _answer(box, template.replace("{canary}", str(port)).replace("{file}", secret.as_posix()))
                failures += [f"{name}: the file came back"] if SECRET in answer else []
                failures += [f"{name}: a connection was made"] * len(seen)
                seen.clear()
    finally:
        box.close()
    return Outcome("逃出沙箱的尝试", len(attempts), tuple(failures), {"到达探测端口": 0, "读出探测文件": 0} if not failures else {})


def _answer(box: Sandbox, query: str) -> str:
    try:
        return repr(box.query(query))
    except QueryError as error:
        return str(error)


@contextmanager
def canary() -> Iterator[tuple[int, list[bytes]]]:
    """A port of this machine, and what each connection to it sent, noted as it comes."""
    seen: list[bytes] = []
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        thread = threading.Thread(target=_note, args=(listener, seen), daemon=True)
        thread.start()
        yield listener.getsockname()[1], seen
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(1)


def _note(listener: socket.socket, seen: list[bytes]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            connection.settimeout(0.2)
            try:
                seen.append(connection.recv(1000))
            except OSError:
                seen.append(b"")

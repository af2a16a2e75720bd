"""The sandbox for users' SPARQL: what it returns, that hostile queries end, and that nothing gets out."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.sandbox import Cell, Limits, QueryError, Sandbox
from kg.sandbox_gate import DEEPEST, LONGEST, admit, judge
from scripts.trials import sandbox as trial
from scripts.trials.hostile import ESCAPES, HOSTILE
from scripts.trials.sandbox import canary

#: small enough to keep the suite quick; the product allows more of each
LIMITS = Limits(seconds=0.3, memory=256 * 1024 * 1024, rows=5)
_COUNT = "SELECT (COUNT(*) AS ?n) { ?clause a z:Clause }"


@pytest.fixture(scope="module")
def graph(build_dir: Path) -> Path:
    return next(build_dir.glob("gen-*/graph.trig"))


@pytest.fixture(scope="module")
def sandbox(graph: Path) -> Iterator[Sandbox]:
    box = Sandbox(graph, LIMITS, workers=2)
    yield box
    box.close()


def refusal(sandbox: Sandbox, query: str) -> str:
    with pytest.raises(QueryError) as caught:
        sandbox.query(query)
    assert "\n" not in str(caught.value)
    return caught.value.code


def test_select_gives_typed_cells_in_the_order_asked(sandbox: Sandbox) -> None:
    table = sandbox.query("SELECT ?name ?code ?gone { ?i a z:Industry ; skos:notation ?code ; skos:prefLabel ?name } ORDER BY ?code ?name LIMIT 1")
    assert (table.kind, table.columns, table.truncated) == ("select", ("name", "code", "gone"), False)
    name, code, gone = table.rows[0]
    assert name is not None
    assert code is not None
    assert (name.kind, name.language in ("zh", "en")) == ("literal", True)
    assert code == Cell("literal", code.value, "http://www.w3.org/2001/XMLSchema#string")
    assert gone is None


def test_star_keeps_the_order_in_which_variables_are_written(sandbox: Sandbox) -> None:
    assert sandbox.query("SELECT * { ?z a ?b . ?z ?y ?a } LIMIT 1").columns == ("z", "b", "y", "a")


def test_ask_and_construct_are_tables_too(sandbox: Sandbox) -> None:
    assert sandbox.query("ASK { ?c a z:Clause }").rows == ((Cell("literal", "true", "http://www.w3.org/2001/XMLSchema#boolean"),),)
    made = sandbox.query("CONSTRUCT { ?p a <x:Plan> } WHERE { ?p a z:Plan }")
    assert (made.kind, made.columns, len(made.rows)) == ("construct", ("subject", "predicate", "object"), 1)


def test_more_rows_than_the_limit_are_cut_and_said_to_be(sandbox: Sandbox) -> None:
    table = sandbox.query("SELECT ?s { ?s ?p ?o }")
    assert (len(table.rows), table.truncated) == (LIMITS.rows, True)
    assert not sandbox.query(f"SELECT ?s {{ ?s ?p ?o }} LIMIT {LIMITS.rows}").truncated


def test_results_have_a_limit_in_characters(graph: Path) -> None:
    box = Sandbox(graph, Limits(characters=100), workers=1)
    try:
        table = box.query("SELECT ?t { ?c a z:Plan . ?x schema:text ?t } ORDER BY DESC(STRLEN(?t))")
    finally:
        box.close()
    assert (table.rows, table.truncated) == ((), True)


def test_the_deepest_admitted_query_is_parsed(sandbox: Sandbox) -> None:
    inner = DEEPEST - 1
    assert sandbox.query("SELECT (" + "(" * inner + "1" + ")" * inner + " AS ?x) {}").rows[0][0] == Cell(
        "literal", "1", "http://www.w3.org/2001/XMLSchema#integer"
    )
    assert refusal(sandbox, "SELECT (" + "(" * DEEPEST + "1" + ")" * DEEPEST + " AS ?x) {}") == "too_deep"


@pytest.mark.parametrize(("query", "code"), [
    ("SELECT * {", "syntax"),
    ("x" * (LONGEST + 1), "too_long"),
    (" ", "empty"),
    ("INSERT DATA { <a:a> <a:b> 1 }", "refused"),
    ("SELECT * { SERVICE <a:b> {} }", "refused"),
    ("SELECT * FROM <a:b> {}", "refused"),
    ("SELECT ?x { ?x nobody:knows ?y }", "syntax"),
    ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i) }", "timeout"),
    ("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f", "memory"),
])  # fmt: skip
def test_programs_can_tell_refusals_apart(graph: Path, query: str, code: str) -> None:
    box = Sandbox(graph, Limits(seconds=1.0 if code == "timeout" else 5.0, memory=64 * 1024 * 1024), workers=1)
    try:
        assert refusal(box, query) == code
    finally:
        box.close()


def test_brackets_and_words_in_strings_addresses_and_comments_do_not_count() -> None:
    calm = "SELECT * { ?s <x:SERVICE#(> \"" + "{" * 99 + "\" , '''" + "(" * 99 + "''' } # " + "[" * 99
    assert admit(calm) == calm
    judge(calm)


def test_hostile_queries_are_refused_or_stopped(sandbox: Sandbox) -> None:
    assert len(HOSTILE) >= 40
    late, lenient = [], []
    for name, query in HOSTILE.items():
        began = time.perf_counter()
        try:
            table = sandbox.query(query)
        except QueryError:
            pass
        else:
            if len(table.rows) >= LIMITS.rows:
                lenient.append(name)
        if time.perf_counter() - began > LIMITS.seconds + 0.5:
            late.append(name)
    assert (late, lenient) == ([], [])
    assert sandbox.query(_COUNT).rows


def test_the_canary_sees_who_comes() -> None:
    with canary() as (port, seen):
        with socket.create_connection(("127.0.0.1", port)) as visitor:
            visitor.sendall(b"hello")
        for _ in range(100):
            if seen:
                break
            time.sleep(0.01)
    assert seen == [b"hello"]


def test_nothing_gets_out(graph: Path, tmp_path: Path) -> None:
    assert len(ESCAPES) >= 30
    assert trial.escapes(graph, tmp_path, limits=LIMITS).failures == ()


def test_the_worker_cannot_open_anything_even_past_the_gate(graph: Path, tmp_path: Path) -> None:
    """The second wall alone: the queries are run without refusals in a confined process."""
    import json
    import subprocess
    import sys

    pytest.importorskip("resource")
    with canary() as (port, seen):
        code = (
            "import sys, json; sys.path[:] = json.loads(sys.argv[1]); import kg.sandbox_worker as w\n"
            "store = w._load(sys.argv[2]); w.judge = lambda text: None\n"
            "for q in w._REHEARSAL: w._reply(store, {'query': q, 'rows': 1, 'characters': 99})\n"
            "w._confine(1 << 28)\n"
            "print(json.dumps([w._reply(store, {'query': q, 'rows': 9, 'characters': 999}) for q in json.loads(sys.argv[3])]))\n"
            "try: open('/etc/hostname')\nexcept OSError as error: print(error.errno)\n"
        )
        queries = [f"SELECT * {{ SERVICE <http://{host}:{port}/> {{ ?s ?p ?o }} }}" for host in ("127.0.0.1", "localhost")]
        order = [json.dumps(sys.path), str(graph), json.dumps(queries)]
        done = subprocess.run([sys.executable, "-c", code, *order], capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path)
    replies, errno = done.stdout.splitlines()
    assert [reply["code"] for reply in json.loads(replies)] == ["syntax", "syntax"]
    assert (errno, seen) == ("24", [])


def test_a_dying_worker_is_replaced(graph: Path) -> None:
    box = Sandbox(graph, Limits(seconds=5, memory=32 * 1024 * 1024), workers=1)
    try:
        for _ in range(2):
            assert refusal(box, "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f") == "memory"
            assert box.query(_COUNT).rows
    finally:
        box.close()


def test_long_queries_give_way_to_others(graph: Path) -> None:
    box = Sandbox(graph, Limits(seconds=30), workers=1)
    box.grace = 0.2
    codes: list[str] = []
    hog = threading.Thread(target=lambda: codes.append(refusal(box, HOSTILE["cross join counted"])))
    try:
        box.query(_COUNT)
        hog.start()
        time.sleep(0.1)
        assert box.query(_COUNT).rows
        hog.join(5)
    finally:
        box.close()
    assert codes == ["busy"]

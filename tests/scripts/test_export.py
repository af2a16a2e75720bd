"""What `export` writes: the rows and keys promised, every offset exact, the same graph in every format, the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import isomorphic, to_isomorphic

from corpus.model import Plan
from index.qa.backends import GRAPH
from index.qa.cite import STYLES
from index.qa.export import TABLES, csv_lines
from index.qa.workspace import Workspace
from kg.export import GRAPH_FORMATS, graph_export
from kg.iri import SHARED_GRAPH, plan_iri
from scripts.export import FORMATS
from tests.conftest import CHANGJI
from tests.scripts.commands import is_told_in_one_line, run

#: what each row must have, as promised to readers
KEYS = {
    "outline": "plan clause level kind marker label title start end",
    "clauses": "plan clause level kind marker label title start end text",
    "entities": "id type name name_en aliases mentions",
    "relations": "subject subject_label predicate predicate_label object object_label plan clause quote start end rule confidence review",
    "measures": "id plan clause action strength instrument industries enterprises zones departments cross_cutting quote start end",
    "targets": "plan clause indicator comparator value value_max unit year kind baseline quote start end",
}
RDFLIB = {"trig": "trig", "turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld", "nquads": "nquads"}


def rows(workspace: Workspace, what: str, *plans: str) -> list[dict[str, Any]]:
    return list(TABLES[what](workspace, plans or tuple(workspace.plans)))


def spans(row: Any) -> Iterator[tuple[str, int, int]]:
    """(quote, start, end) of everything in a row that has offsets and words."""
    if isinstance(row, list):
        for item in row:
            yield from spans(item)
    if isinstance(row, dict):
        words = row.get("quote", row.get("text"))
        if "start" in row and words is not None:
            yield words, row["start"], row["end"]
        for value in row.values():
            yield from spans(value)


@pytest.mark.parametrize("what", TABLES)
def test_rows_have_the_promised_keys_and_exact_offsets(workspace: Workspace, plan: Plan, what: str) -> None:
    found = rows(workspace, what)
    assert found
    assert all(set(row) >= set(KEYS[what].split()) for row in found)
    assert len({tuple(row) for row in found}) == 1
    quoted = [(words, plan.text[start:end]) for row in found for words, start, end in spans(row)]
    assert [pair for pair in quoted if pair[0] != pair[1]] == []
    assert what == "outline" or quoted


@pytest.mark.parametrize("what", TABLES)
def test_rows_of_one_plan_are_the_rows_of_all_that_name_it(small: Workspace, what: str) -> None:
    every, parts = rows(small, what), [row for plan in small.plans for row in rows(small, what, plan)]
    if what == "entities":
        assert {row["id"] for row in every} == {row["id"] for row in parts}
        shared = next(row for row in every if "优然牧业" in row["name"])
        assert {m["plan"] for m in shared["mentions"]} == {"river", "hill"}
    else:
        assert sorted(map(json.dumps, every)) == sorted(map(json.dumps, parts))


def test_measures_and_relations_tell_names(small: Workspace) -> None:
    covered = [row for row in rows(small, "measures", "river") if any("畜牧" in name for name in row["industries"])]
    assert any("优然牧业" in name for row in covered for name in row["enterprises"])
    assert all(row["subject_label"] and row["predicate_label"] != row["predicate"] for row in rows(small, "relations"))


def test_a_target_carries_its_baseline(small: Workspace) -> None:
    target = next(row for row in rows(small, "targets", "river") if row["value"] == 30)
    assert (target["unit"], target["year"], target["baseline"]["value"], target["baseline"]["year"]) == ("家", 2025, 12, 2020)


def test_csv_has_one_header_and_reads_back() -> None:
    made = [
        {"a": "一，二\n三", "b": ["x", "y"], "c": [{"k": 1}], "d": None, "e": True, "f": 0.5},
        {"a": "", "b": [], "c": [], "d": {"k": None}, "e": False, "f": 3},
    ]  # fmt: skip
    read = list(csv.DictReader(io.StringIO("".join(csv_lines(made)))))
    assert read[0] == {"a": "一，二\n三", "b": "x;y", "c": '[{"k": 1}]', "d": "", "e": "true", "f": "0.5"}
    assert read[1] == {"a": "", "b": "", "c": "", "d": '{"k": null}', "e": "false", "f": "3"}


@pytest.fixture(scope="module")
def graph(small_build: Path) -> Path:
    return next(small_build.glob(f"gen-*/{GRAPH}"))


def merged(data: bytes, form: str) -> rdflib.Graph:
    """All triples of a document as rdflib reads it, named graphs merged."""
    if form in ("turtle", "ntriples"):
        return rdflib.Graph().parse(data=data.decode(), format=RDFLIB[form])
    dataset = rdflib.Dataset()
    dataset.parse(data=data.decode(), format=RDFLIB[form])
    result = rdflib.Graph()
    for subject, predicate, target, _ in dataset.quads():
        result.add((subject, predicate, target))
    return result


# rdflib's own readers of datasets use names it has deprecated
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("form", GRAPH_FORMATS)
@pytest.mark.parametrize("plan", ["", "river"])
def test_every_format_holds_the_same_graph(graph: Path, form: str, plan: str) -> None:
    original, made = merged(graph_export(graph, "trig", plan), "trig"), merged(graph_export(graph, form, plan), form)
    assert len(made) > 100
    assert isomorphic(to_isomorphic(original), to_isomorphic(made))


@pytest.mark.parametrize("form", ["trig", "nquads", "jsonld"])
def test_formats_with_named_graphs_keep_them(graph: Path, form: str) -> None:
    kinds = {"trig": pyoxigraph.RdfFormat.TRIG, "nquads": pyoxigraph.RdfFormat.N_QUADS, "jsonld": pyoxigraph.RdfFormat.JSON_LD}
    original = set(pyoxigraph.parse(graph.read_bytes(), kinds["trig"]))
    assert set(pyoxigraph.parse(graph_export(graph, form), kinds[form])) == original


@pytest.mark.parametrize("form", GRAPH_FORMATS)
def test_the_same_graph_gives_the_same_bytes(graph: Path, form: str) -> None:
    assert graph_export(graph, form, "hill") == graph_export(graph, form, "hill")


def test_the_graph_of_one_plan_is_whole_and_holds_no_other(graph: Path) -> None:
    quads = set(pyoxigraph.parse(graph_export(graph, "trig", "hill"), pyoxigraph.RdfFormat.TRIG))
    graphs = {q.graph_name.value for q in quads}
    assert all(g == SHARED_GRAPH or g.startswith(plan_iri("hill")) for g in graphs)
    whole = {q for q in pyoxigraph.parse(graph.read_bytes(), pyoxigraph.RdfFormat.TRIG) if q.graph_name.value.startswith(plan_iri("hill"))}
    assert whole <= quads
    described = {q.subject for q in quads}
    named = {q.object for q in quads if isinstance(q.object, pyoxigraph.NamedNode) and "/enterprise/" in q.object.value}
    assert named
    assert named <= described


def test_the_only_plan_alone_is_the_whole_graph(workspace: Workspace) -> None:
    path = workspace.generation.folder / GRAPH
    assert graph_export(path, "trig", CHANGJI) == path.read_bytes()


def test_the_dataset_describes_itself(graph: Path) -> None:
    data = merged(graph_export(graph, "turtle"), "turtle")
    void, dcat = rdflib.Namespace("http://rdfs.org/ns/void#"), rdflib.Namespace("http://www.w3.org/ns/dcat#")
    node = next(data.subjects(rdflib.RDF.type, void.Dataset))
    assert (node, rdflib.RDF.type, dcat.Dataset) in data
    described = [t for t in data if str(t[0]).startswith(str(node)) or "agent/" in str(t[0])]
    assert int(str(data.value(node, void.triples))) == len(data) - len(described)


def test_text_is_the_stored_text(small_build: Path, small: Workspace) -> None:
    assert run("export", "text", "--plan", "river", "--build", small_build).out == small.plans["river"].text


@pytest.mark.parametrize("style", STYLES)
def test_citations_come_in_every_style_by_any_locator(small_build: Path, style: str) -> None:
    written, path = (
        run("export", "citation", "--format", style, "--plan", "river", "--clause", locator, "--build", small_build)
        for locator in ("三、(一)", "3/1")
    )
    assert (written.code, written.out) == (0, path.out)
    assert "临河县产业发展规划" in written.out


def test_files_are_written_whole_and_reported(small_build: Path, tmp_path: Path) -> None:
    out = tmp_path / "目标.csv"
    ran = run("export", "targets", "--format", "csv", "--out", out, "--json", "--build", small_build)
    assert json.loads(ran.out) == {"what": "targets", "format": "csv", "out": str(out), "bytes": out.stat().st_size}
    assert len(list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))) == 2
    assert [p.name for p in tmp_path.iterdir()] == [out.name]


@pytest.mark.parametrize(("args", "said"), [
    (["everything"], "可选：text、outline"),
    (["graph", "--format", "xml"], "可选：trig、turtle"),
    (["targets", "--plan", "nowhere"], "现有：hill、river"),
    (["text"], "--plan"),
    (["citation", "--plan", "river"], "--clause"),
    (["citation", "--plan", "river", "--clause", "九、(九)"], "九、(九)"),
    (["citation", "--clause", "3/1"], "--plan"),
    (["targets", "--clause", "3/1"], "--clause"),
    (["targets", "--out", "/"], "是目录"),
    (["targets", "--out", "/nowhere/at/all.csv"], "/nowhere/at"),
])  # fmt: skip
def test_mistakes_are_told_in_one_line(small_build: Path, args: list[str], said: str) -> None:
    ran = run("export", *args, "--build", small_build)
    assert is_told_in_one_line(ran)
    assert said in ran.err


def test_the_first_format_is_the_default() -> None:
    assert {what: forms[0] for what, forms in FORMATS.items()} == {
        "text": "txt", "graph": "trig", "citation": "gbt7714-2025", **dict.fromkeys(TABLES, "jsonl")
    }  # fmt: skip


def test_rows_stream_in_document_order(workspace: Workspace) -> None:
    starts = [row["start"] for row in rows(workspace, "measures")]
    assert starts == sorted(starts)
    assert all(re.fullmatch(r"[\w/~.-]*", row["clause"]) for row in rows(workspace, "clauses"))

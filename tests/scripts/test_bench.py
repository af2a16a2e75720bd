"""`bench`: every part measures something, results are written as JSON, and the page says what the JSON says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("matplotlib", reason="the bench has libraries of its own")
pytest.importorskip("rank_bm25", reason="the bench has libraries of its own")

from scripts.figures.page import load, table, write
from scripts.figures.parts import PARTS
from tests.scripts.commands import is_told_in_one_line, run
from tests.small_plans import RIVER, write_small_plans

#: part → a column its rows must have a number above nothing in
SMALL = {"warm": "p50 ms", "build": "÷ jieba", "graph": "带类型的行 ms", "search": "本系统 ms", "memory": "峰值内存 MB"}


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results and page of the parts that can be had from two small plans, measured as little as possible."""
    folder = tmp_path_factory.mktemp("bench")
    (folder / "corpus").mkdir()
    corpus = write_small_plans(folder / "corpus")
    cases = folder / "cases.jsonl"
    quote = next(line for line in RIVER.splitlines() if "优然牧业" in line)[:12]
    row = {"q": "怎样扶持优然牧业？", "kind": "measures", "quotes": [quote.strip()]}
    cases.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    options = ["--quick", "--corpus", corpus, "--cases", cases, "--dev", folder / "absent"]
    places = ["--results", folder / "results", "--page", folder / "page.md"]
    ran = run("bench", *options, *places, *(word for part in SMALL for word in ("--part", part)))
    assert (ran.code, ran.err) == (0, "")
    return folder


@pytest.mark.parametrize(("part", "column"), SMALL.items())
def test_each_part_gives_rows(part: str, column: str, measured: Path) -> None:
    record = json.loads((measured / "results" / f"{part}.json").read_text(encoding="utf-8"))
    assert record["part"] == part
    assert record["quick"] is True
    assert record["machine"]
    assert record["rows"]
    assert all(row[column] > 0 for row in record["rows"] if row.get("阶段") not in ("其余", "切段"))


def test_stages_of_the_build_add_up(measured: Path) -> None:
    rows = load(measured / "results", PARTS)["build"]["rows"]
    spent = {row["阶段"]: row["CPU ms"] for row in rows}
    stages = [ms for stage, ms in spent.items() if stage not in ("jieba 切词一遍", "合计", "合计(SHACL 除外)")]
    assert sum(stages) == pytest.approx(spent["合计"], rel=0.02)
    assert spent["合计"] - spent["SHACL"] == pytest.approx(spent["合计(SHACL 除外)"], rel=0.02)


def test_the_page_says_what_the_results_say(measured: Path) -> None:
    page = (measured / "page.md").read_text(encoding="utf-8")
    for part in SMALL:
        assert table(load(measured / "results", PARTS)[part]["rows"]) in page
    assert (measured / "results" / "search.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert "(results/search.svg)" in page


def test_a_changed_result_changes_the_page_and_nothing_else_does(measured: Path, tmp_path: Path) -> None:
    results, page = measured / "results", tmp_path / "page.md"
    write(page, results, PARTS)
    first = page.read_bytes()
    write(page, results, PARTS)
    assert page.read_bytes() == first
    record = json.loads((results / "graph.json").read_text(encoding="utf-8"))
    record["rows"][0]["行数"] = 98_765
    (tmp_path / "graph.json").write_text(json.dumps(record), encoding="utf-8")
    write(page, tmp_path, PARTS)
    assert "98,765" in page.read_text(encoding="utf-8")


def test_an_unknown_part_is_told(tmp_path: Path) -> None:
    assert is_told_in_one_line(run("bench", "--part", "speed", "--page", tmp_path / "page.md"))


def test_shipped_page_is_made_of_shipped_results(cwd_root: Path) -> None:
    page = (cwd_root / "docs/benchmarks.md").read_text(encoding="utf-8")
    shipped = load(cwd_root / "docs/benchmarks", PARTS)
    assert {"build", "peers"} <= set(shipped)
    assert all(table(record["rows"]) in page for record in shipped.values())

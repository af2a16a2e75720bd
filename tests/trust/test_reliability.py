"""The reliability page is made of results, and the results say what was tried, when and on what."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scripts.cli import CommandError
from scripts.reliability import PAGE, page
from scripts.trials import record
from scripts.trials.asked import TESTS, Asked, asked, measured
from scripts.trials.campaign import PARTS
from scripts.trials.outcome import Outcome
from scripts.trials.record import FOLDER, Record, Recorder, load, save
from tests.conftest import ROOT

ONE = Outcome("甲", 500, (), {"最迟": "5 秒"})
OTHER = Outcome("乙", 40, ("乙 3: 不对",))
RECORD = Record("files", "python -m scripts.faults --only files", "abc", "2026-11-25", "2 核", 60, (ONE, OTHER))


def test_what_is_asked_can_be_measured() -> None:
    assert len(asked()) >= 25
    assert {row.part for row in asked()} - {""} <= {*PARTS, "load"}
    assert [name for row in asked() for name in row.tests if not (ROOT / name).is_file()] == []


def test_a_row_needs_one_source() -> None:
    with pytest.raises(ValueError, match="只有一个"):
        Asked("方面", "要求")


def test_results_are_kept_as_they_were(tmp_path: Path) -> None:
    save(tmp_path, RECORD)
    assert load(tmp_path) == {"files": RECORD}


def test_results_of_the_whole_take_the_place_of_those_of_its_parts(tmp_path: Path) -> None:
    for part in ("load-visitors", "load-crowd", "steps", "load"):
        save(tmp_path, replace(RECORD, part=part))
    assert list(load(tmp_path)) == ["load", "steps"]


def test_results_in_a_few_words() -> None:
    assert measured([ONE]) == "500 次，失败 0；最迟 5 秒"
    assert measured([ONE, OTHER]) == "2 项共 540 次(每项至少 40 次)，失败 1"


def test_page_tells_failures_and_what_is_missing() -> None:
    text = page({"files": RECORD})
    assert "* 乙 3: 不对" in text
    assert "2 项共 540 次(每项至少 40 次)，失败 1 | `python -m scripts.faults --only files` | 2026-11-25 | abc | 1 |" in text
    assert text.count("尚无结果") == len(asked()) - 1


def test_page_is_of_the_results() -> None:
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    assert text == page(load(ROOT / FOLDER)), "请运行 python -m scripts.reliability"


def test_part_of_a_part_serves_as_well() -> None:
    visitors = Record("load-visitors", "", "", "", "", 1, (Outcome("25 人同时使用", 200),))
    assert Asked("方面", "要求", "load", "25 人").found({"load-visitors": visitors}) == (visitors, visitors.outcomes)
    assert Asked("方面", "要求", "load", "100 人").found({"load-visitors": visitors}) == (None, ())


def test_a_test_file_that_was_not_run_is_missing() -> None:
    row = Asked("方面", "要求", tests=("a.py", "b.py"))
    ran = Record(TESTS, "", "", "", "", 1, (Outcome("a.py", 3),))
    assert row.found({TESTS: ran}) == (None, ())


def test_code_must_stay_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commits = iter(("one", "two", "three", "three"))
    monkeypatch.setattr(record, "commit_here", lambda: next(commits))
    with pytest.raises(CommandError, match="期间变了"), Recorder(tmp_path).part("files", "") as outcomes:
        outcomes.append(ONE)
    assert list(tmp_path.iterdir()) == []
    with Recorder(tmp_path).part("files", "command") as outcomes:
        outcomes.append(ONE)
    row = json.loads((tmp_path / "files.json").read_text(encoding="utf-8"))
    assert (row["commit"], row["command"], row["outcomes"][0]["name"]) == ("three", "command", "甲")

"""The log of events: JSON lines, levels, and no words of documents or questions above debug."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.qa import logs
from index.qa.build import build
from index.qa.engine import Engine
from index.qa.workspace import Workspace
from tests.qa.plans import PLAIN
from tests.scripts.commands import is_told_in_one_line, run

QUESTION = "产地仓要建多少个?"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    yield io.StringIO()
    logs.configure(level="")


def rows(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def work(folder: Path) -> None:
    (folder / "corpus").mkdir()
    (folder / "corpus" / "county.txt").write_text(PLAIN, encoding="utf-8")
    (folder / "corpus" / "empty.txt").write_bytes(b"")
    build(folder / "corpus", folder / "build")
    workspace = Workspace.open(folder / "build")
    Engine(workspace).ask(QUESTION)
    workspace.sandbox.close()


def test_info_tells_what_happened_without_words(log: io.StringIO, tmp_path: Path) -> None:
    logs.configure(log, "info")
    work(tmp_path)
    events = [row["event"] for row in rows(log)]
    assert events == ["plan.built", "plan.unreadable", "build", "open", "question"]
    assert all({"time", "level", "event"} <= row.keys() for row in rows(log))
    windows = {PLAIN[i : i + 4] for i in range(len(PLAIN) - 3)} | {QUESTION[i : i + 4] for i in range(len(QUESTION) - 3)}
    assert [w for w in sorted(windows) if any("\u4e00" <= c <= "\u9fff" for c in w) and w in log.getvalue()] == []


def test_debug_may_tell_the_question(log: io.StringIO, tmp_path: Path) -> None:
    logs.configure(log, "debug")
    work(tmp_path)
    assert QUESTION in log.getvalue()


def test_levels(log: io.StringIO) -> None:
    logs.configure(log, "warning")
    logs.event("quiet")
    logs.event("loud", logging.WARNING, plans=3)
    assert [(row["event"], row["level"], row["plans"]) for row in rows(log)] == [("loud", "warning", 3)]


def test_silent_unless_asked(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(level="")
    logs.event("anything", logging.ERROR)
    assert capsys.readouterr().err == ""


def test_unknown_level_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(logs.VARIABLE, "loud")
    ran = run("ask", QUESTION, "--build", tmp_path)
    assert is_told_in_one_line(ran)
    assert "debug、info、warning、error" in ran.err

"""Results of trials as files that a page is made of: what was run, when, on which commit and on what machine."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from scripts import cli
from scripts.trials.outcome import Outcome

ROOT = Path(__file__).parents[2]
FOLDER = Path("docs/reliability")
#: what a commit is called when files differ from it
CHANGED = "(有未提交的改动)"


@dataclass(frozen=True, slots=True)
class Record:
    """Outcomes of one part of a campaign; `seconds` of wall time, the day as ISO 8601."""

    part: str
    command: str
    commit: str
    day: str
    machine: str
    seconds: int
    outcomes: tuple[Outcome, ...]

    def as_row(self) -> dict[str, Any]:
        return {**{k: v for k, v in asdict(self).items() if k != "outcomes"}, "outcomes": [o.as_row() for o in self.outcomes]}

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Record:
        return cls(**{**row, "outcomes": tuple(map(Outcome.from_row, row["outcomes"]))})


class Recorder:
    """Times one part and writes its record; the code must stay as it was, or the trial was of nothing in particular."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @contextmanager
    def part(self, part: str, command: str) -> Iterator[list[Outcome]]:
        """A list to put outcomes into; written when the block is left without an error. Raises CommandError for changed code."""
        outcomes: list[Outcome] = []
        began, commit = time.monotonic(), commit_here()
        yield outcomes
        if commit != commit_here():
            cli.fail(f"代码在试验 {part} 期间变了；请在无人改动的工作副本里重做", cli.FAILED)
        if self._folder is not None:
            seconds = round(time.monotonic() - began)
            day = datetime.now().astimezone().date().isoformat()
            save(self._folder, Record(part, command, commit, day, machine(), seconds, tuple(outcomes)))


def save(folder: Path, record: Record) -> None:
    """Write `<part>.json`, one outcome a line, in place of an earlier one and of those of its sub-parts (`<part>-….json`)."""
    folder.mkdir(parents=True, exist_ok=True)
    for earlier in folder.glob(f"{record.part}-*.json"):
        earlier.unlink()
    text = json.dumps(record.as_row(), ensure_ascii=False, indent=1)
    (folder / f"{record.part}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def load(folder: Path) -> dict[str, Record]:
    """All records of a folder by part, in order of name."""
    rows: Iterable[dict[str, Any]] = (json.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.json")))
    return {record.part: record for record in map(Record.from_row, rows)}


def commit_here() -> str:
    """The commit of the working copy, marked when files differ from it; empty outside a working copy."""
    head, changed = _git("rev-parse", "--short=10", "HEAD"), _git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs")
    return head + CHANGED * bool(changed)


def _git(*words: str) -> str:
    try:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


@cache
def machine() -> str:
    """Cores, processor, memory, system and Python of this machine, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} 核 {_processor()}，内存 {memory:.0f} GB,{platform.system()},Python {platform.python_version()}"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())

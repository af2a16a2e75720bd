"""The tests that show what no campaign shows: each file run by pytest, as an outcome."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from scripts.trials.asked import asked
from scripts.trials.outcome import Outcome, Say
from scripts.trials.record import ROOT


def run(folder: Path, say: Say) -> Iterator[Outcome]:
    """Every test file that docs/reliability.md rests on, each once."""
    for name in dict.fromkeys(name for row in asked() for name in row.tests):
        say(name)
        yield _file(name, folder / "report.xml")


def _file(name: str, report: Path) -> Outcome:
    order = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", name]
    done = subprocess.run(order, cwd=ROOT, capture_output=True, text=True, check=False)
    # written by pytest a moment ago, so no hostile XML
    cases = list(ElementTree.parse(report).iter("testcase"))
    failures = [str(c.get("name")) for c in cases if c.find("failure") is not None or c.find("error") is not None]
    if done.returncode and not failures:
        failures = [done.stdout.strip().splitlines()[-1]]
    skipped = sum(c.find("skipped") is not None for c in cases)
    return Outcome(name, len(cases) - skipped, tuple(failures), {"跳过": skipped} if skipped else {})

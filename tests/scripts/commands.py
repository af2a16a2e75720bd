"""Run a command the way its user does: a process of its own, its exit code and what it wrote."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT


@dataclass(frozen=True)
class Ran:
    """The end of a command."""

    code: int
    out: str
    err: str


def run(name: str, *args: str | Path, stdin: str = "", cwd: Path = ROOT) -> Ran:
    """`python -m scripts.NAME args`, started in the project's root unless told otherwise."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", f"scripts.{name}", *map(str, args)], input=stdin.encode(), capture_output=True, check=False, cwd=cwd,
        env=environment,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def is_told_in_one_line(ran: Ran, code: int = 2) -> bool:
    """An error as users get it: one Chinese line on standard error, nothing else, the right exit code."""
    return ran.code == code and not ran.out and ran.err.count("\n") == 1 and any("\u4e00" <= c <= "\u9fff" for c in ran.err)

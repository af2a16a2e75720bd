"""Run a command the way its user does, in this process for speed or in one of its own: its exit code and what it wrote."""

from __future__ import annotations

import importlib
import io
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts import cli
from tests.conftest import ROOT


@dataclass(frozen=True)
class Ran:
    """The end of a command."""

    code: int
    out: str
    err: str


def run(name: str, *args: str | Path, stdin: str = "") -> Ran:
    """The command with its arguments, parsed and answered as at a prompt, without starting Python anew."""
    module = importlib.import_module(f"scripts.{name}")
    streams = [io.TextIOWrapper(io.BytesIO(data), encoding="utf-8") for data in (stdin.encode(), b"", b"")]
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = streams
    try:
        cli.run(module.main, [str(arg) for arg in args])
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
    return Ran(int(code or 0), *(_written(stream) for stream in streams[1:]))


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    data = stream.detach()
    assert isinstance(data, io.BytesIO)
    return data.getvalue().decode()


def run_alone(name: str, *args: str | Path, stdin: str = "", cwd: Path = ROOT) -> Ran:
    """`python -m scripts.NAME args` in a process of its own, started in the project's root unless told otherwise."""
    command: Sequence[str] = [sys.executable, "-m", f"scripts.{name}", *map(str, args)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, input=stdin.encode(), capture_output=True, check=False, cwd=cwd, env=environment)
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def is_told_in_one_line(ran: Ran, code: int = 2) -> bool:
    """An error as users get it: one Chinese line on standard error, nothing else, the right exit code."""
    return ran.code == code and not ran.out and ran.err.count("\n") == 1 and any("\u4e00" <= c <= "\u9fff" for c in ran.err)

"""The lock with hashes holds what is needed at run time, in the versions of constraints.txt, and pip takes it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from scripts.lock import LEFT_OUT, LOCK, PINS, closure, dependencies, pins
from tests.conftest import ROOT

TEXT = (ROOT / LOCK).read_text(encoding="utf-8")
#: a package in the lock: its pin, and the hashes below
_ENTRY = re.compile(r"^([\w.\-]+)==\S+((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE)


def test_versions_are_those_of_the_constraints() -> None:
    known = pins(PINS.read_text(encoding="utf-8"))
    locked = pins(TEXT)
    assert len(locked) >= 80
    assert {name: known.get(name) for name in locked} == locked, "请运行 python -m scripts.lock"


def test_everything_needed_at_run_time_is_locked() -> None:
    wanted = closure(dependencies(), LEFT_OUT, everywhere=True) - {*LEFT_OUT}
    assert sorted(wanted) == sorted(pins(TEXT)), "请运行 python -m scripts.lock"


def test_every_package_has_hashes_and_no_host_is_named() -> None:
    entries = _ENTRY.findall(TEXT)
    assert len(entries) == len(pins(TEXT))
    assert all(len(set(hashes.split())) >= 2 for _, hashes in entries)
    assert "://" not in TEXT
    assert not re.search(r"^\s*(?:-i|-f|--(?:extra-)?index-url|--find-links)\b", TEXT, re.MULTILINE)


def test_pip_reads_it(tmp_path: Path) -> None:
    """Without an index pip reads the whole file, then looks for the first package in vain; a line it cannot read stops it before that."""
    options = ["--isolated", "--disable-pip-version-check", "--no-index", "--no-cache-dir", "--ignore-installed", "--no-deps"]
    order = [sys.executable, "-m", "pip", "install", *options, "--require-hashes", "--target", str(tmp_path), "-r", str(ROOT / LOCK)]
    done = subprocess.run(order, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 1
    assert f"No matching distribution found for {TEXT.split('==')[0].splitlines()[-1]}==" in done.stderr

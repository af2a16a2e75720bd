"""Fuzzing in a process of its own, for so many seconds each; see tests/fuzz for what must hold of any text."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from scripts import cli
from scripts.trials.outcome import Outcome, Say
from scripts.trials.record import ROOT

#: target → what it reads
TARGETS = {"parser": "解析器", "quotes": "引文核对", "facts": "事实抽取"}
#: seconds that one input may take
HANG = 10
_TAIL = 3


def fuzz(folder: Path, say: Say, seconds: int) -> Iterator[Outcome]:
    """Each target for `seconds`; the first crash, or input that takes longer than HANG seconds, is a failure."""
    if find_spec("atheris") is None:
        cli.fail('随机输入试验要用 atheris;请先 pip install -c constraints.txt -e ".[test,fuzz]"')
    for target, name in TARGETS.items():
        say(target)
        found = folder / target
        found.mkdir()
        yield _run(target, name, found, seconds)


def _run(target: str, name: str, found: Path, seconds: int) -> Outcome:
    limits = (f"-max_total_time={seconds}", f"-timeout={HANG}", f"-artifact_prefix={found}/", "-print_final_stats=1")
    order = [sys.executable, "-m", "tests.fuzz", target, *limits, str(found)]
    done = subprocess.run(order, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    tried = re.search(r"number_of_executed_units:\s*(\d+)", done.stderr)
    failures = [" | ".join(done.stderr.strip().splitlines()[-_TAIL:])] if done.returncode else []
    facts = {"时长": f"{seconds} 秒", "单个输入上限": f"{HANG} 秒"}
    return Outcome(f"随机输入:{name}", int(tried[1]) if tried else 0, tuple(failures), facts)

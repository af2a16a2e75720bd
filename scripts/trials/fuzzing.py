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
HANG = 25
_TAIL = 4


def fuzz(folder: Path, say: Say, seconds: int) -> Iterator[Outcome]:
    """All targets side by side for `seconds`; the first crash, or input that takes longer than HANG seconds, is a failure."""
    if find_spec("atheris") is None:
        cli.fail('随机输入试验要用 atheris;请先 pip install -c constraints.txt -e ".[test,fuzz]"')
    running = {target: _start(target, folder / target, seconds) for target in TARGETS}
    for target, process in running.items():
        said = process.communicate()[1]
        yield _outcome(TARGETS[target], process.returncode, said, seconds)
        say(target)


def _start(target: str, found: Path, seconds: int) -> subprocess.Popen[str]:
    found.mkdir()
    limits = (f"-max_total_time={seconds}", f"-timeout={HANG}", f"-artifact_prefix={found}/", "-print_final_stats=1", "-verbosity=0")
    order = [sys.executable, "-m", "tests.fuzz", target, *limits, str(found)]
    return subprocess.Popen(order, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")


def _outcome(name: str, code: int, said: str, seconds: int) -> Outcome:
    tried = re.search(r"number_of_executed_units:\s*(\d+)", said)
    # the exception and where it came from, or what libFuzzer says of a hang; then come figures and the input
    trouble = re.search(r"(?:=== Uncaught Python exception|ERROR: libFuzzer).*?(?=\n==|\nstat::|\Z)", said, re.DOTALL)
    failures = [" | ".join((trouble[0] if trouble else said).strip().splitlines()[-_TAIL:])] if code else []
    facts = {"时长": f"{seconds} 秒", "单个输入上限": f"{HANG} 秒"}
    return Outcome(f"随机输入：{name}", int(tried[1]) if tried else 0, tuple(failures), facts)

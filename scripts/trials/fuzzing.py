"""Fuzzing in a process of its own, for so many seconds each; see tests/fuzz for what must hold of any text."""

from __future__ import annotations

import base64
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from scripts import cli
from scripts.trials.outcome import Outcome, Say
from scripts.trials.record import ROOT

#: target → what it reads
TARGETS = {"parser": "解析器", "quotes": "引文核对", "facts": "事实抽取"}
#: seconds that one input may take, and MB of memory that a process may take
HANG, MEMORY = 25, 2048
#: seconds after the end of its time within which a process must have ended
GRACE = 60
#: where inputs are kept that stopped a target
KEPT = ROOT / "tests" / "fuzz" / "found"
_TAIL = 4
_STATS = {"峰值内存": (r"peak_rss_mb:\s*(\d+)", "MB"), "最慢输入": (r"slowest_unit_time_sec:\s*(\d+)", "秒")}


@dataclass(frozen=True, slots=True)
class Ended:
    """How the process of a target ended: exit code (negative for a signal), what it said, the inputs that it kept, seconds it ran."""

    target: str
    code: int
    said: str
    inputs: tuple[Path, ...]
    seconds: float


def fuzz(folder: Path, say: Say, seconds: int) -> Iterator[Outcome]:
    """All targets side by side for `seconds`; a crash, a hang of HANG seconds, MEMORY used up or any other end is a failure.

    A failure tells how the process ended, what it said last, the input in base64 and the command that tries it again.
    """
    if find_spec("atheris") is None:
        cli.fail('随机输入试验要用 atheris；请先 pip install -c constraints.txt -e ".[test,fuzz]"')
    KEPT.mkdir(exist_ok=True)
    running = {target: _start(target, folder, seconds) for target in TARGETS}
    for target, code, ran in _ends(running, seconds + GRACE):
        said = (folder / f"{target}.log").read_text(encoding="utf-8", errors="replace")
        inputs = tuple(sorted(p for p in KEPT.glob(f"{target}-*") if p.name in said))
        yield outcome(Ended(target, code, said, inputs, ran), seconds)
        say(target)


def _start(target: str, folder: Path, seconds: int) -> subprocess.Popen[bytes]:
    found = folder / target
    found.mkdir()
    limits = (
        f"-max_total_time={seconds}", f"-timeout={HANG}", f"-rss_limit_mb={MEMORY}", f"-artifact_prefix={KEPT}/{target}-",
        "-print_final_stats=1", "-verbosity=0",
    )  # fmt: skip
    order = [sys.executable, "-m", "tests.fuzz", target, *limits, str(found)]
    with (folder / f"{target}.log").open("wb") as log:
        return subprocess.Popen(order, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=log)


def _ends(running: Mapping[str, subprocess.Popen[bytes]], patience: float) -> Iterator[tuple[str, int, float]]:
    """Target, exit code and seconds of each process as they end; those that do not end in time are killed, as their code then tells."""
    began, left = time.monotonic(), dict(running)
    while left:
        time.sleep(0.1)
        ran = time.monotonic() - began
        for target, process in list(left.items()):
            if ran > patience:
                process.kill()
                process.wait()
            if process.poll() is not None:
                del left[target]
                yield target, process.returncode, ran


def outcome(ended: Ended, seconds: int) -> Outcome:
    """What a target came to; an end before its time is a failure too, whatever the exit code."""
    failures = [_failure(ended)] if ended.code or ended.seconds < seconds else []
    stats = {name: f"{found[1]} {unit}" for name, (pattern, unit) in _STATS.items() if (found := re.search(pattern, ended.said))}
    facts = {"时长": f"{round(min(ended.seconds, seconds))} 秒", "单个输入上限": f"{HANG} 秒、{MEMORY} MB", **stats}
    tried = re.search(r"number_of_executed_units:\s*(\d+)", ended.said)
    return Outcome(f"随机输入：{TARGETS[ended.target]}", int(tried[1]) if tried else 0, tuple(failures), facts)


def _failure(ended: Ended) -> str:
    how = signal.Signals(-ended.code).name if ended.code < 0 else f"退出码 {ended.code}"
    # the exception and where it came from, or what libFuzzer says of a hang or of memory; then come figures and the input
    trouble = re.search(r"(?:=== Uncaught Python exception|ERROR: libFuzzer).*?(?=\n==|\nstat::|\Z)", ended.said, re.DOTALL)
    last = " | ".join((trouble[0] if trouble else ended.said).strip().splitlines()[-_TAIL:])
    again = [f"python -m tests.fuzz {ended.target} {p.relative_to(ROOT)}" for p in ended.inputs]
    kept = [base64.b64encode(p.read_bytes()).decode() for p in ended.inputs]
    return f"{how}，{ended.seconds:.0f} 秒时：{last}；输入(base64)：{'、'.join(kept) or '没有留下'}；重试：{'、'.join(again) or '无'}"

"""What the fuzz campaign keeps of a target that stopped: how, what it said, the input and how to try it again; and its changes to text."""

from __future__ import annotations

import base64
import random
from pathlib import Path

import pytest

from scripts.trials import fuzzing
from scripts.trials.fuzzing import Ended, outcome
from tests.fuzz.mutate import MARKS, mutated
from tests.fuzz.targets import TARGETS

STATS = "stat::number_of_executed_units: 12703\nstat::slowest_unit_time_sec: 0\nstat::peak_rss_mb: 74\n"
CRASH = (
    " === Uncaught Python exception: ===\nIndexError: string index out of range\nTraceback (most recent call last):\n"
    '  File "compare.py", line 141, in _whole_numbers\n    while ...\nIndexError: string index out of range\n\n==9== ERROR: libFuzzer\n'
)
OOM = "==9== ERROR: libFuzzer: out-of-memory (used: 2100Mb; limit: 2048Mb)\n   To change the limit use -rss_limit_mb=<N>\n"


def test_every_target_has_a_name() -> None:
    assert fuzzing.TARGETS.keys() == TARGETS.keys()


def test_an_undisturbed_end() -> None:
    found = outcome(Ended("quotes", 0, STATS, (), 601.2), 600)
    assert (found.trials, found.failures) == (12703, ())
    assert found.facts == {"时长": "600 秒", "单个输入上限": "25 秒、2048 MB", "峰值内存": "74 MB", "最慢输入": "0 秒"}


@pytest.mark.parametrize(("code", "said", "how", "why"), [
    (77, CRASH + STATS, "退出码 77", "in _whole_numbers |     while ... | IndexError: string index out of range"),
    (71, OOM + STATS, "退出码 71", "out-of-memory (used: 2100Mb; limit: 2048Mb)"),
    (-9, "", "SIGKILL", ""),
    (-11, "Fatal Python error: Segmentation fault\n", "SIGSEGV", "Segmentation fault"),
    (0, STATS, "退出码 0", "peak_rss_mb"),
], ids=["exception", "memory", "killed", "crash of the interpreter", "an end before its time"])  # fmt: skip
def test_a_stop_is_told_with_its_input(code: int, said: str, how: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzzing, "ROOT", tmp_path)
    kept = tmp_path / "quotes-crash-1"
    kept.write_bytes(b"\xe4\xb8\x80\x00")
    (failure,) = outcome(Ended("quotes", code, said, (kept,), 118.4), 600).failures
    assert failure.startswith(f"{how}，118 秒时：")
    assert why in failure
    assert base64.b64encode(kept.read_bytes()).decode() in failure
    assert failure.endswith("重试：python -m tests.fuzz quotes quotes-crash-1")
    assert "\n" not in failure


def test_changed_text_is_other_text_and_the_same_each_time() -> None:
    seeds = ["某县冷链物流行动方案", "到2024年"]
    made = [mutated("一、工作目标", seeds, random.Random(seed)) for seed in range(300)]
    assert made == [mutated("一、工作目标", seeds, random.Random(seed)) for seed in range(300)]
    assert len(dict.fromkeys(made)) > 250
    assert all(text.encode() for text in made), "only what can be encoded"
    assert sum(any(mark in text for mark in MARKS) for text in made) > 100

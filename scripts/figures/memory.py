"""Peak memory of whole processes."""

from __future__ import annotations

from collections.abc import Sequence

from scripts.figures.clock import ratio, spawn
from scripts.figures.setting import Row, Setting

_JIEBA = "import jieba; jieba.setLogLevel(60); jieba.initialize()"
_TORCH = "import sentence_transformers"


def measure(setting: Setting) -> Sequence[Row]:
    """One run each."""
    build = str(setting.build)
    commands = {
        "空的 Python 进程": ["-c", "pass"],
        "jieba.initialize()": ["-c", _JIEBA],
        "import sentence_transformers(本系统默认不用)": ["-c", _TORCH],
        "build": ["-m", "scripts.build", "--corpus", str(setting.corpus), "--build", str(setting.folder / "memory"), "--json"],
        "ask": ["-m", "scripts.ask", "现代种业有哪些措施？", "--build", build],
        "export graph": ["-m", "scripts.export", "graph", "--format", "ntriples", "--build", build],
    }
    peaks = {name: spawn(command, setting.folder).peak for name, command in commands.items()}
    jieba = peaks["jieba.initialize()"]
    return [{"进程": name, "峰值内存 MB": round(peak), "÷ jieba": ratio(peak, jieba)} for name, peak in peaks.items()]

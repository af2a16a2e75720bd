"""A question to a process that has yet to start, beside the start of jieba alone."""

from __future__ import annotations

from collections.abc import Sequence

from scripts.figures.clock import milliseconds, ratio, spawned_by_turns
from scripts.figures.setting import Row, Setting

_QUESTION = "现代种业有哪些措施？"
_JIEBA = "import jieba; jieba.setLogLevel(60); jieba.initialize()"


def measure(setting: Setting) -> Sequence[Row]:
    """Wall and CPU time of whole processes, by turns."""
    commands = {
        "空的 Python 进程": ["-c", "pass"],
        "jieba.initialize()(自带缓存)": ["-c", _JIEBA],
        "ask(图谱路线)": ["-m", "scripts.ask", _QUESTION, "--build", str(setting.build)],
        "ask(检索路线)": ["-m", "scripts.ask", "怎么从卖设备变成卖服务？", "--build", str(setting.build)],
    }
    taken = spawned_by_turns(setting.times(7), list(commands.values()), setting.folder)
    jieba = taken[1]
    return [
        {
            "进程": name, "历时 ms": milliseconds(spent.wall), "CPU ms": milliseconds(spent.cpu), "峰值内存 MB": round(spent.peak),
            "CPU ÷ jieba": ratio(spent.cpu, jieba.cpu), "要求": "≤ 2" if name.startswith("ask") else "",
        }
        for name, spent in zip(commands, taken, strict=True)
    ]  # fmt: skip

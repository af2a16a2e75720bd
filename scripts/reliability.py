"""Write docs/reliability.md from the results of trials: python -m scripts.reliability [--records DIR] [--out FILE]."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from scripts import cli
from scripts.trials.asked import Asked, asked, measured
from scripts.trials.record import FOLDER, Record, load

PAGE = Path("docs/reliability.md")
_HEAD = """# 可靠性

由 `python -m scripts.reliability` 从 [reliability/](reliability/) 中的试验结果生成，勿手改。
重做试验：`make faults`(一两个小时)与 `make load`。
只做一项：`python -m scripts.faults --only kills --record docs/reliability`，加 `--quick` 只做一小部分。试验须在无人改动的工作副本里进行。
随机输入试验如果停下，输入留在 `tests/fuzz/found/`，结束方式、最后的输出、输入的 base64 与重试命令写在结果里。

| 方面 | 要求 | 实测 | 依据 | 日期 | 提交 | 机器 |
|---|---|---|---|---|---|---|
"""


def main(
    records: Annotated[Path, typer.Option(help="试验结果所在目录")] = FOLDER,
    out: Annotated[Path, typer.Option(help="输出文件")] = PAGE,
) -> None:
    """把试验结果写成说明页。"""
    out.write_text(page(load(records)), encoding="utf-8", newline="\n")


def page(records: Mapping[str, Record]) -> str:
    """The page: what is asked beside what was measured, the machines, then every outcome."""
    machines = list(dict.fromkeys(r.machine for r in records.values()))
    rows = (_line(row, records, machines) for row in asked())
    notes = "".join(f"\n机器 {number}:{machine}。" for number, machine in enumerate(machines, 1))
    return _HEAD + "".join(rows) + notes + "\n" + "".join(_detail(r) for r in records.values() if r.outcomes)


def _line(row: Asked, records: Mapping[str, Record], machines: list[str]) -> str:
    record, outcomes = row.found(records)
    shown = "、".join(_code(f"pytest {name}") for name in row.tests)
    if record is None:
        return _cells(row.topic, row.words, "尚无结果", shown, "", "", "")
    machine = str(machines.index(record.machine) + 1)
    return _cells(row.topic, row.words, measured(outcomes), shown or _code(record.command), record.day, record.commit, machine)


def _code(text: str) -> str:
    return f"`{text}`"


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def _detail(record: Record) -> str:
    return f"\n### {record.part}\n\n{_code(record.command)},{record.seconds} 秒，提交 {record.commit}。\n" + "".join(_outcomes(record))


def _outcomes(record: Record) -> Iterator[str]:
    yield "\n| 试验 | 次数 | 失败 | 其他 |\n|---|---:|---:|---|\n"
    for o in record.outcomes:
        yield _cells(o.name, f"{o.trials:,}", str(len(o.failures)), ",".join(f"{k} {v}" for k, v in o.facts.items()))
    yield from (f"\n* {failure}\n" for o in record.outcomes for failure in o.failures)


if __name__ == "__main__":
    cli.run(main)

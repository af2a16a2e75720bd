"""Check quotations (引文核对): python -m scripts.verify FILE|- [--plan ID] [--build DIR] [--json]."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from corpus.model import Plan
from index.qa.cite import text_form
from index.qa.compare import CHANGE_ZH, Difference
from index.qa.verify import VERDICT_ZH, Check, Verdict, verify_text
from scripts import cli

_LONGEST_TEXT = 2_000_000


def main(
    file: Annotated[str, typer.Argument(help="待核对的文本文件;- 为标准输入")],
    plan: cli.PlanId = "",
    build_dir: cli.Build = cli.BUILD,
    as_json: cli.Json = False,
) -> None:
    """核对一段话或整篇报告中的引文：一致、有出入（列出差别）或未找到。有出入时退出码为 1。"""
    text = cli.read_input(file)
    if len(text) > _LONGEST_TEXT:
        cli.fail(f"{file} 有 {len(text)} 字，超过 {_LONGEST_TEXT} 字；请分段核对")
    workspace = cli.open_workspace(build_dir)
    plans = {name: workspace.plans[name] for name in cli.choose(plan, workspace.plans)}
    checks = verify_text(text, plans)
    counts = {verdict: sum(c.verdict is verdict for c in checks) for verdict in Verdict}
    if as_json:
        cli.echo_json({"counts": {v.value: n for v, n in counts.items()}, "checks": [c.as_row() for c in checks]})
    else:
        sys.stdout.write(report(checks, counts, plans))
    if counts[Verdict.ALTERED]:
        cli.fail(f"有 {counts[Verdict.ALTERED]} 处引文与原文有出入", cli.FAILED)


def report(checks: Sequence[Check], counts: Mapping[Verdict, int], plans: Mapping[str, Plan]) -> str:
    """The checks as lines to read: verdict, words, clause, differences; totals at the end."""
    lines = []
    for check in checks:
        note = "，标点不同" if check.typography else ""
        lines.append(f"【{VERDICT_ZH[check.verdict]}{note}】{' '.join(check.text.split())}")
        lines += [f"    出处 {text_form(plans[c.plan], c.clause)}" for c in check.citations]
        lines += [f"    {_line(d)}" for d in check.differences]
    lines.append("合计 " + ",".join(f"{VERDICT_ZH[v]} {n}" for v, n in counts.items()))
    return "\n".join(lines) + "\n"


def _line(difference: Difference) -> str:
    quoted, stored = (" ".join(words.split()) or "（无）" for words in (difference.quoted, difference.stored))
    return f"{CHANGE_ZH[difference.change]}：引文“{quoted}”，原文“{stored}”"


if __name__ == "__main__":
    cli.run(main)

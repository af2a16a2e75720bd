"""Ask a question: python -m scripts.ask QUESTION | --batch FILE|- [--plan ID] [--top K] [--explain] [--json]."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from corpus.model import CorpusError
from index.qa.answer import STATUS_ZH, Answer, Status
from index.qa.engine import Engine
from scripts import cli


def main(
    question: Annotated[str, typer.Argument(help="问题")] = "",
    build_dir: cli.Build = cli.BUILD,
    corpus: cli.Corpus = cli.CORPUS,
    batch: Annotated[str, typer.Option(help="逐行 JSON 文件，每行含 q，可含 plan；- 为标准输入")] = "",
    plan: cli.PlanId = "",
    top: Annotated[int, typer.Option(min=1, max=50, help="相近条款的数目")] = 10,
    explain: Annotated[bool, typer.Option(help="说明为何匹配")] = False,
    as_json: cli.Json = False,
) -> None:
    """就规划提问；每句话都注明条款。"""
    if bool(question) == bool(batch):
        cli.fail("请给出一个问题，或用 --batch 给出问题文件；二者选一")
    if batch:
        _batch(Engine(cli.open_workspace(build_dir)), batch, plan, top)
        return
    with _no_collection():
        answer = _asked(build_dir, question, plan, top)
    if as_json:
        cli.echo_json(answer.as_row(top=top) | ({"why": _why(answer)} if explain else {}))
    else:
        _print(answer, explain)


@contextmanager
def _no_collection() -> Iterator[None]:
    """One answer leaves nothing to collect that the end of the process does not free; looking for it costs a thirtieth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _asked(build: Path, question: str, plan: str, top: int) -> Answer:
    return Engine(cli.open_workspace(build)).ask(question, plans=(plan,) if plan else (), top=top)


def _batch(engine: Engine, name: str, plan: str, top: int) -> None:
    """One output line per input line, in order; a bad line gives an error row and does not stop the rest."""
    with cli.open_input(name) as lines:
        for number, line in enumerate(lines, 1):
            cli.echo_json(_answer_line(engine, line, number, plan, top))


def _answer_line(engine: Engine, line: str, number: int, plan: str, top: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
        if not isinstance(row, dict) or not isinstance(row.get("q"), str):
            raise CorpusError("应为含 q 的 JSON 对象")
        scope = row.get("plan") or plan
        return engine.ask(row["q"], plans=(str(scope),) if scope else (), top=top).as_row(top=top)
    except json.JSONDecodeError as error:
        return {"line": number, "error": f"第 {number} 行不是 JSON（{error.msg}）；应为 {{\"q\": \"问题\"}}"}
    except CorpusError as error:
        return {"line": number, "error": f"第 {number} 行：{error}"}


def _print(answer: Answer, explain: bool) -> None:
    out = [answer.text]
    if answer.status is not Status.ANSWERED:
        out[0] = f"【{STATUS_ZH[answer.status]}】{answer.missing}"
        out += [f"  可选：{reading}" for reading in answer.readings]
        out += ["相近条款：", *(f"  {h.citation.label}  {h.citation.quote[:60]}" for h in answer.hits[:3])]
    else:
        out += ["", *(f"[{n}] {c.plan} {c.label} “{c.quote[:60]}”" for n, c in enumerate(answer.citations, 1))]
    if explain:
        out += ["", f"按“{answer.intent or '核对名称'}”类提问处理，途径 {answer.route.value}，范围 {'、'.join(answer.scope)}"]
        out += [*(f"{row['label']} {row['signals'] or '答案所引'}" for row in _why(answer)), answer.sparql or ""]
    sys.stdout.write("\n".join(out).rstrip() + "\n")


def _why(answer: Answer) -> list[dict[str, Any]]:
    return [{"label": h.citation.label, "signals": {k: round(v, 3) for k, v in h.why.items()}} for h in answer.hits]


if __name__ == "__main__":
    cli.run(main)

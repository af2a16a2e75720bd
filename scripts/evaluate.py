"""Score the engine on a gold file: python -m scripts.evaluate FILE… [--plan ID] [--misses] [--json]."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from index.qa.engine import Engine
from index.qa.evaluate import Case, Outcome, interval, read_cases, run, scores
from index.qa.workspace import Workspace
from scripts import cli

_COLUMNS = ("hit@1", "hit@3", "hit@5", "mrr", "ndcg@10", "must")


def main(
    files: Annotated[list[Path], typer.Argument(help="评测题 JSONL")],
    build_dir: cli.Build = cli.BUILD,
    corpus: cli.Corpus = cli.CORPUS,
    plan: cli.PlanId = "",
    misses: Annotated[bool, typer.Option(help="列出未命中的题")] = False,
    as_json: cli.Json = False,
) -> None:
    """在评测题上给出命中、拒答与引文核对的成绩。"""
    workspace = Workspace.open(build_dir)
    engine = Engine(workspace)

    def ask(case: Case) -> Any:
        scope = plan or case.plan
        return engine.ask(case.q, plans=(scope,) if scope in workspace.plans else ())

    for file in files:
        outcomes = run(read_cases(file), ask, workspace.plans)
        figures = scores(outcomes)
        if as_json:
            cli.echo_json({"file": file.name, **figures})
        else:
            _table(file.name, figures, outcomes)
        if misses:
            _misses(outcomes)


def _table(name: str, figures: dict[str, Any], outcomes: list[Outcome]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{name}:{figures['questions']} 题")
    for column in ("题型", "题数", *_COLUMNS, "拒答"):
        table.add_column(column, justify="left" if column == "题型" else "right")
    for kind, row in figures["kinds"].items():
        table.add_row(kind, str(row["questions"]), *(_figure(row.get(c)) for c in _COLUMNS), _figure(row["refused"]))
    table.add_row("合计", str(figures["questions"]), *(_figure(figures[c]) for c in _COLUMNS), "")
    console = Console()
    console.print(table)
    low, high = interval([o.rank == 1 for o in outcomes if o.case.answerable])
    console.print(
        f"hit@1 95% 区间 {low:.2f}–{high:.2f};答案含要点 {figures['must_in_answer']:.3f};引文逐字 {figures['verbatim']:.3f};"
        f"拒答 {figures['refusal']:.3f};误拒 {figures['false_refusal']:.3f};中位耗时 {figures['median_ms']:.1f} ms"
    )


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _misses(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        wrong = outcome.case.answerable and (outcome.rank > 1 or not outcome.must or outcome.refused)
        if wrong or (not outcome.case.answerable and not outcome.refused):
            typer.echo(outcome.diagnosis())


if __name__ == "__main__":
    cli.run(main)

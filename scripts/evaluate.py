"""Score the engine on gold questions, or the graph on gold facts.

python -m scripts.evaluate FILE…|--graph [--plan ID] [--misses] [--save FILE] [--against FILE] [--json]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from index.qa.baselines import BASELINES, BaselineRanks, baseline_ranks
from index.qa.engine import Engine
from index.qa.evaluate import ABSENT, Case, Outcome, interval, read_cases, run, scores
from index.qa.runs import changes, load_run, record, save_run
from scripts import cli

_GOLD = Path("tests/golden/graph")
_DEV = Path("../shared/plans-dev")
_FILE_WIDTH = 140
_COLUMNS = ("hit@1", "hit@3", "hit@5", "mrr", "ndcg@10", "must")


def main(
    files: Annotated[list[Path] | None, typer.Argument(help="评测题 JSONL；与 --graph 同用时为图谱评测数据的目录")] = None,
    build_dir: cli.Build = cli.BUILD,
    corpus: cli.Corpus = cli.CORPUS,
    plan: cli.PlanId = "",
    graph: Annotated[bool, typer.Option("--graph", help="评测图谱抽取，而不是问答")] = False,
    dev: Annotated[Path, typer.Option("--dev", envvar="PLANS_DEV", help="开发用规划的目录，缺少时略过")] = _DEV,
    misses: Annotated[bool, typer.Option(help="列出未命中与多出的条目")] = False,
    save: Annotated[Path | None, typer.Option(help="把本次结果存为文件")] = None,
    against: Annotated[Path | None, typer.Option(help="与保存的结果对照，列出新对与新错的题")] = None,
    as_json: cli.Json = False,
) -> None:
    """在评测题上给出命中、拒答与引文核对的成绩，并列出仅用 BM25、仅用向量的成绩;--graph 给出各类事实的精确率与召回率。"""
    if graph:
        for folder in files or [_GOLD]:
            _graph(folder, corpus, dev, misses, as_json)
        return
    if not files:
        cli.fail("请给出评测题文件，或用 --graph 评测图谱")
    before = load_run(against) if against else {}
    workspace = cli.open_workspace(build_dir)
    engine = Engine(workspace)
    kept: dict[str, dict[str, Any]] = {}

    def ask(case: Case) -> Any:
        scope = plan or case.plan
        return engine.ask(case.q, plans=(scope,) if scope in workspace.plans else ())

    for file in files:
        cases = read_cases(file)
        outcomes, alone = run(cases, ask, workspace.plans), baseline_ranks(workspace.search, workspace.plans, cases, plan)
        figures = scores(outcomes) | {"intervals": _intervals(outcomes), "baselines": _baselines(alone)}
        kept |= record(outcomes, file.name)
        if as_json:
            cli.echo_json({"file": file.name, **figures})
        else:
            _table(file.name, figures, alone)
        if misses:
            _misses(outcomes)
    if against:
        _changes(kept, before)
    if save:
        save_run(kept, save)


def _graph(folder: Path, corpus: Path, dev: Path, misses: bool, as_json: bool) -> None:
    from kg.evaluate import evaluate_folder

    if not as_json:
        typer.echo(f"{'':24}{'P':>6}{'R':>7}{'F1':>7}{'条':>5}")
    for scored in evaluate_folder(folder, corpus, dev):
        for score in scored.scores:
            if as_json:
                cli.echo_json({"set": scored.name, **score.row(misses)})
                continue
            name = f"{scored.name} {score.kind}"
            typer.echo(f"{name:24}{score.precision:6.3f}{score.recall:7.3f}{score.f1:7.3f}{score.wanted:6}")
            for line in score.lines() if misses else ():
                typer.echo(f"    {line}")


def _intervals(outcomes: list[Outcome]) -> dict[str, tuple[float, float]]:
    """95 % bootstrap intervals of the figures that are compared."""
    asked = [o for o in outcomes if o.case.answerable]
    return {
        "hit@1": interval([o.rank <= 1 for o in asked]),
        "hit@5": interval([o.rank <= 5 for o in asked]),
        "mrr": interval([1 / o.rank if o.rank < ABSENT else 0.0 for o in asked]),
        "refusal": interval([o.refused for o in outcomes if not o.case.answerable]),
    }


def _baselines(alone: BaselineRanks) -> dict[str, dict[str, Any]]:
    kinds = dict.fromkeys(c.kind for c in alone.cases)
    return {
        name: {f"hit@{k}": alone.share(name, k) for k in (1, 5)}
        | {"kinds": {kind: {f"hit@{k}": alone.share(name, k, kind) for k in (1, 5)} for kind in kinds}}
        for name in BASELINES
    }


def _table(name: str, figures: dict[str, Any], alone: BaselineRanks) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{name}:{figures['questions']} 题")
    for column in ("题型", "题数", *_COLUMNS, "拒答", *(f"仅{b} @1" for b in BASELINES)):
        table.add_column(column, justify="left" if column == "题型" else "right")
    for kind, row in figures["kinds"].items():
        single = [alone.share(b, 1, kind) if "mrr" in row else None for b in BASELINES]
        table.add_row(kind, str(row["questions"]), *(_figure(row.get(c)) for c in (*_COLUMNS, "refused")), *map(_figure, single))
    total = [alone.share(b, 1) for b in BASELINES]
    table.add_row("合计", str(figures["questions"]), *(_figure(figures[c]) for c in _COLUMNS), "", *map(_figure, total))
    console = Console(width=None if sys.stdout.isatty() else _FILE_WIDTH)
    console.print(table)
    spans = ";".join(f"{n} {low:.2f}–{high:.2f}" for n, (low, high) in figures["intervals"].items())
    console.print(
        f"95% 区间 {spans}；答案含要点 {figures['must_in_answer']:.3f}；引文逐字 {figures['verbatim']:.3f};"
        f"拒答 {figures['refusal']:.3f}；误拒 {figures['false_refusal']:.3f}；中位耗时 {figures['median_ms']:.1f} ms"
    )


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _misses(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        wrong = outcome.case.answerable and (outcome.rank > 1 or not outcome.must or outcome.refused)
        if wrong or (not outcome.case.answerable and not outcome.refused):
            typer.echo(outcome.diagnosis())


def _changes(now: dict[str, dict[str, Any]], before: Any) -> None:
    found = changes(now, before)
    for title, gained in (("新对", True), ("新错", False)):
        lines = [c.text for c in found if c.gained is gained]
        typer.echo(f"{title} {len(lines)} 题")
        for line in lines:
            typer.echo(f"  {line}")


if __name__ == "__main__":
    cli.run(main)

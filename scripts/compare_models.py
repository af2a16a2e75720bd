"""Compare encoders on gold questions, each on its own: python -m scripts.compare_models FILE… [--model NAME]… [--json].

Every model encodes the same passages of the built plans; its row says how often the evidence came first or among the first
five by its vectors alone, how large it is and how fast. BM25 alone stands beside them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from index.encoder import EMBEDDED, EMBEDDED_FOLDER, Encoder, EncoderError, embedded_encoder, load_encoder
from index.layout import layout_of, merge_layouts
from index.passages import passages_of
from index.qa.baselines import BaselineRanks, baseline_ranks
from index.qa.evaluate import Case, read_cases
from index.qa.workspace import Workspace
from index.search import SearchIndex
from index.store import VectorStore
from index.vectors import passage_vectors
from scripts import cli

_MB = 2**20
_PARAPHRASE = "paraphrase"


@dataclass(frozen=True, slots=True)
class Row:
    """One model: shares of questions found (all; everyday wording), size, milliseconds per question, passages per second."""

    name: str
    hit1: float
    hit5: float
    everyday1: float
    everyday5: float
    size_mb: float | None = None
    ms_per_query: float | None = None
    passages_per_second: float | None = None


def compared(workspace: Workspace, cases: Sequence[Case], models: Sequence[str]) -> Iterator[Row]:
    """BM25 first, then the models in order. Raises EncoderError for a model that cannot be loaded."""
    yield _row("BM25", baseline_ranks(workspace.search, workspace.plans, cases), "BM25")
    for name in models:
        yield _of_model(workspace, cases, name)


def _of_model(workspace: Workspace, cases: Sequence[Case], name: str) -> Row:
    encoder = load_encoder(name)
    per_plan = [passages_of(plan) for plan in workspace.plans.values()]
    layouts = [layout_of(passages, embedded_encoder()) for passages in per_plan]
    began = time.perf_counter()
    vectors = np.vstack([passage_vectors(encoder, p, layout) for p, layout in zip(per_plan, layouts, strict=True)])
    rate = len(vectors) / (time.perf_counter() - began)
    passages = [p for part in per_plan for p in part]
    search = workspace.search
    index = SearchIndex(
        passages, merge_layouts(layouts), VectorStore.build(vectors), search.lexical, encoder, search.segmenter, tuple(workspace.plans)
    )
    ranks = baseline_ranks(index, workspace.plans, cases)
    size = _size(EMBEDDED_FOLDER if name == EMBEDDED else Path(name))
    return _row(name, ranks, "向量", size, _per_query(encoder, cases), round(rate))


def _row(name: str, ranks: BaselineRanks, kind: str, size: float | None = None, ms: float | None = None, rate: float | None = None) -> Row:
    everyday = [round(ranks.share(kind, k, _PARAPHRASE), 3) for k in (1, 5)]
    return Row(Path(name).name, round(ranks.share(kind, 1), 3), round(ranks.share(kind, 5), 3), everyday[0], everyday[1], size, ms, rate)


def _per_query(encoder: Encoder, cases: Sequence[Case]) -> float:
    began = time.perf_counter()
    for case in cases:
        encoder.encode([case.q], kind="query")
    return round(1000 * (time.perf_counter() - began) / len(cases), 2)


def _size(folder: Path) -> float | None:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return round(sum(file.stat().st_size for file in files) / _MB, 1) if files else None


def main(
    files: Annotated[list[Path], typer.Argument(help="评测题 JSONL")],
    build_dir: cli.Build = cli.BUILD,
    model: Annotated[list[str] | None, typer.Option(help="模型名或目录，可重复；缺省为内置模型")] = None,
    as_json: cli.Json = False,
) -> None:
    """比较各编码模型单独检索的成绩、大小与速度，列出 BM25 作对照(Markdown 表)。"""
    workspace = cli.open_workspace(build_dir)
    cases = [c for file in files for c in read_cases(file) if c.plan in workspace.plans]
    if not any(c.answerable for c in cases):
        cli.fail("评测题都不属于构建目录中的规划；请核对 plan 字段，或用 --build 指明构建目录")
    if not as_json:
        typer.echo("| 模型 | hit@1 | hit@5 | 日常说法 hit@1 | 日常说法 hit@5 | 大小 MB | 毫秒/问 | 段/秒 |")
        typer.echo("|---" * 8 + "|")
    try:
        for row in compared(workspace, cases, model or [EMBEDDED]):
            if as_json:
                cli.echo_json(asdict(row))
            else:
                typer.echo("| " + " | ".join("" if value is None else str(value) for value in asdict(row).values()) + " |")
    except EncoderError as error:
        cli.fail(str(error))


if __name__ == "__main__":
    cli.run(main)

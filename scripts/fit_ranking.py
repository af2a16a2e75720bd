"""Fit the weights of the ranking signals: python -m scripts.fit_ranking FILE… [--out FILE].

The weights are those under which the clauses with the evidence are most probable (softmax over the candidates of a
question, weights not negative, small quadratic penalty), so nothing is chosen by hand. Scores are printed with each file
left out of its own fit, since weights always look good on what they were fitted to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import numpy.typing as npt
import typer

from corpus.model import Span
from index.fuse import RANKING, SIGNALS, Floats, Weights
from index.qa.evaluate import Case, read_cases
from index.qa.workspace import Workspace
from scripts import cli

STEPS: Final = 3_000
RATE: Final = 0.5
PENALTY: Final = 3e-4
_HEADER: Final = """\
# Weights of the ranking signals, fitted by scripts.fit_ranking on the development questions, not by hand.
# A clause's score is the weighted sum of its signals. `unknown` holds for a question none of whose words occur in the corpus, `known`
# for one all of whose words do; in between the weights are mixed by the share of the question's rarity that the corpus knows.
"""


@dataclass(frozen=True)
class Example:
    """A question's candidates: signals mixed with its coverage (clauses × 2·signals) and which clauses hold the evidence."""

    table: Floats
    right: npt.NDArray[np.bool_]


def example(workspace: Workspace, case: Case) -> Example | None:
    """The candidates of a case; None when the evidence is not among them."""
    index, plan = workspace.search, workspace.plans[case.plan]
    found = index.candidates(case.q, plans=(case.plan,), entities=workspace.entity_shares(workspace.link(case.q)))
    gold = [Span(at, at + len(quote)) for quote in case.quotes for at in _occurrences(plan.text, quote)]
    paths = [index.passages[found.rows[start]].clause for start in found.starts]
    right = np.array([any(plan[path].span.overlaps(span) for span in gold) for path in paths], dtype=bool)
    table = np.hstack([found.clauses * (1 - found.coverage), found.clauses * found.coverage]).astype(np.float32)
    return Example(table, right) if right.any() else None


def _occurrences(text: str, quote: str) -> list[int]:
    found, at = [], text.find(quote)
    while at >= 0:
        found.append(at)
        at = text.find(quote, at + 1)
    return found


def fit(examples: Sequence[Example]) -> Weights:
    """The weights of most probable evidence, by projected gradient with per-weight steps (AdaGrad); the problem is near convex."""
    weight = np.ones(2 * len(SIGNALS))
    squares = np.zeros_like(weight)
    for _ in range(STEPS):
        slope = 2 * PENALTY * weight + sum(_slope(e, weight) for e in examples) / len(examples)
        squares += slope**2
        weight = np.maximum(0.0, weight - RATE * slope / np.sqrt(squares + 1e-12))
    rounded = tuple(round(float(w), 2) for w in weight)
    return Weights(rounded[: len(SIGNALS)], rounded[len(SIGNALS) :])


def _slope(example: Example, weight: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Gradient of -log P(a right clause) under softmax."""
    scores = example.table @ weight
    share = np.exp(scores - scores.max())
    among_right = np.where(example.right, share, 0.0)
    slope: npt.NDArray[np.float64] = (share / share.sum() - among_right / among_right.sum()) @ example.table
    return slope


def ranks(examples: Sequence[Example], weights: Weights) -> list[int]:
    """Rank (from 1) of the first right clause of each example."""
    weight = np.array([*weights.unknown, *weights.known])
    scores = [e.table @ weight for e in examples]
    return [1 + int((s > s[e.right].max()).sum()) for s, e in zip(scores, examples, strict=True)]


def to_toml(weights: Weights) -> str:
    """The content of ranking.toml."""
    tables = (("unknown", weights.unknown), ("known", weights.known))
    rows = ("".join(f"{name} = {value}\n" for name, value in zip(SIGNALS, values, strict=True)) for _, values in tables)
    return _HEADER + "".join(f"\n[{table}]\n{body}" for (table, _), body in zip(tables, rows, strict=True))


def main(
    files: Annotated[list[Path], typer.Argument(help="评测题 JSONL,每题含 plan")],
    build_dir: cli.Build = cli.BUILD,
    out: Annotated[Path, typer.Option(help="权重文件")] = RANKING,
) -> None:
    """在开发题上拟合排序权重,写入权重文件,并给出各文件留出时的成绩。"""
    workspace = Workspace.open(build_dir)
    groups: dict[str, list[Example]] = {}
    for file in files:
        cases = [c for c in read_cases(file) if c.answerable and c.plan in workspace.plans]
        groups[file.name] = [e for e in (example(workspace, c) for c in cases) if e]
        typer.echo(f"{file.name}:{len(cases)} 题,{len(groups[file.name])} 题的依据在候选之中")
    for name, group in groups.items():
        others = [e for n, g in groups.items() if n != name for e in g]
        placed = ranks(group, fit(others or group))
        shares = "  ".join(f"hit@{k} {sum(r <= k for r in placed) / max(len(placed), 1):.3f}" for k in (1, 3, 5))
        typer.echo(f"留出 {name}:{shares}")
    out.write_text(to_toml(fit([e for g in groups.values() for e in g])), encoding="utf-8")
    typer.echo(f"已写入 {out}")


if __name__ == "__main__":
    cli.run(main)

"""Fit the weights of the ranking signals: python -m scripts.fit_ranking FILE… [--out FILE].

The weights are those under which the clauses with the evidence are most probable (softmax over the candidates of a
question, weights not negative, small quadratic penalty), so nothing is chosen by hand; a plan with many questions does not
outweigh the others. Scores are printed with each plan left out of its own fit, since weights always look good on what they
were fitted to.
"""

from __future__ import annotations

import math
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

Doubles = npt.NDArray[np.float64]
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
    found = index.candidates(case.q, plans=(case.plan,))
    gold = [Span(at, at + len(quote)) for quote in case.quotes for at in _occurrences(plan.text, quote)]
    blocks = [index.span(found, number) for number in range(len(found.starts))]
    right = np.array([any(block.overlaps(span) for span in gold) for block in blocks], dtype=bool)
    table = np.hstack([found.blocks * (1 - found.coverage), found.blocks * found.coverage]).astype(np.float32)
    return Example(table, right) if right.any() else None


def _occurrences(text: str, quote: str) -> list[int]:
    found, at = [], text.find(quote)
    while at >= 0:
        found.append(at)
        at = text.find(quote, at + 1)
    return found


def fit(groups: Sequence[Sequence[Example]]) -> Weights:
    """The weights of most probable evidence (L-BFGS-B); each plan's questions count by the root of their number in all."""
    from scipy.optimize import minimize

    shares = np.array([1 / math.sqrt(len(group)) for group in groups for _ in group])
    examples = [e for group in groups for e in group]

    def loss(weight: Doubles) -> tuple[float, Doubles]:
        found = [_loss(e, weight) for e in examples]
        total, slope = (np.average([f[i] for f in found], axis=0, weights=shares) for i in (0, 1))
        return float(total + PENALTY * weight @ weight), slope + 2 * PENALTY * weight

    start = np.ones(2 * len(SIGNALS))
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(start)).x
    rounded = tuple(round(float(w), 2) for w in best)
    return Weights(rounded[: len(SIGNALS)], rounded[len(SIGNALS) :])


def _loss(example: Example, weight: Doubles) -> tuple[float, Doubles]:
    """-log P(a right clause) under softmax, and its gradient."""
    scores = example.table @ weight
    share = np.exp(scores - scores.max())
    among_right = np.where(example.right, share, 0.0)
    slope = (share / share.sum() - among_right / among_right.sum()) @ example.table
    return -math.log(among_right.sum() / share.sum()), slope


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
    files: Annotated[list[Path], typer.Argument(help="评测题 JSONL，每题含 plan")],
    build_dir: cli.Build = cli.BUILD,
    out: Annotated[Path, typer.Option(help="权重文件")] = RANKING,
) -> None:
    """在开发题上拟合排序权重，写入权重文件，并给出各文件留出时的成绩。"""
    workspace = Workspace.open(build_dir)
    groups: dict[str, list[Example]] = {}
    for case in (c for file in files for c in read_cases(file) if c.answerable and c.plan in workspace.plans):
        found = example(workspace, case)
        groups.setdefault(case.plan, []).extend([found] if found else [])
    for name, group in groups.items():
        placed = ranks(group, fit([g for n, g in groups.items() if n != name] or [group]))
        shares = "  ".join(f"hit@{k} {sum(r <= k for r in placed) / max(len(placed), 1):.3f}" for k in (1, 3, 5))
        typer.echo(f"留出 {name}({len(group)} 题)：{shares}")
    out.write_text(to_toml(fit(list(groups.values()))), encoding="utf-8")
    typer.echo(f"已写入 {out}")


if __name__ == "__main__":
    cli.run(main)

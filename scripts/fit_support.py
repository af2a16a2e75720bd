"""Fit what decides between answer and refusal: python -m scripts.fit_support FILE… [--out FILE].

Logistic regression with few weights of known sign and a quadratic penalty; answerable and unanswerable questions weigh
alike in all. A threshold is the score below which a given share of answerable questions lies (or above which one of
unanswerable ones) when each plan is left out of its own fit. Both curves are printed from these left-out scores, since
scores always look good on what they were fitted to. To be run again when the ranking is fitted anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import numpy.typing as npt
import typer

from corpus.normal import fold_text
from index.qa.absent import find_absences
from index.qa.calibrated import SUPPORT, Evidence, FigureEvidence, SubjectEvidence, subject_evidence
from index.qa.context import Context
from index.qa.engine import Engine
from index.qa.evaluate import Case, read_cases
from index.qa.handlers.numbers import figures_tried
from index.qa.subject import topic_words
from scripts import cli

Doubles = npt.NDArray[np.float64]
PENALTY: Final = 1e-2
#: answerable questions that may be refused, and unanswerable ones that may be given a figure, when their plan is left out
REFUSED: Final = 0.02
MISTAKEN: Final = 0.2
#: fields that speak for an answer; the others speak against it
_FOR: Final = ("near", "lead", "support", "standing")
_SHARES: Final = (0.01, 0.02, 0.03, 0.05, 0.1, 0.2)
_HEADER: Final = """\
# What decides between answer and refusal, fitted by scripts.fit_support on the development questions, not by hand; fields as in
# index/qa/calibrated.py. `subject`: whether the plans speak of what is asked about. `figure`: whether a sentence states the number.
"""


@dataclass(frozen=True)
class Example:
    """Evidence with whether it is right, the plan of its question, and the question."""

    evidence: Evidence
    right: bool
    plan: str
    question: str
    answerable: bool


def subjects(case: Case, context: Context) -> list[Example]:
    """The evidence on the subject of a question that wants more than a number."""
    words = [] if context.question.asks_amount else topic_words(context)
    return [Example(subject_evidence(context, words), case.answerable, case.plan, case.q, case.answerable)] if words else []


def figures(case: Case, context: Context) -> list[Example]:
    """The evidence on each sentence tried for a number; right is one with all that the answer must hold."""
    if not context.question.asks_amount:
        return []
    return [
        Example(evidence, case.answerable and _holds(candidate.passage.text, case.must), case.plan, case.q, case.answerable)
        for candidate, evidence in figures_tried(context)
    ]


def _holds(text: str, must: Sequence[str]) -> bool:
    folded = fold_text(text)
    return all(fold_text(m) in folded for m in must)


@dataclass(frozen=True)
class Fit:
    """Weights per unit of each field, and the intercept, which the threshold replaces."""

    weights: Doubles
    intercept: float

    def scores(self, examples: Sequence[Example]) -> Doubles:
        scores: Doubles = np.array([astuple(e.evidence) for e in examples]) @ self.weights + self.intercept
        return scores


def fit(examples: Sequence[Example]) -> Fit:
    """Logistic regression (L-BFGS) on fields scaled to unit spread; the classes weigh alike."""
    from scipy.optimize import minimize

    table = np.array([astuple(e.evidence) for e in examples])
    right = np.array([e.right for e in examples], dtype=float)
    middle, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    scaled = np.column_stack([(table - middle) / spread, np.ones(len(table))])
    shares = np.where(right > 0, 0.5 / max(right.sum(), 1.0), 0.5 / max((1 - right).sum(), 1.0))

    def loss(weight: Doubles) -> tuple[float, Doubles]:
        margin = (2 * right - 1) * (scaled @ weight)
        slope = -(shares * (2 * right - 1) / (1 + np.exp(margin))) @ scaled
        return float(shares @ np.logaddexp(0, -margin) + PENALTY * weight @ weight), slope + 2 * PENALTY * weight

    signs = [(0, None) if f.name in _FOR else (None, 0) for f in fields(examples[0].evidence)]
    best = minimize(loss, np.zeros(scaled.shape[1]), jac=True, method="L-BFGS-B", bounds=[*signs, (None, None)]).x
    weights = best[:-1] / spread
    return Fit(weights, float(best[-1] - weights @ middle))


def left_out(examples: Sequence[Example]) -> Doubles:
    """The score of each example when its plan is left out of the fit."""
    scores = np.zeros(len(examples))
    for plan in dict.fromkeys(e.plan for e in examples):
        own = np.array([e.plan == plan for e in examples])
        scores[own] = fit([e for e in examples if e.plan != plan]).scores([e for e in examples if e.plan == plan])
    return scores


def best_of(examples: Sequence[Example], scores: Doubles) -> list[tuple[Example, float]]:
    """Of each question the example with the highest score."""
    best: dict[tuple[str, str], tuple[Example, float]] = {}
    for example, score in zip(examples, scores.tolist(), strict=True):
        key = (example.plan, example.question)
        if key not in best or score > best[key][1]:
            best[key] = (example, score)
    return list(best.values())


def report(rows: Sequence[tuple[Example, float]], thresholds: Sequence[float]) -> None:
    """Both curves: at each threshold the answerable questions refused and the unanswerable ones answered."""
    for threshold in thresholds:
        refused = np.mean([s <= threshold for e, s in rows if e.answerable])
        answered = np.mean([s > threshold for e, s in rows if not e.answerable])
        right = np.mean([s > threshold and e.right for e, s in rows if e.answerable])
        typer.echo(f"  阈值 {threshold:6.2f}：误拒 {refused:.2f}，误答 {answered:.2f}，可答题答对 {right:.2f}")


@dataclass(frozen=True)
class Kind:
    """A table of support.toml: whose examples, and which share of which questions may fall on the wrong side of its threshold."""

    name: str
    title: str
    evidence: type[Evidence]
    examples: Callable[[Case, Context], list[Example]]
    answerable: bool
    allowed: float

    def threshold(self, rows: Sequence[tuple[Example, float]]) -> float:
        """The score that lets the allowed share through; prints both curves around it."""
        known = [s for e, s in rows if e.answerable is self.answerable]

        def at(share: float) -> float:
            return float(np.quantile(known, share if self.answerable else 1 - share))

        typer.echo(f"{self.title}（{len(rows)} 题）")
        report(rows, [at(share) for share in _SHARES])
        return at(self.allowed)


KINDS: Final = (
    Kind("subject", "主题是否写到", SubjectEvidence, subjects, True, REFUSED),
    Kind("figure", "句子是否给出所问的数", FigureEvidence, figures, False, MISTAKEN),
)


def to_toml(tables: Sequence[tuple[str, type[Evidence], Fit, float]]) -> str:
    """The content of support.toml; the intercept is taken off the threshold."""
    made = [_HEADER]
    for name, kind, fitted, threshold in tables:
        rows = [f"{f.name} = {w:.4f}\n" for f, w in zip(fields(kind), fitted.weights, strict=True)]
        made.append(f"\n[{name}]\n{''.join(rows)}threshold = {threshold - fitted.intercept:.4f}\n")
    return "".join(made)


def main(
    files: Annotated[list[Path], typer.Argument(help="评测题 JSONL，每题含 plan，可答与不可答都要有")],
    build_dir: cli.Build = cli.BUILD,
    out: Annotated[Path, typer.Option(help="权重文件")] = SUPPORT,
) -> None:
    """在开发题上拟合回答与拒答的判据，写入文件，并给出各规划留出时误拒与误答的曲线。"""
    workspace = cli.open_workspace(build_dir)
    engine = Engine(workspace)
    cases = [c for file in files for c in read_cases(file) if c.plan in workspace.plans]
    asked = [(case, engine.read(case.q, plans=(case.plan,))) for case in cases]
    read = [(case, c) for case, c in asked if not find_absences(c.question, c.plans, c.prints, c.words)]
    tables = []
    for fitted in KINDS:
        examples = [e for case, context in read for e in fitted.examples(case, context)]
        tables.append((fitted.name, fitted.evidence, fit(examples), fitted.threshold(best_of(examples, left_out(examples)))))
    out.write_text(to_toml(tables), encoding="utf-8")
    typer.echo(f"已写入 {out}")


if __name__ == "__main__":
    cli.run(main)

"""Scores of the engine on a gold file: where the evidence ranked, what the answer contained, what was refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.model import CorpusError, Plan, Span
from index.qa.answer import Answer, Status, is_verbatim

ABSENT = 1_000
KS = (1, 3, 5)


@dataclass(frozen=True, slots=True)
class Case:
    """A gold question; no quotes means that the plan does not answer it."""

    q: str
    kind: str
    quotes: tuple[str, ...]
    must: tuple[str, ...]
    plan: str = ""

    @property
    def answerable(self) -> bool:
        return bool(self.quotes)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the engine made of a case; `rank` counts from 1, ABSENT when the evidence is not among the hits."""

    case: Case
    rank: int
    ranks: tuple[int, ...]
    refused: bool
    must: bool
    must_in_answer: bool
    verbatim: tuple[int, int]
    elapsed_ms: float
    answer: Answer

    def diagnosis(self) -> str:
        """One line on a miss: what was expected, where it ranked, what came first."""
        first = self.answer.hits[0].citation if self.answer.hits else None
        shown = f"{first.label} {first.quote[:24]!r}" if first else "无"
        where = "未进入结果" if self.rank == ABSENT else f"第{self.rank}位"
        return f"[{self.case.kind}] {self.case.q} → {where}({self.answer.intent}/{self.answer.status.value})；首位：{shown}"


def read_cases(path: Path) -> list[Case]:
    """Gold rows of a JSONL file. Raises CorpusError naming the line that is not a question."""
    if not path.is_file():
        raise CorpusError(f"评测文件不存在：{path}；请给出 JSONL 文件")
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                row = json.loads(line)
                quotes, must = tuple(row.get("quotes", ())), tuple(row.get("must", ()))
                cases.append(Case(row["q"], row.get("kind", ""), quotes, must, row.get("plan", "")))
            except (ValueError, KeyError, TypeError) as error:
                raise CorpusError(f"{path.name} 第 {number} 行不是评测题（{error}）；应为含 q、kind、quotes、must 的 JSON") from error
    return cases


def run(cases: Sequence[Case], ask: Callable[[Case], Answer], plans: Mapping[str, Plan]) -> list[Outcome]:
    return [_outcome(case, ask(case), plans) for case in cases]


def _outcome(case: Case, answer: Answer, plans: Mapping[str, Plan]) -> Outcome:
    gold = [_places(quote, plans, answer.scope) for quote in case.quotes]
    ranks = tuple(_rank(answer, places) for places in gold)
    quotes = "".join(c.quote for c in answer.citations)
    checks = [*answer.citations, *(h.citation for h in answer.hits)]
    return Outcome(
        case, min(ranks, default=ABSENT), ranks, answer.status is not Status.ANSWERED,
        all(m in answer.text + quotes for m in case.must), all(m in answer.text for m in case.must),
        (sum(is_verbatim(c, plans) for c in checks), len(checks)), answer.elapsed_ms, answer,
    )  # fmt: skip


def _places(quote: str, plans: Mapping[str, Plan], scope: Sequence[str]) -> list[tuple[str, Span]]:
    found = []
    for plan in scope:
        at = plans[plan].text.find(quote)
        while at >= 0:
            found.append((plan, Span(at, at + len(quote))))
            at = plans[plan].text.find(quote, at + 1)
    return found


def _rank(answer: Answer, places: Sequence[tuple[str, Span]]) -> int:
    for rank, hit in enumerate(answer.hits, 1):
        span = Span(hit.citation.start, hit.citation.end)
        if any(plan == hit.citation.plan and span.overlaps(place) for plan, place in places):
            return rank
    return ABSENT


def scores(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """All figures of a run, overall and by kind; shares are between 0 and 1."""
    asked = [o for o in outcomes if o.case.answerable]
    unanswerable = [o for o in outcomes if not o.case.answerable]
    checked = [sum(o.verbatim[i] for o in outcomes) for i in (0, 1)]
    return {
        "questions": len(outcomes),
        **_ranking(asked),
        "must": _share([o.must for o in asked]),
        "must_in_answer": _share([o.must_in_answer for o in asked]),
        "verbatim": checked[0] / checked[1] if checked[1] else 1.0,
        "refusal": _share([o.refused for o in unanswerable]),
        "false_refusal": _share([o.refused for o in asked]),
        "median_ms": float(np.median([o.elapsed_ms for o in outcomes])) if outcomes else 0.0,
        "kinds": {kind: _kind(outcomes, kind) for kind in dict.fromkeys(o.case.kind for o in outcomes)},
    }


def _kind(outcomes: Sequence[Outcome], kind: str) -> dict[str, Any]:
    members = [o for o in outcomes if o.case.kind == kind]
    asked = [o for o in members if o.case.answerable]
    figures: dict[str, Any] = {"questions": len(members), "refused": _share([o.refused for o in members])}
    return figures | ({**_ranking(asked), "must": _share([o.must for o in asked])} if asked else {})


def _ranking(asked: Sequence[Outcome]) -> dict[str, float]:
    figures = {f"hit@{k}": _share([o.rank <= k for o in asked]) for k in KS}
    figures["mrr"] = float(np.mean([1 / o.rank if o.rank < ABSENT else 0.0 for o in asked])) if asked else 0.0
    figures["ndcg@10"] = float(np.mean([_ndcg(o.ranks) for o in asked])) if asked else 0.0
    return figures


def _ndcg(ranks: Sequence[int]) -> float:
    """nDCG@10 with one unit of gain for each gold quote, at the rank where it is first covered."""
    ideal = sum(1 / np.log2(i + 2) for i in range(min(len(ranks), 10)))
    gain = sum(1 / np.log2(position + 1) for position in _distinct(ranks) if position <= 10)
    return float(min(1.0, gain / ideal)) if ideal else 0.0


def _distinct(ranks: Sequence[int]) -> list[int]:
    """Gold quotes covered by one hit share its rank; they count at successive ideal places from there."""
    out: list[int] = []
    for rank in sorted(ranks):
        out.append(rank if rank == ABSENT or not out else max(rank, out[-1] + (rank == out[-1])))
    return out


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 1.0


def interval(values: Sequence[float], *, samples: int = 2_000, seed: int = 7) -> tuple[float, float]:
    """95 % bootstrap interval of the mean of values between 0 and 1 (flags, reciprocal ranks)."""
    if not values:
        return (0.0, 1.0)
    generator = np.random.default_rng(seed)
    drawn = generator.choice(np.asarray(values, dtype=float), size=(samples, len(values))).mean(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)

"""What words alone and vectors alone would have found: baselines in the same run, over the same clauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from corpus.model import Plan, Span
from index.fuse import SIGNALS
from index.qa.evaluate import ABSENT, Case
from index.search import SearchIndex

#: baseline → the signals it may use, equally
BASELINES: Final[Mapping[str, tuple[str, ...]]] = {
    "BM25": ("sentence_words", "clause_words"),
    "向量": ("sentence_vector", "clause_vector"),
}


@dataclass(frozen=True, slots=True)
class BaselineRanks:
    """For each case with evidence, the rank (from 1, else ABSENT) at which each baseline has it."""

    cases: tuple[Case, ...]
    ranks: Mapping[str, tuple[int, ...]]

    def share(self, name: str, k: int, kind: str = "") -> float:
        """hit@k of a baseline, over all cases or those of a kind."""
        found = [r <= k for c, r in zip(self.cases, self.ranks[name], strict=True) if not kind or c.kind == kind]
        return sum(found) / len(found) if found else 1.0


def baseline_ranks(index: SearchIndex, plans: Mapping[str, Plan], cases: Sequence[Case], plan: str = "") -> BaselineRanks:
    """Rank the evidence of every answerable case by words alone and by vectors alone."""
    asked = tuple(c for c in cases if c.answerable)
    rows = [_ranks(index, plans, case, plan or case.plan) for case in asked]
    return BaselineRanks(asked, {name: tuple(row[name] for row in rows) for name in BASELINES})


def _ranks(index: SearchIndex, plans: Mapping[str, Plan], case: Case, plan: str) -> dict[str, int]:
    scope = (plan,) if plan in plans else ()
    found = index.candidates(case.q, plans=scope)
    owners = [index.passages[found.rows[start]].plan for start in found.starts]
    right = np.array([_holds(plans[p].text, index.span(found, n), case.quotes) for n, p in enumerate(owners)], dtype=bool)
    ranks = {}
    for name, signals in BASELINES.items():
        scores = found.blocks[:, [SIGNALS.index(s) for s in signals]].max(axis=1)
        best = scores[right].max() if right.any() else 0.0
        ranks[name] = 1 + int((scores > best).sum()) if best > 0 else ABSENT
    return ranks


def _holds(text: str, block: Span, quotes: Sequence[str]) -> bool:
    """Whether a block overlaps an occurrence of a gold quote."""
    for quote in quotes:
        at = text.find(quote, max(0, block.start - len(quote)), block.end + len(quote))
        while at >= 0:
            if Span(at, at + len(quote)).overlaps(block):
                return True
            at = text.find(quote, at + 1, block.end + len(quote))
    return False

"""Scores that say whether what was found answers the question; weights and thresholds are fitted by scripts.fit_support.

A subject counts as spoken of by how near the best passages come, how near wording of policy that no plan in scope prints comes, how far the
best clause stands out, and how much of the question's nouns no plan in scope prints. A sentence counts as the one that
states the number asked for by its share of the question's words, the words it lacks, and its place in the ranking.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

from corpus.segment import part_of_speech
from index.encoder import EMBEDDED
from index.qa.context import Context
from index.qa.elsewhere import policy_nearness

SUPPORT = Path(__file__).parents[1] / "data" / "support.toml"
_NEAREST = 5
_OTHERS = 10
#: characters before a word that make it the same one when it is cut short
_LEAD = 3
_NOUNS = ("n", "j", "vn")


@dataclass(frozen=True, slots=True)
class SubjectEvidence:
    """What speaks for the plans' speaking of the subject: cosines, lead of the first clause, share of nouns that are foreign (0–1)."""

    near: float
    policy: float
    lead: float
    foreign: float


@dataclass(frozen=True, slots=True)
class FigureEvidence:
    """What speaks for a sentence's stating the number asked for.

    `support` is the share of the question's words, `lacking` counts binding words without a counterpart that no plan in scope
    prints, `place` is the rank of its clause from 0 (3 for all further ones), `standing` its score as a share of the best.
    """

    support: float
    lacking: float
    place: float
    standing: float


Evidence = SubjectEvidence | FigureEvidence


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear score: weights in the order of the evidence's fields, and what it must exceed."""

    weights: tuple[float, ...]
    threshold: float

    def accepts(self, evidence: Evidence) -> bool:
        return self.score(evidence) > self.threshold

    def score(self, evidence: Evidence) -> float:
        """The weighted sum of the evidence."""
        return float(sum(w * v for w, v in zip(self.weights, astuple(evidence), strict=True)))


@cache
def scales() -> dict[type[Evidence], Scale]:
    """The fitted scale of each kind of evidence. Raises ValueError when support.toml holds other fields."""
    rows = tomllib.loads(SUPPORT.read_text(encoding="utf-8"))
    return {kind: _scale(kind, rows[name]) for name, kind in (("subject", SubjectEvidence), ("figure", FigureEvidence))}


def _scale(kind: type[Evidence], row: dict[str, float]) -> Scale:
    threshold, fields = row["threshold"], tuple(kind.__dataclass_fields__)
    if set(row) != {*fields, "threshold"}:
        raise ValueError(f"{SUPPORT.name} 的字段与代码不符；请运行 python -m scripts.fit_support")
    return Scale(tuple(row[name] for name in fields), threshold)


def subject_evidence(context: Context, words: Sequence[str]) -> SubjectEvidence:
    """The evidence that the plans in scope speak of a question's subject, `words` being its content words."""
    hits = context.hits
    near = max((hit.signals.sentence_vector for hit in hits[:_NEAREST]), default=0.0)
    lead = hits[0].score - hits[: _OTHERS][-1].score if hits else 0.0
    policy = policy_nearness(context.question.topic, context.prints)
    return SubjectEvidence(near, policy, lead, _foreign_share(context, words))


def foreign(context: Context, words: Sequence[str]) -> list[str]:
    """The nouns among the words that no plan in scope prints."""
    return [w for w in words if not context.prints(w) and part_of_speech(w).startswith(_NOUNS)]


def _foreign_share(context: Context, words: Sequence[str]) -> float:
    """Share of the words' rarity in foreign nouns, less what the nearest sentences have in similar words."""
    mass = sum(context.rarity(w) for w in words)
    absent = foreign(context, words)
    if not absent:
        return 0.0
    return context.supported_near(absent, _NEAREST).lacking / mass


def speaks_of(context: Context, words: Sequence[str]) -> bool:
    """Whether the plans in scope speak of the question's subject: the first clause has all its words, or the evidence suffices.

    Always so with an encoder the scale was not fitted for.
    """
    if not context.hits or not words or context.workspace.generation.manifest["encoder"]["name"] != EMBEDDED:
        return True
    said = "".join(context.support.folded(p.context) for p, _ in context.hits[0].sentences)
    if all(w in said or _cut_short(w, context.question.folded, said) for w in words):
        return True
    return scales()[SubjectEvidence].accepts(subject_evidence(context, words))


def _cut_short(word: str, question: str, said: str) -> bool:
    """Whether a text prints a word together with what precedes it in the question but for its last character (孵化链 for 孵化链条)."""
    at = question.find(word)
    return at >= _LEAD and question[at - _LEAD : at + len(word) - 1] in said

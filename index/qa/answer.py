"""What an answer is: sentences with citations, each quote checked against the stored text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from typing import Any

from corpus.model import Plan, Span
from index.passages import trim
from index.qa.wording import finish


class Status(StrEnum):
    """Answered, or why not."""

    ANSWERED = "answered"
    NOT_MENTIONED = "not_mentioned"
    NOT_QUANTIFIED = "not_quantified"
    OUT_OF_SCOPE = "out_of_scope"
    AMBIGUOUS = "ambiguous"


STATUS_ZH = {
    Status.ANSWERED: "已回答",
    Status.NOT_MENTIONED: "未提及",
    Status.NOT_QUANTIFIED: "提及但未量化",
    Status.OUT_OF_SCOPE: "超出规划",
    Status.AMBIGUOUS: "问题有歧义",
}


class Route(StrEnum):
    """Where an answer came from."""

    CLAUSE = "clause"
    GRAPH = "graph"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote and its clause: plan.text[start:end] == quote."""

    plan: str
    clause: str
    label: str
    title: str
    quote: str
    start: int
    end: int

    def as_row(self) -> dict[str, Any]:
        return {
            "plan": self.plan, "clause": self.clause, "label": self.label, "title": self.title,
            "quote": self.quote, "start": self.start, "end": self.end,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer (without [n]), which ends as one, and the citations that carry it; `group` heads a list."""

    text: str
    citations: tuple[Citation, ...]
    group: str = ""
    computed: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", finish(self.text))
        object.__setattr__(self, "citations", tuple(dict.fromkeys(self.citations)))


@dataclass(frozen=True, slots=True)
class RankedClause:
    """One of the nearest clauses, given with every answer and every refusal."""

    citation: Citation
    score: float
    why: Mapping[str, float]

    def as_row(self) -> dict[str, Any]:
        row = self.citation.as_row()
        del row["title"]
        return row | {"score": round(self.score, 4)}


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole reply to one question; `lead` is the short first sentence, `missing` what a refusal lacks."""

    question: str
    scope: tuple[str, ...]
    status: Status
    route: Route
    sentences: tuple[Sentence, ...] = ()
    hits: tuple[RankedClause, ...] = ()
    complete: bool | None = None
    missing: str = ""
    readings: tuple[str, ...] = ()
    sparql: str | None = None
    intent: str = ""
    elapsed_ms: float = 0.0

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Distinct citations in order of first use; [n] is the position in this list, from 1."""
        return tuple(dict.fromkeys(c for s in self.sentences for c in s.citations))

    @property
    def text(self) -> str:
        """The answer as plain text: a line for each sentence with its [n]; a group's name opens its first line.

        A refusal says what is missing and, when the question can be read in several ways, lists the readings.
        """
        if not self.sentences:
            return "\n".join([self.missing, *(f"{n}. {reading}" for n, reading in enumerate(self.readings, 1))])
        numbers = {c: n for n, c in enumerate(self.citations, 1)}
        lines: list[str] = []
        group = ""
        for s in self.sentences:
            head = f"【{s.group}】" if s.group and s.group != group else ""
            group = s.group
            lines.append(head + s.text + "".join(f"[{numbers[c]}]" for c in s.citations))
        return "\n".join(lines)

    def as_row(self, *, top: int = 10) -> dict[str, Any]:
        """The JSON contract of one answer."""
        return {
            "question": self.question, "plan_scope": list(self.scope), "status": self.status.value, "route": self.route.value,
            "answer": self.text, "complete": self.complete, "citations": [c.as_row() for c in self.citations],
            "hits": [h.as_row() for h in self.hits[:top]], "sparql": self.sparql, "elapsed_ms": round(self.elapsed_ms, 1),
        }  # fmt: skip


def cite(plan: Plan, path: str, span: Span) -> Citation:
    """A citation of text[span] in a clause; outer white space is left out of the quote."""
    clause = plan[path]
    exact = trim(plan.text, span)
    return Citation(plan.id, path, clause.label, clause.title, exact.of(plan.text), exact.start, exact.end)


def verify(answer: Answer, plans: Mapping[str, Plan]) -> Answer:
    """Withdraw every sentence whose quote no longer stands in the stored text, and every uncited one."""
    kept = tuple(s for s in answer.sentences if s.citations and all(is_verbatim(c, plans) for c in s.citations))
    if kept == answer.sentences:
        return answer
    if not kept and answer.status is Status.ANSWERED:
        return replace(answer, sentences=(), status=Status.NOT_MENTIONED, complete=None, missing="引文核对未通过，答案已撤回。")
    return replace(answer, sentences=kept, complete=None)


def is_verbatim(citation: Citation, plans: Mapping[str, Plan]) -> bool:
    """Whether the stored text still says exactly this at exactly this place."""
    plan = plans.get(citation.plan)
    if plan is None or not citation.quote:
        return False
    clause = plan.get(citation.clause)
    return clause is not None and plan.text[citation.start : citation.end] == citation.quote


def merge_hits(first: Iterable[RankedClause], then: Iterable[RankedClause], limit: int) -> tuple[RankedClause, ...]:
    """Evidence of a route first, then search; each clause once, a long clause once for each of its blocks."""
    merged: dict[tuple[str, str], list[RankedClause]] = {}
    kept: list[RankedClause] = []
    for hit in chain(first, then):
        if len(kept) == limit:
            break
        same = merged.setdefault((hit.citation.plan, hit.citation.clause), [])
        if not any(hit.citation.start < h.citation.end and h.citation.start < hit.citation.end for h in same):
            same.append(hit)
            kept.append(hit)
    return tuple(kept)

"""What all handlers of graph facts share: the citation of a fact's evidence, and of the sentence around it."""

from __future__ import annotations

from corpus.model import Plan, Span
from index.qa.answer import Citation, cite
from index.qa.context import Context
from kg.model import Evidence


def cite_evidence(context: Context, evidence: Evidence) -> Citation:
    """The very words that state the fact."""
    return cite(context.plan(evidence.plan), evidence.clause, Span(evidence.start, evidence.end))


def sentence_of(context: Context, evidence: Evidence) -> Citation:
    """The whole sentence around a fact's evidence."""
    return context.sentence_at(context.plan(evidence.plan), evidence.start, evidence.end) or cite_evidence(context, evidence)


def opens(plan: Plan, evidence: Evidence) -> bool:
    """Whether a clause begins with this mention, so that it is about the entity."""
    clause = plan[evidence.clause]
    lead = plan.text[clause.start : evidence.start].strip()
    return lead in ("", clause.marker) and evidence.end < clause.end


def within(inner: Evidence, outer: Evidence) -> bool:
    """Whether a fact's evidence holds another span of the same plan."""
    return outer.start <= inner.start and inner.end <= outer.end


def first_within(context: Context, entity: str, evidence: Evidence) -> int:
    """Where an entity is first printed inside a fact's evidence, else the evidence's start."""
    mentions = context.workspace.graph.mentions(entity, plan=evidence.plan).rows
    return min((m.evidence.start for m in mentions if within(m.evidence, evidence)), default=evidence.start)

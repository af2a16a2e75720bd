"""Measures for a subject that is no heading: a short sentence opens its passage inside a longer clause (大力发展制种产业。…)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.model import Clause, Kind, Plan
from corpus.normal import fold_text
from index.qa.answer import Answer, Citation, Route, cite
from index.qa.context import Context
from index.qa.measured import asked_words
from index.qa.wording import looks_ahead

_OPENING = 26
_BREAK = re.compile(r"[,，、:：;；\d]")


def inside(context: Context) -> Answer | None:
    """The sentences under every short opening sentence that names the whole subject, up to the next opening sentence."""
    asked = asked_words(context)
    subject = [w for w in asked.words if asked.weights[w] == 1.0]
    if not subject:
        return None
    found = [c for plan in context.plans() for c in opened(context, plan, subject)]
    return context.answer(Route.SEARCH, context.say(found), complete=False) if found else None


def opened(context: Context, plan: Plan, subject: Sequence[str]) -> list[Citation]:
    """Each short opening sentence of the plan that holds all these words, with what it heads."""
    return [c for clause in plan.clauses if looks_ahead(plan, clause) for c in _passage(context, plan, clause, subject)]


def _passage(context: Context, plan: Plan, clause: Clause, subject: Sequence[str]) -> Iterator[Citation]:
    spans = () if clause.kind is Kind.ROW else context.workspace.body_spans(plan.id, clause.path)
    within = False
    for span in spans if len(spans) > 2 else ():
        if span.end - span.start <= _OPENING and _opens(quote := span.of(plan.text)):
            within = all(w in fold_text(quote) for w in subject)
        if within:
            yield cite(plan, clause.path, span)


def _opens(quote: str) -> bool:
    """Whether a short sentence is whole enough to head what follows."""
    return not _BREAK.search(quote) and quote.endswith("。")

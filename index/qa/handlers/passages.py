"""Measures for a subject that is no heading: a short sentence opens its passage inside a longer clause (大力发展制种产业。…)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.model import Clause, Plan
from corpus.normal import fold_text
from index.qa.answer import Answer, Citation, Route
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
    cited = context.cite_sentences(plan, clause)
    within = False
    for citation in cited if len(cited) > 2 else ():
        if _opens(citation.quote):
            within = all(w in fold_text(citation.quote) for w in subject)
        if within:
            yield citation


def _opens(quote: str) -> bool:
    """Whether a sentence is short and whole enough to head what follows."""
    return len(quote) <= _OPENING and not _BREAK.search(quote) and quote.endswith("。")

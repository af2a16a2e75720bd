"""Which plans are read for a question over very many: those known to speak of what it names, else those the search finds first.

A plan that is read costs milliseconds, so the work on a question is bounded however many plans there are. Where the graph or the
index knows every plan that has something to say and these are few, a list is complete; otherwise it says that it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from index.qa.context import Context
from index.qa.handlers.mentions import terms
from index.qa.handlers.terms import asked_term
from index.qa.reading import many

#: plans read when those that speak of it are known, and when they are not or are more
_KNOWN, _NEAREST = 12, 4
Known = Callable[[Context], Sequence[str] | None]


def reach(context: Context) -> Context:
    """The question with the plans that are read for it; all of them unless they are very many."""
    if not many(context.scope):
        return context
    scope = frozenset(context.scope)
    handler = context.intent.handler if context.intent else ""
    known = _KNOWN_BY.get(handler, _of_entities)(context)
    speaking = [p for p in known if p in scope] if known is not None else []
    if 0 < len(speaking) <= _KNOWN:
        return context.reading(speaking, whole=True)
    near = dict.fromkeys(hit.plan for hit in context.hits)
    wanted = frozenset(speaking)
    first = [p for p in near if p in wanted] or [*speaking[:_NEAREST]] or list(near)
    chosen = frozenset(first[:_NEAREST])
    return context.reading([p for p in context.scope if p in chosen], whole=known is not None and not speaking)


def _of_entities(context: Context) -> Sequence[str] | None:
    """The plans that print every entity of the question; None when it names none."""
    return _of_all(map(context.workspace.graph.plans_naming, dict.fromkeys(e.id for e in context.question.entities)))


def _of_words(context: Context, words: Iterable[str]) -> Sequence[str] | None:
    """The plans that print all these words; None for no words."""
    return _of_all(map(context.workspace.search.plans_with, words))


def _of_all(lists: Iterable[Sequence[str]]) -> Sequence[str] | None:
    each = [dict.fromkeys(plans) for plans in lists]
    return [p for p in each[0] if all(p in other for other in each[1:])] if each else None


def _of_terms(context: Context) -> Sequence[str] | None:
    named = {e.name for e in context.question.entities}
    found = [p for p in (_of_entities(context), _of_words(context, [t for t in terms(context) if t not in named])) if p is not None]
    return _of_all(found)


def _stating(*links: str) -> Known:
    def known(context: Context) -> Sequence[str] | None:
        named = _of_entities(context)
        return context.workspace.graph.plans_stating(*links) if named is None else named

    return known


#: where the plans are known by something else than the entities of the question
_KNOWN_BY: Mapping[str, Known] = {
    "document_date": lambda context: _of_words(context, context.question.dates),
    "document_named": lambda context: _of_words(context, context.question.document_numbers),
    "mentions": _of_terms,
    "relation": _of_terms,
    "term": lambda context: _of_words(context, filter(None, (asked_term(context),))),
    "targets": _stating("hasTarget"),
    "responsible": _stating("leadDepartment", "supportingDepartment", "responsibleDepartment"),
    "platforms": _stating("hostsPlatform"),
}

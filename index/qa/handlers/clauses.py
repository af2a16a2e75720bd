"""Questions that name a clause, or ask what and how many parts a chapter has."""

from __future__ import annotations

from dataclasses import replace

from corpus.locate import resolve_range
from corpus.model import Clause, Plan
from index.qa.answer import Answer, Route, Sentence, Status
from index.qa.context import Context, name_of, outline_children, plain, within

_CHILDREN_SHOWN = 40
_TITLE_SHARE = 0.45


def lookup(context: Context) -> Answer | None:
    """The clauses a reference names, in full; an ambiguous or absent reference is said to be so."""
    longest = max(context.question.references, key=lambda r: len(r.steps))
    found = [(p, resolve_range(p, longest)) for p in context.plans()]
    found = [(p, clauses) for p, clauses in found if clauses]
    written = context.question.text[longest.span.start : longest.span.end]
    if not found:
        return context.refuse(Status.NOT_MENTIONED, f"规划中没有“{written}”这一条款。", route=Route.CLAUSE)
    plan, clauses = found[0]
    if len(found) > 1 or (len(clauses) > 1 and not longest.until):
        readings = [f"{within(context.scope, p)}{name_of(p, c)}" for p, cs in found for c in cs]
        return context.refuse(Status.AMBIGUOUS, f"“{written}”可指多个条款,请选择其一。", readings, Route.CLAUSE)
    sentences = [s for clause in clauses for s in _whole(context, plan, clause)]
    return context.answer(Route.CLAUSE, sentences, complete=len(sentences) < _CHILDREN_SHOWN)


def _whole(context: Context, plan: Plan, clause: Clause) -> list[Sentence]:
    body = context.cite_body(plan, clause, limit=100_000)
    first = Sentence(f"{within(context.scope, plan)}{name_of(plan, clause)}:{plain(body.quote)}", (body,))
    below = [c for c in plan.subtree(clause.path) if c is not clause and c.end > c.start][:_CHILDREN_SHOWN]
    return [first, *(_child(context, plan, c) for c in below)]


def _child(context: Context, plan: Plan, clause: Clause) -> Sentence:
    if clause.title and clause.level <= 2:
        citation = context.cite_heading(plan, clause)
        return Sentence(plain(citation.quote), (citation,))
    citation = context.cite_body(plan, clause, limit=100_000)
    return Sentence(plain(citation.quote), (citation,))


def count_children(context: Context) -> Answer | None:
    """“基本原则有几条”: the number and the titles of a chapter's parts."""
    return _children(context)


def list_children(context: Context) -> Answer | None:
    """“一产包括哪些产业”: the titles of a chapter's parts."""
    return _children(context)


def _children(context: Context) -> Answer | None:
    best: tuple[float, Plan, Clause] | None = None
    for plan in context.plans():
        match = context.heading_match(plan, children=2)
        if match and (best is None or match[0] > best[0]):
            best = (match[0], plan, match[1])
    if best is None or best[0] < _TITLE_SHARE:
        return None
    _, plan, clause = best
    children = outline_children(plan, clause)
    head = context.cite_heading(plan, clause)
    lead = Sentence(f"{within(context.scope, plan)}{name_of(plan, clause)}共{len(children)}项", (head,))
    items = [_item(context, plan, child) for child in children]
    made = context.answer(Route.GRAPH, [lead, *items], complete=True)
    return replace(made, hits=context.ranked([*(c for i in items for c in i.citations), head]))


def _item(context: Context, plan: Plan, child: Clause) -> Sentence:
    citation = context.cite_heading(plan, child) if child.title else context.cite_body(plan, child, limit=120)
    return Sentence(plain(citation.quote), (citation,))

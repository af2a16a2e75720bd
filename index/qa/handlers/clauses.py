"""Questions that name a clause, or ask what and how many parts a chapter has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.locate import resolve_range
from corpus.model import Clause, Kind, Plan
from index.qa.answer import Answer, Citation, Route, Sentence, Status
from index.qa.context import Context, outline_children
from index.qa.wording import headline, place_of, plain, title_of

_WHOLE = 4_000
_READINGS = 12
_TITLE_SHARE = 0.45
_HEADING = 0.8
_OWN_HEADING = 0.15


def lookup(context: Context) -> Answer | None:
    """The clauses a reference names; an ambiguous or absent reference is said to be so."""
    longest = max(context.question.references, key=lambda r: len(r.steps))
    found = [(p, resolve_range(p, longest)) for p in context.plans()]
    found = [(p, clauses) for p, clauses in found if clauses]
    written = context.question.topic[longest.span.start : longest.span.end]
    if not found:
        return context.refuse(Status.NOT_MENTIONED, f"{context.plan_words}没有“{written}”这一条款。", route=Route.CLAUSE)
    plan, clauses = found[0]
    if len(found) > 1 or (len(clauses) > 1 and not longest.until):
        readings = [f"{context.within(p)}{place_of(p, c)}" for p, cs in found for c in cs]
        more = f"(共{len(readings)}处,列出前{_READINGS}处)" if len(readings) > _READINGS else ""
        missing = f"“{written}”可指多个条款{more},请选择其一。"
        return context.refuse(Status.AMBIGUOUS, missing, readings[:_READINGS], Route.CLAUSE)
    below = [c for clause in clauses for c in plan.subtree(clause.path) if c.end > c.start]
    whole = sum(c.end - c.start for c in below) <= _WHOLE
    if whole:
        return context.answer(Route.CLAUSE, _in_full(context, plan, below), complete=True)
    return context.answer(Route.CLAUSE, [s for clause in clauses for s in _outline(context, plan, clause)], complete=False)


def _in_full(context: Context, plan: Plan, clauses: Sequence[Clause]) -> list[Sentence]:
    """Every sentence of the clauses; a bare heading stands for itself."""
    cited: list[Citation] = []
    for clause in clauses:
        body = context.cite_sentences(plan, clause)
        cited += body or [context.cite_heading(plan, clause)]
    return _without_echo(context, plan, context.say(cited))


def _without_echo(context: Context, plan: Plan, made: Sequence[Sentence]) -> list[Sentence]:
    """A bare heading is printed once, not as the quote after its own name."""
    out = []
    for sentence in made:
        c = sentence.citations[0]
        clause = plan[c.clause]
        bare = clause.title and plain(c.quote).rstrip("。.:：") == plain(clause.marker + clause.title).rstrip("。.:：")
        out.append(replace(sentence, text=context.place(c)) if bare else sentence)
    return out


def _outline(context: Context, plan: Plan, clause: Clause) -> list[Sentence]:
    """A long clause: its own sentences, then the headings of all parts below it."""
    parts = [c for c in plan.subtree(clause.path) if c is not clause and (c.title or headline(plan, c)) and c.end > c.start]
    lead = Sentence(
        f"{context.within(plan)}{place_of(plan, clause)}篇幅较长,以下为它的正文和各级标题,共{len(parts)}个",
        (context.cite_heading(plan, clause),),
    )
    own = context.say(context.cite_sentences(plan, clause))
    heads = [Sentence(place_of(plan, part), (context.cite_heading(plan, part),), "各级标题") for part in parts]
    return [lead, *own, *heads]


def count_children(context: Context) -> Answer | None:
    """“基本原则有几条”: the number and the titles of a chapter's parts."""
    return _children(context)


def list_children(context: Context) -> Answer | None:
    """“一产包括哪些产业”: the titles of a chapter's parts."""
    return _children(context)


def _children(context: Context) -> Answer | None:
    best = context.best_heading(children=2)
    if best is None or best[0] < _TITLE_SHARE:
        return None
    any_heading = context.best_heading()
    if any_heading and any_heading[0] >= _HEADING and any_heading[0] > best[0] + _OWN_HEADING:
        return None
    return list_parts(context, best[1], best[2])


def list_parts(context: Context, plan: Plan, clause: Clause) -> Answer:
    """The parts of a clause, counted and each named."""
    children = outline_children(plan, clause)
    head = context.cite_heading(plan, clause)
    lead = Sentence(f"{context.within(plan)}{place_of(plan, clause)}共{len(children)}项,完整列出如下", (head,))
    items = [_item(context, plan, child) for child in children]
    made = context.answer(Route.GRAPH, [lead, *items], complete=True)
    return replace(made, hits=context.ranked([*(c for i in items for c in i.citations), head]))


def _item(context: Context, plan: Plan, child: Clause) -> Sentence:
    citation = context.cite_heading(plan, child) if headline(plan, child) else context.cite_body(plan, child, limit=120)
    return Sentence(plain(citation.quote), (citation,))


def chapters(context: Context) -> Answer | None:
    """“规划分几章”: the top level of the outline of each plan."""
    made: list[Sentence] = []
    for plan in context.plans():
        tops = [c for c in outline_children(plan, plan[""]) if c.kind is not Kind.NOTICE and c.path[:1].isdigit()]
        if tops:
            heads = [context.cite_heading(plan, c) for c in tops]
            made.append(Sentence(f"{title_of(plan)}正文分{len(tops)}个部分,完整列出如下", (heads[0],)))
            made += [Sentence(plain(h.quote), (h,)) for h in heads]
    return context.answer(Route.GRAPH, made, complete=True) if made else None



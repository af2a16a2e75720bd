"""The text of clauses as the plan prints it, with evidence and mentions set off and every clause linked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from corpus.model import Clause, Kind, Plan, Span
from ui import links
from ui.markup import Html, Mark, join, marked, tag

#: characters of text shown around a clause
UNIT = 5_000
Marks = Mapping[str, Sequence[Mark]]


def reading_unit(plan: Plan, path: str) -> Clause:
    """The widest clause around this one whose text is still comfortable to read in one piece."""
    chain = [*plan.ancestors(path), plan[path]] if path else [plan[path]]
    return next((c for c in chain if c.path and size(plan, c.path) <= UNIT), chain[-1])


def size(plan: Plan, path: str) -> int:
    """Characters of a clause and everything below it."""
    return sum(c.end - c.start for c in plan.subtree(path))


def clauses_html(plan: Plan, top: str, current: str, marks: Marks, focus: str) -> Html:
    """A clause and everything below it; the clause in view is set off and carries the mark to scroll to."""
    blocks: list[Html] = []
    for is_row, group in groupby(plan.subtree(top), key=lambda c: c.kind is Kind.ROW):
        clauses = list(group)
        if is_row:
            blocks.append(_table(plan, clauses, current, marks, focus))
        else:
            blocks += [_clause(plan, c, current, marks, focus) for c in clauses if plan.own_text(c).strip()]
    return join(blocks)


def _clause(plan: Plan, clause: Clause, current: str, marks: Marks, focus: str) -> Html:
    here = bool(current) and clause.path == current
    label = links.link(clause.label, links.clause_url(plan.id, clause.path), css="clause-label", title="定位到本条")
    body = [
        tag("p", marked(plan.text, s.start, s.end, marks.get(clause.path, ())), css="head" if _is_head(clause, s) else None)
        for s in lines(plan.text, clause.start, clause.end)
    ]
    css = f"clause depth-{min(clause.level, 4)}" + (" here" if here else "")
    return tag("section", label, *body, css=css, data_focus=focus if here else None)


def _is_head(clause: Clause, line: Span) -> bool:
    """Whether the line is the heading alone, not a title that runs into its text."""
    if clause.kind is Kind.PLAN:
        return True
    return bool(clause.title) and line.start <= clause.title_start < line.end <= clause.title_start + len(clause.title) + 2


def lines(text: str, start: int, end: int) -> list[Span]:
    """Lines of text[start:end] without the white space around them; empty ones left out."""
    spans: list[Span] = []
    at = start
    for line in text[start:end].splitlines(keepends=True):
        body = line.strip()
        if body:
            first = at + line.index(body)
            spans.append(Span(first, first + len(body)))
        at += len(line)
    return spans


def _table(plan: Plan, rows: Sequence[Clause], current: str, marks: Marks, focus: str) -> Html:
    body = []
    for row in rows:
        here = bool(current) and row.path == current
        place = links.link(row.label, links.clause_url(plan.id, row.path), css="clause-label", title="定位到本行")
        cells = row.cells or (row.span,)
        shown = [tag("td", marked(plan.text, c.start, c.end, marks.get(row.path, ()))) for c in cells]
        body.append(tag("tr", tag("th", place, scope="row"), *shown, css="here" if here else None, data_focus=focus if here else None))
    return tag("div", tag("table", tag("tbody", *body), css="rows"), css="table-wrap", tabindex="0", role="region", aria_label="表格")

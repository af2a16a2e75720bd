"""The contents tree of a plan as nested lists that open along the way to the clause in view."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import Clause, Kind, Plan
from ui import links
from ui.markup import Html, join, tag

#: kinds the tree lists; items of running text are reached through their clause
LISTED = frozenset({Kind.NOTICE, Kind.NUMBERED, Kind.BOX, Kind.HEADING, Kind.APPENDIX, Kind.TABLE})
_LONGEST = 28


def contents(plan: Plan, current: str) -> Html:
    """Nested contents of the plan; the clause in view is marked, branches that do not lead to it are closed."""
    chain = {c.path for c in plan.ancestors(current)} | {current}
    whole = links.link("全文", links.clause_url(plan.id, ""), css="toc-link" + _on(not current), aria_current=_now(not current))
    items = [_item(plan, c, chain, current) for c in plan.children("") if c.kind in LISTED]
    return tag("nav", tag("div", whole), tag("ul", *items), css="toc", aria_label="目录")


def _item(plan: Plan, clause: Clause, chain: set[str], current: str) -> Html:
    here = clause.path == current
    href = links.clause_url(plan.id, clause.path)
    link = links.link(_entry(clause), href, css="toc-link" + _on(here), title=name_of(clause), aria_current=_now(here))
    below = [c for c in plan.children(clause.path) if c.kind in LISTED]
    if not below:
        return tag("li", link)
    return branch(link, name_of(clause), [_item(plan, c, chain, current) for c in below], opened=clause.path in chain)


def branch(link: Html, name: str, below: Sequence[Html], *, opened: bool) -> Html:
    """A list item with items below it: the link and the toggle stand side by side, as neither may hold the other."""
    return tag("li", link, tag("details", tag("summary", aria_label=f"{name}的下级"), tag("ul", *below), open=opened), css="branch")


def _entry(clause: Clause) -> Html:
    title = clause.title if len(clause.title) <= _LONGEST else clause.title[: _LONGEST - 1] + "…"
    return join([tag("span", marker_of(clause), css="toc-marker"), " " if title else "", title])


def _on(here: bool) -> str:
    return " on" if here else ""


def _now(here: bool) -> str | None:
    return "true" if here else None


def marker_of(clause: Clause) -> str:
    """The printed marker where there is one that leads; items and paragraphs by their label."""
    if clause.kind is Kind.NOTICE:
        return clause.label
    return clause.marker if clause.marker and clause.kind is not Kind.DASH else clause.label


def name_of(clause: Clause) -> str:
    """Label and title as one line."""
    return f"{clause.label} {clause.title}".strip()

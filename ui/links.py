"""Addresses of the views: every view can be shared by its URL, and every link stays inside the running session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from index.qa.answer import Citation
from ui.markup import Html, tag

ASK, MEASURES, ENTITIES, TARGETS, PLAN, QUERY, CORPUS = "ask", "measures", "entities", "targets", "plan", "query", "corpus"
VIEWS = (ASK, MEASURES, ENTITIES, TARGETS, PLAN, QUERY, CORPUS)
Value = str | int | Sequence[str]
#: parameters that name a view by themselves, so that short links work: ?q=…, ?plan=…&clause=…, ?entity=…
_TELLING = (("q", ASK), ("clause", PLAN), ("entity", ENTITIES), ("industry", MEASURES))


def url(view: str, **parameters: Value) -> str:
    """Relative address of a view; empty parameters are left out.

    >>> url("plan", plan="a b", clause="4/2", start=0)
    '?view=plan&plan=a%20b&clause=4/2&start=0'
    """
    pairs = {k: v for k, v in parameters.items() if v != "" and v != ()}
    return "?" + urlencode({"view": view} | pairs, doseq=True, quote_via=quote, safe="/")


def view_of(parameters: Mapping[str, object]) -> str:
    """The view that an address asks for; the questions when it does not say."""
    asked = parameters.get("view")
    if asked in VIEWS:
        return str(asked)
    return next((view for name, view in _TELLING if parameters.get(name)), ASK)


def clause_url(plan: str, clause: str, start: int | None = None, end: int | None = None) -> str:
    """Deep link of a clause, with the evidence to highlight when given."""
    if start is None or end is None:
        return url(PLAN, plan=plan, clause=clause)
    return url(PLAN, plan=plan, clause=clause, start=start, end=end)


def cited_url(citation: Citation) -> str:
    return clause_url(citation.plan, citation.clause, citation.start, citation.end)


def link(label: object, href: str, css: str = "", title: str | None = None, **more: object) -> Html:
    """A link that keeps the session (see bridge.js); as a plain link it works as well."""
    return tag("a", label, href=href, css=css or None, title=title, data_page=True, **more)


def copy_button(label: str, value: str, *, address: bool = False, title: str | None = None) -> Html:
    """A button that copies text, or the full address of a relative link."""
    target: dict[str, object] = {"data_copy_url": value} if address else {"data_copy": value}
    return tag("button", label, type="button", css="copy", title=title, **target)

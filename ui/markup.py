"""The one place where text becomes markup: whatever comes from a plan, a question or a file is escaped here.

Pages put views together from `tag` and `marked` and hand them to `show`. Only these functions make `Html`;
a plain string given to them is always text, so `<script>`, markdown and links in a document stay visible characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Literal

import streamlit as st

_VOID = frozenset({"br", "hr"})


class Html(str):
    """Markup made from escaped pieces."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of stored text to set off: `start`–`end` in its offsets; a link when `href` is given."""

    start: int
    end: int
    css: str
    title: str = ""
    href: str = ""


def text(value: object) -> Html:
    """Anything as visible text; markup passes unchanged.

    >>> text("<b>1&2</b>")
    '&lt;b&gt;1&amp;2&lt;/b&gt;'
    """
    return value if isinstance(value, Html) else Html(escape(str(value)))


def join(pieces: Sequence[object], between: object = "") -> Html:
    """Pieces one after the other, each escaped unless it is markup."""
    return Html(text(between).join(text(p) for p in pieces))


def tag(name: str, *children: object, **attributes: object) -> Html:
    """An element; `css` is its class, an attribute of None or False is left out, `_` in a name becomes `-`.

    >>> tag("a", "见<1>", href='?q="x"', css="n")
    '<a href="?q=&quot;x&quot;" class="n">见&lt;1&gt;</a>'
    """
    if "css" in attributes:
        attributes["class"] = attributes.pop("css")
    written = "".join(
        f" {key.replace('_', '-')}" + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Html(f"<{name}{written}>" if name in _VOID else f"<{name}{written}>{join(children)}</{name}>")


def marked(source: str, start: int, end: int, marks: Sequence[Mark]) -> Html:
    """source[start:end] with the marks that overlap it; marks may overlap each other, the shown text never changes."""
    inside = [m for m in marks if m.start < end and start < m.end and m.start < m.end]
    cuts = sorted({start, end, *(min(max(p, start), end) for m in inside for p in (m.start, m.end))})
    return join([_piece(source, a, b, inside) for a, b in pairwise(cuts)])


def _piece(source: str, start: int, end: int, marks: Sequence[Mark]) -> Html:
    piece = text(source[start:end])
    for mark in marks:
        if mark.start <= start and end <= mark.end:
            piece = _wrap(piece, mark)
    return piece


def _wrap(piece: Html, mark: Mark) -> Html:
    if mark.href:
        return tag("a", piece, css=mark.css, title=mark.title or None, href=mark.href, data_page=True)
    return tag("mark", piece, css=mark.css, title=mark.title or None)


def show(*pieces: object, width: Literal["stretch", "content"] = "stretch") -> None:
    """Put pieces on the page; nothing is shown for nothing."""
    body = join(pieces)
    if body.strip():
        st.html(body, width=width)

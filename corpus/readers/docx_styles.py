"""Paragraph styles of a Word document, as far as they number or rank paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

#: a node of the XML tree as python-docx gives it (an lxml element)
Element = Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading ([1-9])|title", re.IGNORECASE)
_BODY_LEVEL = 9


def value(parent: Element | None, path: str) -> str | None:
    """w:val of the element at this path (`numPr/numId`): "1" if it has none, None if there is no element."""
    node = parent.find("/".join(W + step for step in path.split("/"))) if parent is not None else None
    return None if node is None else node.get(W + "val", "1")


def integer(parent: Element | None, path: str) -> int | None:
    text = value(parent, path)
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,9}", text) else None


def is_on(parent: Element | None, path: str) -> bool:
    return value(parent, path) not in (None, "0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Style:
    """One paragraph style; `level` is its list level, `outline` its rank counted from 0."""

    id: str
    based_on: str | None
    number: int | None
    level: int | None
    outline: int | None


class Styles:
    """Styles by id; what a style leaves open its base decides."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self._default: str | None = None
        for node in root.iterfind(W + "style") if root is not None else ():
            if node.get(W + "type", "paragraph") != "paragraph":
                continue
            style = _style(node)
            self._styles[style.id] = style
            if node.get(W + "default") in ("1", "true"):
                self._default = style.id

    def chain(self, style_id: str | None) -> Iterator[Style]:
        """The style, then what it is based on, outwards; circles end."""
        seen: list[str] = []
        at = style_id if style_id in self._styles else self._default
        while at in self._styles and at not in seen:
            seen.append(at)
            yield self._styles[at]
            at = self._styles[at].based_on

    def numbered(self, style_id: str | None) -> Style | None:
        """The nearest style of the chain that names a list."""
        return next((s for s in self.chain(style_id) if s.number is not None), None)

    def outline(self, style_id: str | None) -> int | None:
        return next((s.outline for s in self.chain(style_id) if s.outline is not None), None)


def _style(node: Element) -> Style:
    outline = integer(node, "pPr/outlineLvl")
    if outline is None and (named := _HEADING.fullmatch(value(node, "name") or "")):
        outline = int(named[1] or 1) - 1
    number, level = integer(node, "pPr/numPr/numId"), integer(node, "pPr/numPr/ilvl")
    return Style(node.get(W + "styleId", ""), value(node, "basedOn"), number, level, outline)


def heading_level(paragraph: Element, styles: Styles) -> int:
    """1…9 for a paragraph that the outline of Word lists, 0 for body text."""
    own = integer(paragraph, "pPr/outlineLvl")
    outline = own if own is not None else styles.outline(value(paragraph, "pPr/pStyle"))
    return outline + 1 if outline is not None and 0 <= outline < _BODY_LEVEL else 0

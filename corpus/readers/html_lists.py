"""Numbers that the browser prints before items of an ordered list are text too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.readers.numbering import numeral

if TYPE_CHECKING:
    from lxml.etree import _Element

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.IGNORECASE)
#: type attribute or list-style-type → number format and what is printed around the number
_FORMATS = {
    "1": ("decimal", "{}. "),
    "decimal": ("decimal", "{}. "),
    "a": ("lowerLetter", "{}. "),
    "lower-alpha": ("lowerLetter", "{}. "),
    "A": ("upperLetter", "{}. "),
    "upper-alpha": ("upperLetter", "{}. "),
    "i": ("lowerRoman", "{}. "),
    "lower-roman": ("lowerRoman", "{}. "),
    "I": ("upperRoman", "{}. "),
    "upper-roman": ("upperRoman", "{}. "),
    "cjk-ideographic": ("chineseCountingThousand", "{}、"),
    "simp-chinese-informal": ("chineseCountingThousand", "{}、"),
    "trad-chinese-informal": ("chineseCountingThousand", "{}、"),
    "cjk-decimal": ("ideographDigital", "{}、"),
}


def item_marker(element: _Element) -> str:
    """The printed number of a li inside ol, empty for anything else."""
    if element.tag != "li":
        return ""
    parent = element.getparent()
    if parent is None or parent.tag != "ol":
        return ""
    style = _STYLE.search(element.get("style") or "") or _STYLE.search(parent.get("style") or "")
    found = _FORMATS.get(style[1].lower() if style else parent.get("type") or "1")
    return found[1].format(numeral(found[0], _number(element, parent))) if found else ""


def _number(item: _Element, parent: _Element) -> int:
    """The value of this item: of its own, or counted on from the last item that states one."""
    step = -1 if parent.get("reversed") is not None else 1
    offset, at = 0, item
    while not _is_integer(at.get("value")):
        previous = next(at.itersiblings("li", preceding=True), None)
        if previous is None:
            first = parent.get("start") or ""
            backward = len(list(parent.iterchildren("li"))) if step < 0 else 1
            return (int(first) if _is_integer(first) else backward) + offset
        offset, at = offset + step, previous
    return int(at.get("value") or 0) + offset


def _is_integer(text: str | None) -> bool:
    return bool(text) and re.fullmatch(r"-?\d{1,6}", text or "") is not None

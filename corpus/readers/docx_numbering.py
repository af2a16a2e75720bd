"""Automatic numbers of Word: python-docx leaves them out, but 一、 and （二） are how a plan is cited."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus.readers.docx_styles import Element, Styles, W, integer, is_on, value
from corpus.readers.numbering import numeral

_PLACE = re.compile(r"%([1-9])")
_DASH = re.compile("[—―─]{1,3}")
_CLOSED = tuple("、)）〕】：:")


@dataclass(frozen=True, slots=True)
class Level:
    """One w:lvl; `restart` is the 1-based level that resets it, 0 never, None any level above."""

    start: int
    format: str
    text: str
    suffix: str
    restart: int | None
    legal: bool
    style: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """One w:num: the definition whose counters it shares, its levels and where it starts afresh."""

    definition: int
    levels: dict[int, Level]
    starts: dict[int, int]


class Numbering:
    """Counts the numbered paragraphs of one document in reading order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._listings = _listings(root, styles) if root is not None else {}
        self._counts: dict[int, dict[int, int]] = {}
        self._started: dict[tuple[int, int], bool] = {}

    def marker(self, paragraph: Element) -> str:
        """What Word prints before this paragraph, with a blank where one is needed; "" when nothing is."""
        place = self._place(paragraph)
        if place is None:
            return ""
        number, at = place
        listing = self._listings[number]
        counts = self._count(number, listing, at)
        return _printed(listing, counts, at)

    def _place(self, paragraph: Element) -> tuple[int, int] | None:
        """List and level of a paragraph: its own, or those of its style."""
        number, level = integer(paragraph, "pPr/numPr/numId"), integer(paragraph, "pPr/numPr/ilvl")
        if number is None:
            style = self._styles.numbered(value(paragraph, "pPr/pStyle"))
            if style is None or style.number is None:
                return None
            number = style.number
            linked = self._linked(number, style.id)
            level = next((found for found in (level, linked, style.level) if found is not None), 0)
        listing = self._listings.get(number)
        level = level or 0
        return (number, level) if listing is not None and level in listing.levels else None

    def _linked(self, number: int, style_id: str) -> int | None:
        listing = self._listings.get(number)
        levels = listing.levels if listing else {}
        return next((at for at, level in levels.items() if level.style == style_id), None)

    def _count(self, number: int, listing: Listing, at: int) -> dict[int, int]:
        """Advance the counters that this list shares with others of the same definition."""
        counts = self._counts.setdefault(listing.definition, {})
        if at in listing.starts and (number, at) not in self._started:
            counts.pop(at, None)
        self._started[number, at] = True
        start = listing.starts.get(at, listing.levels[at].start)
        counts[at] = counts[at] + 1 if at in counts else start
        for deeper in [d for d in counts if d > at]:
            restart = listing.levels[deeper].restart if deeper in listing.levels else None
            if restart is None or at < restart:
                del counts[deeper]
        return counts


def _printed(listing: Listing, counts: dict[int, int], at: int) -> str:
    level = listing.levels[at]
    if level.format == "bullet":
        return level.text if _DASH.fullmatch(level.text) else ""

    def number(place: re.Match[str]) -> str:
        other = int(place[1]) - 1
        shown = listing.levels.get(other, level)
        form = "decimal" if level.legal else shown.format
        return numeral(form, counts.get(other, listing.starts.get(other, shown.start)))

    text = _PLACE.sub(number, level.text)
    open_end = level.suffix == "space" or (level.suffix == "tab" and not text.endswith(_CLOSED))
    return f"{text} " if text and open_end else text


def _listings(root: Element, styles: Styles) -> dict[int, Listing]:
    definitions = {
        int(node.get(W + "abstractNumId", "-1")): node for node in root.iterfind(W + "abstractNum")
    }
    nums = {int(node.get(W + "numId", "-1")): node for node in root.iterfind(W + "num")}
    found: dict[int, Listing] = {}
    for number, node in nums.items():
        definition = _definition(node, definitions, nums, styles)
        if definition is not None:
            levels = _levels(definitions[definition])
            starts = _overrides(node, levels)
            found[number] = Listing(definition, levels, starts)
    return found


def _definition(
    num: Element, definitions: dict[int, Element], nums: dict[int, Element], styles: Styles
) -> int | None:
    """The definition that holds the levels: some only point to a list style (w:numStyleLink)."""
    for _ in range(8):
        at = integer(num, "abstractNumId")
        if at is None or at not in definitions:
            return None
        link = value(definitions[at], "numStyleLink")
        if link is None:
            return at
        linked = [i for i, node in definitions.items() if value(node, "styleLink") == link]
        if linked:
            return linked[0]
        style = styles.numbered(link)
        if style is None or style.number not in nums:
            return None
        num = nums[style.number]
    return None


def _levels(definition: Element) -> dict[int, Level]:
    return {int(node.get(W + "ilvl", "0")): _level(node) for node in definition.iterfind(W + "lvl")}


def _level(node: Element) -> Level:
    form = value(node, "numFmt") or "decimal"
    start = integer(node, "start")
    return Level(
        start=1 if start is None else start,
        format="decimalZero" if form == "custom" else form,
        text=value(node, "lvlText") or "",
        suffix=value(node, "suff") or "tab",
        restart=integer(node, "lvlRestart"),
        legal=is_on(node, "isLgl"),
        style=value(node, "pStyle"),
    )


def _overrides(num: Element, levels: dict[int, Level]) -> dict[int, int]:
    """Apply w:lvlOverride to `levels`; returns level → number at which this list starts afresh."""
    starts: dict[int, int] = {}
    for override in num.iterfind(W + "lvlOverride"):
        at = int(override.get(W + "ilvl", "0"))
        whole = override.find(W + "lvl")
        if whole is not None:
            levels[at] = _level(whole)
            starts[at] = levels[at].start
        start = integer(override, "startOverride")
        if start is not None and at in levels:
            starts[at] = start
            levels[at] = replace(levels[at], start=start)
    return starts

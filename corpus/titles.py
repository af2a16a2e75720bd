"""Where the title of a clause ends and its body begins, on a line of its own or run in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.model import Hint

RUN_IN_MAX = 40
LINE_MAX = 80
_PAIRS = {"“": "”", "《": "》", "（": "）", "(": ")", "「": "」", "〔": "〕"}
_BODY_END = "。；;！!？?"
_TRAILING = "。：:；; \u3000"


@dataclass(frozen=True, slots=True)
class Title:
    """Offsets of a title (empty when there is none) and whether body text follows in the same line."""

    start: int
    end: int
    run_in: bool


def split_title(text: str, start: int, end: int, hint: Hint = Hint.TEXT, *, arrow: bool = False) -> Title:
    """Find the title in text[start:end], the part of a line after its marker.

    A first sentence of at most 40 characters with text behind it is a run-in title; a line without
    sentence end is a title as a whole; a single long sentence is body.
    """
    while start < end and text[start] in " \u3000\t:：":
        start += 1
    stop = _sentence_end(text, start, end, arrow)
    rest = text[stop + 1 : end].strip() if stop < end else ""
    if rest:
        return Title(start, stop if stop - start <= RUN_IN_MAX else start, True)
    last = end
    while last > start and text[last - 1] in _TRAILING:
        last -= 1
    is_sentence = text[end - 1 : end] in _BODY_END and end > start
    limit = RUN_IN_MAX if is_sentence and hint is not Hint.HEADING else LINE_MAX
    if last - start > limit:
        return Title(start, start, True)
    return Title(start, last, is_sentence and last - start > RUN_IN_MAX)


def _sentence_end(text: str, start: int, end: int, arrow: bool) -> int:
    closing: list[str] = []
    for at in range(start, min(end, start + 400)):
        char = text[at]
        if closing and char == closing[-1]:
            closing.pop()
        elif char in _PAIRS:
            closing.append(_PAIRS[char])
        elif not closing and (char in "。：" or (char == ":" and not text[at + 1 : at + 2].isdigit()) or (arrow and char == "→")):
            return at
    return end


_DATE = re.compile(
    r"[（(]?\s*[0-9０-９〇○一二三四五六七八九]{4}\s*年\s*[0-9０-９一二三四五六七八九十]{1,3}\s*月"
    r"\s*(?:[0-9０-９一二三四五六七八九十]{1,3}\s*日)?\s*[）)]?"
)
_HEADING_TEXT = re.compile(r"[^。；;，,：:!！?？、|\t]*[\u4e00-\u9fff]{2,}[^。；;，,：:!！?？|\t]*")
HEADING_MAX = 25


def is_date_line(line: str) -> bool:
    return _DATE.fullmatch(line.strip()) is not None


def looks_like_heading(line: str) -> bool:
    """A short line of words without sentence punctuation, such as an unnumbered heading prints."""
    return len(line) <= HEADING_MAX and not is_date_line(line) and _HEADING_TEXT.fullmatch(line.strip()) is not None

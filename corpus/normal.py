"""A folded copy of the text for matching, with a map back to the stored offsets.

Quotes are always cut from the stored text; only matching happens on the copy.
"""

from __future__ import annotations

import tomllib
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from corpus.model import Span

#: texts up to this length are folded once, names among them without their offsets
_SHORT, _NAME = 300, 40
_PUNCTUATION = str.maketrans(
    {
        "“": '"', "”": '"', "„": '"', "‟": '"', "「": '"', "」": '"', "『": '"', "』": '"', "〝": '"', "〞": '"',
        "‘": "'", "’": "'", "—": "-", "–": "-", "―": "-", "─": "-", "‐": "-", "‑": "-", "−": "-", "﹣": "-",
        "。": "。", "、": "、", "·": "·", "•": "·", "・": "·", "‧": "·", "…": "…", "〔": "[", "〕": "]",
        "【": "[", "】": "]", "〜": "~", "～": "~",
    }
)  # fmt: skip


@cache
def _simplified() -> Mapping[int, int]:
    """Traditional characters and their simplified forms, code points both."""
    lists = tomllib.loads((Path(__file__).parent / "data" / "traditional.toml").read_text(encoding="utf-8"))
    pairs = zip("".join(lists["traditional"].split()), "".join(lists["simplified"].split()), strict=True)
    return {ord(traditional): ord(simplified) for traditional, simplified in pairs}


def one_line(message: str) -> str:
    """A message on one line, without control and direction characters that a name or a question may bring along.

    >>> one_line("没有\\u202e“规划\\n”")
    '没有“规划 ”'
    """
    return "".join(c for c in " ".join(message.split()) if unicodedata.category(c) not in ("Cc", "Cf"))


def _fold_char(char: str) -> str:
    """Fold one character: NFKC, traditional to simplified, quotes, dashes and dots unified, lower case; invisible ones vanish."""
    category = unicodedata.category(char)
    if category in ("Cf", "Cc", "Cs", "Mn", "Me") and char not in "\n\t\r":
        return ""
    return unicodedata.normalize("NFKC", char).translate(_simplified()).translate(_PUNCTUATION).lower()


class _Table(dict[int, str]):
    """Code point → folded characters, filled as characters come up, so that str.translate runs in C."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_char(chr(code))
        return folded


class _Spaceless(dict[int, str]):
    """The same with white space dropped."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = "".join(_FOLDED[code].split())
        return folded


_FOLDED, _DENSE = _Table(), _Spaceless()


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and, for each of its characters, the offset of the stored character it came from."""

    text: str
    offsets: Sequence[int]
    length: int

    def span(self, start: int, end: int) -> Span:
        """Stored offsets of a match in the folded text."""
        if start >= end:
            at = self.offsets[start] if start < len(self.offsets) else self.length
            return Span(at, at)
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


def fold(text: str, *, spaces: bool = False) -> Folded:
    """Fold a text for matching; white space is dropped unless `spaces` (then each run stays one blank).

    >>> f = fold("２０２５\u200b年 “双创”")
    >>> f.text, f.span(0, 5)
    ('2025年"双创"', Span(start=0, end=6))
    """
    return _fold_short(text, spaces) if len(text) <= _SHORT else _fold(text, spaces)


def fold_part(text: str, start: int, end: int) -> Folded:
    """A stretch of a plan's text folded, without white space; its offsets are those of the whole, which is folded once.

    >>> fold_part("２０２５\u200b年 “双创”", 4, 9)
    Folded(text='年"双', offsets=[5, 7, 8], length=9)
    """
    whole = fold_whole(text)
    first, last = bisect_left(whole.offsets, start), bisect_left(whole.offsets, end)
    return Folded(whole.text[first:last], whole.offsets[first:last], end)


@lru_cache(maxsize=2)
def fold_whole(text: str) -> Folded:
    """A plan's text folded without white space, remembered; each character folds by itself, so that its parts are folded parts."""
    return _fold(text, spaces=False)


@lru_cache(maxsize=4_096)
def _fold_short(text: str, spaces: bool) -> Folded:
    """A question is folded again by everything that looks at it."""
    return _fold(text, spaces)


def _fold(text: str, spaces: bool) -> Folded:
    if not spaces:
        dense = list(map(_DENSE.__getitem__, map(ord, text)))
        whole = "".join(dense)
        one_to_one = len(whole) == len(text) and "" not in dense
        return Folded(whole, range(len(text)) if one_to_one else [at for at, folded in enumerate(dense) for _ in folded], len(text))
    chars: list[str] = []
    offsets: list[int] = []
    for at, char in enumerate(text):
        folded = char.translate(_FOLDED)
        if folded.isspace():
            folded = " " if chars and chars[-1] != " " else ""
        chars.extend(folded)
        offsets.extend([at] * len(folded))
    return Folded("".join(chars), offsets, len(text))


def fold_char(char: str) -> str:
    """One character folded: NFKC, quotes, dashes and dots unified, lower case; invisible ones vanish."""
    return char.translate(_FOLDED)


def fold_text(text: str) -> str:
    """The folded text alone, white space dropped."""
    return _fold_name(text) if len(text) <= _NAME else text.translate(_DENSE)


@lru_cache(maxsize=16_384)
def _fold_name(text: str) -> str:
    """A name is folded again by everything that looks it up."""
    return text.translate(_DENSE)

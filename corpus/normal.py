"""A folded copy of the text for matching, with a map back to the stored offsets.

Quotes are always cut from the stored text; only matching happens on the copy.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.model import Span

_PUNCTUATION = str.maketrans(
    {
        "“": '"', "”": '"', "„": '"', "‟": '"', "「": '"', "」": '"', "『": '"', "』": '"', "〝": '"', "〞": '"',
        "‘": "'", "’": "'", "—": "-", "–": "-", "―": "-", "─": "-", "‐": "-", "‑": "-", "−": "-", "﹣": "-",
        "。": "。", "、": "、", "·": "·", "•": "·", "・": "·", "‧": "·", "…": "…", "〔": "[", "〕": "]",
        "【": "[", "】": "]", "〜": "~", "～": "~",
    }
)  # fmt: skip


@lru_cache(maxsize=65536)
def fold_char(char: str) -> str:
    """Fold one character: NFKC, quotes, dashes and dots unified, lower case; invisible ones vanish."""
    category = unicodedata.category(char)
    if category in ("Cf", "Cc", "Cs", "Mn", "Me") and char not in "\n\t\r":
        return ""
    return unicodedata.normalize("NFKC", char).translate(_PUNCTUATION).lower()


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
    chars: list[str] = []
    offsets: list[int] = []
    for at, char in enumerate(text):
        folded = fold_char(char)
        if folded.isspace():
            folded = " " if spaces and chars and chars[-1] != " " else ""
        chars.append(folded) if len(folded) == 1 else chars.extend(folded)
        offsets.extend([at] * len(folded))
    return Folded("".join(chars), offsets, len(text))


def fold_text(text: str) -> str:
    """The folded text alone, white space dropped."""
    return "".join(c for c in map(fold_char, text) if not c.isspace())

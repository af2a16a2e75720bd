"""Whether a question asks in plain terms about something that the plans in scope do not speak of at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from index.qa.context import Context
from index.qa.subject import named
from index.qa.vocabulary import generic

_FRAMES = Path(__file__).parents[1] / "data" / "subjects.txt"
#: how near the nearest sentences may come to the absent words before the subject counts as spoken of
_SPOKEN = 0.6
_NEAREST = 3
#: share of the subject's rarity that must be absent
_MOST = 0.6


@cache
def frames() -> tuple[re.Pattern[str], ...]:
    """Plain ways of asking about a subject, which the group `s` captures; everyday paraphrases have none of these forms."""
    return tuple(re.compile(line) for line in _FRAMES.read_text(encoding="utf-8").splitlines() if line)


def unknown_subject(context: Context, words: Sequence[str]) -> str:
    """The subject as a refusal names it, when what no plan prints outweighs the rest of it and nothing near resembles it."""
    matches = (m["s"] for frame in frames() if (m := frame.search(context.question.folded)))
    phrase, own = next(((s, found) for s in matches if (found := [w for w in words if w in s and not generic(w)])), ("", []))
    absent = tuple(w for w in own if not context.prints(w))
    mass = sum(context.rarity(w) for w in own)
    if not absent or sum(context.rarity(w) for w in absent) < _MOST * mass:
        return ""
    if context.supported_near(absent, _NEAREST).share >= _SPOKEN:
        return ""
    return f"“{phrase}”" if len(absent) == len(own) else named(context, absent)

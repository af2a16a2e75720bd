"""Whether a question asks in plain terms about something that the plans in scope do not speak of at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from corpus.normal import fold_text
from index.qa.context import Context
from index.qa.subject import generic

_FRAMES = Path(__file__).parents[1] / "data" / "subjects.txt"
#: how near the words of the nearest sentences may come before the subject counts as spoken of
_SPOKEN = 0.5


@cache
def frames() -> tuple[re.Pattern[str], ...]:
    """Plain ways of asking about a subject, which the group `s` captures; everyday paraphrases have none of these forms."""
    return tuple(re.compile(line) for line in _FRAMES.read_text(encoding="utf-8").splitlines() if line)


def unknown_subject(context: Context, words: Sequence[str]) -> tuple[str, ...]:
    """The words that name the subject, when no plan prints any of them and nothing near the question resembles them."""
    match = next((m for frame in frames() if (m := frame.search(context.question.folded))), None)
    if match is None:
        return ()
    own = [w for w in words if w in match["s"] and not generic(w)]
    texts = [fold_text(plan.text) for plan in context.plans()]
    if not own or any(w in text for w in own for text in texts):
        absent = _absent_head(context, own, texts)
        return (absent,) if absent else ()
    near = " ".join(p.context for hit in context.hits[:3] for p, _ in hit.sentences[:3])
    return tuple(own) if context.support.measure(own, near).share < _SPOKEN else ()


def _absent_head(context: Context, own: Sequence[str], texts: Sequence[str]) -> str:
    """The last word of a short name after a place (昌吉地铁, 昌吉市市长), when the plans lack it; Chinese puts the head last."""
    if len(own) != 2 or any(own[-1] in text for text in texts) or own[0] not in _places(context):
        return ""
    near = " ".join(p.context for hit in context.hits[:3] for p, _ in hit.sentences[:3])
    return own[-1] if context.support.measure(own[-1:], near).share < _SPOKEN else ""


def _places(context: Context) -> str:
    """The titles and issuers of the plans in scope: a place named there says nothing about the subject."""
    known = (plan.metadata for plan in context.plans())
    return fold_text(" ".join(m.title.value + (m.issuer.value if m.issuer else "") for m in known))

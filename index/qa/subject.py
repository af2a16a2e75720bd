"""What a question is about: its content words, the phrase a refusal names, and what of it the plans lack."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from corpus.normal import fold_text
from index.qa.context import Context, attributes, policy_verbs

_PROPERTIES = Path(__file__).parents[1] / "data" / "properties.txt"
_NUMERAL = re.compile(r"\d|^[一二三四五六七八九十几多少两]+.?$")
_SHOWN = 3
#: how near another word must come before a word of the question counts as spoken of
_FOREIGN = 0.4


@cache
def properties() -> frozenset[str]:
    """What can be measured of a thing (产值, 面积, 人次 …): lacking only this, the thing itself is still mentioned."""
    return frozenset(_PROPERTIES.read_text(encoding="utf-8").split())


def topic_words(context: Context) -> list[str]:
    """Content words without numbers and without words such as 目标 that only say which side is asked for."""
    return [w for w in context.words if w not in attributes() and len(w) > 1 and not _NUMERAL.search(w)]


def named(context: Context, words: Sequence[str] = ()) -> str:
    """What a refusal names: the given words, else entities and content words, those side by side run together."""
    wanted = list(words) or topic_words(context) or list(context.words)
    runs: list[str] = []
    end = -1
    for word in context.workspace.segmenter.cut(context.question.topic):
        if word.text in wanted:
            if word.start == end:
                runs[-1] += context.question.topic[word.start : word.end]
            else:
                runs.append(context.question.topic[word.start : word.end])
            end = word.end
    return "、".join(f"“{r}”" for r in list(dict.fromkeys(runs))[:_SHOWN]) or "所问的内容"


def unmentioned(context: Context, words: Sequence[str]) -> tuple[str, ...]:
    """Dictionary words that no plan in scope prints and nothing near the question comes close to; properties aside."""
    texts = [fold_text(plan.text) for plan in context.plans()]
    absent = [w for w in words if w not in properties() and not any(w in text for text in texts)]
    known = [w for w in absent if context.workspace.segmenter.frequency(w) > 0]
    near = " ".join(p.context for hit in context.hits[:3] for p, _ in hit.sentences[:3])
    return context.support.measure(known, near).missing(_FOREIGN) if known else ()


def generic(word: str) -> bool:
    """Whether a word names nothing by itself (发展, 产业, 工作 …)."""
    return word in policy_verbs() or word in attributes()

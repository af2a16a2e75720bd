"""What a question is about: its content words, the phrase a refusal names, and what of it the plans lack."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Plan
from corpus.normal import fold_text
from index.qa.context import Context
from index.qa.question import LinkedEntity
from index.qa.vocabulary import attributes, generic, properties

_NUMERAL = re.compile(r"^[\d.,%]+[年月日]?$|^[一二三四五六七八九十几多少两]+.?$")
_ASPECT = re.compile(r"(?<=^[\u4e00-\u9fff])[了过着]$")
_SHOWN, _NEAREST = 3, 3
#: how near another word must come before a word of the question counts as spoken of
_FOREIGN = 0.4


def topic_words(context: Context) -> list[str]:
    """Content words without numbers and without words such as 目标 that only say which side is asked for."""
    words = [_ASPECT.sub("", w) for w in context.words]
    return [w for w in words if w not in attributes() and len(w) > 1 and not _NUMERAL.search(w)]


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
    """Dictionary words that no plan in scope prints and nothing near the question comes close to.

    What can be measured of a thing is left aside, and everything when the question's subject itself is an entity of the plans.
    """
    if _speaks_of_entity(context):
        return ()
    absent = [w for w in words if w not in properties() and not context.prints(w)]
    known = [w for w in absent if context.workspace.segmenter.frequency(w) > 0]
    return context.supported_near(known, _NEAREST).missing(_FOREIGN) if known else ()


def _speaks_of_entity(context: Context) -> bool:
    """Whether the question names an entity by itself."""
    return any(stands_alone(context, e) for e in context.question.of_type("industry", "zone", "enterprise", "institution", "platform"))


def stands_alone(context: Context, entity: LinkedEntity) -> bool:
    """Whether an entity is no part of a longer name that the plans lack (新能源|汽车, 无人机|物流)."""
    topic = context.question.topic
    at = topic.find(entity.text)
    before, after = "", ""
    for word in context.workspace.segmenter.cut(topic):
        before = word.text if word.end == at else before
        after = word.text if word.start == at + len(entity.text) else after
    return not any(_names_more(context, word) for word in (before, after))


def _names_more(context: Context, word: str) -> bool:
    """Whether a neighbouring word makes a longer name: it has a sense of its own and no plan prints it."""
    if len(word) < 2 or word in properties() or word in context.stopwords or generic(word) or _NUMERAL.search(word):
        return False
    return not context.prints(word)


def regional(plan: Plan, words: Sequence[str]) -> list[str]:
    """The words without those that only name the plan's own region, with which its title opens."""
    title = fold_text(plan.title)
    return [w for w in words if not title.startswith(w)] or list(words)

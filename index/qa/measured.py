"""What number a question asks for: the units that answer it, and what each of its words has to have in a sentence that does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.segment import part_of_speech
from index.qa.context import Context
from index.qa.numberkind import measure_names
from index.qa.question import separated, without_times
from index.qa.subject import topic_words
from index.qa.vocabulary import generic

#: adverbs, conjunctions, numerals, pronouns, times, measures and the like say nothing about the subject
_EMPTY = ("d", "c", "p", "r", "u", "f", "m", "q", "t", "o", "e", "y")
_HELPING = re.compile("[要能会可还再最各所已需想]")
_ASKED = re.compile("多少|(?<!哪)几|多大|多高|多久|多长")
_LIGHT = 0.35
_HARDLY = 0.1


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of a number question: `weights` says how much each counts, `binding` which must have a counterpart."""

    words: tuple[str, ...]
    weights: dict[str, float]
    binding: tuple[str, ...]


def asked_words(context: Context, words: Sequence[str] = ()) -> Asked:
    """Sort the words of a question by what they must have in a sentence that gives its number.

    Nouns and names bind; verbs bind when the plans in scope print them, the verb of asking (要修多少公里) never does;
    words that only name the measure count little, empty words not at all.
    """
    folded = context.question.folded
    titles = [context.workspace.titles[plan] for plan in context.scope]
    measures = measure_names(folded)
    given = list(words or topic_words(context))
    kept = [w for w in given if not _empty(context, w, titles)] or given
    kept += [w for w in _scattered(context) if w not in kept and context.prints(w)]
    weights = {w: _weight(w, folded, w in measures, context.prints(w)) for w in kept}
    known = [w for w in kept if weights[w] == 1.0 and context.workspace.segmenter.frequency(w) > 0]
    return Asked(tuple(kept), weights, tuple(known))


def _weight(word: str, folded: str, names_measure: bool, printed: bool) -> float:
    """How much a word counts: little when it is a common word or the verb of asking, hardly when its like need not be printed."""
    if names_measure or (_verb(word) and not printed):
        return _HARDLY
    return _LIGHT if generic(word) or (_verb(word) and _asks(word, folded)) else 1.0


def _scattered(context: Context) -> list[str]:
    """Words the dictionary lacks, which were cut into single characters (步|道): runs of two or three side by side."""
    topic = separated(without_times(context.question.topic))
    runs: list[str] = []
    end = -1
    for word in context.workspace.segmenter.cut(topic):
        single = len(word.text) == 1 and "\u4e00" <= word.text <= "\u9fff" and word.text not in context.stopwords
        if single and word.start == end and runs:
            runs[-1] += word.text
        elif single:
            runs.append(word.text)
        end = word.end if single else -1
    return [run for run in runs if len(run) in (2, 3) and not _HELPING.search(run)]


def _empty(context: Context, word: str, titles: Sequence[str]) -> bool:
    """Whether a word says nothing about the subject: a word of asking, a scrap of one, or the kind of the document."""
    tag = part_of_speech(word)
    if tag:
        return tag[0] in _EMPTY or any(t.endswith(word) for t in titles)
    return context.workspace.segmenter.frequency(word) == 0 and bool(_HELPING.search(word))


def _verb(word: str) -> bool:
    return part_of_speech(word)[:1] in ("v", "a", "l", "i") and part_of_speech(word) not in ("vn", "an")


def _asks(word: str, folded: str) -> bool:
    """Whether a verb stands right before the number asked for."""
    at = _ASKED.search(folded)
    return at is not None and folded[: at.start()].endswith(word)

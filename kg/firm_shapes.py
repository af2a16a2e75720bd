"""What looks like the name of a firm: known ones, an unusual stem before what the firm makes, words of no dictionary.

Everyday words alone (汽车, 检验检测) are kinds of business, however a sentence lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.segment import Segmenter, is_proper_noun
from kg.cues import regex, words
from kg.lists import name_like
from kg.places import Places

_EVERYDAY = 300
"""jieba counts from which a word is too common to be the stem of a firm's name"""
_USUAL = 100
"""jieba counts from which words put together make a kind of business (检验检测), below which they make a name (铁拳力士)"""
_SEGMENTER = Segmenter()


@dataclass(frozen=True, slots=True)
class Shapes:
    """What the plan's places and the curated names tell of a printed name."""

    places: Places
    curated: Callable[[str], bool]

    def known(self, name: str) -> bool:
        """Whether a name is known or bears a form that only firms have."""
        return (
            self.curated(name)
            or name in words("organisations", "brand")
            or regex("<organisations.registered>$|^<organisations.bureau>$").search(name) is not None
        )

    def made(self, name: str) -> bool:
        """Whether a name has an unusual stem before what the firm makes, or 集团 and the like (四川制药, 信义集团)."""
        return self.known(name) or called(name, "", self.places)

    def firms(self, names: Sequence[str]) -> bool:
        """Whether a list that a sentence gives out for firms may be one: one is known, or everyday words are not the most.

        Where members that have the form of a firm are as many as everyday words, they decide.
        """
        if any(self.known(n) or formed(n) for n in names):
            return True
        plain = [n for n in names if common(n) and not self.made(n)]
        return 2 * len(plain) < len(names) or 0 < len(plain) <= sum(map(self.made, names))

    def named(self, name: str) -> bool:
        """Whether a member of a list can be a name, also one that ends as kinds of things do (中控技术)."""
        if name_like(name):
            return True
        stem = name.removesuffix("技术")
        return len(stem) > 1 and stem != name and name_like(stem) and not everyday(stem)

    def only_firms(self, names: Sequence[str]) -> bool:
        """Whether the members of a list look like firms by themselves: all could only be, one bears the form of a firm."""
        return all(name_like(n) and (self.made(n) or coined(n) or self._local(n)) for n in names) and any(map(self.made, names))

    def _local(self, name: str) -> bool:
        """Whether a name opens with a place and goes on with more than words of the dictionary (深圳欣缤纷时代)."""
        rest = self.places.strip(name)
        return len(name) > len(rest) > 2 and not common(rest)


def called(name: str, rule: str, places: Places) -> bool:
    """Whether a name has a stem that no dictionary knows as an everyday word."""
    ending = regex("(?:大学|集团|公司|<organisations.tail>)$").search(name)
    stem = places.strip(name[: ending.start()]) if ending else ""
    if rule in ("org.group", "org.university") and ending and not stem:
        return name != ending.group()
    if stem in (*words("organisations", "generic_firm"), *words("organisations", "generic_stem"), *words("lists", "generic")):
        return False
    return len(stem) >= 2 and name_like(name) and not everyday(stem) and not _business(stem)


@lru_cache(maxsize=4_096)
def coined(name: str) -> bool:
    """Whether a short name is no word at all (粤芯), so that it can only be a brand."""
    return 2 <= len(name) <= 4 and all(len(w.text) == 1 or not _SEGMENTER.frequency(w.text) for w in _SEGMENTER.cut(name))


@lru_cache(maxsize=4_096)
def word(name: str) -> bool:
    """Whether a name is one word of the dictionary."""
    return _SEGMENTER.frequency(name) > 0


@lru_cache(maxsize=4_096)
def common(name: str) -> bool:
    """Whether a name is a kind of thing or business.

    It falls into words of the dictionary that are no names (检验检测), ends as only such words do (光模块, 驾培)
    or is Latin letters that no list knows.
    """
    if regex("<organisations.institution>$").search(name):
        return False
    if regex("<lists.class_end>$").search(name):
        return True
    pieces = [w.text for w in _SEGMENTER.cut(name)]
    if any(len(p) > 1 and is_proper_noun(p) for p in pieces):
        return False
    least = _USUAL if len(pieces) > 1 else 1
    return all(p.isascii() or (len(p) > 1 and _SEGMENTER.frequency(p) >= least) for p in pieces)


def formed(name: str) -> bool:
    """Whether a name ends as only firms do behind a word that is no business (并行科技, never 农业科技)."""
    form = regex("<organisations.form>$").search(name)
    stem = name[: form.start()] if form else ""
    return len(stem) > 1 and name_like(name) and not _business(stem)


def _business(stem: str) -> bool:
    """Whether a stem is put together of what firms make or are (光伏, 锂电储能)."""
    kinds = regex("(?:<organisations.tail>|<organisations.generic_firm>|<organisations.generic_stem>|<lists.generic>)+")
    return kinds.fullmatch(stem) is not None


def everyday(stem: str) -> bool:
    """Whether a stem holds a word that everybody uses."""
    return any(len(w.text) > 1 and _SEGMENTER.frequency(w.text) >= _EVERYDAY for w in _SEGMENTER.cut(stem))

"""How a proper name opens: with a word no dictionary knows as an everyday one, or with a place."""

from __future__ import annotations

import re

from corpus.segment import Segmenter, part_of_speech

_SEGMENTER = Segmenter()
_EVERYDAY = 30
"""jieba counts from which the first word of a name is too common to name it without its place"""
_WELL_KNOWN = 2000
"""jieba counts from which a place word is no longer one place's name (中国, 全国)"""
_HAN = re.compile("[\u4e00-\u9fff]+")
#: parts of speech that open no name: what, where, how much, and, of, he, this
_FUNCTION = tuple("pcdrvmufqyoz")
#: single characters that stand for a class of bodies (校地, 政企, 央地)
_CLASSES = "校地企政产学研军民央院所部局厅国"


def opens_name(text: str) -> bool:
    """Whether a stretch opens as a name does: a rare short word, a place, or single characters no dictionary joins."""
    words = _SEGMENTER.cut(text)
    first = words[0].text if words else ""
    if not _HAN.fullmatch(first) or (text[0] in _CLASSES and text[1:2] in _CLASSES):
        return False
    if len(first) in (2, 3) and _SEGMENTER.frequency(first) < _EVERYDAY:
        return True
    if 2 <= len(first) <= 4 and part_of_speech(first) == "ns":
        return _SEGMENTER.frequency(first) < _WELL_KNOWN
    second = words[1].text if len(words) > 1 else ""
    single = len(first) == len(second) == 1 and _HAN.fullmatch(second) is not None
    return single and not any(part_of_speech(w).startswith(_FUNCTION) for w in (first, second))

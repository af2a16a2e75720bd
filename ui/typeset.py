"""Chinese punctuation in full width for what the product says itself; the words of a document stay as they are printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

_WIDE = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"}
_HAN = "\u4e00-\u9fff"
_BESIDE = f"[{_HAN}、。《》“”]"
_MARK = re.compile(f"(?<={_BESIDE})[,:;?!]|[,:;?!](?={_BESIDE})")
#: a bracket with words in it; one with a numeral alone belongs to a clause number such as 四、(二)1.(2)
_BRACKETS = re.compile(f"\\((?![一二三四五六七八九十]{{1,3}}\\))([^()]*[{_HAN}][^()]*)\\)")
#: words of others inside a sentence of ours: a reader's question, a name, a passage
_TOLD = re.compile("(?<=“)[^“”]+(?=”)")
#: characters that a sentence must share with a quotation in one piece to count as its words
_SHARED = 6


def full_width(text: str, quotes: Sequence[str] = ()) -> str:
    """The same text with punctuation beside Chinese characters in full width, except between “ ” and where it repeats a quote.

    >>> full_width("共2条(其中1条通用),见四、(二)1.(2)")
    '共2条（其中1条通用），见四、(二)1.(2)'
    >>> full_width("没有条款“![图](x)”,请重试")
    '没有条款“![图](x)”，请重试'
    >>> full_width("原文为:新技术,新品种并重", ["新技术,新品种并重"])
    '原文为：新技术,新品种并重'
    """
    kept = bytearray(len(text))
    for told in _TOLD.finditer(text):
        kept[told.start() : told.end()] = b"\1" * (told.end() - told.start())
    for quote in quotes:
        for block in SequenceMatcher(None, text, quote, autojunk=False).get_matching_blocks():
            if block.size >= _SHARED:
                kept[block.a : block.a + block.size] = b"\1" * block.size
    changed = [m.start() for m in _MARK.finditer(text)]
    changed += [at for m in _BRACKETS.finditer(text) for at in (m.start(), m.end() - 1)]
    letters = list(text)
    for at in changed:
        if not kept[at]:
            letters[at] = _WIDE[letters[at]]
    return "".join(letters)

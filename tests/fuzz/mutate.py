"""Changes to text that keep it text: pieces of the seeds and marks put in, taken out, turned round and repeated, character by character.

Changes of single bytes, which libFuzzer makes, mostly break Chinese characters and seldom get past the decoder.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

#: what cuts, opens, closes, numbers and confuses; some become several characters, or none, when folded
MARKS = (
    *"。！？!?；;，,:：\n\r\t “”‘’「」『』\"'〝〞（）()《》【】—-~～…._|#>*•%‰．·、\u3000\u200b\ufeff\u202e\x00\ufffd\u0301",
    *"0123456789一二三十百千万亿〇①⑴㈠⒈½㎡㍿ﬁßİ𝟘", "+", "≥", "<", "=", "第一章", "(一)", "1.", "一是", "——", "\n\n", "...", "不得", "以上", "2025年", "规划提出：", "根据《方案》，",
    "由县商务局牵头", "| a | b |\n", "责任单位：", "等", "达到", "提高到", "12.5%",
)  # fmt: skip
_SIZES = (1, 2, 3, 4, 5, 8, 15, 30, 60, 200)
_CUTS = (0, 1, 1, 2, 3, 5, 20)
_TIMES = (1, 1, 2, 3, 5, 10)


def mutated(text: str, seeds: Sequence[str], chance: random.Random) -> str:
    """The text after one to ten changes."""
    for _ in range(chance.choice(_TIMES)):
        at = chance.randrange(len(text) + 1)
        end = min(len(text), at + chance.choice(_CUTS))
        text = text[:at] + chance.choice(_CHANGES)(text[at:end], seeds, chance) + text[end:]
    return text


def _piece(_: str, seeds: Sequence[str], chance: random.Random) -> str:
    seed = chance.choice(seeds)
    at = chance.randrange(len(seed))
    return seed[at : at + chance.choice(_SIZES)]


def _marks(_: str, seeds: Sequence[str], chance: random.Random) -> str:
    return "".join(chance.choices(MARKS, k=chance.choice((1, 1, 1, 3))))


def _anything(_: str, seeds: Sequence[str], chance: random.Random) -> str:
    code = chance.choice((chance.randrange(0x20, 0x3000), chance.randrange(0x3000, 0xD800), chance.randrange(0xE000, 0x110000)))
    return chr(code)


_CHANGES: tuple[Callable[[str, Sequence[str], random.Random], str], ...] = (
    lambda cut, seeds, chance: "", lambda cut, seeds, chance: cut[::-1], lambda cut, seeds, chance: cut * 3,
    lambda cut, seeds, chance: chance.choice(seeds), _piece, _piece, _marks, _marks, _anything,
)  # fmt: skip

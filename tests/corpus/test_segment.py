"""The segmenter cuts as jieba does, whatever it remembers and however it finds the likeliest words."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import jieba
import pytest
from jieba import finalseg

from corpus.dictionary import TOTAL, block
from corpus.model import Plan
from corpus.normal import fold_text
from corpus.segment import Segmenter, part_of_speech

NAMES = ("准东开发区", "昌吉国家农业科技园区", "云计算", "Wi-Fi联盟")
#: text beside the plan: why it could be cut differently
ODD = [
    "",
    "《》、（）",  # no word at all
    "云计算与云计算产业",  # a name and the same name inside a longer stretch
    "5G+工业互联网平台R&D投入3.5%，增长12%左右",  # letters, digits and signs inside one stretch
    "龘龘靐齉的彊彊",  # characters the dictionary does not know, left to the hidden Markov model
    "Ⅲ期α-淀粉酶℃\r\n下一行",  # word characters outside jieba's stretches, and its own line break
    "昌吉国家农业科技园区昌吉国家农业科技园区",
]


@pytest.fixture(scope="module")
def stock() -> jieba.Tokenizer:
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for name in NAMES:
        tokenizer.add_word(name.lower(), 20_000)
    return tokenizer


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter(NAMES)


def is_word(piece: str) -> bool:
    return any(c.isalnum() for c in piece)


@pytest.mark.parametrize("text", ODD)
def test_odd_text_is_cut_as_jieba_cuts_it(text: str, stock: jieba.Tokenizer, segmenter: Segmenter) -> None:
    for _ in range(2):  # the second time from memory
        assert [w.text for w in segmenter.cut(text)] == [w for w in stock.cut(fold_text(text)) if is_word(w)]
        assert segmenter.tokens(text) == [w for w in stock.cut_for_search(fold_text(text)) if is_word(w)]


def test_unknown_characters_without_end_come_to_the_model_in_pieces(segmenter: Segmenter, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model copies its way so far at each character: what it is given must stay short, and be given once."""
    given: list[int] = []
    known = finalseg.cut

    def cut(run: str) -> Iterator[str]:
        given.append(len(run))
        return known(run)

    monkeypatch.setattr(finalseg, "cut", cut)
    text = "发展" + "".join(Random(1).choices("龘靐齉饕龖", k=50_000))
    assert "".join(word.text for word in segmenter.cut(text)) == text
    assert 40_000 < sum(given) <= len(text)
    assert max(given) <= 1000


def test_the_plan_is_cut_as_jieba_cuts_it(plan: Plan, stock: jieba.Tokenizer, segmenter: Segmenter) -> None:
    words = segmenter.cut(plan.text)
    assert [w.text for w in words] == [w for w in stock.cut(fold_text(plan.text)) if is_word(w)]
    assert all(fold_text(plan.text[w.start : w.end]) == w.text for w in words)
    assert len(words) > 5_000


def test_the_dictionary_is_the_one_jieba_makes(stock: jieba.Tokenizer) -> None:
    known, total = stock.gen_pfdict(stock.get_dict_file())
    blocks = [block(first) for first in sorted({word[0] for word in known})]
    assert {word: count for _, counts, _ in blocks for word, count in counts.items()} == {word: count for word, count in known.items() if count}
    following = {beginning + after for *_, rows in blocks for beginning, characters in rows.items() for after in characters}
    assert following == {word for word in known if len(word) > 2}
    assert total == TOTAL


def test_a_part_of_speech_is_that_of_the_line(stock: jieba.Tokenizer) -> None:
    with stock.get_dict_file() as lines:
        rows = [line.decode().split() for line in lines.readlines()]
    assert all(part_of_speech(word) == tag for word, _, tag in rows[:80] + rows[:: len(rows) // 500])
    assert part_of_speech("龘靐") == part_of_speech("") == ""

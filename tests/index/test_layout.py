"""Blocks of long clauses, and the arrays that ranking reads instead of the text."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from corpus.model import Plan, Span
from index.encoder import embedded_encoder
from index.layout import DAMPING, Layout, damping, layout_of, merge_layouts
from index.passages import BLOCK_MAX, Passage, Unit, blocks, passages_of, sentences
from index.vectors import passage_vectors, question_vector

LONG = "推进循环发展。" + "建设资源循环利用示范基地,健全回收网络,推广新型回收方式。" * 8 + "加强扬尘监管。" + "落实工地责任,覆盖裸露土方。" * 30


def spans(text: str) -> list[Span]:
    return sentences(text, 0, len(text))


def passages(*texts: str) -> list[Passage]:
    return [Passage(f"p#{i}@0", "p", Unit.BOTH, str(i), 0, len(t), t, "一、总体要求", 0) for i, t in enumerate(texts)]


def test_a_short_clause_is_one_block() -> None:
    text = "支持企业创新。建设平台。"
    assert blocks(text, spans(text)) == [spans(text)]
    assert blocks("", []) == []


def test_a_long_clause_falls_apart_at_its_topics_and_at_the_length_of_a_quote() -> None:
    made = blocks(LONG, spans(LONG))
    assert [s for block in made for s in block] == spans(LONG)
    assert [block[0].of(LONG) for block in made][:2] == ["推进循环发展。", "加强扬尘监管。"]
    assert len(made) == 3
    assert all(block[-1].end - block[0].start <= BLOCK_MAX for block in made)


def test_a_sentence_longer_than_a_block_stands_alone() -> None:
    text = "短句在前,不算标题。" + "长" * (BLOCK_MAX + 50) + "。后面还有一句,也不算。"
    assert [len(block) for block in blocks(text, spans(text))] == [1, 1, 1]


def test_the_words_of_a_block_are_those_of_its_text(plan: Plan) -> None:
    encoder, made = embedded_encoder(), passages_of(plan)
    layout = layout_of(made, encoder)
    ids = [layout.words[start:end].tolist() for start, end in pairwise(layout.starts.tolist())]
    assert ids == [words.tolist() for words in encoder.word_ids([p.text for p in made])]
    assert sum(p.unit is Unit.CLAUSE for p in made) > 20


def test_layouts_of_plans_join_as_if_they_were_one() -> None:
    encoder = embedded_encoder()
    first, second = layout_of(passages("发展现代种业", "建设平台"), encoder), layout_of(passages("治理扬尘"), encoder)
    both = merge_layouts([first, second])
    assert (both.plans.tolist(), both.blocks.tolist(), both.headings.tolist()) == ([0, 0, 1], [0, 1, 2], [0, 0, 1])
    words = both.words[both.starts[2] : both.starts[3]].tolist()
    assert words == encoder.word_ids(["治理扬尘"])[0].tolist()
    assert (both.opens.tolist(), both.closes.tolist()) == ([0, 0, 0], [6, 4, 4])
    again = Layout.from_bytes(both.to_bytes())
    assert again.to_bytes() == both.to_bytes()
    with pytest.raises(ValueError, match="per passage"):
        replace(both, blocks=both.blocks[:1])


def test_a_word_of_every_sentence_is_damped_and_a_rare_one_is_not() -> None:
    encoder = embedded_encoder()
    made = passages("低空经济", "低空飞行", "低空安全")
    layout = layout_of(made, encoder)
    weights = damping(*layout.frequencies(encoder.size))
    common, rare = (int(encoder.word_ids([w])[0][0]) for w in ("低空", "飞行"))
    assert weights[common] == pytest.approx(1 / (1 + DAMPING))
    assert weights[rare] == pytest.approx(1 / (1 + DAMPING / 3))
    among = np.array([True, False, False])
    assert layout.frequencies(encoder.size, among)[1] == 1
    vectors = passage_vectors(encoder, made, layout)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    nearest = vectors @ question_vector(encoder, "低空飞行", weights)
    assert int(nearest.argmax()) == 1

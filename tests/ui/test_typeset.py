"""Our own words take full-width punctuation; the words of documents and readers keep what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.typeset import full_width


@pytest.mark.parametrize(("given_text", "quotes", "shown"), [
    ("共 2 条,其中 1 条通用;见下表", (), "共 2 条，其中 1 条通用；见下表"),
    ("指标(约束性)是多少?", (), "指标（约束性）是多少？"),
    ("四、(二)1.(2)讲了什么?", (), "四、(二)1.(2)讲了什么？"),
    ("10:30 至 1,200 (x)", (), "10:30 至 1,200 (x)"),
    ("没有找到“a,b(c)的,图”;请重试", (), "没有找到“a,b(c)的,图”；请重试"),
    ("原文:汇聚主要力量,产学研紧密合作。", ("汇聚主要力量,产学研紧密合作",), "原文：汇聚主要力量,产学研紧密合作。"),
    ("到2025年,目标为1.5%,见三、(三)。", ("另一句话,没有出现",), "到2025年，目标为1.5%，见三、(三)。"),
])  # fmt: skip
def test_whose_words_they_are_decides(given_text: str, quotes: tuple[str, ...], shown: str) -> None:
    assert full_width(given_text, quotes) == shown


@given(st.text(alphabet="甲乙一二、,:;?!()“”《》a1. ", max_size=60))
def test_only_the_width_of_marks_changes(text: str) -> None:
    narrow = str.maketrans("，：；？！（）", ",:;?!()")
    assert full_width(text).translate(narrow) == text
    assert full_width(text, [text]) == full_width(text, [text, text])

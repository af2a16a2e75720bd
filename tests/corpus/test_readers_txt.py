"""Text files: stored as they are, whatever their encoding."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.readers import read_bytes
from corpus.readers import txt as txt_reader
from corpus.readers.assemble import LINE_LIMIT
from tests.corpus.reading import parse, texts


def test_txt_is_stored_verbatim() -> None:
    source = "\ufeff　　第一章  总则 \r\n\r\n\t一、目标\u2028二、任务\n"
    document = parse(source.encode(), "a.txt")
    assert document.text == source[1:]
    assert texts(document) == ["第一章  总则", "一、目标", "二、任务"]


@given(
    st.text(
        st.sampled_from(
            "一二三十、。，（）“”《》—…％规划发展创新产业企业科技投入强度年月日第章节条：；\n 　0123456789%ABC"
        ),
        min_size=12,
    ),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)
@settings(max_examples=200, deadline=None)
def test_encoding_is_found(text: str, encoding: str) -> None:
    text = "创新驱动发展战略\n" + text
    assert txt_reader.decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["坚持创新驱动发展", "第一章　总则\n\n到2025年，R&D经费占比达到2.5%。\n", "目标：10%\n"]
)
def test_utf16_without_mark(text: str, encoding: str) -> None:
    assert txt_reader.decode(text.encode(encoding), "a.txt") == text


def test_traditional_and_rare_characters_in_gb18030() -> None:
    text = "關於加強科技創新的通知㐂𠮷\n𡘙村规划\n"
    assert txt_reader.decode(text.encode("gb18030"), "a.txt") == text


def test_line_at_the_limit_is_read() -> None:
    assert len(read_bytes(b"a" * LINE_LIMIT, "a.txt").blocks) == 1

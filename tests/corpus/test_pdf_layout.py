"""Where a page ends: paragraphs of documents with and without indented first lines."""

from __future__ import annotations

import pytest

from corpus.readers.pdf_layout import Page, arrange
from corpus.readers.pdf_lines import TextLine

_SIZE, _LEFT, _RIGHT = 12.0, 72.0, 348.0
_FULL = "建设一批数字化车间和智能工厂并形成可以推广的经验"
_CLOSED = "建设一批数字化车间和智能工厂并形成可以推广的经。"
_NEXT = "支持企业开展技术改造和设备更新提高生产效率和质量"


def page(number: int, lines: list[str], indents: dict[int, float]) -> Page:
    """Lines of one size at one leading; a full line reaches the right edge."""
    made = []
    for row, text in enumerate(lines):
        left = _LEFT + indents.get(row, 0.0)
        bottom = 500 - 20 * row
        right = min(_RIGHT, left + _SIZE * len(text)) if len(text) < 22 else _RIGHT
        made.append(TextLine(text, left, right, bottom, bottom + _SIZE, _SIZE, _SIZE))
    return Page(number, 420, 595, tuple(made))


def paragraphs(last: str, first: str, *, indented: bool) -> list[str]:
    """Two pages, the first ending in `last`, the second beginning with `first`."""
    body = [_FULL, _FULL, "提高水平。", _FULL, _FULL]
    indents = {0: 2 * _SIZE, 3: 2 * _SIZE} if indented else {}
    after = {0: 2 * _SIZE} if indented else {}
    pages = [page(1, [*body, last], indents), page(2, [first, _FULL, "提高水平。", *body], {**after, 3: indents.get(0, 0.0)})]
    return [line.text for line in arrange(pages)[0] if line.text]


@pytest.mark.parametrize("indented", [True, False], ids=["indented", "flush"])
def test_a_sentence_goes_on_over_the_page(indented: bool) -> None:
    joined = paragraphs(_FULL, _NEXT, indented=False) if not indented else paragraphs(_FULL, "，" + _NEXT, indented=True)
    assert any(_FULL + (("，" if indented else "") + _NEXT) in text for text in joined)


def test_a_closed_sentence_ends_the_paragraph_at_a_page_end_without_indents() -> None:
    """The last line is full, so neither its length nor an indent tells: two paragraphs, each with whole sentences."""
    found = paragraphs(_CLOSED, _NEXT, indented=False)
    assert any(text.endswith(_CLOSED) for text in found)
    assert any(text.startswith(_NEXT) for text in found)


def test_an_indent_decides_where_the_document_has_them() -> None:
    found = paragraphs(_CLOSED, _NEXT, indented=True)
    assert any(text.startswith(_NEXT) for text in found)

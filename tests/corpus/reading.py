"""Reading in tests: a document and its rules, its texts and rows."""

from __future__ import annotations

from corpus.model import Document, Hint
from corpus.normal import fold_text
from corpus.readers import formats


def parse(data: bytes, name: str) -> Document:
    """In-process reading, as fast as a test wants it."""
    return check(formats.parse(data, formats.suffix_of(name, name), name))


def check(document: Document) -> Document:
    """The rules of Document: ordered blocks on one line each, trimmed, and only white space between them."""
    at = 0
    for block in document.blocks:
        text = document.text[block.start : block.end]
        assert text
        assert text == text.strip()
        assert len(text.splitlines()) == 1
        assert not document.text[at : block.start].strip()
        assert all(block.start <= c.start <= c.end <= block.end for c in block.cells)
        assert [c.of(document.text) for c in block.cells] == [
            c.of(document.text).strip() for c in block.cells
        ]
        at = block.end
    assert not document.text[at:].strip()
    return document


def texts(document: Document) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks]


def rows(document: Document) -> list[list[str]]:
    return [[c.of(document.text) for c in b.cells] for b in document.blocks if b.hint is Hint.ROW]


def folded(document: Document) -> list[str]:
    return [fold_text(text) for text in texts(document)]

"""Word memos: an answer with its numbered references, as an official would file it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from corpus.model import Plan
from index.qa.answer import STATUS_ZH, Answer, Citation, Sentence, Status
from index.qa.cite import DEFAULT_STYLE, citation_text

if TYPE_CHECKING:
    from docx.document import Document

CAUTION = "机器抽取，以原文为准"
_FONT = "宋体"


def answer_memo(answer: Answer, plans: Mapping[str, Plan], *, accessed: date) -> bytes:
    """A docx file: the question as title, the sentences with [n] under their group heads, then the references in GB/T 7714-2025."""
    document = _document(answer.question)
    if answer.status is not Status.ANSWERED:
        document.add_paragraph(f"【{STATUS_ZH[answer.status]}】{answer.missing}")
    numbers = {c: n for n, c in enumerate(answer.citations, 1)}
    for group, members in groupby(answer.sentences, key=lambda s: s.group):
        _group(document, group, list(members), numbers)
    _references(document, answer.citations, plans, accessed)
    return _bytes(document)


def _document(title: str) -> Document:
    import docx
    from docx.oxml.ns import qn

    document: Document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name = _FONT
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    document.core_properties.title = title
    document.add_heading(_plain(title), level=1)
    return document


def _group(document: Document, group: str, sentences: Sequence[Sentence], numbers: Mapping[Citation, int]) -> None:
    if group:
        document.add_heading(_plain(group), level=2)
    for sentence in sentences:
        marks = "".join(f"[{numbers[c]}]" for c in sentence.citations)
        document.add_paragraph(_plain(sentence.text) + marks, style="List Bullet" if group else None)


def _references(document: Document, citations: Sequence[Citation], plans: Mapping[str, Plan], accessed: date) -> None:
    if citations:
        document.add_heading("引文", level=2)
    for number, c in enumerate(citations, 1):
        source = citation_text(plans[c.plan], c.clause, DEFAULT_STYLE, accessed=accessed)
        document.add_paragraph(f"[{number}] {c.label} “{_plain(c.quote)}” {_plain(source)}")
    document.add_paragraph(CAUTION)


def _plain(text: str) -> str:
    """Without the control characters that a docx file cannot hold."""
    return "".join(c for c in text if c >= " " or c in "\n\t")


def _bytes(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()

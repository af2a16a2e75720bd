"""Word documents as printed: automatic numbers, tables, text boxes and notes in, tracked deletions out.

python-docx opens the package; its paragraph text leaves out numbering, insertions and text boxes, so the body
is walked here. Page headers and footers are not part of the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from itertools import chain
from typing import Any

from corpus.model import Document, Hint
from corpus.readers.assemble import Line, as_heading, assemble, fills_page
from corpus.readers.docx_numbering import Numbering
from corpus.readers.docx_package import check_package
from corpus.readers.docx_runs import Runs, text_boxes
from corpus.readers.docx_styles import Element, Styles, W, heading_level, integer, value

_PARAGRAPH, _TABLE, _ROW, _CELL = W + "p", W + "tbl", W + "tr", W + "tc"
#: wrappers whose children belong to the flow around them
_WRAPPERS = tuple(W + n for n in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_PROPERTIES = ("title", "subject", "author", "keywords", "category", "comments", "created", "modified")


def parse(data: bytes, name: str) -> Document:
    """The printed text of a Word document, a block per paragraph, line or table row; notes at the end."""
    check_package(data, name)
    import docx

    document = docx.Document(BytesIO(data))
    body = _Body(_part(document, "styles"), _part(document, "numbering"))
    lines = [*body.blocks(document.element.body), *_notes(document, body)]
    return assemble(lines, "docx", tuple(_properties(document)))


def _part(document: Any, kind: str) -> Element | None:
    """The root of a part that the document refers to, None when it has none."""
    from docx.oxml.parser import parse_xml

    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/relationships/{kind}") and not relation.is_external:
            return parse_xml(relation.target_part.blob)
    return None


def _properties(document: Any) -> Iterator[tuple[str, str]]:
    relations = document.part.package.rels.values()
    if not any(relation.reltype.endswith("/metadata/core-properties") for relation in relations):
        return  # python-docx would invent them
    core = document.core_properties
    for key in _PROPERTIES:
        found = getattr(core, key)
        yield key, found.date().isoformat() if isinstance(found, datetime) else str(found or "")


def _notes(document: Any, body: _Body) -> Iterator[Line]:
    """Footnotes and endnotes in the order of their references."""
    parts = {"footnote": _part(document, "footnotes"), "endnote": _part(document, "endnotes")}
    notes = {
        (kind, node.get(W + "id", "")): node
        for kind, part in parts.items()
        if part is not None
        for node in part.iterfind(W + kind)
    }
    for number, key in enumerate(dict.fromkeys(body.runs.notes), start=1):
        if key in notes:
            text = " ".join(line.text for line in body.blocks(notes[key]))
            yield Line(f"[{number}] {text}" if text else "")


class _Body:
    """Walks block-level content in order: numbers, fields and joins depend on what came before."""

    def __init__(self, styles: Element | None, numbering: Element | None) -> None:
        self.runs = Runs()
        self._styles = Styles(styles)
        self._numbering = Numbering(numbering, self._styles)

    def blocks(self, container: Element) -> Iterator[Line]:
        """The lines of a body, cell, text box or note."""
        carried = ""
        for child in _parts(container, _PARAGRAPH, _TABLE):
            if child.tag == _TABLE:
                yield from self._table(child)
                continue
            carried += self.runs.text(child)
            if not _is_deleted(child, "pPr/rPr"):  # else its end mark is: it runs on into the next paragraph
                yield self._paragraph(child, carried)
                carried = ""
            for box in text_boxes(child):
                yield from self.blocks(box)
        yield Line(carried)

    def _paragraph(self, paragraph: Element, text: str) -> Line:
        marker = self._numbering.marker(paragraph)
        level = heading_level(paragraph, self._styles)
        printed = marker + text.lstrip() if text.strip() else ""
        if not level and self.runs.is_bold(paragraph):
            return as_heading(printed)
        return Line(printed, Hint.HEADING if level else Hint.TEXT, level)

    def _table(self, table: Element) -> Iterator[Line]:
        """Rows with cells, or for a table that only frames text its blocks one after another."""
        rows = [list(self._row(row)) for row in _parts(table, _ROW) if not _is_deleted(row, "trPr")]
        cells = [cell for row in rows for cell in row]
        if next(table.iterdescendants(_TABLE), None) is not None or _frames_text(rows):
            yield from chain.from_iterable(cells)
        else:
            yield from (Line.row(" ".join(line.text for line in cell) for cell in row) for row in rows)

    def _row(self, row: Element) -> Iterator[list[Line]]:
        """Lines of each grid column: a merged cell has its text once and is empty elsewhere."""
        for _ in range(min(integer(row, "trPr/gridBefore") or 0, 64)):
            yield []
        for cell in _parts(row, _CELL):
            lines = list(self.blocks(cell))
            yield [] if value(cell, "tcPr/vMerge") in ("1", "continue") else lines
            for _ in range(1, min(integer(cell, "tcPr/gridSpan") or 1, 64)):
                yield []


def _parts(parent: Element, *tags: str) -> Iterator[Element]:
    """Children with these tags, also those inside content controls and insertions."""
    for child in parent.iterchildren("*"):
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _parts(child, *tags)


def _is_deleted(node: Element, properties: str) -> bool:
    """Whether a paragraph mark or table row is a tracked deletion."""
    found = node.find("/".join(W + step for step in properties.split("/")))
    return found is not None and (found.find(W + "del") is not None or found.find(W + "moveFrom") is not None)


def _frames_text(rows: list[list[list[Line]]]) -> bool:
    cells = [cell for row in rows for cell in row]
    lengths = [sum(len(line.text) for line in cell) for cell in cells]
    if max((len(row) for row in rows), default=0) < 2 or all(sum(map(bool, row)) < 2 for row in rows):
        return True
    return any(fills_page(len(c), n, sum(lengths)) for c, n in zip(cells, lengths, strict=True))

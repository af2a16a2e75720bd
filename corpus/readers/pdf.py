"""The text layer of PDF files, read with pypdfium2.

pypdfium2 (Apache-2.0/BSD-3) gives every character with its box in the order of the content stream, which in
office PDFs is the reading order, three times as fast as pdfminer.six. What it calls lines is not used: lines
and paragraphs are found from the boxes (pdf_lines, pdf_layout).
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.model import CorpusError, Document
from corpus.readers.assemble import assemble
from corpus.readers.pdf_layout import Page, arrange
from corpus.readers.pdf_lines import Glyph, lines_of

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_PASSWORD = 4
#: pages made of pictures from which the whole is called a scan
_SCANNED_SHARE = 0.3
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1b]")
_UNREADABLE_SHARE = 0.2
#: bytes at the end in which the end mark must stand; mail systems append a little
_TAIL = 4096
_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2}).*")


def parse(data: bytes, name: str) -> Document:
    """Paragraphs of the text layer; page numbers and running heads only as properties (页眉页脚).

    Raises CorpusError for encrypted, damaged and scanned files and for text without a character map.
    """
    document = _open(data, name)
    pages = [_page(document, i, name) for i in range(len(document))]
    _check_text_layer(pages, name)
    lines, furniture = arrange(pages)
    found = [(key, _DATE.sub(r"\1-\2-\3", value)) for key, value in document.get_metadata_dict().items()]
    empty = "、".join(str(page.number) for page in pages if not page.lines and page.pictures)
    return assemble(
        lines, "pdf", (*found, ("无文字层的页", empty), *(("页眉页脚", text) for text in furniture))
    )


def _open(data: bytes, name: str) -> PdfDocument:
    import pypdfium2

    if b"%PDF-" not in data[:1024]:
        raise CorpusError(f"{name}:第 1 字节起不是 pdf 文件头；请确认文件后重试")
    if b"%%EOF" not in data[-_TAIL:]:
        raise CorpusError(f"{name}:第 {len(data)} 字节处没有结束标记 %%EOF,文件不完整；请重新下载或导出后重试")
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise CorpusError(f"{name}:文件已加密，需要密码；请解除密码后重试") from None
        raise CorpusError(
            f"{name}:第 {len(data)} 字节（文件末尾）前的结构已损坏或不完整；请重新下载或导出后重试"
        ) from None
    if not count:
        raise CorpusError(f"{name}:文件没有页面；请重新导出后重试")
    return document


def _page(document: PdfDocument, index: int, name: str) -> Page:
    import pypdfium2
    import pypdfium2.raw as raw

    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        raise CorpusError(f"{name}:第 {index + 1} 页已损坏，无法读取；请重新下载或导出后重试") from None
    width, height = page.get_size()
    lines = tuple(lines_of(_glyphs(page)))
    pictures = 0 if lines else sum(1 for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    page.close()
    return Page(index + 1, width, height, lines, pictures)


def _glyphs(page: PdfPage) -> Iterator[Glyph]:
    """Printed characters in stream order with their boxes, turned as the page is shown."""
    import pypdfium2.raw as raw

    text = page.get_textpage()
    turn, (width, height) = page.get_rotation(), page.get_size()
    box = raw.FS_RECTF()
    high = 0
    for i in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, i)
        if raw.FPDFText_IsGenerated(text, i) == 1 or not code:
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        raw.FPDFText_GetLooseCharBox(text, i, ctypes.byref(box))
        yield _turned(chr(code), (box.left, box.bottom, box.right, box.top), turn, width, height)
    text.close()


def _turned(
    char: str, box: tuple[float, float, float, float], turn: int, width: float, height: float
) -> Glyph:
    """A glyph in the coordinates of the page as shown; `turn` is clockwise in degrees, sizes are as shown."""
    left, bottom, right, top = box
    if turn == 90:
        return Glyph(char, bottom, top, height - right, height - left)
    if turn == 180:
        return Glyph(char, width - right, width - left, height - top, height - bottom)
    if turn == 270:
        return Glyph(char, width - top, width - bottom, left, right)
    return Glyph(char, left, right, bottom, top)


def _check_text_layer(pages: list[Page], name: str) -> None:
    text = "".join(line.text for page in pages for line in page.lines)
    scanned = [page.number for page in pages if not page.lines and page.pictures]
    if not text.strip() or len(scanned) > _SCANNED_SHARE * len(pages):
        first, count = (scanned or [1])[0], len(scanned) or len(pages)
        raise CorpusError(f"{name}:第 {first} 页起共 {count} 页没有文字层，是扫描件；请先做文字识别（OCR）再提供")
    if len(_UNREADABLE.findall(text)) > _UNREADABLE_SHARE * len(text):
        page = next(p.number for p in pages if any(_UNREADABLE.search(line.text) for line in p.lines))
        raise CorpusError(
            f"{name}:第 {page} 页的文字没有编码表，无法提取；请由原文件重新导出 pdf 或另存为 docx"
        )

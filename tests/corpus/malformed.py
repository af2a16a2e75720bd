"""Files that are not documents, each with the words its refusal must contain: what is wrong and where."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from typing import Any

from tests.corpus import documents
from tests.corpus.documents import PLAN, as_docx, as_pdf, pdf_pages

_TEXT = "坚持创新驱动，推动高质量发展。\n" * 40


def zipped(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", compression) as package:
        for name, data in entries.items():
            package.writestr(name, data)
    return out.getvalue()


def _replaced(data: bytes, part: str, content: bytes) -> bytes:
    """A docx with one part exchanged."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        entries = {name: package.read(name) for name in package.namelist()}
    return zipped(entries | {part: content})


def _encrypted_zip(data: bytes) -> bytes:
    """The encryption bit set in every local and central header."""
    out = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(signature)
        while at >= 0:
            out[at + offset] |= 1
            at = out.find(signature, at + 4)
    return bytes(out)


def _wrong_crc(data: bytes) -> bytes:
    """A bit of the compressed main part flipped."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        info = package.getinfo("word/document.xml")
    name_length, extra_length = struct.unpack("<HH", data[info.header_offset + 26 : info.header_offset + 30])
    at = info.header_offset + 30 + name_length + extra_length + info.compress_size // 2
    return data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]


def _picture(canvas: Any) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(Image.new("RGB", (40, 60), "gray")), 0, 0, 595, 842)


def _blank(canvas: Any) -> None:
    canvas.setFont("Helvetica", 12)


def _unmapped_pdf() -> bytes:
    """Text in a font whose characters lie in the private area."""
    return documents.pdf_of(
        ["\ue001\ue002\ue003\ue004\ue005\ue006\ue007\ue008\ue009"] * 5, head="\ue001\ue002"
    )


_BOMB = zipped({"word/document.xml": b"<w/>", "word/media/image1.bin": b"\0" * (20 * 1024 * 1024)})
_DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa">]><w>&a;</w>'
_UTF8 = _TEXT.encode()
_GB = _TEXT.encode("gb18030")


Case = tuple[str, bytes, str]
"""file name, bytes, words that the one-line refusal must contain"""


def cases() -> list[Case]:
    """Every malformed file, by format."""
    docx, pdf = as_docx(PLAN), as_pdf(PLAN)
    return [*_text_files(docx, pdf), *_markup_files(docx), *_docx_files(docx), *_pdf_files(pdf)]


def _text_files(docx: bytes, pdf: bytes) -> list[Case]:
    """Text files: empty, binary, cut, badly encoded, or another format under their name."""
    return [
        ("empty.txt", b"", "文件为空"),
        ("blank.txt", " \n\t\r\n　\n".encode(), "没有文字"),
        ("bom-only.txt", b"\xef\xbb\xbf", "没有文字"),
        ("nul.txt", _UTF8[:90] + b"\0" + _UTF8[90:], "第 91 字节"),
        ("binary.txt", bytes(range(256)) * 40, "字节"),
        ("noise.txt", b"\xff\x00\xfe\x81\x07\x9c" * 99 + b"\n", "字节"),
        ("cut-utf8.txt", _UTF8[:-3], f"第 {len(_UTF8) - 3} 字节"),
        ("damaged-utf8.txt", _UTF8[:300] + b"\xc3\x28" + _UTF8[300:], "第 301 字节"),
        ("surrogate.txt", "甲".encode() + b"\xed\xa0\x80" + "乙".encode(), "第 4 字节"),
        ("odd-utf16.txt", b"\xff\xfe" + _TEXT.encode("utf-16-le") + b"\x4e", "UTF-16 LE"),
        (
            "surrogate-utf16.txt",
            b"\xfe\xff" + "甲".encode("utf-16-be") + b"\xd8\x00" + "乙".encode("utf-16-be"),
            "第 5 字节",
        ),
        ("nul-utf16.txt", b"\xff\xfe" + "甲\0乙".encode("utf-16-le"), "第 5 字节"),
        ("damaged-gb.txt", _GB[:100] + b"\xff\xff" + _GB[100:], "字节起无法识别编码"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "png 图片"),
        ("really-pdf.txt", pdf, "pdf 文件"),
    ]


def _markup_files(docx: bytes) -> list[Case]:
    """Markdown and html."""
    return [
        ("really-docx.md", docx, "docx 文件"),
        ("empty.md", b"", "文件为空"),
        ("front-only.md", b"---\ntitle: x\n---\n", "没有文字"),
        ("nul.md", b"# a\0b\n", "第 4 字节"),
        ("one-line.md", b"# x\n\n" + b"a" * 1_000_001, "第 3 行长 1000001 字"),
        ("markup-only.md", b"![](a.png)\n\n<!-- -->\n", "没有文字"),
        ("empty.html", b"", "文件为空"),
        (
            "no-text.html",
            b"<html><body><script>var a = 1</script><style>p {}</style></body></html>",
            "没有文字",
        ),
        ("comment.html", b"<!-- only -->", "没有文字"),
        ("dtd.html", b"<html>\n<!DOCTYPE x [<!ENTITY a 'b'>]>\n<body>&a;</body></html>", "第 2 行含 DTD"),
        ("entity.html", b"<!ENTITY x SYSTEM 'file:///etc/passwd'><p>&x;</p>", "DTD"),
        ("deep.html", b"<div>" * 5000 + b"x" + b"</div>" * 5000, "嵌套过深"),
        ("nul.html", "<p>甲\0乙</p>".encode(), "第 7 字节"),
        ("damaged.html", b"<meta charset=utf-8><p>" + _UTF8[:-2], "字节"),
    ]


def _docx_files(docx: bytes) -> list[Case]:
    """Word files: no package, damaged, encrypted, bombs, without words."""
    return [
        ("empty.docx", b"", "压缩目录损坏"),
        ("text.docx", _UTF8, "压缩目录损坏"),
        ("truncated.docx", docx[: len(docx) // 2], "文件可能不完整"),
        ("flipped.docx", _wrong_crc(docx), "已损坏"),
        ("old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "加密的或旧版的 Office"),
        ("encrypted.docx", _encrypted_zip(docx), "已加密"),
        ("bomb.docx", _BOMB, "word/media/image1.bin 压缩比达"),
        ("crowd.docx", zipped({f"a{i}": b"" for i in range(10_001)}, zipfile.ZIP_STORED), "10001 个文件"),
        ("sheet.docx", zipped({"xl/workbook.xml": b"<x/>"}), "没有 word/document.xml"),
        ("dtd.docx", _replaced(docx, "word/document.xml", _DOCTYPE), "word/document.xml 含 DTD"),
        ("broken-xml.docx", _replaced(docx, "word/document.xml", b"<w:document><w:body>"), "已损坏"),
        ("no-words.docx", as_docx([]), "没有文字"),
    ]


def _pdf_files(pdf: bytes) -> list[Case]:
    """Pdf files, and names without a reader."""
    return [
        ("empty.pdf", b"", "pdf 文件头"),
        ("text.pdf", _UTF8, "第 1 字节"),
        ("truncated.pdf", pdf[: len(pdf) // 2], "%%EOF"),
        ("header.pdf", b"%PDF-1.7\n%%EOF\n", "结构已损坏"),
        ("encrypted.pdf", pdf_pages(lambda c: c.drawString(72, 700, "保密"), encrypt="secret"), "已加密"),
        ("scanned.pdf", pdf_pages(_picture, _picture), "第 1 页起共 2 页没有文字层"),
        ("blank.pdf", pdf_pages(_blank), "没有文字层"),
        ("unmapped.pdf", _unmapped_pdf(), "第 1 页的文字没有编码表"),
        ("plan.doc", _UTF8, "不支持的格式“.doc”"),
        ("plan", _UTF8, "无扩展名"),
    ]

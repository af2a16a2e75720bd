"""Which reader takes which suffix, as one table; readers are imported only when a file needs them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import cast

from corpus.model import CorpusError, Document


@dataclass(frozen=True, slots=True)
class Format:
    """A reader module with `parse(data, name) -> Document`; `isolated` ones run in a process of their own."""

    module: str
    isolated: bool


_TEXT = Format("corpus.readers.txt", False)
_MARKDOWN = Format("corpus.readers.markdown", False)
_HTML = Format("corpus.readers.html", True)
_FORMATS = {
    ".txt": _TEXT,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
    ".docx": Format("corpus.readers.docx", True),
    ".pdf": Format("corpus.readers.pdf", True),
}
SUFFIXES = tuple(_FORMATS)

#: first bytes, what they are, and the suffixes under which they are right
_SIGNATURES = (
    (b"%PDF-", "pdf 文件", (".pdf",)),
    (b"PK\x03\x04", "zip 压缩包或 docx 文件", (".docx",)),
    (b"\xd0\xcf\x11\xe0", "加密的或旧版的 Office 文件", ()),
    (b"\x89PNG", "png 图片", ()),
    (b"\xff\xd8\xff", "jpeg 图片", ()),
    (b"{\\rtf", "rtf 文件", ()),
)


def suffix_of(name: str, shown: str) -> str:
    """The suffix in lower case; CorpusError when no reader takes it."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in _FORMATS:
        raise CorpusError(
            f"{shown}:不支持的格式“{suffix or '无扩展名'}”；请提供 {'、'.join(s[1:] for s in SUFFIXES)} 文件"
        )
    return suffix


def check_signature(data: bytes, suffix: str, name: str) -> None:
    """CorpusError when the first bytes belong to another format than the suffix says."""
    for signature, what, right in _SIGNATURES:
        if data.startswith(signature) and suffix not in right:
            raise CorpusError(
                f"{name}:第 1 字节起的内容是{what}，与扩展名“{suffix}”不符；请解密或另存为 docx、pdf 后重试"
            )


def is_isolated(suffix: str) -> bool:
    return _FORMATS[suffix].isolated


def parse(data: bytes, suffix: str, name: str) -> Document:
    """Run the reader of this suffix in the current process."""
    return cast(Document, import_module(_FORMATS[suffix].module).parse(data, name))

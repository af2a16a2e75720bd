"""A docx file is a zip archive: what could overwhelm the parser is refused before anything is unpacked."""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from corpus.model import CorpusError

_ENTRIES = 10_000
_TOTAL = 300 * 1024 * 1024
_XML_PART = 64 * 1024 * 1024
#: an entry this large that shrank this much is a bomb; XML of real documents shrinks ten to fifty times
_BOMB_SIZE, _BOMB_RATIO = 8 * 1024 * 1024, 100
_MAIN = "word/document.xml"
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def check_package(data: bytes, name: str) -> None:
    """CorpusError unless this is a plain Word package of sane proportions; only the directory is read."""
    try:
        package = ZipFile(BytesIO(data))
        entries = package.infolist()
    except (BadZipFile, ValueError, OSError, EOFError) as error:
        raise _refused(name, f"文件末尾的压缩目录损坏（{error}），文件可能不完整；请重新下载或另存") from None
    if len(entries) > _ENTRIES:
        raise _refused(name, f"压缩包内有 {len(entries)} 个文件，超过上限 {_ENTRIES}；请另存为新的 docx")
    if sum(entry.file_size for entry in entries) > _TOTAL:
        raise _refused(name, f"解压后超过 {_TOTAL // 1048576} MB,疑为压缩炸弹；请压缩图片后另存")
    if _MAIN not in {entry.filename for entry in entries}:
        raise _refused(name, f"压缩包内没有 {_MAIN}，不是 Word 文档；请另存为 docx")
    for entry in entries:
        if reason := _flaw(entry):
            raise _refused(name, f"压缩包内 {entry.filename} {reason}；请用 Word 或 WPS 另存为新的 docx")
    if _DECLARES.search(_head(package)):
        raise _refused(name, f"压缩包内 {_MAIN} 含 DTD 声明，不予解析；请用 Word 或 WPS 另存为新的 docx")


def _head(package: ZipFile) -> bytes:
    """The first bytes of the main part; b"" when they are damaged, which the parser reports."""
    try:
        with package.open(_MAIN) as part:
            return part.read(4096)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError):
        return b""


def _flaw(entry: ZipInfo) -> str:
    if entry.flag_bits & 0x1:
        return "已加密"
    if entry.file_size > _BOMB_SIZE and entry.file_size > _BOMB_RATIO * max(entry.compress_size, 1):
        return f"压缩比达 {entry.file_size // max(entry.compress_size, 1)} 倍，疑为压缩炸弹"
    if entry.file_size > _XML_PART and entry.filename.endswith((".xml", ".rels")):
        return f"解压后超过 {_XML_PART // 1048576} MB"
    return ""


def _refused(name: str, reason: str) -> CorpusError:
    return CorpusError(f"{name}:{reason}后重试")

"""Any document an office keeps, read into one shape: stored text, blocks and what the format states."""

from __future__ import annotations

from pathlib import Path

from corpus.model import CorpusError, Document
from corpus.readers import formats, sandbox
from corpus.readers.assemble import checked

__all__ = ["FILE_LIMIT", "SUFFIXES", "UPLOAD_LIMIT", "read_bytes", "read_document"]

SUFFIXES = formats.SUFFIXES
#: bytes of an upload, as the user interface allows
UPLOAD_LIMIT = 20 * 1024 * 1024
#: bytes of a file in the corpus folder
FILE_LIMIT = 100 * 1024 * 1024


def read_document(path: Path) -> Document:
    """The document in this file, its format taken from the suffix.

    Raises CorpusError (one line: file, place, reason, what to do) for anything not readable.
    """
    suffix = formats.suffix_of(path.name, str(path))
    try:
        size = path.stat().st_size
        if size > FILE_LIMIT:
            raise _too_large(str(path), size, FILE_LIMIT)
        data = path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path}:无法读取（{error.strerror}）；请检查路径和权限") from None
    return _read(data, suffix, str(path))


def read_bytes(data: bytes, name: str) -> Document:
    """The document in uploaded bytes; `name` gives the format by its suffix and appears in errors."""
    suffix = formats.suffix_of(name, name)
    if len(data) > UPLOAD_LIMIT:
        raise _too_large(name, len(data), UPLOAD_LIMIT)
    return _read(data, suffix, name)


def _read(data: bytes, suffix: str, name: str) -> Document:
    formats.check_signature(data, suffix, name)
    parse = sandbox.parse if formats.is_isolated(suffix) else formats.parse
    return checked(parse(data, suffix, name), name)


def _too_large(name: str, size: int, limit: int) -> CorpusError:
    return CorpusError(
        f"{name}:文件有 {size / 1048576:.1f} MB,超过上限 {limit // 1048576} MB;请拆分或压缩图片后重试"
    )

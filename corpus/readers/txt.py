"""Plain text as offices save it: the encoding is found strictly, the stored text is the file itself."""

from __future__ import annotations

import re

from corpus.model import Block, CorpusError, Document, Hint
from corpus.readers.assemble import BREAKS
from corpus.readers.front_matter import split_front_matter
from corpus.titles import looks_like_heading

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_NAMES = {"utf-8": "UTF-8", "gb18030": "GB18030", "utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE"}
_LINE = re.compile(rf"\S[^{BREAKS}]*")
_MARKED = re.compile(r"(?:(?P<level>#{1,6})\s+)?(?P<bold>\*\*|__)?(?P<inner>[^*#\s](?:[^*]*[^*\s])?)(?(bold)(?P=bold))(?:\s+#+)?")
_UTF8_RUN = re.compile(rb"[\xe2-\xef][\x80-\xbf]{2}")
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffe\uffff]")
_USUAL = re.compile("[\t\n\r\x20-\x7e\u2010-\u203b\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_SAMPLE = 65536


def parse(data: bytes, name: str) -> Document:
    """The decoded file verbatim (line ends kept, BOM dropped); one block per line that is not blank.

    Front matter becomes properties; # and ** around a whole line make it a heading and stay outside its block.
    """
    text = decode(data, name)
    properties, rest = split_front_matter(text)
    return Document(text, blocks_of(text, len(text) - len(rest)), "txt", properties)


def blocks_of(text: str, front: int = 0) -> tuple[Block, ...]:
    """One block per line with something on it, outer white space and markup left out.

    Lines before offset `front` are set apart as no part of the text.
    """
    return tuple(_block(m.start(), m.group().rstrip(), front) for m in _LINE.finditer(text))


def _block(start: int, line: str, front: int) -> Block:
    if start < front:
        return Block(start, start + len(line), Hint.RULE)
    marked = _MARKED.fullmatch(line) if line[0] in "#*" else None
    if marked is None:
        return Block(start, start + len(line))
    level = len(marked["level"] or "")
    inner = start + marked.start("inner")
    whole = bool(level) or looks_like_heading(marked["inner"])
    return Block(inner, inner + len(marked["inner"]), Hint.HEADING if whole else Hint.TEXT, level)


def decode(data: bytes, name: str) -> str:
    """Text of UTF-8, UTF-16 or GB18030 bytes, never with replacement characters.

    Raises CorpusError naming the byte (from 1) at which the bytes stop being text.
    """
    if not data.strip():
        raise CorpusError(f"{name}:文件为空；请提供有正文的文件")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding, name, len(bom))
    zero = data.find(0)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _without_utf8(data, error, zero, name)
    if zero < 0:
        return text
    if wide := _wide(data):
        return wide
    raise _binary(name, zero)


def _strict(data: bytes, encoding: str, name: str, skip: int) -> str:
    try:
        text = data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        at = skip + error.start + 1
        raise CorpusError(
            f"{name}:第 {at} 字节不是合法的 {_NAMES[encoding]}；请用编辑器另存为 UTF-8 后重试"
        ) from None
    if (zero := text.find("\0")) >= 0:
        raise _binary(name, skip + len(text[:zero].encode(encoding)))
    return text


def _without_utf8(data: bytes, error: UnicodeDecodeError, zero: int, name: str) -> str:
    """GB18030 or UTF-16 without BOM; a UTF-8 file with a damaged byte is neither."""
    high = len(_HIGH.findall(data[:_SAMPLE]))
    if zero < 0 and 3 * len(_UTF8_RUN.findall(data[:_SAMPLE])) * 2 > high > 0:
        raise CorpusError(f"{name}:第 {error.start + 1} 字节不是合法的 UTF-8；请用编辑器另存为 UTF-8 后重试")
    at = error.start
    if zero < 0:
        try:
            text = data.decode("gb18030")
            if not _CONTROL.search(text[:_SAMPLE]):
                return text
        except UnicodeDecodeError as damaged:
            at = max(at, damaged.start)
    if wide := _wide(data):
        return wide
    if zero >= 0:
        raise _binary(name, zero)
    raise CorpusError(
        f"{name}:第 {at + 1} 字节起无法识别编码（不是 UTF-8、GB18030 或 UTF-16）；请用编辑器另存为 UTF-8 后重试"
    )


def _wide(data: bytes) -> str | None:
    """UTF-16 without BOM, when nine in ten characters are usual in Chinese text and none is a control."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        head = text[:_SAMPLE]
        if "\0" not in text and not _CONTROL.search(head) and len(_USUAL.findall(head)) * 10 >= len(head) * 9:
            return text
    return None


def _binary(name: str, at: int) -> CorpusError:
    return CorpusError(f"{name}:第 {at + 1} 字节是空字符，不是文本文件；请提供 txt、md、html、docx 或 pdf 文件")

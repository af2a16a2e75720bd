"""Markdown without its markup: policy files use it line by line with its own numbers, so lists stay text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from corpus.model import Document, Hint
from corpus.readers.assemble import LINE_LIMIT, Line, as_heading, assemble, too_long
from corpus.readers.front_matter import split_front_matter
from corpus.readers.txt import decode

if TYPE_CHECKING:
    from markdown_it.token import Token

#: rules that would swallow 1. numbering, indentation, underlining and [1]: notes; quotes are read per line
_DISABLED = ["list", "code", "lheading", "reference", "blockquote"]
_QUOTE = re.compile(r"(?:>\s?)+")
_BULLET = re.compile(r"[-*+]\s+(?:\[[ xX]\]\s+)?")
#: bold that CommonMark leaves open because a Chinese mark stands inside its end (**提升能力。**各地)
_OPEN_BOLD = re.compile(r"\*\*([“《（「【][^*]*|[^*\s][^*]*[。：；！？”》）」】])\*\*")
_BLOCK = re.compile(
    "p|div|li|ul|ol|dl|dt|dd|br|hr|h[1-6]|summary|details|table|section|article|blockquote|center"
)


def parse(data: bytes, name: str) -> Document:
    """Visible text of the file, one block per source line; front matter becomes properties."""
    source = decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(source.split("\n"), start=1):
        if len(line) > LINE_LIMIT:
            raise too_long(name, number, len(line))
    properties, body = split_front_matter(source)
    return assemble(_lines(body), "markdown", properties)


def _lines(body: str) -> Iterator[Line]:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable(_DISABLED)
    opened, level, cells = "", 0, list[str]()
    for token in parser.parse(body):
        if token.type in ("heading_open", "paragraph_open", "tr_open"):
            opened, cells = token.type, []
            level = int(token.tag[1]) if opened == "heading_open" else 0
        elif token.type == "inline" and opened == "tr_open":
            cells.append(" ".join(_inline(token)))
        elif token.type == "inline":
            bold = not level and _is_bold(token)
            yield from (_headed(line) if bold else line for line in (_line(text, level) for text in _inline(token)))
        elif token.type == "tr_close":
            yield Line.row(cells)
        elif token.type == "hr":
            yield Line("---", Hint.RULE)
        elif token.type == "fence":
            yield Line(token.content)
        elif token.type == "html_block":
            yield from _Tags.lines(token.content)


def _is_bold(token: Token) -> bool:
    """Whether the whole paragraph is printed bold."""
    inner = [child for child in token.children or [] if child.content.strip() or child.nesting]
    kinds = [child.type for child in inner]
    return len(kinds) > 2 and kinds[0] == "strong_open" and kinds[-1] == "strong_close" and kinds.count("strong_open") == 1


def _headed(line: Line) -> Line:
    return as_heading(line.text) if line.hint is Hint.TEXT else line


def _line(text: str, level: int) -> Line:
    if level:
        return Line(text, Hint.HEADING, level)
    quote = _QUOTE.match(text)
    rest = text[quote.end() :] if quote else text
    return Line(
        _BULLET.sub("", rest, count=1) if _BULLET.match(rest) else rest, Hint.QUOTE if quote else Hint.TEXT
    )


def _inline(token: Token) -> list[str]:
    """Visible lines of an inline token: marks, images and tags gone, link texts kept."""
    lines = [""]
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak") or (
            child.type == "html_inline" and child.content.lower().startswith("<br")
        ):
            lines.append("")
        elif child.type in ("text", "code_inline", "text_special"):
            lines[-1] += child.content
    return [_OPEN_BOLD.sub(r"\1", line).strip() for line in lines]


class _Tags(HTMLParser):
    """Collects the visible lines and table rows of an embedded piece of html."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[Line] = []
        self.text = ""
        self.cells: list[str] | None = None
        self.muted = ""

    @classmethod
    def lines(cls, source: str) -> list[Line]:
        tags = cls()
        tags.feed(source)
        tags.close()
        tags._flush()
        return tags.out

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self.muted = tag
        elif tag == "tr":
            self._flush()
            self.cells = []
        elif tag in ("td", "th") and self.cells is not None:
            self.text = ""
        elif _BLOCK.fullmatch(tag):
            self._flush()

    def handle_endtag(self, tag: str) -> None:
        if tag == self.muted:
            self.muted = ""
        elif tag in ("td", "th") and self.cells is not None:
            self.cells.append(self.text)
            self.text = ""
        elif tag == "tr" and self.cells is not None:
            self.out.append(Line.row(self.cells))
            self.cells, self.text = None, ""
        elif _BLOCK.fullmatch(tag):
            self._flush()

    def handle_data(self, data: str) -> None:
        self.text += "" if self.muted else data

    def _flush(self) -> None:
        """End the current line, or inside a table cell leave a blank."""
        if self.cells is not None:
            self.text += " "
        else:
            self.out.append(_line_of_tags(self.text))
            self.text = ""


def _line_of_tags(text: str) -> Line:
    return Line("\n".join(_line(line.strip(), 0).text for line in text.splitlines()))

"""Canonical N-Quads by plain string work: the one spelling of each term, and lines taken apart again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal

from kg.vocab import expand, term

_ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f]')
_DECIMAL, _INTEGER, _BOOLEAN, _YEAR, _DATE = (
    term(f"xsd:{name}") for name in ("decimal", "integer", "boolean", "gYear", "date")
)

_STRING = expand("xsd:string")
_LINE = re.compile(r"([^ \n]+) ([^ \n]+) ([^\n]+) ([^ \n]+) \.\n")

#: subject, predicate, object and graph as N-Quads spells them
Quad = tuple[str, str, str, str]


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"


def text(value: str, language: str = "") -> str:
    """A string literal; plain, or with a language tag.

    >>> text('说"好"', "zh")
    '"说\\\\"好\\\\""@zh'
    """
    return f'"{_ESCAPED.sub(_escape, value)}"' + (f"@{language}" if language else "")


def literal(value: str, datatype: str, language: str = "") -> str:
    """A literal of any datatype, given by its IRI.

    >>> literal("a", "http://www.w3.org/2001/XMLSchema#string")
    '"a"'
    """
    if language or datatype in ("", _STRING):
        return text(value, language)
    return f"{text(value)}^^<{datatype}>"


def number(value: Decimal | int) -> str:
    """xsd:integer of an int; xsd:decimal of a Decimal, without trailing zeros.

    >>> number(Decimal("1.50"))
    '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    if isinstance(value, int):
        return f'"{value}"^^{_INTEGER}'
    plain = format(value, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return f'"{plain}"^^{_DECIMAL}'


def year(value: int) -> str:
    return f'"{value:04d}"^^{_YEAR}'


def date(value: str) -> str:
    """xsd:date of an ISO date; a plain string when only the year or month is known."""
    return f'"{value}"^^{_DATE}' if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else text(value)


TRUE = f'"true"^^{_BOOLEAN}'


def unquoted(literal: str) -> str:
    """The lexical form of a literal: JSON has the same escapes.

    >>> unquoted(text('说"好"', "zh"))
    '说"好"'
    """
    end = literal.rindex('"')
    return str(json.loads(literal[: end + 1], strict=False)) if "\\" in literal else literal[1:end]


def parse(nquads: bytes) -> list[Quad]:
    """The quads of a canonical document in its order (IRIs never hold a space, literals never a line feed)."""
    return _LINE.findall(nquads.decode())


def write(quads: Iterable[Quad]) -> bytes:
    """The canonical document of quads in the order given; the same quads sorted are its lines sorted."""
    return "".join(f"{s} {p} {o} {g} .\n" for s, p, o, g in quads).encode()

"""Cities, counties and districts of the country, as anchors of names that no list of large cities holds.

`data/lexicon/counties.csv` has every printed name and, where it is no everyday word, its short form.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from kg.lexicon import rows
from kg.linker import cuts_word


@cache
def _by_opening() -> dict[str, tuple[str, ...]]:
    """Names by their first two characters, longest first: most places of a text are passed over by one look-up."""
    found: dict[str, list[str]] = {}
    for row in rows("counties"):
        for name in (row["name"], row["short"]):
            if name:
                found.setdefault(name[:2], []).append(name)
    return {opening: tuple(sorted(dict.fromkeys(names), key=lambda n: (-len(n), n))) for opening, names in found.items()}


def localities(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Where the name of a city, county or district stands in text[start:end], never cutting a dictionary word.

    >>> list(localities("支持晋江经济开发区建设"))
    [(2, 4)]
    """
    table = _by_opening()
    for at in range(start, (len(text) if end is None else end) - 1):
        names = table.get(text[at : at + 2], ())
        name = next((n for n in names if text.startswith(n, at)), "")
        if name and not cuts_word(text, at) and not cuts_word(text, at + len(name)):
            yield at, at + len(name)

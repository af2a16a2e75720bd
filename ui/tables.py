"""Tables as plain markup: read by eye, keyboard and screen reader alike; heads sort through the address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from ui import links
from ui.filters import value
from ui.markup import Html, join, tag

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column: its title, the cell of a row, and the key to sort by (None: not sortable)."""

    title: str
    cell: Callable[[T], object]
    order: Callable[[T], object] | None = None
    css: str = ""


def table(columns: Sequence[Column[T]], rows: Sequence[T], caption: str, *, sort: str = "") -> Html:
    """A captioned table in the order given; with `sort` its sortable heads are links that set that parameter."""
    heads = [_head(n, c, sort) for n, c in enumerate(columns)]
    # roles are spelt out because a narrow screen shows rows as cards, which takes the table's own meaning away
    body = [tag("tr", *[_cell(c, row) for c in columns], role="row") for row in rows]
    head, rest = tag("thead", tag("tr", *heads, role="row"), role="rowgroup"), tag("tbody", *body, role="rowgroup")
    inner = tag("table", tag("caption", caption), head, rest, css="grid", role="table")
    return tag("div", inner, css="table-wrap", tabindex="0", role="region", aria_label=caption)


def _cell(column: Column[T], row: T) -> Html:
    return tag("td", tag("div", column.cell(row)), css=column.css or None, role="cell", data_label=column.title)


def in_order(columns: Sequence[Column[T]], rows: Sequence[T], sort: str) -> list[T]:
    """Rows as the address asks: `3` by the third column, `-3` the other way; rows without a value come last."""
    number, backwards = _asked(sort)
    order = columns[number].order if 0 <= number < len(columns) else None
    if order is None:
        return list(rows)
    known = [row for row in rows if order(row) is not None]
    unknown = [row for row in rows if order(row) is None]
    return [*sorted(known, key=order, reverse=backwards), *unknown]  # type: ignore[arg-type]


def _asked(name: str) -> tuple[int, bool]:
    asked = value(name)
    digits = asked.removeprefix("-")
    return (int(digits) - 1 if digits.isdecimal() and len(digits) < 3 else -1), asked.startswith("-")


def _head(number: int, column: Column[T], sort: str) -> Html:
    if not sort or column.order is None:
        return tag("th", column.title, scope="col", role="columnheader", css=column.css or None)
    now, backwards = _asked(sort)
    here = now == number
    following = f"-{number + 1}" if here and not backwards else str(number + 1)
    kept = {k: st.query_params.get_all(k) for k in st.query_params if k not in (sort, "view")}
    arrow = tag("span", ("↓" if backwards else "↑") if here else "↕", css="sort-arrow", aria_hidden="true")
    head = links.link(join([column.title, arrow]), links.url(value("view"), **kept, **{sort: following}), css="sort", title="按此列排序")
    state = ("descending" if backwards else "ascending") if here else None
    return tag("th", head, scope="col", role="columnheader", css=column.css or None, aria_sort=state)

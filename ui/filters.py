"""Filters whose state is the address: a change rewrites the address, and a shared address restores the filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

ALL = ""


def value(name: str) -> str:
    """What the address says of one parameter."""
    return str(st.query_params.get(name, ""))


def values(name: str) -> tuple[str, ...]:
    return tuple(st.query_params.get_all(name))


def put(**parameters: str | Sequence[str]) -> None:
    """Change some parameters of the address and keep the others; empty ones leave it."""
    kept: dict[str, str | list[str]] = {k: st.query_params.get_all(k) for k in st.query_params}
    for name, new in parameters.items():
        kept[name] = new if isinstance(new, str) else list(new)
    st.query_params.from_dict({k: v for k, v in kept.items() if v})


def one_of(label: str, name: str, options: Mapping[str, str], *, everything: str = "全部") -> str:
    """A selector bound to a parameter; `options` are value → label. Values the options lack count as no choice."""
    key = f"filter-{name}"
    chosen = value(name)
    st.session_state[key] = chosen if chosen in options else ALL
    return str(st.selectbox(
        label, [ALL, *options], key=key, on_change=lambda: put(**{name: st.session_state[key]}),
        format_func=lambda v: options[v] if v else everything,
    ))  # fmt: skip


def some_of(label: str, name: str, options: Mapping[str, str]) -> tuple[str, ...]:
    """Pills bound to a repeated parameter; nothing chosen means all of them."""
    key = f"filter-{name}"
    st.session_state[key] = [v for v in values(name) if v in options]
    picked = st.pills(
        label, list(options), key=key, selection_mode="multi", format_func=options.__getitem__,
        on_change=lambda: put(**{name: st.session_state[key]}),
    )  # fmt: skip
    return tuple(picked)


def text(label: str, name: str, placeholder: str, *, longest: int = 100) -> str:
    """A search box bound to a parameter."""
    key = f"filter-{name}"
    st.session_state[key] = value(name)
    return str(st.text_input(
        label, key=key, placeholder=placeholder, max_chars=longest, on_change=lambda: put(**{name: st.session_state[key].strip()}),
    )).strip()  # fmt: skip


def switch(label: str, name: str, options: Mapping[str, str]) -> str:
    """Which of a few views of a page is shown; the first when the address does not say.

    Not `st.tabs(bind=…)`: a bound parameter may not be rewritten, and every other filter rewrites the address.
    """
    key, first = f"filter-{name}", next(iter(options))
    st.session_state[key] = value(name) if value(name) in options else first
    return str(st.segmented_control(
        label, list(options), key=key, format_func=options.__getitem__, label_visibility="collapsed", required=True,
        on_change=lambda: put(**{name: "" if st.session_state[key] == first else st.session_state[key]}),
    ) or first)  # fmt: skip

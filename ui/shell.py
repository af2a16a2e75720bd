"""What every page shares: style, the bridge for links and copying, opening the index, errors and the footer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import streamlit as st

from corpus.model import CorpusError, Plan
from index.publish import BuildError
from kg.store import GraphError
from ui import links, opened
from ui.markup import join, show, tag
from ui.opened import Opened

_DATA = Path(__file__).parent / "data"
PRODUCT = "规划图谱"
ALL = ""


@st.cache_resource(show_spinner=False)
def _bridge(script: str) -> Callable[..., Any]:
    return st.components.v2.component("bridge", js=script, isolate_styles=False)


def begin(views: Mapping[str, str], view: str) -> None:
    """Style, the bridge that follows a clicked link within this session, and the way to the other views."""
    st.html(_DATA / "style.css")
    script = (_DATA / "bridge.js").read_text(encoding="utf-8")
    focus = "|".join(st.query_params.get(k, "") for k in ("plan", "clause", "start", "end"))
    _bridge(script)(key="bridge", data={"focus": focus if focus.strip("|") else ""})
    items = [
        links.link(title, links.url(name), css="on" if name == view else "", aria_current="page" if name == view else None)
        for name, title in views.items()
    ]
    show(tag("nav", tag("strong", PRODUCT), *items, css="views", aria_label="功能"))


def focus_stamp(plan: str, clause: str) -> str:
    """Marks the element that the bridge scrolls to; agrees with the address."""
    return "|".join((plan, clause, st.query_params.get("start", ""), st.query_params.get("end", "")))


def page(draw: Callable[[Opened], None]) -> Callable[[], None]:
    """A page function: opens the index, draws, and tells any mistake in one calm line; the footer comes last."""

    def run() -> None:
        try:
            index = opened.current()
        except BuildError as error:
            trouble(str(error))
            return
        if index.damage:
            st.warning(f"当前索引有损坏，正在使用最近一个完好的版本。{_plain(index.damage)}", icon=":material/healing:")
        try:
            draw(index)
        except (CorpusError, BuildError, GraphError) as error:
            trouble(str(error))
        footer(index)

    run.__name__ = draw.__module__.rsplit(".", 1)[-1]
    return run


def trouble(line: str, head: str = "暂时无法显示") -> None:
    """One line on what is wrong and what to do."""
    show(tag("div", tag("strong", head), tag("p", line), css="trouble", role="alert"))


def empty(line: str, *more: object) -> None:
    """Nothing to show, and what to try instead."""
    show(tag("div", tag("p", line), *more, css="empty"))


def _plain(line: str) -> str:
    return "".join("\\" + c if c in r"\`*_{}[]<>()#+-.!|~:$" else c for c in line)


def heading(title: str, line: str = "") -> None:
    show(tag("h1", title, css="page-title"), tag("p", line, css="page-line") if line else "")


def folded(label: str, draw_inside: Callable[[], None], key: str, *, expanded: bool = False) -> None:
    """A section that sends what it holds only while it is open."""
    box = st.expander(label, expanded=expanded, key=key, on_change="rerun")
    if box.open:
        with box:
            draw_inside()


def row(key: str) -> Any:
    """A line of text with its tools at the end; on a narrow screen the tools come below."""
    return st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"row-{key}")


def tools() -> Any:
    """The tools of a row; they stay together."""
    return st.container(horizontal=True, gap="small", width="content")


def choose_listed(index: Opened) -> str:
    """The plan whose facts a page lists: all of them by default, in a corpus of very many plans one at a time."""
    plan = choose_plan(index, everything=not index.many)
    if index.many:
        ask = links.link("问答", links.url(links.ASK))
        show(tag("p", f"语料有 {len(index.plans):,} 部规划，这里一次看一部；跨规划的问题请到“", ask, "”页提问。", css="page-line"))
    return plan


def choose_plan(index: Opened, *, everything: bool = True) -> str:
    """Plan in view, from the address; a selector when there are several. Empty means all plans."""
    titles = index.titles
    asked = st.query_params.get("plan", ALL)
    if len(titles) < 2:
        return ALL if everything else next(iter(titles))
    options = [ALL, *titles] if everything else list(titles)
    if st.session_state.get("plan-choice") not in options or asked in options:
        st.session_state["plan-choice"] = asked if asked in options else options[0]
    return str(st.selectbox(
        "规划", options, key="plan-choice", format_func=lambda p: titles[p] if p else f"全部 {len(titles):,} 部规划",
        on_change=_plan_chosen,
    ))  # fmt: skip


def _plan_chosen() -> None:
    chosen = st.session_state["plan-choice"]
    kept = {k: st.query_params.get_all(k) for k in st.query_params if k not in ("clause", "start", "end", "plan")}
    st.query_params.from_dict(kept | ({"plan": chosen} if chosen else {}))


def footer(index: Opened) -> None:
    """Document hash, build time and the standing caution."""
    plan = _plan_in_view(index)
    generation = index.workspace.generation
    built = datetime.fromtimestamp((generation.folder / "manifest.json").stat().st_mtime).astimezone()
    facts = [
        f"{plan.title} · SHA-256 {plan.sha256[:16]}" if plan else f"{len(index.plans):,} 部规划",
        f"索引 {generation.id.removeprefix('gen-')[:8]} · {built:%Y-%m-%d %H:%M} 构建",
    ]
    show(tag("footer", tag("strong", "机器抽取，以原文为准"), join([tag("span", f) for f in facts]), css="foot"))


def _plan_in_view(index: Opened) -> Plan | None:
    plans = index.plans
    asked = st.query_params.get("plan", "")
    if asked in plans:
        return plans[asked]
    return next(iter(plans.values())) if len(plans) == 1 else None

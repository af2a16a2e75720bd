"""规划原文: contents, the text with highlighted evidence and mentions, a link and a citation for every clause."""

from __future__ import annotations

from datetime import date

import streamlit as st

from corpus.locate import locate
from corpus.model import Clause, CorpusError, Plan
from index.qa.cite import STYLES, citation_text
from ui import facts, filters, links, shell
from ui.clause_text import Marks, clauses_html, reading_unit
from ui.contents import LISTED, contents, name_of
from ui.markup import Html, Mark, join, show, tag
from ui.names import STYLE_ZH, TYPE_ZH
from ui.opened import Opened
from ui.quotes import quote_check


@shell.page
def draw(index: Opened) -> None:
    if filters.switch("内容", "tab", {"text": "原文", "quotes": "引文核对"}) == "text":
        _reading(index)
    else:
        quote_check(index)


def _reading(index: Opened) -> None:
    plan = index.workspace.plans[shell.choose_plan(index, everything=False)]
    clause, problem = _asked_clause(plan)
    left, right = st.columns([3, 8], gap="large")
    with left:
        _locate(plan)
        show(contents(plan, _listed(plan, clause)))
    with right:
        if problem:
            shell.trouble(problem, "没有这一条")
        show(_head(plan, clause))
        marks = _marks(index, plan)
        top = reading_unit(plan, clause.path) if not _whole() else plan[""]
        stamp = shell.focus_stamp(st.query_params.get("plan", ""), st.query_params.get("clause", ""))
        show(tag("article", clauses_html(plan, top.path, clause.path, marks, stamp), css="text", lang="zh-CN"))
        _furniture(plan)


def _whole() -> bool:
    return st.query_params.get("whole") == "1"


def _asked_clause(plan: Plan) -> tuple[Clause, str]:
    """The clause of the address, by machine path or by any written form; the plan itself, with the reason, when there is none."""
    try:
        return locate(plan, st.query_params.get("clause", "")), ""
    except CorpusError as error:
        return plan[""], str(error)


def _locate(plan: Plan) -> None:
    with st.form("locate", border=False, clear_on_submit=True, enter_to_submit=True):
        row = st.container(horizontal=True, gap="small", vertical_alignment="bottom")
        row.text_input("定位条款", placeholder="条款号，如 四、(二)1.(2)", label_visibility="collapsed", key="wanted-clause", max_chars=100)
        row.form_submit_button("定位", width="content", on_click=_locating, args=(plan.id,))


def _locating(plan: str) -> None:
    wanted = st.session_state["wanted-clause"].strip()
    if wanted:
        st.query_params.from_dict({"view": links.PLAN, "plan": plan, "clause": wanted})


def _listed(plan: Plan, clause: Clause) -> str:
    """The nearest clause of the contents tree at or above this one."""
    chain = [c for c in (*plan.ancestors(clause.path), clause) if c.kind in LISTED]
    return chain[-1].path if chain else ""


def _head(plan: Plan, clause: Clause) -> Html:
    trail = [links.link(plan.title, links.clause_url(plan.id, ""))]
    trail += [links.link(name_of(c), links.clause_url(plan.id, c.path)) for c in plan.ancestors(clause.path) if c.path]
    crumbs = tag("nav", join(trail, tag("span", " › ", css="sep")), css="crumbs", aria_label="位置") if clause.path else ""
    title = name_of(clause) if clause.path else plan.title
    return join([crumbs, tag("h1", title, css="page-title"), _tools(plan, clause), "" if clause.path else _about(plan)])


def _tools(plan: Plan, clause: Clause) -> Html:
    before, after = _neighbours(plan, clause)
    here = links.clause_url(plan.id, clause.path)
    printable = links.url(links.PLAN, plan=plan.id, clause=clause.path, whole="1")
    whole = links.link("节选", here, css="tool") if _whole() else links.link("整篇（打印）", printable, css="tool")
    return tag(
        "div",
        links.link("← 上一条", links.clause_url(plan.id, before.path), css="tool", title=name_of(before)) if before else "",
        links.link("下一条 →", links.clause_url(plan.id, after.path), css="tool", title=name_of(after)) if after else "",
        links.copy_button("复制链接", _permanent(plan, clause), address=True), _citations(plan, clause), whole, css="tools",
    )  # fmt: skip


def _permanent(plan: Plan, clause: Clause) -> str:
    """The address of the view, with its evidence."""
    start, end = _evidence()
    return links.clause_url(plan.id, clause.path, start, end) if end else links.clause_url(plan.id, clause.path)


def _neighbours(plan: Plan, clause: Clause) -> tuple[Clause | None, Clause | None]:
    order = [c for c in plan.clauses if c.path == "" or plan.own_text(c).strip()]
    at = order.index(clause) if clause in order else 0
    return (order[at - 1] if at else None), (order[at + 1] if at + 1 < len(order) else None)


def _citations(plan: Plan, clause: Clause) -> Html:
    rows = []
    for style in STYLES:
        written = citation_text(plan, clause.path, style, accessed=date.today())
        head = tag("div", tag("strong", STYLE_ZH.get(style, style)), links.copy_button("复制", written))
        rows.append(tag("div", head, tag("pre", written)))
    return tag("details", tag("summary", "复制引用"), tag("div", *rows, css="cite-box"), css="cite")


def _about(plan: Plan) -> Html:
    m = plan.metadata
    rows = [
        (name, found.value) for name, found in
        (
            ("发布机关", m.issuer), ("发文字号", m.document_number), ("成文日期", m.issued),
            ("发布日期", m.published), ("网址", m.url),
        ) if found
    ]  # fmt: skip
    if m.period:
        rows.append(("规划期", f"{m.period[0]}–{m.period[1]}"))
    facts_list = tag("dl", *[join([tag("dt", name), tag("dd", value)]) for name, value in rows], css="about")
    doubts = tag("ul", *[tag("li", d) for d in m.doubts], css="doubts") if m.doubts else ""
    return join([facts_list, doubts])


def _evidence() -> tuple[int, int]:
    """Offsets of the evidence in the address; (0, 0) when there is none."""
    start, end = st.query_params.get("start", ""), st.query_params.get("end", "")
    if start.isdecimal() and end.isdecimal() and len(start) < 10 and len(end) < 10 and int(start) < int(end):
        return int(start), int(end)
    return 0, 0


def _marks(index: Opened, plan: Plan) -> Marks:
    """Mentions of the chosen types, then the evidence, by clause."""
    by_clause = facts.mention_marks(index, plan.id)
    types = [t for t in TYPE_ZH if any(m.css.endswith(f" {t}") for marks in by_clause.values() for m in marks)]
    if types:
        shown = st.pills(
            "标注", types, selection_mode="multi", default=types, key="mark-types",
            format_func=TYPE_ZH.__getitem__, label_visibility="collapsed",
        )  # fmt: skip
        by_clause = {path: [m for m in marks if m.css.rsplit(" ", 1)[-1] in shown] for path, marks in by_clause.items()}
    start, end = _evidence()
    if not end:
        return by_clause
    evidence = Mark(start, min(end, len(plan.text)), "evidence", "引用依据")
    touched = {c.path for c in plan.clauses if c.start < end and start < c.end}
    return {**by_clause, **{path: [*by_clause.get(path, ()), evidence] for path in touched}}


def _furniture(plan: Plan) -> None:
    """What the page holds besides the plan, and how the text divides between the two."""
    aside = sum(f.end - f.start for f in plan.furniture)
    total = len(plan.text)
    clauses = len(plan.clauses) - 1
    body, share = f"规划正文 {total - aside:,} 字、{clauses} 个条款", f"{aside / max(total, 1):.1%}"
    show(tag("p", f"全文 {total:,} 字全部归位：{body}，页面附带内容 {aside:,} 字（{share}）。", css="coverage"))
    if plan.furniture:
        with st.expander(f"页面附带内容 {len(plan.furniture)} 处（不属于规划，不参与检索）"):
            rows = [tag("p", tag("span", f.reason, css="reason"), plan.text[f.start : f.end].strip()) for f in plan.furniture]
            show(tag("div", *rows, css="furniture"))

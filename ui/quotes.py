"""引文核对: paste a passage or a report, see each quotation as exact, altered or not found, with its clause."""

from __future__ import annotations

import streamlit as st

from index.qa.answer import Citation
from index.qa.verify import VERDICT_ZH, Check, Verdict, Verifier
from ui import links, shell
from ui.markup import Html, Mark, join, marked, show, tag
from ui.opened import Opened

LONGEST = 50_000


def quote_check(index: Opened) -> None:
    """The box, the tally and the findings in the order of the pasted text."""
    shell.heading("引文核对", "粘贴引文或整篇报告，看每句话与规划原文是否一字不差。")
    with st.form("quotes", border=False):
        hint = "粘贴一段引文或整篇报告，逐句与规划原文比对；带引号的句子单独核对"
        pasted = st.text_area("待核对的文字", height=180, max_chars=LONGEST, key="quotes-text", placeholder=hint)
        sent = st.form_submit_button("核对", type="primary")
    if sent and not pasted.strip():
        shell.empty("请先粘贴要核对的文字。")
    if not pasted.strip():
        return
    checks = _verifier(index.id, index).check(pasted)
    if not checks:
        shell.empty("没有可核对的句子：每句至少需要四个字。")
        return
    show(_tally(checks), tag("ol", *[tag("li", _check(index, c, pasted), css=f"check {c.verdict.value}") for c in checks], css="checks"))


@st.cache_resource(max_entries=2, show_spinner="正在准备原文…")
def _verifier(generation: str, _index: Opened) -> Verifier:
    return Verifier(_index.workspace.plans)


def _tally(checks: tuple[Check, ...]) -> Html:
    counts = [(v, sum(c.verdict is v for c in checks)) for v in Verdict]
    return tag("div", *[tag("span", f"{VERDICT_ZH[v]} {n}", css=f"badge {v.value}") for v, n in counts], css="badges", role="status")


def _check(index: Opened, check: Check, pasted: str) -> Html:
    badge = tag("span", VERDICT_ZH[check.verdict], css=f"badge {check.verdict.value}")
    note = tag("span", "文字一致，标点或字形不同", css="badge quiet") if check.typography else ""
    changed = [Mark(d.start, d.end, "changed") for d in check.differences]
    text = tag("p", marked(pasted, check.start, check.end, changed))
    rows = [tag("li", _quoted(d.quoted), " → 原文 ", _stored(d.stored)) for d in check.differences]
    return join([badge, note, text, tag("ul", *rows, css="differences") if rows else "", *[_place(index, c) for c in check.citations[:4]]])


def _quoted(words: str) -> Html:
    return tag("del", words) if words else tag("span", "（缺）", css="signals-none")


def _stored(words: str) -> Html:
    return tag("ins", words) if words else tag("span", "无此文字", css="signals-none")


def _place(index: Opened, citation: Citation) -> Html:
    several = len(index.workspace.plans) > 1
    plan = index.workspace.plans[citation.plan]
    name = f"{citation.label} {citation.title}".strip()
    place = links.link((f"《{plan.title}》" if several else "") + name, links.cited_url(citation), css="source-place")
    return tag("p", place, css="check-place")

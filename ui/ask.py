"""问答: a question, its answer with numbered citations, why it matched, and what to do with it. The address holds it all."""

from __future__ import annotations

import streamlit as st

from index.qa.answer import STATUS_ZH, Answer, Status
from ui import links, shell
from ui.answer_tools import tools
from ui.answer_view import answer_html, head_html, nearest_html, sources_html
from ui.examples import examples
from ui.markup import Html, join, show, tag
from ui.opened import Opened
from ui.overview import overview_html

_FOLLOWED = 6


@shell.page
def draw(index: Opened) -> None:
    asked = st.query_params.get("q", "").strip()
    if not asked:
        shell.heading("规划里怎么说？", "用一句话提问，回答逐句注明条款，可点开核对原文。")
    else:
        show(tag("h1", asked, css="unseen"))
    plan = shell.choose_plan(index)
    _question_box(asked)
    if not asked:
        show(_examples_html(index), overview_html(index))
        return
    earlier = tuple(st.query_params.get_all("after"))[-_FOLLOWED:]
    answer = _answer(index.id, asked, plan, earlier, index)
    if earlier:
        show(_earlier_html(earlier, plan))
    _show_answer(index, answer)


@st.cache_resource(max_entries=256, show_spinner="正在查阅规划…")
def _answer(generation: str, asked: str, plan: str, earlier: tuple[str, ...], _index: Opened) -> Answer:
    """The answer, kept for the next run of the page: a click on 有用 or an export asks nothing anew."""
    return _index.engine.ask(asked, plans=(plan,) if plan else (), history=earlier)


def _question_box(asked: str) -> None:
    """The box shows the question of the address; submitting a new one makes it the address, as a follow-up."""
    if st.session_state.get("question-shown") != asked:
        st.session_state["question"] = st.session_state["question-shown"] = asked
    with st.form("ask", border=False):
        row = st.container(horizontal=True, gap="small", vertical_alignment="bottom")
        hint = "例如：哪些措施覆盖某个产业？按 / 键可随时提问"
        row.text_input("问题", key="question", placeholder=hint, max_chars=2000, label_visibility="collapsed")
        row.form_submit_button("提问", type="primary", width=96, on_click=_submitted)
    if asked:
        with st.container(horizontal=True, gap="medium", vertical_alignment="center", key="conversation"):
            st.checkbox("作为追问（沿用上文的主题）", value=True, key="follow", width="content")
            show(links.link("新对话", links.url(links.ASK, plan=st.query_params.get("plan", "")), css="tool"), width="content")


def _submitted() -> None:
    wanted = st.session_state["question"].strip()
    before = st.query_params.get("q", "").strip()
    history = [*st.query_params.get_all("after"), before][-_FOLLOWED:] if before and st.session_state.get("follow", True) else []
    if not wanted or wanted == before:
        return
    plan = st.query_params.get("plan", "")
    kept = {"after": [h for h in history if h], "plan": plan}
    st.query_params.from_dict({"view": links.ASK, "q": wanted} | {name: value for name, value in kept.items() if value})


def _examples_html(index: Opened) -> Html:
    columns = [
        tag("div", tag("h2", role), tag("ul", *[tag("li", links.link(q, links.url(links.ASK, q=q))) for q in questions]))
        for role, questions in examples(index) if questions
    ]  # fmt: skip
    return tag("div", *columns, css="examples")


def _earlier_html(earlier: tuple[str, ...], plan: str) -> Html:
    """Earlier questions of this conversation, each a link to its own view."""
    items = [
        tag("li", links.link(q, links.url(links.ASK, q=q, after=earlier[:n], plan=plan))) for n, q in enumerate(earlier)
    ]
    return tag("nav", tag("span", "上文"), tag("ol", *items), css="earlier", aria_label="本次对话的上文")


def _show_answer(index: Opened, answer: Answer) -> None:
    left, right = st.columns([7, 5], gap="large")
    plans = index.workspace.plans
    with left:
        show(tag("div", head_html(answer), answer_html(answer), css=f"answer {answer.status.value}", role="status"))
        if answer.status is Status.ANSWERED:
            tools(index, answer)
    with right:
        if answer.citations:
            show(sources_html(answer, plans))
        else:
            show(nearest_html(answer, plans, "最接近的条款", limit=5))
    if answer.hits:
        label = "相近条款与匹配依据" if answer.citations else "匹配依据"
        shell.folded(label, lambda: show(nearest_html(answer, plans, "", limit=10, why=True)), "nearest")
    if answer.sparql:
        with st.expander("查询语句（SPARQL）"):
            st.code(answer.sparql, language="sparql", wrap_lines=True)
            show(join([links.link("在图谱查询中打开", links.url(links.QUERY, sparql=answer.sparql), css="tool")]))


__all__ = ["STATUS_ZH", "draw"]

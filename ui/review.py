"""复核: the work list of facts, one opened at a time to accept, reject or correct it; decisions go to review.csv."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from corpus.audit import Action, Change, record
from kg import review as reviews
from kg.lexicon import LexiconError
from kg.model import Doubt
from kg.review import Ruling, Verdict
from ui import filters, links, shell
from ui.markup import Html, show, tag
from ui.opened import Opened, corpus_folder
from ui.profile import place_html
from ui.roles import Visitor
from ui.rulings import FIELDS, KIND_ZH, Item, items, rule, rulings_of, withdraw
from ui.tables import Column, table

_PAGE = 20
VERDICT_ZH = {Verdict.ACCEPT: "确认", Verdict.REJECT: "否决", Verdict.CORRECT: "更正"}


def work_list(index: Opened, visitor: Visitor) -> None:
    """Doubts first, then facts page by page; what was decided waits for the next build."""
    try:
        decided = rulings_of(reviews.REVIEW)
    except LexiconError as error:
        shell.trouble(str(error), "复核文件有误")
        return
    done = {r.fact for r in decided}
    found = [i for i in items(index) if i.key not in done]
    _doubts(index)
    opened = next((i for i in found if i.key == filters.value("fact")), None)
    if opened:
        _form(index, opened, visitor)
    with st.columns([1, 3])[0]:
        chosen = filters.one_of("类别", "kind", {k: f"{KIND_ZH[k]}（{sum(i.kind == k for i in found)}）" for k in KIND_ZH})
    shown = [i for i in found if not chosen or i.kind == chosen]
    _facts(index, shown)
    _decided(decided, visitor)


def waiting_rulings(index: Opened) -> int:
    """Rulings that the generation in view does not know yet."""
    try:
        decided = {r.fact for r in rulings_of(reviews.REVIEW)}
    except LexiconError:
        return 0
    return sum(i.key in decided for i in items(index)) if decided else 0


def _doubts(index: Opened) -> None:
    doubts = index.workspace.graph.doubts().rows
    if not doubts:
        return
    with st.expander(f"构建时提出的疑点（{len(doubts)} 处）", expanded=len(doubts) <= _PAGE, key="doubts"):
        places = [tag("span", place_html(index, d.evidence), css="measure-marks") if d.evidence else "" for d in doubts]
        rows = [tag("li", d.text, _doubted(d), place) for d, place in zip(doubts, places, strict=True)]
        show(tag("ul", *rows, css="mentions"))


def _doubted(doubt: Doubt) -> Html:
    """The link to rule on the fact in doubt, with the rule that made it."""
    if not doubt.fact or doubt.confidence is None:
        return Html("")
    return links.link("复核", _address(fact=doubt.fact), css="tool", title=f"规则 {doubt.rule}，置信度 {doubt.confidence:g}")


def _facts(index: Opened, shown: Sequence[Item]) -> None:
    if not shown:
        shell.empty("没有待复核的事实。")
        return
    pages = (len(shown) - 1) // _PAGE + 1
    asked = filters.value("page")
    page = min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) < 6 else 1
    columns: list[Column[Item]] = [
        Column("类别", lambda i: tag("span", KIND_ZH[i.kind], css="badge"), css="nowrap"),
        Column("事实", lambda i: i.said),
        Column("原文", lambda i: tag("q", i.evidence.quote)),
        Column("条款", lambda i: place_html(index, i.evidence), css="nowrap"),
        Column("把握", lambda i: tag("span", f"{i.fact.source.confidence:.2f}", title=f"规则 {i.fact.source.rule}"), css="number"),
        Column("", lambda i: links.link("复核", _address(fact=i.key), css="tool", aria_label=f"复核：{i.said}"), css="nowrap"),
    ]
    start = (page - 1) * _PAGE
    caption = f"待复核 {len(shown)} 条，把握小的在前；第 {page} 页，共 {pages} 页"
    show(table(columns, shown[start : start + _PAGE], caption), _pages(page, pages))


def _address(**changed: str) -> str:
    kept = {k: st.query_params.get_all(k) for k in st.query_params if k not in ("view", *changed)}
    return links.url(links.CORPUS, **kept, **changed)


def _pages(page: int, pages: int) -> Html:
    before = links.link("← 上一页", _address(page=str(page - 1), fact=""), css="tool") if page > 1 else ""
    after = links.link("下一页 →", _address(page=str(page + 1), fact=""), css="tool") if page < pages else ""
    return tag("div", before, after, css="tools")


def _form(index: Opened, item: Item, visitor: Visitor) -> None:
    """One fact with its words, and the decision; a correction names one field and its new value."""
    show(tag("section", tag("h2", f"复核{KIND_ZH[item.kind]}"), tag("p", item.said, css="lead"),
             tag("blockquote", item.evidence.quote), tag("p", place_html(index, item.evidence)), css="answer"))  # fmt: skip
    verdict = st.radio("结论", list(VERDICT_ZH), format_func=VERDICT_ZH.__getitem__, horizontal=True, key="verdict")
    field, value = "", ""
    if verdict is Verdict.CORRECT:
        left, right = st.columns(2)
        names = FIELDS[item.kind]
        field = left.selectbox("字段", list(names), format_func=names.__getitem__, key="verdict-field")
        value = right.text_input("改为", key="verdict-value", max_chars=200).strip()
    reason = st.text_input("理由", key="verdict-reason", max_chars=200, placeholder="为什么这样判断，供他人核对").strip()
    if st.button("记录", type="primary", key="verdict-save"):
        if not reason:
            shell.trouble("请写明理由。", "没有记录")
            return
        _save(item, Ruling(item.evidence.plan, item.key, verdict, reason, field, value), visitor)


def _save(item: Item, ruling: Ruling, visitor: Visitor) -> None:
    try:
        rule(reviews.REVIEW, item, ruling)
        detail = {"fact": item.key, "verdict": ruling.verdict.value}
        record(corpus_folder(), Change(visitor.name, Action.FACT_REVIEWED, item.evidence.plan, detail))
    except (LexiconError, OSError) as error:
        shell.trouble(str(error), "没有记录")
        return
    st.toast("已记录，重新构建后生效", icon=":material/check:")
    filters.put(fact="")
    st.rerun()


def _decided(decided: Sequence[Ruling], visitor: Visitor) -> None:
    if not decided:
        return
    with st.expander(f"已作的结论（{len(decided)} 条）", key="decided"):
        columns: list[Column[Ruling]] = [
            Column("结论", lambda r: VERDICT_ZH[r.verdict], css="nowrap"), Column("事实", lambda r: tag("code", r.fact), css="nowrap"),
            Column("更正", lambda r: f"{r.field} → {r.value}" if r.field else ""), Column("理由", lambda r: r.reason),
        ]  # fmt: skip
        show(table(columns, decided, "写入 review.csv 的结论"))
        names = [f"{VERDICT_ZH[r.verdict]} {r.fact}：{r.reason}" for r in decided]
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            chosen = st.selectbox("要撤销的结论", range(len(decided)), key="undo-choice", format_func=names.__getitem__)
            st.button("撤销", key="undo", on_click=lambda: _withdrawn(decided[chosen], visitor))


def _withdrawn(ruling: Ruling, visitor: Visitor) -> None:
    try:
        withdraw(reviews.REVIEW, ruling)
        detail = {"fact": ruling.fact, "verdict": ruling.verdict.value}
        record(corpus_folder(), Change(visitor.name, Action.REVIEW_WITHDRAWN, ruling.plan, detail))
    except (LexiconError, OSError) as error:
        st.toast(f"没有撤销：{error}", icon=":material/error:")
        return
    st.toast("已撤销，重新构建后生效", icon=":material/undo:")

"""语料管理: which plans there are and in what state, adding and removing them, building, and the review work list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from corpus.incoming import add_plan, remove_plan
from corpus.load import Inventory, find_sources
from corpus.model import CorpusError
from corpus.readers import SUFFIXES
from ui import filters, links, shell
from ui.incoming import preview, read_upload
from ui.jobs import Job, job
from ui.markup import Html, show, tag
from ui.opened import Opened, build_folder, corpus_folder
from ui.review import waiting_rulings, work_list
from ui.roles import Visitor, visitor_of
from ui.tables import Column, table

_POLL = 0.7


@dataclass(frozen=True, slots=True)
class Listed:
    """A plan of the corpus folder, of the index, or of both."""

    id: str
    title: str
    status: str
    clauses: int
    sha256: str


@shell.page
def draw(index: Opened) -> None:
    shell.heading("语料管理", "规划文件的增减与构建。新的索引建成后，所有打开的页面自动换用。")
    visitor = visitor_of(st.context.headers)
    if filters.switch("内容", "tab", {"plans": "规划", "review": "复核"}) == "plans":
        _plans(index, visitor)
    elif visitor.may_edit:
        work_list(index, visitor)
    else:
        shell.empty("复核需要编辑者身份。")


def _plans(index: Opened, visitor: Visitor) -> None:
    inventory, problem = _inventory(corpus_folder())
    listed = plans_of(index, inventory)
    show(_plans_html(listed))
    if problem:
        shell.trouble(problem, "语料目录")
    for line in inventory.errors:
        shell.trouble(line, "有文件无法读取")
    if inventory.notice:
        show(tag("p", inventory.notice))
    _building(index, listed, visitor)
    if not visitor.may_edit:
        shell.empty("当前身份只能查看。增减规划与复核需要编辑者身份。")
        return
    _add(visitor)
    _remove(listed, visitor)


def _inventory(folder: Path) -> tuple[Inventory, str]:
    try:
        return find_sources(folder), ""
    except CorpusError as error:
        return Inventory((), ()), str(error)


def plans_of(index: Opened, inventory: Inventory) -> list[Listed]:
    """Every plan once: what the index holds and what the folder holds, told apart by the hash of the source."""
    built: dict[str, str] = dict(index.workspace.generation.manifest["sources"])
    present = {s.id: s.sha256 for s in inventory.sources}
    rows = []
    for plan in sorted({**built, **present}):
        if plan not in present:
            status = "已移除，待构建"
        elif plan not in built:
            status = "新加入，待构建"
        else:
            status = "已建索引" if built[plan] == present[plan] else "内容已改，待构建"
        known = index.workspace.plans.get(plan)
        title, clauses = (known.title, len(known.clauses) - 1) if known else (plan, 0)
        rows.append(Listed(plan, title, status, clauses, present.get(plan) or built[plan]))
    return rows


def _plans_html(listed: list[Listed]) -> Html:
    columns: list[Column[Listed]] = [
        Column("规划", lambda r: links.link(r.title, links.clause_url(r.id, "")) if r.clauses else r.title),
        Column("编号", lambda r: r.id),
        Column("状态", lambda r: tag("span", r.status, css="badge " + ("complete" if r.status == "已建索引" else "partial")), css="nowrap"),
        Column("条款", lambda r: r.clauses or "", css="number"),
        Column("SHA-256", lambda r: tag("code", r.sha256[:12], title=r.sha256), css="nowrap"),
    ]
    return table(columns, listed, f"规划 {len(listed)} 部")


def _building(index: Opened, listed: list[Listed], visitor: Visitor) -> None:
    running = job(str(build_folder().resolve()))
    waiting = sum(r.status != "已建索引" for r in listed)
    if running.state.running:
        st.fragment(lambda: _progress(running), run_every=_POLL)()
        return
    _outcome(running)
    reviewed = waiting_rulings(index)
    if not visitor.may_edit:
        return
    what = "、".join(w for w in (f"{waiting} 部规划有变动" if waiting else "", f"{reviewed} 条复核结论待生效" if reviewed else "") if w)
    if what:
        show(tag("p", f"{what}，构建后生效。", css="page-line"))
    st.button("开始构建" if what else "重新构建", type="primary" if what else "tertiary", key="build", on_click=_start)


def _start() -> None:
    job(str(build_folder().resolve())).start(corpus_folder(), build_folder())


def _progress(running: Job) -> None:
    """Polls while a build runs; when it ends the whole page is drawn anew, with the new generation."""
    state = running.state
    if not state.running:
        st.rerun()
    counted = f" {state.done} / {state.total}" if state.total else ""
    st.progress(state.share, text=f"正在构建：{state.stage}{counted}")


def _outcome(running: Job) -> None:
    state = running.state
    if state.counts:
        n = state.counts
        kept = f"新建 {n['built']} 部，沿用 {n['reused']} 部"
        made = f"条款 {n['clauses']}，措施 {n['measures']}，目标 {n['targets']}"
        show(tag("p", f"构建完成：{kept}；{made}；用时 {state.seconds:.1f} 秒。", css="done", role="status"))
    for line in state.errors:
        shell.trouble(line, "构建")


def _add(visitor: Visitor) -> None:
    with st.expander("加入规划", expanded=True, key="add"):
        formats = [s.removeprefix(".") for s in SUFFIXES]
        number = st.session_state.setdefault("uploads", 0)
        upload = st.file_uploader(f"选择文件（{'、'.join(formats)}，最大 20 MB）", key=f"upload-{number}", type=formats)
        if upload is None:
            return
        data = upload.getvalue()
        try:
            plan = read_upload(upload.name, data)
        except CorpusError as error:
            shell.trouble(str(error), "文件无法加入")
            return
        stated, problem = preview(plan, f"metadata-{number}")
        if problem:
            shell.trouble(problem, "元数据有误")
        st.button(
            "加入语料", type="primary", key="confirm", disabled=bool(problem), on_click=lambda: _added(upload.name, data, stated, visitor)
        )


def _added(name: str, data: bytes, stated: Mapping[str, str], visitor: Visitor) -> None:
    try:
        add_plan(corpus_folder(), name, data, actor=visitor.name, stated=stated)
    except (CorpusError, OSError) as error:
        st.session_state["corpus-trouble"] = str(error)
    else:
        # a new uploader comes up empty
        st.session_state["uploads"] += 1
        _start()


def _remove(listed: list[Listed], visitor: Visitor) -> None:
    trouble = st.session_state.pop("corpus-trouble", "")
    if trouble:
        shell.trouble(trouble, "没有改动语料")
    removable = {r.id: r.title for r in listed if r.status != "已移除，待构建"}
    if len(removable) < 2:
        return
    with st.expander("移除规划", key="remove"):
        chosen = st.selectbox("规划", list(removable), key="remove-plan", format_func=removable.__getitem__)
        sure = st.checkbox("从语料中移除（文件保留在语料目录的 .removed 中）", key="remove-sure")
        st.button("移除", key="remove-go", disabled=not sure, on_click=lambda: _removed(chosen, visitor))


def _removed(plan: str, visitor: Visitor) -> None:
    try:
        remove_plan(corpus_folder(), plan, actor=visitor.name)
    except (CorpusError, OSError) as error:
        st.session_state["corpus-trouble"] = str(error)
    else:
        st.session_state["remove-sure"] = False
        _start()

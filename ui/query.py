"""图谱查询: SPARQL over the published graph, read-only and limited; saved queries, a table with links, downloads."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path

import streamlit as st

from kg.iri import BASE, ONTOLOGY, clause_of, local
from kg.ontology import label, terms
from kg.sandbox import Cell, Limits, Table
from kg.sandbox_gate import LONGEST, QueryError
from kg.vocab import PREFIXES
from ui import downloads, facts, filters, links, shell
from ui.contents import name_of
from ui.markup import Html, show, tag
from ui.names import TYPE_ZH
from ui.opened import Opened
from ui.tables import Column, table

_SAVED = Path(__file__).parent / "data" / "saved_queries.toml"
#: rows put on the page; the download holds them all
_SHOWN = 200
Row = tuple[Cell | None, ...]
_KINDS = {"ask": "是或否", "construct": "三元组", "select": "结果"}


@cache
def saved_queries() -> Mapping[str, str]:
    """Title → text of the saved queries, in order."""
    rows = tomllib.loads(_SAVED.read_text(encoding="utf-8"))["query"]
    return {row["title"]: row["text"].strip() for row in rows}


@shell.page
def draw(index: Opened) -> None:
    limits = Limits()
    shell.heading("图谱查询", "用 SPARQL 查询知识图谱。")
    left, right = st.columns([3, 8], gap="large")
    asked = filters.value("sparql")
    with left:
        show(_saved_html(asked))
    with right:
        _box(asked)
        size = limits.memory // 2**20
        show(tag("p", f"只读；不能访问文件与网络。每次最长 {limits.seconds:g} 秒、{size} MB 内存、{limits.rows:,} 行，"
                      f"语句最长 {LONGEST:,} 字符。常用前缀已预先声明。", css="page-line"))  # fmt: skip
        if asked.strip():
            _result(index, asked)
        _vocabulary()


def _saved_html(asked: str) -> Html:
    items = [
        tag("li", links.link(title, links.url(links.QUERY, sparql=text), css="toc-link" + (" on" if asked.strip() == text else "")))
        for title, text in saved_queries().items()
    ]  # fmt: skip
    return tag("nav", tag("h2", "常用查询"), tag("ul", *items), css="toc flat", aria_label="常用查询")


def _box(asked: str) -> None:
    """The box shows the query of the address; running another makes it the address."""
    if st.session_state.get("sparql-shown") != asked:
        st.session_state["sparql"] = st.session_state["sparql-shown"] = asked
    with st.form("query", border=False):
        st.text_area("SPARQL 语句", key="sparql", height=220, placeholder="SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 10", max_chars=LONGEST)
        st.form_submit_button("运行", type="primary", on_click=lambda: filters.put(sparql=st.session_state["sparql"].strip()))


def _result(index: Opened, asked: str) -> None:
    try:
        with st.spinner("正在查询…"):
            found = index.workspace.sandbox.query(asked)
    except QueryError as error:
        shell.trouble(str(error), "查询没有运行" if error.code in ("refused", "syntax", "too_long", "too_deep", "empty") else "查询已停止")
        return
    if not found.rows:
        shell.empty("查询成功，没有符合条件的结果。", tag("p", "可以放宽条件，或先用 OPTIONAL 查看哪些属性有值。"))
        return
    _show_rows(index, found)


def _show_rows(index: Opened, found: Table) -> None:
    cut = f"，已截断：只取前 {len(found.rows):,} 行，请加 LIMIT 与 OFFSET 分批取" if found.truncated else ""
    counted = f"{_KINDS[found.kind]} {len(found.rows):,} 行 · {found.elapsed * 1000:.0f} 毫秒{cut}"
    with shell.row("query"):
        show(tag("p", counted, css="page-line", role="status"))
        with shell.tools():
            downloads.buttons(found.columns, lambda: [[c.value if c else "" for c in row] for row in found.rows], "查询结果", "query")
    columns: list[Column[Row]] = [Column(name, partial(_nth, index, n)) for n, name in enumerate(found.columns)]
    rest = f"（页面只列前 {_SHOWN} 行，下载文件含全部）" if len(found.rows) > _SHOWN else ""
    show(table(columns, found.rows[:_SHOWN], f"查询结果{rest}"))


def _nth(index: Opened, number: int, row: Row) -> Html:
    return cell_html(index, row[number])


def cell_html(index: Opened, cell: Cell | None) -> Html:
    """A term as the reader knows it: entities and clauses by name with a link, other addresses shortened, literals as text."""
    if cell is None:
        return tag("span", "—", css="signals-none", title="无值")
    if cell.kind != "iri":
        return tag("span", cell.value)
    if cell.value.startswith(ONTOLOGY):
        name = cell.value.removeprefix(ONTOLOGY)
        return tag("span", label(name), title=f"z:{name}")
    known = local(cell.value)
    if known.startswith("plan/"):
        return _clause_html(index, cell.value)
    entity = index.workspace.graph.entity(known) if facts.type_of(known) in TYPE_ZH else None
    if entity:
        return links.link(entity.name, facts.entity_url(entity.id), title=cell.value)
    return tag("span", known if cell.value.startswith(BASE) else _short(cell.value), title=cell.value)


def _clause_html(index: Opened, address: str) -> Html:
    plan, path = clause_of(address)
    known = index.workspace.plans.get(plan)
    clause = known.get(path) if known else None
    if known is None or clause is None:
        return tag("span", local(address))
    return links.link(name_of(clause) if path else known.title, links.clause_url(plan, path), title=address)


def _short(address: str) -> str:
    for prefix, base in PREFIXES.items():
        if address.startswith(base):
            return f"{prefix}:{address.removeprefix(base)}"
    return address


def _terms() -> None:
    columns: list[Column[str]] = [
        Column("名称", lambda name: tag("code", f"z:{name}"), css="nowrap"),
        Column("中文", lambda name: terms()[name].zh, css="nowrap"),
        Column("说明", lambda name: terms()[name].definition_zh),
    ]
    show(table(columns, list(terms()), "z: 词汇"))


def _vocabulary() -> None:
    shell.folded("词汇：类与属性", _terms, "vocabulary")
    with st.expander("预先声明的前缀", key="prefixes"):
        st.code("\n".join(f"PREFIX {p}: <{a}>" for p, a in PREFIXES.items()), language="sparql", wrap_lines=True)

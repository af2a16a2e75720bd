"""A document before it joins the corpus: its metadata, outline and doubts, so that a person sees how it was read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import streamlit as st

from corpus.incoming import file_name, plan_settings
from corpus.load import describe, plan_id
from corpus.model import OUTLINE_KINDS, CorpusError, Plan
from corpus.readers import read_bytes
from ui.contents import name_of
from ui.markup import Html, join, show, tag

_LINES = 120
_DEPTH = 3


def read_upload(name: str, data: bytes) -> Plan:
    """The plan as the build will read it. Raises CorpusError in one line for bytes that are no document."""
    return _read(name, hashlib.sha256(data).hexdigest(), data)


@st.cache_resource(max_entries=4, show_spinner="正在读取文件…")
def _read(name: str, sha256: str, _data: bytes) -> Plan:
    safe = file_name(name)
    return describe(read_bytes(_data, safe), plan_id(safe.rpartition(".")[0]), {}, sha256)


def preview(plan: Plan, key: str) -> tuple[dict[str, str], str]:
    """Metadata with where each value was found, doubts, the outline, and how much of the text is not the plan.

    Returns what the person says otherwise (see `corrections`).
    """
    show(tag("h2", plan.title), _about(plan), _doubts(plan))
    stated = corrections(plan, key)
    aside = sum(f.end - f.start for f in plan.furniture)
    counted = f"全文 {len(plan.text):,} 字，条款 {len(plan.clauses) - 1} 个，页面附带内容 {aside:,} 字。"
    show(tag("p", counted, css="page-line"))
    with st.expander("条款目录", expanded=True, key="preview-outline"):
        show(outline_html(plan))
    return stated


#: what may be corrected before a plan joins: field of plan.toml → label and how it is written
FIELDS: Mapping[str, tuple[str, str]] = {
    "title": ("标题", ""), "issuer": ("发布机关", "多个机关用、隔开"), "document_number": ("发文字号", "如 某政发〔2023〕5号"),
    "issued": ("成文日期", "年-月-日，如 2023-07-12"), "published": ("发布日期", "年-月-日"), "url": ("网址", "https://…"),
    "period": ("规划期", "起止年份，如 2021-2025"),
}  # fmt: skip


def corrections(plan: Plan, key: str) -> tuple[dict[str, str], str]:
    """What the person says otherwise than was found, by field of plan.toml, and one line when a value cannot be."""
    stated = {}
    with st.expander("修改元数据（留空则用识别到的值）", expanded=bool(plan.metadata.doubts), key=f"{key}-fields"):
        columns = [column for _ in range(0, len(FIELDS), 2) for column in st.columns(2, gap="small")]
        for column, (field, (label, hint)) in zip(columns, FIELDS.items(), strict=False):
            before = found_value(plan, field)
            said = column.text_input(label, value=before, placeholder=hint, max_chars=300, key=f"{key}-{field}").strip()
            if said and said != before:
                stated[field] = said
    try:
        plan_settings(stated)
    except CorpusError as error:
        return stated, str(error)
    return stated, ""


def found_value(plan: Plan, field: str) -> str:
    """The value of a field as it was read; empty when it was not found."""
    if field == "period":
        return "-".join(map(str, plan.metadata.period)) if plan.metadata.period else ""
    found = getattr(plan.metadata, field)
    return found.value if found else ""


def _about(plan: Plan) -> Html:
    m = plan.metadata
    found = (
        ("标题", m.title), ("发布机关", m.issuer), ("发文字号", m.document_number), ("成文日期", m.issued), ("发布日期", m.published),
        ("网址", m.url),
    )  # fmt: skip
    rows = [join([tag("dt", name), tag("dd", _value(value.value, value.where) if value else _missing())]) for name, value in found]
    if m.period:
        rows.append(join([tag("dt", "规划期"), tag("dd", f"{m.period[0]}–{m.period[1]}")]))
    return tag("dl", *rows, css="about")


def _value(value: str, where: str) -> Html:
    return tag("span", value, tag("span", f"见于：{where}", css="source-plan"))


def _missing() -> Html:
    return tag("span", "未找到", css="signals-none")


def _doubts(plan: Plan) -> Html:
    doubts = list(plan.metadata.doubts)
    if not any(c.kind in OUTLINE_KINDS for c in plan.clauses):
        doubts.append("没有认出编号条款：全文将按段落处理。请确认上传的是规划正文而不是扫描件或目录。")
    if not doubts:
        return tag("p", "没有需要核对的疑点。", css="page-line")
    return tag("section", tag("h2", f"需要核对 {len(doubts)} 处"), tag("ul", *[tag("li", d) for d in doubts], css="doubts"))


def outline_html(plan: Plan) -> Html:
    """Numbered clauses down to the third level, indented."""
    listed = [c for c in plan.clauses if c.kind in OUTLINE_KINDS and c.level <= _DEPTH]
    items = [tag("li", name_of(c), css=f"level-{min(c.level, _DEPTH)}") for c in listed[:_LINES]]
    rest = tag("p", f"另有 {len(listed) - _LINES} 条未列出。", css="page-line") if len(listed) > _LINES else ""
    return join([tag("ul", *items, css="outline"), rest]) if items else tag("p", "（无编号条款）", css="page-line")

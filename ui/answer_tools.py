"""Below an answer: copy it, take it away as a Word memo, say whether it was right."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import streamlit as st

from index.qa.answer import Answer
from index.qa.cite import citation_text
from index.qa.memo import CAUTION, answer_memo
from ui import downloads, links
from ui.markup import show, tag
from ui.opened import Opened

FEEDBACK = "feedback.jsonl"
_VERDICTS = {"useful": "有用", "wrong": "有误"}


def tools(index: Opened, answer: Answer) -> None:
    """One row of actions for the answer in view."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="answer-tools"):
        show(tag("div", links.copy_button("复制回答", answer_as_text(index, answer)), css="source-tools"), width="content")
        plans = index.workspace.plans
        downloads.button("memo", "导出 Word", lambda: answer_memo(answer, plans, accessed=date.today()), "规划问答.docx", downloads.WORD)
        for verdict, label in _VERDICTS.items():
            if st.button(label, type="tertiary", key=f"feedback-{verdict}"):
                keep_feedback(index, answer, verdict)


def answer_as_text(index: Opened, answer: Answer) -> str:
    """The answer and its numbered references as plain text."""
    plans = index.workspace.plans
    references = [
        f"[{n}] {citation_text(plans[c.plan], c.clause, 'gbt7714-2025', accessed=date.today())}" for n, c in enumerate(answer.citations, 1)
    ]
    return "\n".join([answer.text, "", *references, "", CAUTION])


def keep_feedback(index: Opened, answer: Answer, verdict: str) -> None:
    """Add one line to the local feedback file beside the index."""
    row = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"), "verdict": verdict, "question": answer.question,
        "scope": list(answer.scope),
        "generation": index.id, "status": answer.status.value, "answer": answer.text,
        "clauses": [f"{c.plan} {c.clause}" for c in answer.citations],
    }  # fmt: skip
    try:
        with (index.build / FEEDBACK).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
    except OSError as error:
        st.toast(f"未能记录（{error.strerror}）；请检查 {index.build} 的写入权限", icon=":material/error:")
    else:
        st.toast(f"已记录为“{_VERDICTS[verdict]}”，供复核使用", icon=":material/check:")

"""The app: which views there are. `python -m streamlit run app.py` serves it, on this machine only.

Every view lives at the root and is told by its parameters (?view=…): a browser that opens a deeper path would
first look for the server below that path and log an error for each try.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui import ask, corpus, entities, links, measures, plan, query, shell, targets

VIEWS = {
    links.ASK: ("问答", ask.draw),
    links.MEASURES: ("产业措施", measures.draw),
    links.ENTITIES: ("实体关系", entities.draw),
    links.TARGETS: ("目标指标", targets.draw),
    links.PLAN: ("规划原文", plan.draw),
    links.QUERY: ("图谱查询", query.draw),
    links.CORPUS: ("语料管理", corpus.draw),
}


def main() -> None:
    """Set up the page and draw the view in the address."""
    icon = Path(__file__).parent / "ui" / "data" / "favicon.svg"
    view = links.view_of(dict(st.query_params))
    st.set_page_config(page_title=f"{VIEWS[view][0]} · {shell.PRODUCT}", page_icon=str(icon), layout="wide")
    shell.begin({name: title for name, (title, _) in VIEWS.items()}, view)
    VIEWS[view][1]()


main()

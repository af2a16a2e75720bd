"""图谱查询: every saved query runs, results link to the app's own pages, refusals and limits are told in Chinese."""

from __future__ import annotations

import pytest

from tests.ui.conftest import Open, links, markup, text
from ui.query import saved_queries


@pytest.mark.parametrize("title", list(saved_queries()))
def test_saved_queries_run(app: Open, title: str) -> None:
    page = app(view="query", sparql=saved_queries()[title])
    assert not page.exception
    seen = text(page)
    assert "毫秒" in seen or "没有符合条件的结果" in seen
    assert "查询没有运行" not in seen
    assert "查询已停止" not in seen


def test_results_name_entities_and_clauses_with_links(app: Open) -> None:
    page = app(view="query", sparql=saved_queries()["产业依托的企业"])
    assert any(h.startswith("?view=entities&entity=enterprise/") for h in links(page))
    assert any(h.startswith("?view=plan&plan=") for h in links(page))


@pytest.mark.parametrize(
    ("sparql", "said"),
    [
        ("SELECT * WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }", "不能访问其他服务"),
        ("DELETE WHERE { ?s ?p ?o }", "只读"),
        ("SELECT * WHERE {", "查询没有运行"),
    ],
)
def test_refusals(app: Open, sparql: str, said: str) -> None:
    page = app(view="query", sparql=sparql)
    assert not page.exception
    assert said in text(page)


def test_limits_are_said_before_anything_runs(app: Open) -> None:
    seen = text(app(view="query"))
    assert "只读" in seen
    assert "5 秒" in seen


def test_literals_are_text(app: Open) -> None:
    page = app(view="query", sparql='SELECT ?x WHERE { BIND("<script>alert(1)</script>![](http://x/y.png)" AS ?x) }')
    assert "<script>" not in markup(page)
    assert "<script>alert(1)</script>![](http://x/y.png)" in text(page)


def test_a_typed_query_becomes_the_address(app: Open) -> None:
    page = app(view="query")
    page.text_area(key="sparql").input("ASK { ?s a z:Plan }")
    next(b for b in page.button if b.label == "运行").click().run()
    assert page.query_params["sparql"] == "ASK { ?s a z:Plan }"
    assert "是或否" in text(page)



"""规划原文: the clause of an address, evidence, citations, furniture, and the quote check."""

from __future__ import annotations

import re

from corpus.model import Plan
from tests.conftest import CHANGJI
from tests.ui.conftest import Open, links, markup, text


def test_a_clause_address_shows_that_clause_with_its_neighbours(app: Open) -> None:
    page = app(plan=CHANGJI, clause="4/2/1/2")
    assert not page.exception
    seen = text(page)
    assert "现代种业" in seen
    assert "下一条" in seen
    assert 'class="clause depth-4 here"' in markup(page)


def test_evidence_in_the_address_is_highlighted(app: Open, plan: Plan) -> None:
    clause = plan["4/2/1/2"]
    start = clause.start + 10
    page = app(plan=CHANGJI, clause="4/2/1/2", start=str(start), end=str(start + 6))
    assert 'class="evidence"' in markup(page)
    assert plan.text[start : start + 6] in text(page)


def test_written_forms_of_a_clause_are_understood(app: Open) -> None:
    assert "现代种业" in text(app(view="plan", clause="四（二）1（2）"))


def test_an_unknown_clause_says_what_to_do(app: Open) -> None:
    page = app(view="plan", clause="九、(九)")
    assert "请从目录中选择" in text(page)
    assert not page.exception


def test_citation_forms_of_a_clause(app: Open) -> None:
    seen = text(app(plan=CHANGJI, clause="4/2/1/2"))
    assert "GB/T 7714-2025" in seen
    assert "昌吉市人民政府. 昌吉市科技创新“十四五”规划：四、(二)1.(2)[EB/OL]" in seen


def test_furniture_is_apart_and_counted(app: Open) -> None:
    page = app(view="plan", whole="1")
    seen = text(page)
    assert "全部归位" in seen
    assert page.expander[0].label.startswith("页面附带内容")


def test_mentions_link_to_their_entities(app: Open) -> None:
    assert any(h.startswith("?view=entities&entity=") for h in links(app(plan=CHANGJI, clause="4/2/1/2")))


def test_an_altered_quote_is_found_out(app: Open, plan: Plan) -> None:
    page = app(view="plan", tab="quotes")
    altered = "到2025年,争取优质林果面积达到9.5万亩,果品精深加工率达到20%以上"
    page.text_area(key="quotes-text").input(altered)
    next(b for b in page.button if b.label == "核对").click().run()
    assert not page.exception
    assert 'class="badge altered"' in markup(page)
    assert re.search("<del>9[^<]*</del> → 原文 <ins>8[^<]*</ins>", markup(page))

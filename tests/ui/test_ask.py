"""问答: examples, an answer with its sources, each kind of refusal, and addresses that hold it all."""

from __future__ import annotations

import pytest

from tests.ui.conftest import Open, links, text


def test_first_view_offers_questions_by_role(app: Open) -> None:
    page = app()
    assert not page.exception
    seen = text(page)
    assert all(role in seen for role in ("查措施", "看关系", "引条款"))
    assert "{" not in seen, "every slot of an example is filled"
    assert sum("q=" in h for h in links(page)) >= 8


def test_an_answer_names_its_clause_and_opens_it_at_the_words(app: Open) -> None:
    page = app(q="哪些措施覆盖现代种业?")
    seen = text(page)
    assert "四、(二)1.(2)" in seen
    assert "已回答" in seen
    cited = [h for h in links(page) if "clause=4/2/1/2" in h and "start=" in h]
    assert cited
    assert "机器抽取，以原文为准" in seen


@pytest.mark.parametrize(
    ("question", "badge"),
    [
        ("2035年的研发经费投入强度目标是多少?", "未提及"),
        ("昌吉市有多少家饭店?", "未提及"),
    ],
)
def test_a_refusal_is_typed_and_offers_the_nearest_clauses(app: Open, question: str, badge: str) -> None:
    page = app(q=question)
    seen = text(page)
    assert badge in seen
    assert "最接近的条款" in seen


def test_a_typed_question_becomes_the_address(app: Open) -> None:
    page = app()
    page.text_input(key="question").input("规划是谁发布的?")
    page.button[0].click().run()
    assert page.query_params["q"] == "规划是谁发布的?"
    assert "昌吉市人民政府" in text(page)


def test_a_second_question_follows_the_first(app: Open) -> None:
    page = app(q="特变电工在规划中是什么角色?")
    page.text_input(key="question").input("承载了哪些平台?")
    page.button[0].click().run()
    assert page.query_params["after"] == "特变电工在规划中是什么角色?"
    assert "上文" in text(page)


def test_an_empty_question_changes_nothing(app: Open) -> None:
    page = app()
    page.text_input(key="question").input("   ")
    page.button[0].click().run()
    assert "q" not in page.query_params
    assert not page.exception

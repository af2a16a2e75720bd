"""Shares of right answers on the gold questions: development set, conversations, locators."""

from __future__ import annotations

import pytest

from index.qa.answer import Answer, Status, is_verbatim
from index.qa.engine import Engine
from tests.qa.gold import DEV_QA, LISTS, RELEVANCE, lists_all, rows, says, uncited

Asked = list[tuple[dict[str, object], Answer]]


@pytest.fixture(scope="module")
def dev(engine: Engine) -> Asked:
    if not DEV_QA.is_file():
        pytest.skip("no development questions here")
    return [(row, engine.ask(row["q"])) for row in rows(DEV_QA)]


@pytest.fixture(scope="module")
def dialogue(engine: Engine) -> Asked:
    return [(row, engine.ask(row["turns"][-1], history=row["turns"][:-1])) for row in rows(RELEVANCE / "dialogue.jsonl")]


@pytest.fixture(scope="module")
def locators(engine: Engine) -> Asked:
    return [(row, engine.ask(row["q"])) for row in rows(RELEVANCE / "locators.jsonl")]


def test_dev_answers_say_what_they_must(dev: Asked) -> None:
    asked = [(r, a) for r, a in dev if r["quotes"]]
    wrong = [r["q"] for r, a in asked if not says(a, r["must"])]
    assert len(asked) == 50
    assert len(wrong) <= 0.08 * len(asked), wrong


def test_dev_lists_are_complete(dev: Asked) -> None:
    asked = [(r, a) for r, a in dev if r["kind"] in LISTS and r["quotes"]]
    short = [r["q"] for r, a in asked if not lists_all(a, r["quotes"])]
    assert len(asked) == 9
    assert len(short) <= 0.05 * len(asked), short


def test_dev_refusals(dev: Asked) -> None:
    false_answers = [r["q"] for r, a in dev if not r["quotes"] and a.status is Status.ANSWERED]
    false_refusals = [r["q"] for r, a in dev if r["quotes"] and a.status is not Status.ANSWERED]
    kinds = [a.status for r, a in dev if r["kind"] == "not_quantified"]
    assert (false_answers, false_refusals, kinds) == ([], [], [Status.NOT_QUANTIFIED] * 2)


def test_conversations(dialogue: Asked) -> None:
    wrong = [r["turns"] for r, a in dialogue if not says(a, r["must"])]
    assert len(dialogue) == 40
    assert len(wrong) <= 4, wrong


def test_every_locator_finds_its_clause(locators: Asked) -> None:
    wrong = [r["q"] for r, a in locators if a.status is not Status.ANSWERED or a.citations[0].clause != r["path"]]
    assert (len(locators), wrong) == (60, [])


@pytest.mark.parametrize("name", ["dev", "dialogue", "locators"])
def test_every_sentence_is_cited_and_verbatim(name: str, request: pytest.FixtureRequest, engine: Engine) -> None:
    for row, answer in request.getfixturevalue(name):
        assert uncited(answer) == [], row
        checked = [*answer.citations, *(h.citation for h in answer.hits)]
        assert all(is_verbatim(c, engine.workspace.plans) for c in checked), row
        if answer.sentences:
            assert "《" in answer.text.split("\n")[0], row

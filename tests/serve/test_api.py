"""The HTTP API as clients meet it: answers, pages, errors in one line of JSON, limits."""

from __future__ import annotations

import json

import httpx2
import pytest

from index.qa.serve.web import _LARGEST

V1 = "/api/v1"
FIRM = "优然牧业"


def told(response: httpx2.Response, status: int, code: str) -> str:
    """The message of an error; everything about errors that clients rely on is checked on the way."""
    assert (response.status_code, response.headers["content-type"]) == (status, "application/json")
    error = response.json()["error"]
    assert error["code"] == code
    assert "\n" not in error["message"]
    return str(error["message"])


def test_plans_can_be_listed(client: httpx2.Client) -> None:
    found = client.get(f"{V1}/plans").json()
    assert [row["plan"] for row in found["plans"]] == ["hill", "river"]
    assert found["generation"].startswith("gen-")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_question_gets_the_answer_of_the_command(client: httpx2.Client, method: str) -> None:
    asked = {"q": "到2025年高新技术企业达到多少家？", "plan": "river", "top": 3}
    sent = {"params": asked} if method == "GET" else {"json": asked}
    answer = client.request(method, f"{V1}/ask", **sent).json()
    assert (answer["status"], answer["plan_scope"], len(answer["hits"]) <= 3) == ("answered", ["river"], True)
    assert "30" in answer["answer"]
    assert answer["citations"][0]["quote"]


def test_search_ranks_clauses_without_answering(client: httpx2.Client) -> None:
    hits = client.get(f"{V1}/search", params={"q": "奶牛养殖", "top": 2}).json()["hits"]
    assert len(hits) == 2
    assert "奶" in hits[0]["quote"]


def test_a_clause_comes_with_its_words_children_and_references(client: httpx2.Client) -> None:
    by_label, by_path = (client.get(f"{V1}/clause", params={"plan": "river", "locator": way}).json() for way in ("三、(一)", "3/1"))
    assert by_label == by_path
    assert (by_path["label"], by_path["title"]) == ("三、（一）", "发展现代畜牧业")
    assert "优然牧业" in by_path["text"]
    assert {"gbt7714-2025", "bibtex", "ris", "csl-json", "text"} <= set(by_path["references"])
    whole = client.get(f"{V1}/clause", params={"plan": "river"}).json()
    assert [c["label"] for c in whole["children"]] == ["一、", "二、", "三、"]


def test_entities_come_in_pages(client: httpx2.Client) -> None:
    whole = client.get(f"{V1}/entities").json()
    pages = [client.get(f"{V1}/entities", params={"limit": 2, "offset": at}).json() for at in range(0, whole["total"], 2)]
    assert [row for page in pages for row in page["rows"]] == whole["rows"]
    assert {page["total"] for page in pages} == {whole["total"]}
    firms = client.get(f"{V1}/entities", params={"kind": "enterprise", "plan": "hill"}).json()["rows"]
    assert [row["name"] for row in firms if FIRM in row["name"]]


def test_an_entity_is_found_by_any_of_its_names(client: httpx2.Client) -> None:
    profile = client.get(f"{V1}/entity", params={"name": FIRM}).json()
    assert {m["plan"] for m in profile["entity"]["mentions"]} == {"river", "hill"}
    assert FIRM in profile["entity"]["name"]
    assert {m["plan"] for m in profile["measures"]} == {"river", "hill"}
    assert client.get(f"{V1}/entity", params={"name": profile["entity"]["id"]}).json() == profile


def test_measures_tell_how_they_cover_what_was_asked(client: httpx2.Client) -> None:
    found = client.get(f"{V1}/measures", params={"industry": "现代种业", "plan": "river"}).json()
    assert found["total"] >= 1
    assert found["rows"][0]["coverage"] == "direct"
    both = client.get(f"{V1}/measures", params={"industry": "畜牧业", "enterprise": FIRM}).json()
    assert both["total"] >= 1
    assert all(any(FIRM in name for name in row["enterprises"]) for row in both["rows"])
    assert client.get(f"{V1}/measures", params={"instrument": "税收"}).json()["total"] == 0


def test_targets_come_with_their_baselines(client: httpx2.Client) -> None:
    found = client.get(f"{V1}/targets", params={"indicator": "高新"}).json()
    assert [(row["plan"], row["value"], row["comparator"]) for row in found["rows"]] == [("hill", 8, ">="), ("river", 30, "=")]
    assert found["rows"][1]["baseline"]["value"] == 12
    assert client.get(f"{V1}/targets", params={"plan": "hill"}).json()["total"] == 1


def test_a_quotation_is_checked(client: httpx2.Client) -> None:
    text = "规划提出“到2025年，高新技术企业达到50家”。"
    found = client.post(f"{V1}/verify", json={"text": text}).json()
    assert found["counts"]["altered"] == 1
    assert any(d["quoted"] == "50" or "50" in d["quoted"] for c in found["checks"] for d in c["differences"])


def test_sparql_runs_in_the_sandbox(client: httpx2.Client) -> None:
    table = client.post(f"{V1}/sparql", json={"query": "SELECT ?p { ?p a z:Plan } ORDER BY ?p"}).json()
    assert [row[0]["value"].rsplit("/", 1)[1] for row in table["rows"]] == ["hill", "river"]
    assert "SERVICE" in told(client.post(f"{V1}/sparql", json={"query": "SELECT * { SERVICE <a:b> {} }"}), 422, "refused")


@pytest.mark.parametrize(("path", "query", "status", "code", "said"), [
    ("ask", {}, 422, "invalid", "参数 q：缺少"),
    ("ask", {"q": ""}, 422, "invalid", "太短"),
    ("ask", {"q": "  "}, 422, "invalid", "问题为空"),
    ("ask", {"q": "何" * 2001}, 422, "invalid", "太长"),
    ("ask", {"q": "问", "top": "99"}, 422, "invalid", "参数 top：太大"),
    ("ask", {"q": "问", "top": "多"}, 422, "invalid", "参数 top"),
    ("ask", {"q": "问", "colour": "red"}, 422, "invalid", "参数 colour：不认识"),
    ("ask", {"q": "问", "plan": "nowhere"}, 404, "not_found", "hill、river"),
    ("ask", {"q": "a\x00b"}, 400, "invalid", "空字符"),
    ("clause", {"locator": "3/1"}, 422, "invalid", "须用 plan"),
    ("clause", {"plan": "river", "locator": "九、(九)"}, 404, "not_found", "九、(九)"),
    ("entity", {"name": "无此企业"}, 404, "not_found", "无此企业"),
    ("entities", {"kind": "planet"}, 422, "invalid", "可选：industry"),
    ("entities", {"limit": "0"}, 422, "invalid", "太小"),
    ("measures", {"instrument": "魔法"}, 422, "invalid", "可选：资金"),
    ("measures", {"industry": "无此产业"}, 404, "not_found", "无此产业"),
    ("nothing", {}, 404, "not_found", "openapi.json"),
])  # fmt: skip
def test_mistakes_are_told_in_one_line(client: httpx2.Client, path: str, query: dict[str, str], status: int, code: str, said: str) -> None:
    assert said in told(client.get(f"{V1}/{path}", params=query), status, code)


@pytest.mark.parametrize(("path", "body", "kind", "status", "code", "said"), [
    ("ask", b"{", "application/json", 400, "invalid", "不是合法的 JSON"),
    ("ask", b"\xff", "application/json", 400, "invalid", "不是合法的 JSON"),
    ("ask", b"[" * 100_000, "application/json", 400, "invalid", "不是合法的 JSON"),
    ("ask", b"[]", "application/json", 422, "invalid", "JSON 对象"),
    ("ask", b'{"q": "\\ud800"}', "application/json", 400, "invalid", "代理字符"),
    ("ask", b"q=a", "text/plain", 415, "media_type", "application/json"),
    ("verify", json.dumps({"text": "字" * 200_001}).encode(), "application/json", 422, "invalid", "太长"),
    ("verify", b" " * (_LARGEST + 1), "application/json", 413, "too_large", "分段提交"),
], ids=lambda value: repr(value)[:24])  # fmt: skip
def test_bodies_must_be_json_objects_of_a_sensible_size(
    client: httpx2.Client, path: str, body: bytes, kind: str, status: int, code: str, said: str
) -> None:
    assert said in told(client.post(f"{V1}/{path}", content=body, headers={"content-type": kind}), status, code)


def test_a_wrong_method_names_the_right_ones(client: httpx2.Client) -> None:
    response = client.delete(f"{V1}/ask")
    told(response, 405, "method")
    assert response.headers["allow"] == "GET, POST, HEAD"


def test_markup_in_questions_stays_text(client: httpx2.Client) -> None:
    asked = "<script>alert(1)</script>畜牧业![x](http://x)"
    response = client.get(f"{V1}/ask", params={"q": asked})
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.json()["question"] == asked

"""Text made to harm, in every parameter of the HTTP interface and of the tools: an answer, or a refusal in one plain line, and no trace."""

from __future__ import annotations

import json
import unicodedata
from urllib.parse import quote

import anyio
import httpx2
import pytest
from mcp import Client

from index.qa.serve.service import Service
from index.qa.serve.tools import PATH
from tests.payloads import ENDLESS, LIE, PAYLOADS

V1 = "/api/v1"
PLAIN = "到2025年高新技术企业达到多少家？"
#: every operation that takes text, its parameter, and what else it needs
PLACES = (
    ("ask", "q", {}), ("ask", "plan", {"q": PLAIN}), ("search", "q", {}), ("clause", "locator", {"plan": "river"}), ("clause", "plan", {}),
    ("entities", "kind", {}), ("entity", "name", {}), ("measures", "industry", {}), ("measures", "instrument", {}), ("targets", "indicator", {}),
    ("verify", "text", {}), ("sparql", "query", {}),
)  # fmt: skip
TEXTS = {**PAYLOADS, "lines of a log": "研发\n{\"level\":\"error\"}", "endless": ENDLESS}  # fmt: skip


def fits(text: str) -> bool:
    """Whether people read it as one line in the order in which it is written."""
    return all(unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp") for c in text)


@pytest.fixture
def before(client: httpx2.Client) -> bytes:
    return plain(client)


def plain(client: httpx2.Client) -> bytes:
    row = client.get(f"{V1}/ask", params={"q": PLAIN}).json()
    del row["elapsed_ms"]
    return json.dumps(row, ensure_ascii=False).encode()


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize(("operation", "parameter", "more"), PLACES, ids=[f"{o}.{p}" for o, p, _ in PLACES])
def test_over_http(client: httpx2.Client, before: bytes, operation: str, parameter: str, more: dict[str, str], text: str) -> None:
    posted = operation in ("ask", "verify", "sparql")
    # an address longer than this is refused by clients and servers themselves
    given = {**more, parameter: text if posted else text[:5000]}
    response = client.post(f"{V1}/{operation}", json=given) if posted else client.get(f"{V1}/{operation}", params=given)
    assert response.status_code in (200, 400, 404, 422), response.text
    if response.status_code != 200:
        message = response.json()["error"]["message"]
        assert fits(message), ascii(message)
        assert len(message) < 1500
    assert plain(client) == before


@pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS)
def test_answers_quote_their_plan(client: httpx2.Client, service: Service, text: str) -> None:
    response = client.post(f"{V1}/ask", json={"q": PLAIN + text})
    if "\x00" in text:
        assert response.status_code == 400
        return
    row = response.json()
    assert LIE not in row["answer"].replace(text, "")
    for cited in row["citations"]:
        assert service.opened().plans[cited["plan"]].text[cited["start"] : cited["end"]] == cited["quote"]


@pytest.mark.parametrize("text", [t for t in TEXTS.values() if len(t) < 2000], ids=[n for n, t in TEXTS.items() if len(t) < 2000])
@pytest.mark.parametrize("address", ["/id/{}", "/id/plan/river/{}", "/id/enterprise/{}", "/id/plan/{}"])
def test_addresses(client: httpx2.Client, before: bytes, address: str, text: str) -> None:
    for accept in ("text/html", "text/turtle"):
        response = client.get(address.format(quote(text, safe="")), headers={"accept": accept})
        assert response.status_code in (400, 404, 422)
        assert "<script" not in response.text
        assert fits(response.text.strip()) or "json" not in response.headers["content-type"]
    assert plain(client) == before


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_over_the_tools(client: httpx2.Client, base: str, before: bytes, text: str) -> None:
    async def called() -> list[str]:
        async with Client(f"{base}{PATH}") as tools:
            results = [await tools.call_tool(operation, {**more, parameter: text}) for operation, parameter, more in PLACES]
        return [str(r.content[0].text) for r in results if r.is_error and r.content and hasattr(r.content[0], "text")]

    refusals = anyio.run(called)
    assert all("Traceback" not in line for line in refusals)
    assert [ascii(line) for line in refusals if not fits(line)] == []
    assert plain(client) == before

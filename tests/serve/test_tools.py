"""The tools as a client of the Model Context Protocol sees them, over HTTP and over standard input and output."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from index.qa.serve.tools import PATH, TOOLS
from tests.conftest import ROOT

#: a call of every tool and a word of what it must give back
CALLS: dict[str, tuple[dict[str, Any], str]] = {
    "ask": ({"q": "到2025年高新技术企业达到多少家？", "plan": "river"}, "30"),
    "search": ({"q": "奶牛养殖", "top": 2}, "奶"),
    "clause": ({"plan": "river", "locator": "三、(一)"}, "扶持优然牧业"),
    "entity": ({"name": "优然牧业"}, "hill"),
    "measures": ({"industry": "现代种业"}, "种业研发中心"),
    "targets": ({"indicator": "高新"}, "30"),
    "verify": ({"text": "到2025年，高新技术企业达到50家。"}, "altered"),
    "sparql": ({"query": "SELECT ?p { ?p a z:Plan }"}, "river"),
    "plans": ({}, "临河县产业发展规划"),
    "entities": ({"kind": "department"}, "农业农村局"),
}


#: calls that are refused, and a word of the refusal
REFUSED: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("sparql", {"query": "DROP ALL"}, "只读"),
    ("entity", {"name": "无此企业"}, "无此企业"),
    ("ask", {"q": "问", "plan": "nowhere"}, "hill、river"),
)


async def answers(client: Client) -> dict[str, str]:
    """What every tool gives back, by name; what a client reads of a tool is checked on the way."""
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert tuple(tools) == TOOLS
    got = {}
    for name, (given, _) in CALLS.items():
        tool = tools[name]
        assert set(given) <= set(tool.input_schema["properties"])
        assert tool.output_schema
        assert tool.annotations
        assert tool.annotations.read_only_hint
        result = await client.call_tool(name, given)
        assert not result.is_error
        got[name] = json.dumps(result.structured_content, ensure_ascii=False)
    return got


async def refusals(client: Client) -> list[str]:
    results = [await client.call_tool(name, given) for name, given, _ in REFUSED]
    assert all(r.is_error for r in results)
    return [str(r.content[0]) for r in results]


def lacking(got: dict[str, str]) -> list[str]:
    """Tools whose answer lacks the word it must hold."""
    return [name for name, (_, word) in CALLS.items() if word not in got[name]]


def test_every_tool_is_called() -> None:
    assert set(CALLS) == set(TOOLS)


def over_http(base: str, story: Callable[[Client], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with Client(f"{base}{PATH}") as client:
            return await story(client)

    return anyio.run(run)


def test_over_http(base: str) -> None:
    assert lacking(over_http(base, answers)) == []


def test_refusals_over_http(base: str) -> None:
    assert [said in line for (_, _, said), line in zip(REFUSED, over_http(base, refusals), strict=True)] == [True] * len(REFUSED)


def test_over_standard_input_and_output(small_build: Path) -> None:
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "scripts.serve", "--stdio", "--build", str(small_build)], cwd=str(ROOT),
        env=dict(os.environ) | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    async def run() -> dict[str, str]:
        async with Client(stdio_client(server)) as client:
            return await answers(client)

    assert lacking(anyio.run(run)) == []


def test_pages_of_other_sites_cannot_use_the_tools(client: httpx2.Client) -> None:
    """A name that a stranger points at this machine is no way in (DNS rebinding)."""
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    accept = {"accept": "application/json, text/event-stream"}
    assert client.post(PATH, json=ping, headers=accept | {"host": "evil.example"}).status_code == 421
    assert client.post(PATH, json=ping, headers=accept | {"origin": "http://evil.example"}).status_code == 403

"""What the app's own server answers beside the pages: nothing that drives it, tells of documents or takes files from strangers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from scripts.trials.server import Server, running
from tests.conftest import CORPUS


@pytest.fixture(scope="module")
def server(build_dir: Path) -> Iterator[Server]:
    with running(build_dir, CORPUS) as server:
        yield server


@pytest.fixture(scope="module")
def http(server: Server) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=f"http://127.0.0.1:{server.port}") as client:
        yield client


@pytest.mark.parametrize("path", ["interact", "mcp"])
def test_no_agent_can_drive_the_app(http: httpx2.Client, path: str) -> None:
    order = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "interact", "arguments": {}}}
    response = http.post(f"/_stcore/agent/{path}", json=order)
    assert response.status_code in (400, 403)
    assert "not_available" in response.text


def test_the_page_about_agents_says_that_there_are_none(http: httpx2.Client) -> None:
    told = http.get("/_stcore/agent/openapi.json").text
    assert "enableAgentApi" in told
    assert "昌吉" not in told


def test_no_page_around_the_app_may_steer_it(http: httpx2.Client) -> None:
    assert http.get("/_stcore/host-config").json()["allowedOrigins"] == []


def test_counters_tell_nothing_of_documents_or_questions(http: httpx2.Client) -> None:
    assert http.get("/?q=昌吉").status_code == 200
    assert all(ord(c) < 128 for c in http.get("/_stcore/metrics").text)


@pytest.mark.parametrize(("method", "path"), [("PUT", "/_stcore/upload_file/a/b"), ("DELETE", "/_stcore/upload_file/a/b"), ("GET", "/media/a.txt")])
def test_files_are_neither_taken_nor_given_without_a_session(http: httpx2.Client, method: str, path: str) -> None:
    assert http.request(method, path).status_code in (400, 401, 403, 404)


@pytest.mark.parametrize("path", ["/app/static/app.py", "/app/static/../app.py", "/static/../../app.py", "/..%2fapp.py"])
def test_no_file_of_the_source_is_served(http: httpx2.Client, path: str) -> None:
    assert "set_page_config" not in http.get(path).text


@pytest.mark.parametrize(("origin", "opened"), [("http://127.0.0.1:{port}", True), ("http://evil.example", False), ("null", False)])
def test_only_pages_of_this_site_may_open_a_session(server: Server, origin: str, opened: bool) -> None:
    async def tried() -> bool:
        try:
            async with connect(
                f"ws://127.0.0.1:{server.port}/_stcore/stream", origin=Origin(origin.format(port=server.port)),
                subprotocols=[Subprotocol("streamlit")], proxy=None,
            ):  # fmt: skip
                return True
        except InvalidStatus:
            return False

    assert asyncio.run(tried()) is opened

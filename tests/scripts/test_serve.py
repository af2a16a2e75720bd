"""`serve` as a process: the app and the interfaces at one address, and mistakes in one line."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.conftest import ROOT
from tests.scripts.commands import is_told_in_one_line, run


@contextmanager
def served(*args: str | Path) -> Iterator[httpx2.Client]:
    """A client of a running `serve`; it must end by itself when it is asked to."""
    command = [sys.executable, "-m", "scripts.serve", "--port", "0", *map(str, args)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, text=True) as process:
        try:
            assert process.stderr
            address = re.search(r"http://\S+", process.stderr.readline())
            assert address
            with httpx2.Client(base_url=address[0], timeout=60) as client:
                yield client
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                assert process.wait(20) in (0, -signal.SIGTERM)
            finally:
                process.kill()


def test_the_app_and_the_interfaces_share_one_address(small_build: Path) -> None:
    with served("--build", small_build) as client:
        assert "<title>Streamlit</title>" in client.get("/").text
        assert client.get("/_stcore/health").status_code == 200
        assert [row["plan"] for row in client.get("/api/v1/plans").json()["plans"]] == ["hill", "river"]
        assert client.get("/id/plan/river", headers={"accept": "text/turtle"}).status_code == 200
        ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        assert client.post("/mcp", json=ping, headers={"accept": "application/json"}).json()["id"] == 1


def test_a_missing_build_is_told_in_one_line(tmp_path: Path) -> None:
    ran = run("serve", "--api", "--build", tmp_path / "none")
    assert is_told_in_one_line(ran)
    assert "scripts.build" in ran.err


def test_a_taken_port_is_told_in_one_line(small_build: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = run("serve", "--api", "--port", str(taken.getsockname()[1]), "--build", small_build)
    assert is_told_in_one_line(ran)
    assert "--port" in ran.err

"""A real SPARQL server on a free port of this machine, for as long as a test needs it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

OXIGRAPH = Path(sys.executable).with_name("oxigraph")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def oxigraph_server(location: Path) -> Iterator[str]:
    """The address of a running server; skips where the package `oxigraph` is not installed."""
    if not OXIGRAPH.exists():
        pytest.skip("the package oxigraph (extra scale) is not installed")
    address = f"127.0.0.1:{free_port()}"
    command = [str(OXIGRAPH), "serve", "--location", str(location), "--bind", address]
    with (location.parent / "server.log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            _wait(f"http://{address}/")
            yield f"http://{address}"
        finally:
            process.terminate()


def _wait(url: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"no answer from {url}")

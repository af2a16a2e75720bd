"""A really running server over the two small plans, for clients of every kind."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
import uvicorn

from index.qa.opened import Library
from index.qa.serve.service import Service
from index.qa.serve.site import api_only, site


@pytest.fixture(scope="session")
def service(small_build: Path) -> Service:
    return Service(Library(small_build))


@pytest.fixture(scope="session")
def base(service: Service) -> Iterator[str]:
    """Address of a server that runs while the session lasts."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(api_only(*site(service)), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    service.opened().workspace.sandbox.close()


@pytest.fixture
def client(base: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=base, timeout=60) as opened:
        yield opened

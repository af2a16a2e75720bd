"""The nginx example of docs/security.md, run by the real nginx in front of a server that shows what it was told."""

from __future__ import annotations

import asyncio
import base64
import http.client
import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from scripts.trials.server import free_port, running
from scripts.trials.session import Session
from tests.conftest import ROOT
from ui.roles import Role, Visitor, visitor_of

NGINX = shutil.which("nginx")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
EXAMPLE = ROOT / "docs" / "examples" / "nginx.conf"
PROXY = {"PLAN_SIGN_IN": "proxy"}


class Mirror(BaseHTTPRequestHandler):
    """Answers with the request headers it got."""

    def do_GET(self) -> None:
        body = json.dumps(dict(self.headers.items())).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of nginx in front of the mirror."""
    upstream = ThreadingHTTPServer(("127.0.0.1", 0), Mirror)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    try:
        with proxied(upstream.server_port, tmp_path_factory.mktemp("nginx")) as listen:
            yield listen
    finally:
        upstream.shutdown()
        upstream.server_close()


@pytest.fixture(scope="module")
def app(small_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of nginx in front of the real app, which believes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAN_SIGN_IN", "proxy")
        with running(small_build, small_build.parent / "corpus") as server, proxied(server.port, tmp_path_factory.mktemp("site")) as listen:
            yield listen


@contextmanager
def proxied(upstream: int, home: Path) -> Iterator[int]:
    """nginx by the example in front of a port, with two users: editor1 and reader1, both with the password `secret`."""
    home.chmod(0o755)
    listen = free_port()
    config = EXAMPLE.read_text(encoding="utf-8")
    for old, new in (
        ("127.0.0.1:8080", f"127.0.0.1:{listen}"),
        ("127.0.0.1:8501", f"127.0.0.1:{upstream}"),
        ("/etc/nginx/plangraph.htpasswd", str(home / "users")),
    ):
        assert old in config
        config = config.replace(old, new)
    (home / "users").write_text("editor1:{PLAIN}secret\nreader1:{PLAIN}secret\n", encoding="utf-8")
    (home / "site.conf").write_text(config, encoding="utf-8")
    temporary = "".join(f"{kind}_temp_path {home}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root; " if os.geteuid() == 0 else ""  # the folder of the test is its owner's alone
    main = f"{user}pid {home}/pid; daemon off; error_log {home}/error.log; events {{}} http {{ access_log off; {temporary} include {home}/site.conf; }}"
    (home / "nginx.conf").write_text(main, encoding="utf-8")
    process = subprocess.Popen([str(NGINX), "-p", str(home), "-c", str(home / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        wait(listen, home)
        yield listen
    finally:
        process.terminate()
        process.wait()


def wait(port: int, home: Path) -> None:
    for _ in range(100):
        try:
            ask(port)
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError((home / "error.log").read_text(encoding="utf-8"))


def basic(user: str, password: str = "secret") -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def ask(port: int, user: str = "", password: str = "secret", **headers: str) -> tuple[int, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    if user:
        headers |= basic(user, password)
    connection.request("GET", "/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    reply = connection.getresponse()
    body = reply.read()
    connection.close()
    return reply.status, json.loads(body) if reply.status == 200 else {}


def test_nobody_gets_in_without_a_password(port: int) -> None:
    assert ask(port)[0] == 401
    assert ask(port, "editor1", "wrong")[0] == 401
    assert ask(port, X_Plan_User="editor1", X_Plan_Role="editor")[0] == 401


def test_editor_and_reader(port: int) -> None:
    assert visitor_of(ask(port, "editor1")[1], PROXY) == Visitor("editor1", Role.EDITOR)
    assert visitor_of(ask(port, "reader1")[1], PROXY) == Visitor("reader1", Role.READER)


def test_headers_of_the_visitor_are_overwritten(port: int) -> None:
    told = ask(port, "reader1", X_Plan_User="editor1", X_Plan_Role="editor", x_plan_role="editor")[1]
    assert visitor_of(told, PROXY) == Visitor("reader1", Role.READER)


def test_password_does_not_reach_the_app(port: int) -> None:
    assert "authorization" not in {name.lower() for name in ask(port, "reader1")[1]}


def page(port: int, headers: dict[str, str]) -> str:
    """The corpus page as a visitor of the app gets it over the socket of a session."""

    async def opened() -> str:
        async with Session(port, headers) as session:
            return (await session.open("?view=corpus")).text

    return asyncio.run(opened())


def test_the_app_behind_nginx_lets_editors_change_and_readers_look(app: int) -> None:
    assert "file_uploader" in page(app, basic("editor1")).splitlines()
    for headers in (basic("reader1"), {**basic("reader1"), "X-Plan-User": "editor1", "X-Plan-Role": "editor"}):
        seen = page(app, headers)
        assert "临河县产业发展规划" in seen
        assert "只能查看" in seen
        assert "file_uploader" not in seen.splitlines()


@pytest.mark.parametrize("headers", [{}, basic("editor1", "wrong"), {"X-Plan-User": "editor1", "X-Plan-Role": "editor"}])
def test_no_session_without_a_password(app: int, headers: dict[str, str]) -> None:
    with pytest.raises(InvalidStatus, match="401"):
        page(app, headers)


def test_uploads_larger_than_the_cap_stop_at_nginx(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/", headers={**basic("editor1"), "Content-Length": str(21 * 1024 * 1024)})
    assert connection.getresponse().status == 413
    connection.close()

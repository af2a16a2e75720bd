"""The nginx example of docs/security.md, run by the real nginx in front of a server that shows what it was told."""

from __future__ import annotations

import base64
import http.client
import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scripts.trials.server import free_port
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
    """The port of nginx with two users: editor1 and reader1, both with the password `secret`."""
    home = tmp_path_factory.mktemp("nginx")
    home.chmod(0o755)
    upstream = ThreadingHTTPServer(("127.0.0.1", 0), Mirror)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    listen = free_port()
    config = EXAMPLE.read_text(encoding="utf-8")
    for old, new in (
        ("127.0.0.1:8080", f"127.0.0.1:{listen}"),
        ("127.0.0.1:8501", f"127.0.0.1:{upstream.server_port}"),
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
        upstream.shutdown()
        upstream.server_close()


def wait(port: int, home: Path) -> None:
    for _ in range(100):
        try:
            ask(port)
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError((home / "error.log").read_text(encoding="utf-8"))


def ask(port: int, user: str = "", password: str = "secret", **headers: str) -> tuple[int, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    if user:
        headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
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

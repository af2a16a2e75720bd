"""A real server and a real Chromium: every page must stay on its own host and keep its console clean."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import CORPUS, ROOT

CHROMIUM = next((p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))), "")
SCREENSHOTS = ROOT / "screenshots"
AXE = "axe-core@4.14.1"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def site(build_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app served from a build and a corpus that tests may change."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(build_dir, folder / "build")
    shutil.copytree(CORPUS, folder / "corpus")
    port = free_port()
    environ = os.environ | {"PLAN_BUILD": str(folder / "build"), "PLAN_CORPUS": str(folder / "corpus")}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)], cwd=ROOT, env=environ, stdout=log, stderr=log
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the app did not start")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("没有找到 Chromium;Debian 上请运行 apt-get install chromium fonts-wqy-microhei")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(site: str, chromium: Browser) -> Iterator[Visit]:
    """Open an address (`?view=…`) at a width; at the end no console error and no request elsewhere may have happened."""
    trouble: list[str] = []
    contexts = []

    def open_page(address: str = "", *, width: int = 1440, height: int = 1000) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: trouble.append(f"console: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda e: trouble.append(f"error: {e}"))
        page.on("request", lambda r: trouble.append(f"request: {r.url}") if not r.url.startswith((site, "data:", "blob:")) else None)
        page.on("websocket", lambda w: trouble.append(f"socket: {w.url}") if not w.url.startswith(site.replace("http", "ws")) else None)
        page.goto(site + address)
        settled(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


def settled(page: Page) -> None:
    """Wait until the footer, which every page draws last, is there and nothing runs."""
    page.wait_for_selector("footer.foot", timeout=30_000)
    page.wait_for_function("!document.querySelector('[data-testid=stApp][data-test-script-state=running]')")
    # the bridge, which follows links and keys, sets the language when it is mounted
    page.wait_for_function("document.documentElement.lang === 'zh-CN'")
    page.wait_for_timeout(250)


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, fetched by npm for this run only."""
    npm = shutil.which("npm")
    if not npm:
        pytest.skip("没有 npm,无法取得 axe-core;无障碍检查未运行")
    folder = tmp_path_factory.mktemp("axe")
    done = subprocess.run([npm, "install", "--silent", "--no-save", "--ignore-scripts", "--prefix", str(folder), AXE], capture_output=True)
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if done.returncode or not script.is_file():
        pytest.skip("npm 未能取得 axe-core;无障碍检查未运行")
    return script.read_text(encoding="utf-8")

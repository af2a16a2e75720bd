"""The app run without a browser on the real build: what each page says, as text."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT

Open = Callable[..., AppTest]
TBEA = "enterprise/特变电工股份有限公司"


def markup(page: AppTest) -> str:
    """All markup of the page, in order."""
    return "\n".join(e.proto.body for e in page.main if e.type == "html")


def text(page: AppTest) -> str:
    """All markup of the page as the reader sees it."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup(page)))


def links(page: AppTest) -> list[str]:
    """Addresses of the links of the page."""
    return [html.unescape(h) for h in re.findall(r'href="([^"]*)"', markup(page))]


@pytest.fixture
def app(build_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open a view by its parameters, as a shared address does."""
    monkeypatch.setenv("PLAN_BUILD", str(build_dir))
    return opener()


def opener() -> Open:
    def open_view(**parameters: str | list[str]) -> AppTest:
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, value in parameters.items():
            page.query_params[name] = value
        return page.run()

    return open_view

"""Links inside a session: one run of the script for each click, however many views came before, and a history to go back in."""

from __future__ import annotations

import pytest
from playwright.sync_api import WebSocket

from tests.browser.conftest import Visit, settled

pytestmark = pytest.mark.browser
TITLES = ("产业措施", "实体关系", "目标指标", "规划原文", "图谱查询", "语料管理", "问答")


def test_each_click_costs_one_run_and_can_be_taken_back(visit: Visit) -> None:
    page = visit("?view=plan&clause=4/2/1/2")
    orders: list[str | bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda order: orders.append(order))

    page.on("websocket", listen)
    page.reload()
    settled(page)
    for title in TITLES:
        orders.clear()
        page.locator("nav.views a", has_text=title).click()
        page.wait_for_selector(f"nav.views a.on:has-text('{title}')")
        settled(page)
        assert len(orders) == 1
    page.go_back()
    page.wait_for_selector("nav.views a.on:has-text('语料管理')")
    assert "view=corpus" in page.url

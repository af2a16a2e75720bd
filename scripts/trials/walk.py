"""One person at the app: how long the first page takes after a start, and how long a click takes, by socket and in a real browser."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from scripts.trials.outcome import Outcome, load, quantiles
from scripts.trials.server import Server, running
from scripts.trials.session import Session

#: seconds from the start of the server to the whole first page, and for the median click
FIRST, CLICK = 3.0, 0.3
#: the views one after the other, as a person goes through them
VIEWS = (
    "?view=ask", f"?view=ask&q={quote('哪些措施覆盖现代种业？')}", "?view=measures", f"?view=measures&industry={quote('industry/畜牧业')}",
    "?view=entities", f"?view=entities&entity={quote('enterprise/特变电工股份有限公司')}", "?view=targets", "?view=targets&sort=2",
    "?view=plan&clause=4/2/1/2", "?view=plan&clause=4/2/1/3", "?view=query", "?view=corpus", "?view=corpus&tab=review",
)  # fmt: skip
#: clicks a link made of the address and tells after how many milliseconds the page changed for the last time
_CLICK = """address => new Promise((resolve, reject) => {
  const app = document.querySelector('[data-testid=stApp]');
  const link = document.createElement('a');
  link.dataset.page = '';
  link.setAttribute('href', address);
  document.body.append(link);
  const began = performance.now();
  let changed = 0;
  const observer = new MutationObserver(() => { changed = performance.now(); });
  observer.observe(document.querySelector('.stMain'), {subtree: true, childList: true, characterData: true});
  const look = () => {
    const now = performance.now();
    const still = changed && now - changed > 200 && app.dataset.testScriptState !== 'running';
    if (!still && now - began < 60000) return requestAnimationFrame(look);
    observer.disconnect();
    link.remove();
    return still ? resolve(changed - began) : reject(new Error('the page was not drawn anew: ' + address));
  };
  link.click();
  look();
})"""
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip


async def first_page(build: Path, corpus: Path, starts: int) -> Outcome:
    """The server started anew each time; from the start of its process to the whole first page."""
    waits, costs, failures = [], [], []
    for _ in range(starts):
        began = time.monotonic()
        with running(build, corpus) as server:
            async with Session(server.port) as session:
                page = await session.open(VIEWS[0])
            waits.append(time.monotonic() - began)
            costs.append(server.seconds())
        failures += ["trouble shown"] if page.trouble else []
    middle = quantiles(waits)[0]
    failures += [f"median {middle:.2f} s > {FIRST} s"] if middle > FIRST else []
    facts = {"中位": f"{middle:.2f} 秒", "最长": f"{max(waits):.2f} 秒", "处理器时间": f"{quantiles(costs)[0]:.2f} 秒", "负载": load()}
    return Outcome("启动到首页", starts, tuple(failures), facts)


async def clicks(server: Server, rounds: int) -> Outcome:
    """One session going through every view; the first round meets everything anew and is not counted."""
    seconds, failures = [], []
    async with Session(server.port) as session:
        for address in VIEWS:
            await session.open(address)
        before = server.seconds()
        for address in VIEWS * rounds:
            page = await session.open(address)
            seconds.append(page.seconds)
            failures += [f"{address}: trouble shown"] if page.trouble else []
    return _told("再次点击(服务端)", seconds, (server.seconds() - before) / len(seconds), failures)


async def browser_clicks(server: Server, rounds: int) -> Outcome:
    """The same by clicking links in Chromium, until the page is drawn anew; nothing is tried where there is no Chromium."""
    name = "再次点击(浏览器)"
    chromium = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
    if chromium is None:
        return Outcome(name, 0, (), {"未测": "没有找到 Chromium"})
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        try:
            page = await browser.new_page(viewport={"width": 1440, "height": 1000})
            await page.goto(f"http://127.0.0.1:{server.port}/{VIEWS[-1]}")
            await page.wait_for_selector("footer.foot", timeout=60_000)
            await page.wait_for_function("document.documentElement.lang === 'zh-CN'")
            for address in VIEWS:
                await page.evaluate(_CLICK, address)
            before = server.seconds()
            seconds = [await page.evaluate(_CLICK, address) / 1000 for address in VIEWS * rounds]
        finally:
            await browser.close()
    return _told(name, seconds, (server.seconds() - before) / len(seconds), [])


def _told(name: str, seconds: Sequence[float], cost: float, failures: list[str]) -> Outcome:
    p50, p95, top = quantiles(seconds)
    failures += [f"median {p50:.2f} s > {CLICK} s"] if p50 > CLICK else []
    facts = {"p50": f"{p50:.3f} 秒", "p95": f"{p95:.3f} 秒", "最长": f"{top:.2f} 秒", "每次处理器时间": f"{cost:.3f} 秒", "负载": load()}
    return Outcome(name, len(seconds), tuple(failures), facts)

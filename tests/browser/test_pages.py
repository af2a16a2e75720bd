"""Every page at two widths: a picture to look at, no sideways scrolling, no serious fault found by axe-core, text stays text."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.browser.conftest import SCREENSHOTS, Visit, settled
from ui.query import saved_queries

pytestmark = pytest.mark.browser
PAGES = {
    "ask": "", "answer": "?q=哪些措施覆盖现代种业?", "refusal": "?q=2035年的研发经费投入强度目标是多少?",
    "measures": "?view=measures", "industry": "?industry=industry/畜牧业", "entities": "?view=entities",
    "entity": "?entity=enterprise/特变电工股份有限公司&open=platform/科普教育基地&to=朗青", "targets": "?view=targets",
    "plan": "?view=plan&clause=4/2/1/2", "quotes": "?view=plan&tab=quotes", "query": "?view=query",
    "result": f"?view=query&sparql={quote(saved_queries()['产业依托的企业'])}", "corpus": "?view=corpus", "review": "?view=corpus&tab=review",
}  # fmt: skip
PAYLOADS = ("<script>document.title='x'</script>", "![图](http://x.invalid/p.png)", "[链](javascript:alert(1))", "<img src=x onerror=alert(1)>")


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("name", list(PAGES))
def test_page(visit: Visit, axe: str, name: str, width: int) -> None:
    page = visit(PAGES[name], width=width, height=1000 if width > 500 else 760)
    page.wait_for_timeout(600)
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png")
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= width
    page.add_script_tag(content=axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
    serious = [
        f"{v['id']}: {n['target']} {n['html'][:160]}" for v in found if v["impact"] in ("serious", "critical") for n in v["nodes"]
    ]  # fmt: skip
    assert serious == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_in_questions_and_searches_are_text(visit: Visit, payload: str) -> None:
    for address in (f"?q={quote(payload)}", f"?view=entities&find={quote(payload)}", f"?entity={quote(payload)}", f"?view=plan&clause={quote(payload)}"):
        page = visit(address)
        assert payload in page.locator(".stMain").inner_text() or payload in page.locator("input").first.input_value()
        assert page.locator(".stMain img, .stMain script, .stMain a[href^=javascript]").count() == 0
        assert page.title() != "x"


def test_payloads_in_an_uploaded_plan_are_text(visit: Visit) -> None:
    body = "某县规划\n\n一、重点产业\n" + "\n".join(f"({n}){p}发展软件产业。支持{p}有限公司建设。" for n, p in zip("一二三四", PAYLOADS, strict=True))
    page = visit("?view=corpus")
    page.set_input_files("input[type=file]", {"name": "<b>某县.txt", "mimeType": "text/plain", "buffer": body.encode()})
    page.get_by_role("button", name="加入语料").click()
    page.wait_for_selector("p.done", timeout=120_000)
    for address in ("?view=plan&plan=b-某县&whole=1", "?q=有哪些措施支持软件产业?", "?view=entities", "?view=measures&industry=industry/软件产业"):
        page.goto(page.url.partition("?")[0] + address)
        settled(page)
        assert page.locator(".stMain img, .stMain script, .stMain a[href^=javascript]").count() == 0
        assert page.title() != "x"

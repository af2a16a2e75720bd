"""Three people get their work done, from the first page to the file, link or finding they came for."""

from __future__ import annotations

import io

import docx
import pytest

from corpus.model import Plan
from tests.browser.conftest import Visit, settled

pytestmark = pytest.mark.browser
LAB = "中国—塔吉克斯坦煤电能源清洁转化及高效综合利用“一带一路”联合实验室"


def test_an_official_finds_the_measures_for_an_industry_and_takes_the_memo(visit: Visit) -> None:
    page = visit()
    page.locator("nav.views a", has_text="产业措施").click()
    page.wait_for_selector("table.matrix")
    page.locator("nav.toc a", has_text="畜牧业").click()
    page.wait_for_selector("h2.choice:has-text('畜牧业')")
    settled(page)
    listed = page.locator(".measures a.measure").all_inner_texts()
    assert "扶持朗青畜牧、优然牧业、吉缘牧业等做大做强" in listed
    with page.expect_download() as waiting:
        page.get_by_role("button", name="导出 Word").click()
    download = waiting.value
    assert download.suggested_filename == "畜牧业措施.docx"
    written = "\n".join(p.text for p in docx.Document(io.BytesIO(download.path().read_bytes())).paragraphs)
    assert all(action in written for action in listed[:9])
    assert "四、(二)1.(5)" in written
    page.locator(".measures a.measure", has_text="扶持朗青畜牧").click()
    page.wait_for_selector("mark.evidence")
    assert "朗青畜牧" in "".join(page.locator("mark.evidence").all_inner_texts())
    assert page.locator("mark.evidence").first.is_visible()


def test_a_researcher_walks_from_an_enterprise_to_its_laboratory(visit: Visit) -> None:
    page = visit("?view=entities")
    box = page.get_by_label("查找实体")
    box.fill("tbdg")
    box.press("Enter")
    page.locator("ul.found a", has_text="特变电工股份有限公司").click()
    page.wait_for_selector("h1:has-text('特变电工股份有限公司')")
    name = page.locator(".st-key-ego svg text", has_text="中国—塔吉克")
    name.first.wait_for()
    page.wait_for_timeout(500)
    name.first.click()
    page.wait_for_selector("p.opened")
    page.locator("p.opened a", has_text=LAB).click()
    page.wait_for_selector(f"h1:has-text('{LAB}')")
    page.go_back()
    page.wait_for_selector("h1:has-text('特变电工股份有限公司')")
    settled(page)
    page.locator("table.grid a", has_text=LAB).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"h1:has-text('{LAB}')")
    assert "特变电工承担的" in page.locator("table.grid").first.inner_text()


def test_a_citer_opens_a_deep_link_copies_the_reference_and_catches_an_altered_quote(visit: Visit, plan: Plan) -> None:
    clause = plan["4/2/1/3"]
    start = plan.text.index("争取优质林果面积", clause.start)
    page = visit(f"?view=plan&plan={plan.id}&clause=4/2/1/3&start={start}&end={start + 15}")
    assert "".join(page.locator("mark.evidence").all_inner_texts()) == plan.text[start : start + 15]
    page.locator("details.cite > summary").click()
    row = page.locator(".cite-box > div", has_text="GB/T 7714-2025")
    row.locator("button.copy").click()
    page.wait_for_function("navigator.clipboard.readText().then(t => t.includes('[EB/OL]'))")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("昌吉市人民政府. 昌吉市科技创新“十四五”规划")
    page.get_by_role("radio", name="引文核对").click()
    box = page.get_by_label("待核对的文字")
    box.fill("到2025年,争取优质林果面积达到9.5万亩,果品精深加工率达到20%以上")
    page.get_by_role("button", name="核对", exact=True).click()
    page.wait_for_selector("li.check.altered")
    assert "9" in page.locator("li.check.altered del").first.inner_text()
    assert "8" in page.locator("li.check.altered ins").first.inner_text()


def test_an_answer_leads_to_the_highlighted_words_and_back(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("/")
    page.keyboard.type("哪些措施覆盖现代种业?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer.answered")
    settled(page)
    page.locator("a.cite-mark").last.click()
    page.wait_for_selector("mark.evidence")
    page.go_back()
    page.wait_for_selector(".answer.answered")
    assert "q=" in page.url

"""语料管理: states of plans, preview of an upload, adding, building aside, removing, and who may do so."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from corpus.audit import Action, changes
from corpus.load import find_sources, load_plan
from tests.conftest import CHANGJI, CORPUS
from tests.ui.conftest import Open, markup, opener, text

PLAN = "某县数字经济发展规划\n\n一、发展目标\n到2025年,数字经济核心产业增加值达到20亿元。\n二、重点任务\n(一)培育软件产业。支持软件产业园建设。\n"


@pytest.fixture
def corpus(build_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus and a build of its own, which the test may change."""
    folder, build = tmp_path / "corpus", tmp_path / "build"
    shutil.copytree(CORPUS, folder)
    shutil.copytree(build_dir, build)
    monkeypatch.setenv("PLAN_CORPUS", str(folder))
    monkeypatch.setenv("PLAN_BUILD", str(build))
    return folder


@pytest.fixture
def managed(corpus: Path) -> Open:
    return opener()


def test_the_embedded_plan_is_listed_as_built(managed: Open) -> None:
    page = managed(view="corpus")
    assert not page.exception
    assert "已建索引" in text(page)
    assert CHANGJI in text(page)


def test_an_upload_is_shown_before_it_joins(managed: Open, corpus: Path) -> None:
    page = managed(view="corpus")
    page.file_uploader(key="upload-0").upload("某县规划.txt", PLAN.encode(), "text/plain").run()
    assert not page.exception
    seen = text(page)
    assert "某县数字经济发展规划" in seen
    assert "二、(一) 培育软件产业" in seen or "培育软件产业" in seen
    assert not (corpus / "某县规划.txt").exists()


def test_added_plans_are_built_and_seen_by_open_sessions(managed: Open, corpus: Path) -> None:
    other = managed(view="plan")
    assert "某县" not in "".join(o for s in other.selectbox for o in s.options)
    page = managed(view="corpus")
    page.file_uploader(key="upload-0").upload("某县规划.txt", PLAN.encode(), "text/plain").run()
    page.button(key="confirm").click().run()
    assert (corpus / "某县规划.txt").read_text(encoding="utf-8") == PLAN
    assert [c.action for c in changes(corpus)] == [Action.PLAN_ADDED]
    finished(page)
    assert "构建完成：新建 1 部，沿用 1 部" in text(page)
    other.run()
    assert "某县数字经济发展规划" in other.selectbox[0].options


def test_metadata_can_be_corrected_before_a_plan_joins(managed: Open, corpus: Path) -> None:
    page = managed(view="corpus")
    page.file_uploader(key="upload-0").upload("某县规划.txt", PLAN.encode(), "text/plain").run()
    assert page.text_input(key="metadata-0-title").value == "某县数字经济发展规划"
    page.text_input(key="metadata-0-issued").input("2023-02-30").run()
    assert "日期“2023-02-30”不存在" in text(page)
    assert page.button(key="confirm").disabled
    page.text_input(key="metadata-0-issued").input("2023-02-28")
    page.text_input(key="metadata-0-issuer").input("某县“数字办”").run()
    page.button(key="confirm").click().run()
    assert not page.exception
    (source,) = [s for s in find_sources(corpus).sources if s.id == "某县规划"]
    assert source.path.read_text(encoding="utf-8") == PLAN
    found = load_plan(source).metadata
    assert (found.issued and found.issued.value, found.issuer and found.issuer.value) == ("2023-02-28", "某县“数字办”")
    assert found.title
    assert found.title.where != "plan.toml", "what was left as it was read is not stated"
    assert [c.action for c in changes(corpus)] == [Action.PLAN_ADDED]
    finished(page)
    assert "构建完成：新建 1 部" in text(page)


def finished(page) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + 120
    while "构建完成" not in text(page) and time.monotonic() < deadline:
        time.sleep(0.3)
        page.run()


def test_plans_are_removed_only_when_sure(managed: Open, corpus: Path) -> None:
    (corpus / "另一规划.txt").write_text(PLAN, encoding="utf-8")
    page = managed(view="corpus")
    assert "新加入，待构建" in text(page)
    assert page.button(key="remove-go").disabled
    page.selectbox(key="remove-plan").set_value("另一规划")
    page.checkbox(key="remove-sure").check().run()
    page.button(key="remove-go").click().run()
    assert not (corpus / "另一规划.txt").exists()
    assert list((corpus / ".removed").rglob("另一规划.txt"))
    finished(page)


@pytest.mark.parametrize(
    ("name", "data"),
    [("空.txt", b""), ("乱.docx", b"PK\x03\x04 not a zip"), ("图.pdf", b"%PDF-1.4 broken"), ("二进制.txt", bytes(range(256)) * 8)],
)
def test_files_that_are_no_documents_are_refused_in_one_line(managed: Open, corpus: Path, name: str, data: bytes) -> None:
    page = managed(view="corpus")
    page.file_uploader(key="upload-0").upload(name, data, "application/octet-stream").run()
    assert not page.exception
    assert "文件无法加入" in text(page)
    assert not any(b.key == "confirm" for b in page.button)


def test_an_unreadable_file_in_the_folder_is_named(managed: Open, corpus: Path) -> None:
    broken = corpus / "坏规划"
    broken.mkdir()
    (broken / "plan.toml").write_text("title = ", encoding="utf-8")
    assert "坏规划/plan.toml" in text(managed(view="corpus"))


def test_readers_may_look_but_not_change(managed: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAN_SIGN_IN", "proxy")
    page = managed(view="corpus")
    assert "已建索引" in text(page)
    assert "只能查看" in text(page)
    assert not page.button


def test_readers_may_not_review(managed: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "复核需要编辑者身份" not in text(managed(view="corpus", tab="review"))
    monkeypatch.setenv("PLAN_SIGN_IN", "proxy")
    page = managed(view="corpus", tab="review")
    assert "复核需要编辑者身份" in text(page)
    assert [*page.button, *page.radio, *page.selectbox, *page.text_input] == []


@pytest.mark.parametrize(("name", "kept"), [("../../越界.txt", "越界.txt"), ("规划\u202etxt.exe.txt", "规划txt.exe.txt"), ("README.md", "")])
def test_names_of_uploads_stay_inside_the_folder(managed: Open, corpus: Path, name: str, kept: str) -> None:
    before = sorted(p.relative_to(corpus.parent) for p in corpus.parent.rglob("*") if "build" not in p.parts)
    page = managed(view="corpus")
    page.file_uploader(key="upload-0").upload(name, PLAN.encode(), "text/plain").run()
    page.button(key="confirm").click().run()
    assert not page.exception
    after = sorted(p.relative_to(corpus.parent) for p in corpus.parent.rglob("*") if "build" not in p.parts)
    new = [p for p in after if p not in before and p.name != ".changes.jsonl"]
    assert [str(p) for p in new] == ([f"corpus/{kept}"] if kept else [])


def test_markup_in_an_upload_is_text(managed: Open) -> None:
    bad = PLAN.replace("培育软件产业", '<script>alert(1)</script><img src=x onerror=alert(2)>![图](http://x.example/p.png)[链](javascript:alert(3))')
    page = managed(view="corpus")
    page.file_uploader(key="upload-0").upload("<img src=x>.txt", bad.encode(), "text/plain").run()
    assert not page.exception
    assert "<script" not in markup(page)
    assert "<img" not in markup(page)
    assert "javascript:" not in "".join(h for h in markup(page).split('href="')[1:])

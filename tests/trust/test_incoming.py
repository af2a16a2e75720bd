"""Uploads: names that stay inside the folder, documents checked before they are kept, changes on record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.audit import FILE, Action, Change, broken, changes, record
from corpus.incoming import add_plan, file_name, remove_plan
from corpus.load import find_sources
from corpus.model import CorpusError
from tests.corpus.malformed import cases
from tests.qa.plans import PLAIN

TEXT = PLAIN.encode()
MALFORMED = cases()
NAMES = [
    ("../../etc/passwd.txt", "passwd.txt"),
    ("..\\..\\windows\\win.ini.txt", "win.ini.txt"),
    ("/etc/cron.d/job.txt", "job.txt"),
    ("C:\\autoexec.txt", "autoexec.txt"),
    ("....//....//x.txt", "x.txt"),
    (".htaccess.txt", "htaccess.txt"),
    ("CON.txt", "CON-1.txt"),
    ("a\x00b.txt", "ab.txt"),
    ("规划\u202etxt.exe.txt", "规划txt.exe.txt"),
    ("甲\n乙.txt", "甲乙.txt"),
    ("$(rm -rf ~).txt", "rm--rf.txt"),
    ("`id`;ls|cat.txt", "id-ls-cat.txt"),
    ("<img src=x onerror=alert(1)>.txt", "img-src-x-onerror-alert-1.txt"),
    ("%2e%2e%2fup.txt", "2e-2e-2fup.txt"),
    ("  .. .txt", "plan.txt"),
    ("某县规划(2021).TXT", "某县规划-2021.txt"),
]


def everything(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize(("name", "safe"), NAMES)
def test_name_is_harmless(name: str, safe: str, tmp_path: Path) -> None:
    corpus = tmp_path / "outer" / "corpus"
    corpus.mkdir(parents=True)
    plan = add_plan(corpus, name, TEXT, actor="甲")
    assert file_name(name) == safe
    assert everything(tmp_path).keys() == {f"outer/corpus/{safe}", f"outer/corpus/{FILE}"}
    assert [s.id for s in find_sources(corpus).sources] == [plan]


@given(st.text(max_size=300), st.sampled_from([".txt", ".docx", ""]))
def test_any_name_is_one_plain_part(name: str, suffix: str) -> None:
    safe = file_name(name + suffix)
    assert "/" not in safe
    assert "\\" not in safe
    assert not safe.startswith(".")
    assert len(safe.encode()) <= 255
    assert safe == file_name(safe)


@pytest.mark.parametrize(("name", "data", "words"), MALFORMED, ids=[name for name, _, _ in MALFORMED])
def test_malformed_upload_changes_nothing(name: str, data: bytes, words: str, tmp_path: Path) -> None:
    add_plan(tmp_path, "good.txt", TEXT, actor="甲")
    before = everything(tmp_path)
    with pytest.raises(CorpusError):
        add_plan(tmp_path, f"../{name}", data, actor="甲")
    assert everything(tmp_path) == before


def test_size_is_capped(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="超过上限 20 MB"):
        add_plan(tmp_path, "big.txt", b"x" * (20 * 1024 * 1024 + 1), actor="甲")
    assert everything(tmp_path) == {}


def test_nothing_is_overwritten_unless_asked(tmp_path: Path) -> None:
    add_plan(tmp_path, "县.txt", TEXT, actor="甲")
    with pytest.raises(CorpusError, match="已有编号为“县”"):
        add_plan(tmp_path, "县.md", TEXT, actor="乙")
    add_plan(tmp_path, "县.txt", TEXT + "改。\n".encode(), actor="乙", replace=True)
    assert (tmp_path / "县.txt").read_bytes().endswith("改。\n".encode())
    kept = remove_plan(tmp_path, "县", actor="丙")
    assert kept.read_bytes().endswith("改。\n".encode())
    log = changes(tmp_path)
    assert [(c.actor, c.action, c.plan) for c in log] == [
        ("甲", Action.PLAN_ADDED, "县"), ("乙", Action.PLAN_REPLACED, "县"), ("丙", Action.PLAN_REMOVED, "县"),
    ]  # fmt: skip
    assert broken(tmp_path) == ()


def test_upload_with_the_name_of_a_note_is_told(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="请改名后重试"):
        add_plan(tmp_path, "../Readme.MD", TEXT, actor="甲")
    assert everything(tmp_path) == {}


def test_unknown_plan_cannot_be_removed(tmp_path: Path) -> None:
    add_plan(tmp_path, "县.txt", TEXT, actor="甲")
    before = everything(tmp_path)
    with pytest.raises(CorpusError, match="没有编号为“市”"):
        remove_plan(tmp_path, "市", actor="甲")
    assert everything(tmp_path) == before


@pytest.mark.parametrize("line", range(3))
@pytest.mark.parametrize("harm", ["altered", "removed", "garbled"])
def test_log_shows_tampering(line: int, harm: str, tmp_path: Path) -> None:
    for plan in "甲乙丙丁":
        record(tmp_path, Change("某人", Action.FACT_REVIEWED, plan, {"fact": "f1", "review": "accepted"}))
    assert broken(tmp_path) == ()
    rows = (tmp_path / FILE).read_bytes().splitlines(keepends=True)
    if harm == "altered":
        rows[line] = json.dumps(json.loads(rows[line]) | {"actor": "别人"}, ensure_ascii=False, sort_keys=True).encode() + b"\n"
    elif harm == "removed":
        del rows[line]
    else:
        rows[line] = b"\xff" + rows[line]
    (tmp_path / FILE).write_bytes(b"".join(rows))
    assert broken(tmp_path)


def test_log_goes_on_behind_half_a_line(tmp_path: Path) -> None:
    for plan in "甲乙":
        record(tmp_path, Change("某人", Action.PLAN_ADDED, plan))
    (tmp_path / FILE).write_bytes((tmp_path / FILE).read_bytes()[:-20])
    record(tmp_path, Change("某人", Action.PLAN_ADDED, "丙"))
    assert [c.plan for c in changes(tmp_path)] == ["甲", "丙"]
    (told,) = broken(tmp_path)
    assert "第 2 行" in told


def test_stated_metadata_say_no_more_than_their_field(tmp_path: Path) -> None:
    sly = '县"\nsha256 = "0\\'
    add_plan(tmp_path, "县.txt", TEXT, actor="甲", stated={"title": sly, "period": "2021—2025"})
    found = find_sources(tmp_path)
    assert found.errors == ()
    assert [dict(s.settings) for s in found.sources] == [{"title": sly.replace("\n", ""), "period": [2021, 2025]}]
    assert not list(tmp_path.glob(".incoming-*"))


@pytest.mark.parametrize(("field", "value"), [
    ("issued", "2023-02-30"), ("issued", "20230228"), ("published", "昨天"), ("period", "2025-2021"), ("period", "五年"), ("url", "javascript:alert(1)"),
])  # fmt: skip
def test_values_that_cannot_be_are_refused_and_nothing_is_kept(tmp_path: Path, field: str, value: str) -> None:
    with pytest.raises(CorpusError, match="请"):
        add_plan(tmp_path, "县.txt", TEXT, actor="甲", stated={field: value})
    assert list(tmp_path.iterdir()) == []

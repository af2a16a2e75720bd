"""Mistakes of users, over the real commands: one clear line, exit code 2, nothing overwritten."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.qa.plans import PLAIN
from tests.scripts.commands import Ran, is_told_in_one_line, run, run_alone

TEXT = PLAIN.encode()


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file() and p.name != ".lock"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of one good plan and its build, to be copied."""
    home = tmp_path_factory.mktemp("small")
    (home / "corpus").mkdir()
    (home / "corpus" / "county.txt").write_bytes(TEXT)
    assert run("build", "--corpus", home / "corpus", "--build", home / "build").code == 0
    return home


@pytest.fixture
def home(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small, tmp_path / "home"))


def build(home: Path, *more: str) -> Ran:
    return run("build", "--corpus", home / "corpus", "--build", home / "build", *more)


def only(data: bytes, name: str = "county.txt") -> Callable[[Path], None]:
    def spoil(corpus: Path) -> None:
        (corpus / "county.txt").unlink()
        (corpus / name).write_bytes(data)

    return spoil


def settings(text: str) -> Callable[[Path], None]:
    def spoil(corpus: Path) -> None:
        (corpus / "county.txt").unlink()
        (corpus / "县").mkdir()
        (corpus / "县" / "source.txt").write_bytes(TEXT)
        (corpus / "县" / "plan.toml").write_text(text, encoding="utf-8")

    return spoil


CORPORA = [
    ("no folder", shutil.rmtree, ("语料目录不存在", "corpus")),
    ("no plan", lambda corpus: (corpus / "county.txt").unlink(), ("没有规划文件",)),
    ("empty file", only(b""), ("county.txt",)),
    ("only spaces", only(b" \n\t\n"), ("county.txt",)),
    ("not utf-8", only(TEXT[:-1] + b"\xff\xff\x81" + TEXT), ("county.txt",)),
    ("zeros", only(b"\0" * 4096), ("county.txt",)),
    ("pdf called txt", only(b"%PDF-1.7\n..."), ("county.txt", "pdf")),
    ("cut docx", only(b"PK\x03\x04broken", "county.docx"), ("county.docx",)),
    ("broken toml", settings("title = \n"), ("县/plan.toml", "TOML")),
    ("unknown field", settings('titel = "x"\n'), ("titel", "可用字段")),
    ("wrong hash", settings('sha256 = "00"\n'), ("sha256",)),
    ("source elsewhere", settings('source = "../../etc/passwd"\n'), ("source",)),
]


@pytest.mark.parametrize(("reason", "spoil", "words"), CORPORA, ids=[c[0] for c in CORPORA])
def test_bad_corpus_changes_nothing(reason: str, spoil: Callable[[Path], None], words: tuple[str, ...], home: Path) -> None:
    spoil(home / "corpus")
    before = files(home)
    ran = build(home)
    assert is_told_in_one_line(ran), reason
    assert all(word in ran.err for word in words)
    assert files(home) == before


def test_bad_plan_beside_good_ones_is_told_and_left_out(home: Path) -> None:
    (home / "corpus" / "empty.txt").write_bytes(b"")
    (home / "corpus" / "broken.docx").write_bytes(b"PK\x03\x04broken")
    ran = build(home, "--json")
    assert ran.code == 2
    assert [name in line for line, name in zip(ran.err.splitlines(), ("broken.docx", "empty.txt"), strict=True)] == [True, True]
    assert '"plans": ["county"]' in ran.out


def test_files_about_files_are_told_and_left_out(home: Path) -> None:
    (home / "corpus" / "SOURCES.md").write_text("# 来源\n\n* county.txt：某县\n", encoding="utf-8")
    for options in ((), ("--json",), ("--force",)):
        ran = build(home, *options)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.count("未作为规划读入：SOURCES.md") == 1
        assert "county" in ran.out


def test_hostile_file_name_cannot_steer_the_terminal(home: Path) -> None:
    (home / "corpus" / "\x1b[2J\u202e规划\n第二行.txt").write_bytes(b"")
    ran = build(home)
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert "\x1b" not in ran.err
    assert "\u202e" not in ran.err


COMMANDS = [
    ("ask", ("产地仓要建多少个？",)),
    ("ask", ("产地仓要建多少个？", "--json")),
    ("verify", ("-",)),
    ("export", ("clauses", "--format", "jsonl")),
    ("query", ("-",)),
    ("evaluate", (str(ROOT / "tests" / "relevance" / "changji.jsonl"),)),
]


def current(build: Path) -> Path:
    return build / (build / "CURRENT").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(("name", "args"), COMMANDS, ids=[" ".join((n, *a))[:30] for n, a in COMMANDS])
@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_commands_without_a_whole_index(name: str, args: tuple[str, ...], harm: str, home: Path) -> None:
    if harm == "missing":
        shutil.rmtree(home / "build")
    else:
        (current(home / "build") / "graph.trig").write_bytes(b"")
    before = files(home)
    ran = run(name, *args, "--build", home / "build", stdin="SELECT * { ?s ?p ?o }")
    assert is_told_in_one_line(ran)
    assert "python -m scripts.build" in ran.err
    assert harm == "missing" or "graph.trig" in ran.err
    assert files(home) == before


def test_damaged_index_is_built_again(home: Path) -> None:
    (current(home / "build") / "graph.trig").write_bytes(b"")
    assert build(home).code == 0
    assert run("ask", "产地仓要建多少个？", "--build", home / "build").out.count("20个")


def test_earlier_index_answers_and_says_so(home: Path) -> None:
    (home / "corpus" / "county.txt").write_bytes(TEXT.replace("20个".encode(), "25个".encode()))
    assert build(home).code == 0
    (current(home / "build") / "vectors.faiss").unlink()
    ran = run("ask", "产地仓要建多少个？", "--build", home / "build")
    assert ran.code == 0
    assert "20个" in ran.out
    assert ran.err.count("\n") == 1
    assert "vectors.faiss" in ran.err


QUESTIONS = [
    ((), "选一"),
    (("",), "选一"),
    (("问题", "--batch", "x.jsonl"), "选一"),
    (("问题", "--plan", "nobody"), "nobody"),
    (("问" * 50_000,), ""),
    (("--batch", "missing.jsonl"), "missing.jsonl"),
    (("--batch", "."), "目录"),
    (("问题", "--top", "0"), "--top"),
    (("问题", "--tpo", "3"), "--tpo"),
    (("两个", "问题"), "多余"),
]


@pytest.mark.parametrize(("args", "word"), QUESTIONS, ids=[" ".join(a)[:20] or "nothing" for a, _ in QUESTIONS])
def test_bad_questions(args: tuple[str, ...], word: str, home: Path) -> None:
    ran = run("ask", *args, "--build", home / "build")
    assert is_told_in_one_line(ran)
    assert word in ran.err


def test_bad_lines_of_a_batch_are_answered_in_place(home: Path) -> None:
    lines = '{"q": "产地仓要建多少个？"}\nnot json\n[]\n{"q": 5}\n{"q": "x", "plan": "nobody"}\n{"q": "产地仓要建多少个？"}\n'
    ran = run("ask", "--batch", "-", "--build", home / "build", stdin=lines)
    assert ran.code == 0
    out = ran.out.splitlines()
    assert len(out) == 6
    assert ['"error"' in line for line in out] == [False, True, True, True, True, False]


def test_no_traceback_in_a_process_of_its_own(tmp_path: Path) -> None:
    ran = run_alone("build", "--corpus", tmp_path / "nowhere", "--build", tmp_path / "build")
    assert is_told_in_one_line(ran)
    assert not (tmp_path / "build").exists()


def test_build_folder_that_is_a_file(home: Path) -> None:
    (home / "file").write_text("mine", encoding="utf-8")
    ran = run("build", "--corpus", home / "corpus", "--build", home / "file")
    assert is_told_in_one_line(ran)
    assert (home / "file").read_text(encoding="utf-8") == "mine"


def test_build_says_what_it_reused(home: Path) -> None:
    (home / "corpus" / "other.txt").write_bytes(TEXT.replace("某县".encode(), "某市".encode()))
    assert "新建 1 部（other），复用 1 部（county）" in build(home).out
    assert "内容未变，2 部（county、other）规划全部沿用" in build(home).out

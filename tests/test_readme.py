"""Every command that README shows runs as written."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.qa.plans import PLAIN

README = (ROOT / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(?:sh|bash)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PYTHON = ".venv/bin/python"
#: commands that stay until they are stopped: it is enough that they know their options
_STAYING = ("scripts.serve", "streamlit", "scripts.load", "scripts.faults")


def commands() -> list[str]:
    lines = (line.split("  #")[0].strip() for block in _BLOCK.findall(README) for line in block.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory, build_dir: Path) -> Path:
    """The project as a user sees it, with everything that commands write kept apart, and the index already built."""
    home = tmp_path_factory.mktemp("checkout")
    for entry in ROOT.iterdir():
        if not entry.name.startswith(".") and entry.name != "build":
            (home / entry.name).symlink_to(entry)
    shutil.copytree(build_dir, home / "build")
    mine = home / "我的目录"
    mine.mkdir()
    (mine / "某县规划.txt").write_text(PLAIN, encoding="utf-8")
    return home


def run(words: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    environ = os.environ | {"PYTHONPATH": str(cwd)}
    return subprocess.run(words, cwd=cwd, env=environ, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.parametrize("command", commands())
def test_command(command: str, checkout: Path) -> None:
    words = shlex.split(command)
    if words[0] == "make":
        assert run(["make", "--dry-run", *words[1:]], ROOT).returncode == 0
        return
    assert words[0] == _PYTHON, f"README 的命令应以 make 或 {_PYTHON} 开头:{command}"
    if words[1:3] == ["-m", "pip"]:
        pytest.skip("installing is what `make` has done already")
    staying = any(name in words for name in _STAYING)
    done = run([sys.executable, *words[1:], *(["--help"] if staying else [])], checkout)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() or "--out" in words


def test_readme_shows_commands() -> None:
    assert len(commands()) >= 6

"""Without network, without a home, from a source tree that cannot be written: builds and answers all the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.qa.plans import PLAIN

_SCRIPT = """
set -e
mount --bind "$SOURCE" "$SOURCE"
mount -o remount,ro,bind "$SOURCE"
cd "$SOURCE"
! touch "$SOURCE/probe" 2>/dev/null
"$PYTHON" -m scripts.build --corpus "$WORK/corpus" --build "$WORK/build" --json
"$PYTHON" -m scripts.ask "产地仓要建多少个?" --build "$WORK/build" --json
test -z "$(ls -A "$HOME")"
"""


def can_unshare() -> bool:
    if not shutil.which("unshare"):
        return False
    probe = ["unshare", "-rnm", "sh", "-c", 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0"', str(ROOT)]
    return subprocess.run(probe, check=False, capture_output=True).returncode == 0


@pytest.mark.skipif(not can_unshare(), reason="needs unshare with user, network and mount namespaces")
def test_no_network_no_home_read_only_source(tmp_path: Path) -> None:
    for name in ("home", "corpus", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "corpus" / "county.txt").write_text(PLAIN, encoding="utf-8")
    environ = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path / "tmp"), "PYTHONDONTWRITEBYTECODE": "1",
        "SOURCE": str(ROOT), "WORK": str(tmp_path), "PYTHON": sys.executable, "LANG": "C",
    }  # fmt: skip
    done = subprocess.run(["unshare", "-rnm", "bash", "-c", _SCRIPT], env=environ, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert "20个" in done.stdout.decode()
    assert list((tmp_path / "tmp").iterdir()) == []

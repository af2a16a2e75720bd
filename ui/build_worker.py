"""A build in a process of its own: it reads rules and rulings as they are now, and leaves the sessions their processor.

Every line of its output is one JSON object: progress while it works, then the outcome.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.model import CorpusError
from index.publish import BuildError
from index.qa.build import build
from kg.lexicon import LexiconError

_CHILD = (
    "import json, sys; a = json.loads(sys.argv[1]); sys.path[:] = a['path'];"
    "from ui.build_worker import main; main(a['corpus'], a['build'])"
)
INTERRUPTED = "构建意外中断，原有索引不受影响；请查看服务日志后重试"


def run(corpus: Path, folder: Path) -> Iterator[dict[str, Any]]:
    """Progress rows of a build, the outcome last; a process that dies without one counts as interrupted."""
    order = json.dumps({"path": sys.path, "corpus": str(corpus.resolve()), "build": str(folder.resolve())})
    with subprocess.Popen([sys.executable, "-c", _CHILD, order], stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None, "opened as a pipe above"
        for line in process.stdout:
            yield json.loads(line)
    if process.returncode:
        yield {"errors": [INTERRUPTED]}


def main(corpus: str, folder: str) -> None:
    """The process itself."""
    try:
        report = build(Path(corpus), Path(folder), progress=_progress)
    except (CorpusError, BuildError, LexiconError) as error:
        _tell({"errors": str(error).splitlines()})
        return
    counts = {"built": len(report.built), "reused": len(report.reused), **report.counts}
    _tell({"counts": counts, "seconds": report.seconds, "errors": [*report.errors, *report.refused]})


def _progress(stage: str, done: int, total: int) -> None:
    _tell({"stage": stage, "done": done, "total": total})


def _tell(row: dict[str, Any]) -> None:
    print(json.dumps(row, ensure_ascii=True), flush=True)

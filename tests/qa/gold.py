"""Gold questions and what is counted on an answer: its words, its lists, its citations."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from corpus.normal import fold_text
from index.qa.answer import Answer

ROOT = Path(__file__).parents[2]
RELEVANCE = ROOT / "tests" / "relevance"
#: development questions on the embedded plan; tests that need them skip where the file is absent
DEV_QA = Path(os.environ.get("DEV_QA", ROOT.parent / "shared" / "eval" / "dev_qa.jsonl"))
LISTS = ("list", "count", "measures")

_NUMBERS = re.compile(r"(?:\[\d+\])+$")
_ENDED = re.compile(r"[。！？!?…][”’」』）)》\"]*$")
_INSIDE = re.compile(r"“[^”]*”|《[^》]*》|「[^」]*」|\([^()]*\)|（[^（）]*）")
_STOP = re.compile(r"[。！？；]")


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def says(answer: Answer, must: list[str]) -> bool:
    """Whether the answer text itself holds every string, whatever their width."""
    text = fold_text(answer.text)
    return all(fold_text(m) in text for m in must)


def lists_all(answer: Answer, quotes: list[str]) -> bool:
    """Whether every item of a list is quoted by a citation, or quotes one."""
    cited = [fold_text(c.quote) for c in answer.citations]
    return all(any(fold_text(q) in c or (len(c) > 3 and c in fold_text(q)) for c in cited) for q in quotes)


def uncited(answer: Answer) -> list[str]:
    """Lines of an answer that do not end as one sentence with its [n]."""
    return [line for line in answer.text.split("\n") if not _is_cited(line)] if answer.sentences else []


def _is_cited(line: str) -> bool:
    body = _NUMBERS.sub("", line)
    return body != line and _ENDED.search(body) is not None and not _STOP.search(_INSIDE.sub("", body)[:-1])

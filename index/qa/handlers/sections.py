"""The standard sections of a plan (问题, 成效, 保障 …), found by what they are about where the question names nothing else."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from corpus.model import Clause, Plan
from corpus.normal import fold_text
from index.qa.context import Context, outline_children
from index.qa.subject import regional, topic_words
from index.qa.vocabulary import generic

_DATA = Path(__file__).parents[2] / "data" / "sections.toml"


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@cache
def _rows() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((re.compile(r["asked"]), re.compile(r["titled"])) for r in _data()["section"])


@cache
def _filler() -> re.Pattern[str]:
    return re.compile(_data()["filler"])


def standard_sections(context: Context) -> list[tuple[Plan, Clause]]:
    """The section of each plan in scope that the question asks for; empty when it also names a subject of its own."""
    row = next((r for r in _rows() if r[0].search(context.question.folded)), None)
    if row is None or context.question.entities:
        return []
    asked, titled = row
    others = [w for w in topic_words(context) if not asked.search(w) and not _filler().search(w) and not generic(w)]
    found = []
    for plan in context.plans():
        named = [w for w in regional(plan, others) if w in others and w not in fold_text(plan.title)]
        clause = None if named else _section(plan, titled)
        found += [(plan, clause)] if clause else []
    return found


def _section(plan: Plan, titled: re.Pattern[str]) -> Clause | None:
    """The clause with parts whose title is about it: by its last word rather than among others, then nearest to the root."""
    fitting = [c for c in plan.clauses if c.path and titled.search(c.title) and len(outline_children(plan, c)) > 1]
    ends = re.compile(rf"(?:{titled.pattern})$")
    return min(fitting, key=lambda c: (ends.search(c.title) is None, c.path.count("/")), default=None)

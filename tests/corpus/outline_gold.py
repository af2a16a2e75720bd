"""The hand-written outlines and their comparison with what the parser finds."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

from corpus.model import OUTLINE_KINDS, Plan
from corpus.normal import fold_text

GOLD = Path(__file__).parents[1] / "golden" / "outline"
#: small documents of other styles, each beside its outline
STYLES = GOLD / "styles"
Row = tuple[int, str, str, str, str]


def gold_rows(name: str) -> list[Row]:
    """(depth, kind, marker, title, parent) per unit; text folded for width and blanks."""
    lines = (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return _with_parents([json.loads(line) for line in lines])


def style_rows(name: str) -> list[Row]:
    """The same from a `.outline` file: depth, kind, marker and title of a unit on each line, - for none."""
    rows: list[dict[str, object]] = []
    for line in (STYLES / f"{name}.outline").read_text(encoding="utf-8").splitlines():
        depth, kind, marker, title = line.split(" ", 3)
        rows.append({"depth": depth, "kind": kind, "marker": marker.strip("-"), "title": "" if title == "-" else title})
    return _with_parents(rows)


def plan_rows(plan: Plan) -> list[Row]:
    rows = []
    for clause in plan.clauses:
        if clause.kind in OUTLINE_KINDS:
            depth = 1 + sum(c.kind in OUTLINE_KINDS for c in plan.ancestors(clause.path))
            rows.append({"depth": depth, "kind": clause.kind.value, "marker": clause.marker, "title": clause.title})
    return _with_parents(rows)


def _with_parents(rows: list[dict[str, object]]) -> list[Row]:
    out: list[Row] = []
    above: list[str] = []
    for row in rows:
        depth, marker, title = int(str(row["depth"])), fold_text(str(row["marker"])).rstrip(":"), fold_text(str(row["title"]))
        del above[depth - 1 :]
        out.append((depth, str(row["kind"]), marker, title, above[-1] if above else ""))
        above.append(marker + title)
    return out


def score(expected: list[Row], found: list[Row]) -> tuple[float, list[str]]:
    """Share of gold units found exactly, penalised by invented ones, and the difference as lines."""
    matcher = difflib.SequenceMatcher(a=expected, b=found, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    diff = [line for line in difflib.ndiff([str(r) for r in expected], [str(r) for r in found]) if line[0] in "+-"]
    return same / max(len(expected), len(found)) if expected or found else 1.0, diff

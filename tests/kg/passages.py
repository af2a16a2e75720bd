"""Short passages of many kinds of policy text with gold written from the text: what is read, by kind, with misses and extras.

`python -m tests.kg.passages dev` prints the development half line by line; of the other half only the figures count.
A kind whose key a row lacks is not judged there; an empty list says that the passage has none.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from corpus.normal import fold_text
from kg.extract import extract
from kg.gazetteer import Gazetteer
from kg.model import EntityType, PlanFacts, Predicate
from kg.score import Score
from tests.kg.small import saying

FOLDER = Path(__file__).parent / "passages"
_ROLES = {
    Predicate.LEAD_DEPARTMENT: "lead", Predicate.SUPPORTING_DEPARTMENT: "supporting", Predicate.RESPONSIBLE_DEPARTMENT: "responsible",
}  # fmt: skip
KINDS = ("enterprises", "duties", "targets", "measures")


def scores(half: str, gazetteer: Gazetteer | None = None) -> dict[str, Score]:
    """The score of each kind over one half ("dev" or "held"), with the names that are known anyway or with others."""
    lines = (FOLDER / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    read = [(row, extract(saying(row["text"], row["chapter"]), gazetteer, ())) for row in rows]
    return {kind: _score(kind, [(row, facts) for row, facts in read if kind in row]) for kind in KINDS}


def _score(kind: str, read: Iterable[tuple[dict[str, Any], PlanFacts]]) -> Score:
    missed, extra = list[str](), list[str]()
    wanted = found = 0
    for row, facts in read:
        gold = list(_forms(row[kind]))
        optional = list(_forms(row.get(f"optional_{kind}", row.get("optional", ()) if kind == "enterprises" else ())))
        names = list(_found(kind, facts, row["text"]))
        missed += [f"{g}  < {row['text'][:40]}" for g in gold if not any(g in forms for forms in names)]
        wrong = [forms for forms in names if not any(form in gold or form in optional for form in forms)]
        extra += [f"{forms[0]}  < {row['text'][:40]}" for forms in wrong]
        wanted += len(gold)
        found += sum(any(form in gold for form in forms) for forms in names) + len(wrong)
    return Score(kind, wanted, found, tuple(missed), tuple(extra))


def _forms(gold: Iterable[Any]) -> Iterator[str]:
    for item in gold:
        yield fold_text(item) if isinstance(item, str) else " ".join(str(part) for part in item)


def _found(kind: str, facts: PlanFacts, text: str) -> Iterator[tuple[str, ...]]:
    """Each find as the forms it may be known by."""
    if kind == "enterprises":
        for entity in facts.entities:
            if entity.type is EntityType.ENTERPRISE and entity.mentions:
                yield tuple(fold_text(form) for form in (entity.name, entity.printed, *entity.aliases) if form)
    elif kind == "duties":
        yield from ((f"{r.object.partition('/')[2]} {_ROLES[r.predicate]}",) for r in facts.relations if r.predicate in _ROLES)
    elif kind == "targets":
        for t in facts.targets:
            value = "" if t.value is None else f"{t.value.normalize():f}"
            yield (f"{t.indicator.removesuffix('增长').removesuffix('年均')} 增长 {value} {t.unit}", t.indicator)
    else:
        yield from ((fold_text(m.action),) for m in facts.measures if m.action in text)


def main() -> None:
    """Prints the figures of one half, and for the development half every miss and extra."""
    for kind, score in scores(sys.argv[1]).items():
        print(f"{kind:12} P {score.precision:.3f} R {score.recall:.3f} ({score.wanted})")
        for line in score.lines() if sys.argv[1] == "dev" else ():
            print("  ", line)


if __name__ == "__main__":
    main()

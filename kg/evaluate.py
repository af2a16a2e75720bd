"""The extraction rules measured: facts of a plan against every gold file written for it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.load import find_sources, load_plan
from corpus.model import CorpusError, Plan
from kg.extract import extract
from kg.gazetteer import Gazetteer
from kg.model import PlanFacts
from kg.score import Gold, Score, load_gold
from kg.score_facts import score_attributes, score_evidences, score_measures, score_observations, score_targets
from kg.score_names import (
    score_aliases,
    score_departments,
    score_industries,
    score_mentions,
    score_organisations,
    score_relations,
    score_zones,
)

Scorer = Callable[[Plan, PlanFacts, Sequence[Gold]], tuple[Score, ...]]

def _names(facts: PlanFacts) -> dict[str, str]:
    return {e.id: e.printed or e.name for e in facts.entities}


#: kind of gold file → what is measured with it
_SCORERS: dict[str, Scorer] = {
    "targets": lambda _, f, g: (score_targets(g, f.targets, f.observations), score_evidences(g, f.targets)),
    "observations": lambda _, f, g: (score_observations(g, f.observations),),
    "enterprises": lambda _, f, g: (score_organisations(f, g), score_aliases(f, g), score_mentions(f, g)),
    "industries": lambda _, f, g: (score_industries(f, g),),
    "zones": lambda _, f, g: (score_zones(f, g),),
    "relations": lambda p, f, g: (score_relations(f, g, p.title),),
    "measures": lambda _, f, g: (score_measures(g, f.measures, _names(f)), *score_attributes(g, f.measures, _names(f))),
    "departments": lambda _, f, g: (score_departments(f, g),),
}


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Gold files of one plan by kind; `plan` is its id in the corpus, `file` its name in the development folder.

    Measures of a `sampled` set are complete for the clauses its rows name, and for no other.
    """

    name: str
    plan: str
    file: str
    rows: dict[str, tuple[Gold, ...]]
    sampled: bool = False


def gold_sets(folder: Path) -> tuple[GoldSet, ...]:
    """The sets that `plans.toml` of a gold folder lists, in its order; kinds without a file are left out.

    Raises CorpusError when the folder has no plans.toml or a row is damaged.
    """
    if not (folder / "plans.toml").is_file():
        raise CorpusError(f"{folder} 中没有 plans.toml;请给出存放图谱评测数据的目录")
    listed = tomllib.loads((folder / "plans.toml").read_text(encoding="utf-8"))
    return tuple(
        GoldSet(
            name,
            str(entry.get("plan", "")),
            str(entry.get("file", "")),
            {kind: load_gold(path) for kind in _SCORERS if (path := folder / f"{name}.{kind}.jsonl").is_file()},
            bool(entry.get("sampled", False)),
        )
        for name, entry in listed.items()
    )


@dataclass(frozen=True, slots=True)
class Scored:
    """The scores of one set, with the gazetteer and without it."""

    name: str
    scores: tuple[Score, ...]


def evaluate(plan: Plan, gold: GoldSet) -> Iterator[Scored]:
    """Scores of every kind the set has gold for; organisations once more as the rules find them knowing no name."""
    facts = _sample(extract(plan), gold)
    yield Scored(gold.name, tuple(s for kind, rows in gold.rows.items() for s in _SCORERS[kind](plan, facts, rows)))
    if rows := gold.rows.get("enterprises"):
        bare = extract(plan, Gazetteer())
        yield Scored(f"{gold.name}（词表清空）", (score_organisations(bare, rows), score_aliases(bare, rows)))


def _sample(facts: PlanFacts, gold: GoldSet) -> PlanFacts:
    """The facts that the gold can judge."""
    clauses = frozenset(row["clause"] for row in gold.rows.get("measures", ()))
    kept = tuple(m for m in facts.measures if m.evidence.clause in clauses)
    return replace(facts, measures=kept) if gold.sampled else facts


def evaluate_folder(folder: Path, corpus: Path, dev: Path) -> Iterator[Scored]:
    """Scores of every set of a gold folder whose plan is in the corpus or in the development folder; others are passed over."""
    files = {s.path.name: s for s in find_sources(dev).sources} if dev.is_dir() else {}
    plans = {s.id: s for s in find_sources(corpus).sources}
    for gold in gold_sets(folder):
        if source := plans.get(gold.plan) or files.get(gold.file):
            yield from evaluate(load_plan(source), gold)

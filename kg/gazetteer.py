"""Curated names: aliases, English names, GB/T 4754-2017 codes and vetoes, in csv files that people review.

Rules find the entities of a plan; the gazetteer only adds what a text does not say about them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from corpus.normal import fold_text
from kg.linker import Linker
from kg.model import EntityType

_FOLDER = Path(__file__).parent / "data" / "gazetteer"
COLUMNS = ("name", "aliases", "name_en", "notation", "parent")
FILES = {
    "enterprises.csv": EntityType.ENTERPRISE,
    "firms.csv": EntityType.ENTERPRISE,
    "institutions.csv": EntityType.INSTITUTION,
    "industries.csv": EntityType.INDUSTRY,
    "zones.csv": EntityType.ZONE,
    "platforms.csv": EntityType.PLATFORM,
    "departments.csv": EntityType.DEPARTMENT,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One curated entity; `aliases` hold short and English forms, `notation` a GB/T 4754-2017 code."""

    type: EntityType
    name: str
    aliases: tuple[str, ...] = ()
    name_en: str = ""
    notation: str = ""
    parent: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form that names it, the name first, the English name last."""
        return tuple(dict.fromkeys(f for f in (self.name, *self.aliases, self.name_en) if f))


@dataclass(frozen=True)
class Gazetteer:
    """Rows by name or alias and texts that never name an entity of a type."""

    rows: tuple[Row, ...] = ()
    vetoes: tuple[tuple[EntityType, str], ...] = ()
    _vetoed: frozenset[tuple[EntityType, str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_vetoed", frozenset((t, fold_text(text)) for t, text in self.vetoes))

    @cached_property
    def _by_form(self) -> dict[tuple[EntityType, str], tuple[Row, ...]]:
        found: dict[tuple[EntityType, str], tuple[Row, ...]] = {}
        for row in self.rows:
            for form in row.forms:
                key = (row.type, fold_text(form))
                found[key] = (*found.get(key, ()), row)
        return found

    def find(self, kind: EntityType, form: str) -> Row | None:
        """The row a form names; None when no row or more than one has it."""
        rows = self._by_form.get((kind, fold_text(form)), ())
        return rows[0] if len(rows) == 1 else None

    def of(self, kind: EntityType) -> tuple[Row, ...]:
        return tuple(r for r in self.rows if r.type is kind)

    @cached_property
    def _linker(self) -> Linker:
        return Linker((form, str(number)) for number, row in enumerate(self.rows) for form in row.forms)

    def printed_in(self, text: str, kinds: Sequence[EntityType]) -> tuple[Row, ...]:
        """The rows of these types that a text may name, type by type in their order: the others need not be looked for."""
        numbers = self._linker.printed(text)
        rows = [row for number, row in enumerate(self.rows) if str(number) in numbers]
        return tuple(row for kind in kinds for row in rows if row.type is kind)

    def vetoed(self, kind: EntityType, text: str) -> bool:
        return (kind, fold_text(text)) in self._vetoed


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer shipped with the package."""
    rows = tuple(row for name, kind in FILES.items() for row in _rows(_FOLDER / name, kind))
    with (_FOLDER / "vetoes.csv").open(encoding="utf-8", newline="") as file:
        vetoes = tuple((EntityType(r["type"]), r["text"]) for r in csv.DictReader(file))
    return Gazetteer(rows, vetoes)


def _rows(path: Path, kind: EntityType) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        for r in csv.DictReader(file):
            aliases = tuple(a for a in r["aliases"].split("|") if a)
            yield Row(kind, r["name"], aliases, r["name_en"], r["notation"], r["parent"])

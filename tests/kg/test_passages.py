"""What is read from short passages of many kinds of policy text stays as good as it was."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kg import gazetteer
from kg.gazetteer import Gazetteer, load_gazetteer
from kg.model import EntityType
from kg.score import Score
from tests.kg.passages import scores

#: half and kind → least precision and recall
FLOOR = {
    ("dev", "enterprises"): (0.98, 0.94),
    ("held", "enterprises"): (0.97, 0.87),
    ("dev", "duties"): (1.0, 1.0), ("held", "duties"): (1.0, 1.0),
    ("dev", "targets"): (1.0, 1.0), ("held", "targets"): (1.0, 1.0),
    ("dev", "measures"): (1.0, 1.0), ("held", "measures"): (1.0, 1.0),
}  # fmt: skip


@pytest.fixture(scope="module")
def measured() -> dict[str, dict[str, Score]]:
    return {half: scores(half) for half in ("dev", "held")}


@pytest.mark.parametrize(("half", "kind"), FLOOR)
def test_passages(measured: dict[str, dict[str, Score]], half: str, kind: str) -> None:
    score, (precision, recall) = measured[half][kind], FLOOR[half, kind]
    assert score.wanted >= 3
    assert score.precision >= precision, score.extra
    assert score.recall >= recall, score.missed


def test_rules_find_most_firms_without_knowing_any() -> None:
    score = scores("dev", Gazetteer())["enterprises"]
    assert score.precision >= 0.95, score.extra
    assert score.recall >= 0.72, score.missed


def test_no_name_of_a_well_known_firm_stands_for_two() -> None:
    path = Path(gazetteer.__file__).parent / "data" / "gazetteer" / "firms.csv"
    names = [row["name"] for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())]
    assert names == sorted(names)
    assert len(names) > 400
    forms = [form for row in load_gazetteer().of(EntityType.ENTERPRISE) for form in row.forms]
    assert all(load_gazetteer().find(EntityType.ENTERPRISE, form) for form in forms)

"""The extraction measured against hand-written gold: the floor below which no change of a rule may fall."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.evaluate import evaluate_folder
from kg.score import Score
from tests.conftest import CORPUS, PLANS_DEV, ROOT

GOLD = ROOT / "tests" / "golden" / "graph"

#: set and kind → least precision and recall
FLOOR = {
    ("changji", "targets"): (0.97, 0.97),
    ("changji", "evidences"): (0.97, 0.97),
    ("changji", "observations"): (0.97, 0.97),
    ("changji", "enterprises"): (0.95, 0.95),
    ("changji", "aliases"): (1.0, 1.0),
    ("changji", "mentions"): (0.95, 0.95),
    ("changji", "industries"): (0.95, 0.93),
    ("changji", "zones"): (0.95, 0.95),
    ("changji", "relations"): (0.95, 0.90),
    ("changji", "measures"): (0.95, 0.90),
    ("changji", "measures.strength"): (0.95, 0.95),
    ("changji", "measures.instrument"): (0.95, 0.95),
    ("changji", "measures.cross_cutting"): (0.95, 0.95),
    ("changji", "measures.industries_by_mention"): (0.95, 0.95),
    ("changji（词表清空）", "enterprises"): (0.95, 0.85),
    ("changji（词表清空）", "aliases"): (1.0, 1.0),
}
#: set and kind → least F1 on development documents
DEV = {
    ("dev18", "targets"): 0.88, ("dev20", "targets"): 0.88, ("dev22", "targets"): 0.88,
    ("dev01", "measures"): 0.95, ("dev01", "departments"): 0.95, ("dev34", "measures"): 0.93,
    ("dev30", "enterprises"): 0.95, ("dev30（词表清空）", "enterprises"): 0.90, ("dev30", "zones"): 0.90, ("dev30", "measures"): 0.95,
    ("dev18", "departments"): 0.90, ("dev20", "departments"): 0.90, ("dev22", "departments"): 0.90,
}  # fmt: skip


@pytest.fixture(scope="module")
def scores() -> dict[tuple[str, str], Score]:
    return {(scored.name, s.kind): s for scored in evaluate_folder(GOLD, CORPUS, PLANS_DEV) for s in scored.scores}


@pytest.mark.parametrize(("name", "kind"), FLOOR)
def test_embedded_plan(scores: dict[tuple[str, str], Score], name: str, kind: str) -> None:
    score, (precision, recall) = scores[name, kind], FLOOR[name, kind]
    assert score.precision >= precision, score.extra
    assert score.recall >= recall, score.missed


@pytest.mark.parametrize(("name", "kind"), DEV)
def test_other_plans(scores: dict[tuple[str, str], Score], name: str, kind: str) -> None:
    if not PLANS_DEV.is_dir():
        pytest.skip("needs the development documents")
    assert scores[name, kind].f1 >= DEV[name, kind], scores[name, kind].lines()


def test_a_score_counts_misses_and_extras() -> None:
    score = Score("targets", wanted=4, found=5, missed=("a",), extra=("b", "c"))
    assert (score.recall, score.precision) == (0.75, 0.6)
    assert round(score.f1, 4) == 0.6667
    assert score.lines() == ("- a", "+ b", "+ c")
    assert Score("zones", 0, 0, (), ()).f1 == 1.0


def test_a_folder_without_list_of_plans_is_refused(tmp_path: Path) -> None:
    from corpus.model import CorpusError

    with pytest.raises(CorpusError, match=r"plans\.toml"):
        list(evaluate_folder(tmp_path, CORPUS, PLANS_DEV))

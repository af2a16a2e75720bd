"""Fusion: the signals of a clause become one score. Pure; the weights are data, fitted by scripts.fit_ranking."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
RANKING = Path(__file__).parent / "data" / "ranking.toml"


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a clause, each about 0–1.

    Vectors: cosines of its best sentence and of the whole. Words: BM25 as a share of the question's rarity. Official: the same for
    the official words of the question's everyday ones. Similar: soft matching word by word. Told: whether the sentence tells the
    kind of thing that is asked for.
    """

    sentence_vector: float = 0.0
    clause_vector: float = 0.0
    sentence_words: float = 0.0
    clause_words: float = 0.0
    heading_words: float = 0.0
    official_words: float = 0.0
    sentence_similar: float = 0.0
    clause_similar: float = 0.0
    told: float = 0.0


SIGNALS = tuple(f.name for f in fields(Signals))


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the signals for a question none of whose words occur in the corpus, and for one all of whose words do."""

    unknown: tuple[float, ...]
    known: tuple[float, ...]

    def __post_init__(self) -> None:
        if not len(self.unknown) == len(self.known) == len(SIGNALS) or min(*self.unknown, *self.known) < 0:
            raise ValueError("one weight >= 0 is needed per signal")

    def at(self, coverage: float) -> Floats:
        """Weights for a question of whose rarity the corpus knows this share (0–1): words lead where they occur, meaning elsewhere."""
        share = min(max(coverage, 0.0), 1.0)
        unknown, known = _rows_of(self)
        return (unknown * (1 - share) + known * share).astype(np.float32)


@cache
def _rows_of(weights: Weights) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    return np.array(weights.unknown), np.array(weights.known)


@cache
def weights() -> Weights:
    """The fitted weights. Raises ValueError when the file misses a signal or has another."""
    rows: Mapping[str, Any] = tomllib.loads(RANKING.read_text(encoding="utf-8"))
    return read_weights(rows)


def read_weights(rows: Mapping[str, Any]) -> Weights:
    """Weights from the tables `unknown` and `known`, signal → weight."""
    if any(sorted(rows.get(table, ())) != sorted(SIGNALS) for table in ("unknown", "known")):
        raise ValueError(f"{RANKING.name} 的权重与信号不一致；请运行 python -m scripts.fit_ranking")
    unknown, known = (tuple(float(rows[table][name]) for name in SIGNALS) for table in ("unknown", "known"))
    return Weights(unknown, known)


def fuse(signals: Signals, weight: Floats) -> float:
    """Weighted sum of the signals of one clause."""
    return float(np.dot(np.array(astuple(signals), dtype=np.float32), weight))

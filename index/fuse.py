"""Fusion: the signals of a clause become one score. Pure; the weights are data."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "ranking.toml"


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a clause. Vectors: cosines of its best sentence and of the whole; words: share of rarity."""

    sentence_vector: float = 0.0
    clause_vector: float = 0.0
    sentence_words: float = 0.0
    clause_words: float = 0.0
    heading_words: float = 0.0
    entities: float = 0.0


SIGNALS = tuple(f.name for f in fields(Signals))


@cache
def weights() -> Mapping[str, float]:
    """The fitted weights, one per signal. Raises ValueError when the file misses one or has another."""
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    if sorted(rows) != sorted(SIGNALS):
        raise ValueError(f"{_DATA.name} 的权重与信号不一致:{sorted(rows)}")
    return {name: float(rows[name]) for name in SIGNALS}


def fuse(signals: Signals, weight: Mapping[str, float]) -> float:
    """Weighted sum. Lexical signals are near 0 when no rare word of the question occurs, so meaning leads then."""
    return math.fsum(weight[name] * getattr(signals, name) for name in SIGNALS)

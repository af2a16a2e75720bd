"""What ranking needs of every passage besides its text, as arrays: its block, its unit, the encoder's words in it.

The words of passages are found once, when a plan is built: a question then costs no tokenizing of the text, and how many
passages hold a word is known, which says how much the word tells within these plans.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from index.arrays import Ints, packed, unpacked
from index.passages import Passage, Unit
from index.static import FloatArray, StaticEncoder

Mask = npt.NDArray[np.bool_]
FILE = "layout.bin"
_UNITS = tuple(Unit)
#: how much a word in every passage is worth beside one in none: 1 / (1 + DAMPING)
DAMPING = 20.0


@dataclass(frozen=True)
class Layout:
    """Arrays over passages and, further down, over headings and words.

    Passage i covers text[``opens[i]``:``closes[i]``] of plan ``plans[i]``, belongs to block ``blocks[i]`` (ascending), is a
    ``units[i]`` (place in Unit), stands under heading ``headings[i]``. Its words are ``words[starts[i]:starts[i+1]]``, those of heading h
    ``heading_words[heading_starts[h]:heading_starts[h+1]]``: ids of the embedded encoder, repeats kept.
    """

    plans: Ints
    opens: Ints
    closes: Ints
    blocks: Ints
    units: Ints
    headings: Ints
    starts: Ints
    words: Ints
    heading_starts: Ints
    heading_words: Ints

    def __post_init__(self) -> None:
        if {len(values) for values in self._arrays[:6]} != {len(self.starts) - 1}:
            raise ValueError("one block, unit, heading and list of words is needed per passage")

    @property
    def passages(self) -> int:
        return len(self.blocks)

    @cached_property
    def sentence(self) -> Mask:
        """Which passages are sentences (a block of one sentence too)."""
        return np.asarray(self.units != _UNITS.index(Unit.CLAUSE))

    @cached_property
    def whole(self) -> Mask:
        """Which passages are whole blocks."""
        return np.asarray(self.units != _UNITS.index(Unit.SENTENCE))

    @cached_property
    def block_bounds(self) -> tuple[Ints, Ints]:
        """Where the text of each block opens and closes."""
        starts = np.flatnonzero(np.diff(self.blocks, prepend=-1))
        return self.opens[starts], np.maximum.reduceat(self.closes, starts) if len(starts) else self.closes

    def frequencies(self, size: int, among: Mask | None = None) -> tuple[FloatArray, int]:
        """In how many sentences (of those among) each of `size` words occurs, headings left out, and how many sentences there are."""
        counted = self.sentence if among is None else self.sentence & among
        owner = np.repeat(np.arange(self.passages), np.diff(self.starts))
        kept = counted[owner]
        pairs = np.unique(owner[kept].astype(np.int64) * size + self.words[kept])
        return np.bincount(pairs % size, minlength=size).astype(np.float32), int(counted.sum())

    def to_bytes(self) -> bytes:
        """The same value, the same bytes."""
        return packed(self._arrays)

    @classmethod
    def from_bytes(cls, data: bytes) -> Layout:
        return cls(*unpacked(data, 10)[0])

    @property
    def _arrays(self) -> tuple[Ints, ...]:
        return (
            self.plans, self.opens, self.closes, self.blocks, self.units, self.headings, self.starts, self.words,
            self.heading_starts, self.heading_words,
        )  # fmt: skip


def layout_of(passages: Sequence[Passage], encoder: StaticEncoder) -> Layout:
    """The layout of one plan's passages."""
    headings: dict[str, int] = {}
    blocks: dict[tuple[str, int], int] = {}
    heading = [headings.setdefault(p.heading, len(headings)) for p in passages]
    block = [blocks.setdefault((p.clause, p.block), len(blocks)) for p in passages]
    units = [_UNITS.index(p.unit) for p in passages]
    starts, words = _rows(_word_ids(passages, encoder))
    heading_starts, heading_words = _rows(encoder.word_ids(list(headings)))
    return Layout(
        np.zeros(len(passages), dtype=np.int32), _ints([p.start for p in passages]), _ints([p.end for p in passages]), _ints(block),
        _ints(units), _ints(heading), starts, words, heading_starts, heading_words,
    )  # fmt: skip


def _word_ids(passages: Sequence[Passage], encoder: StaticEncoder) -> list[npt.NDArray[np.int64]]:
    """The words of each passage; those of a block are those of its sentences, which stand before it: no word runs across their ends."""
    found = iter(encoder.word_ids([p.text for p in passages if p.unit is not Unit.CLAUSE]))
    ids: list[npt.NDArray[np.int64]] = []
    first = 0
    for passage in passages:
        ids.append(np.concatenate(ids[first:]) if passage.unit is Unit.CLAUSE else next(found))
        if passage.unit is not Unit.SENTENCE:
            first = len(ids)
    return ids


def merge_layouts(parts: Sequence[Layout]) -> Layout:
    """The layout of the passages of all plans in order."""
    blocks = accumulate((int(p.blocks[-1]) + 1 if p.passages else 0 for p in parts), initial=0)
    headings = accumulate((len(p.heading_starts) - 1 for p in parts), initial=0)
    starts, heading_starts = _joined([p.starts for p in parts]), _joined([p.heading_starts for p in parts])
    return Layout(
        np.repeat(np.arange(len(parts), dtype=np.int32), [p.passages for p in parts]),
        _ints(np.concatenate([p.opens for p in parts])), _ints(np.concatenate([p.closes for p in parts])),
        _ints(np.concatenate([p.blocks + first for p, first in zip(parts, blocks, strict=False)])),
        _ints(np.concatenate([p.units for p in parts])),
        _ints(np.concatenate([p.headings + first for p, first in zip(parts, headings, strict=False)])),
        starts, _ints(np.concatenate([p.words for p in parts])),
        heading_starts, _ints(np.concatenate([p.heading_words for p in parts])),
    )  # fmt: skip


def damping(frequencies: FloatArray, sentences: int) -> FloatArray:
    """How much each word still tells: near 1 when it is rare here, 1 / (1 + DAMPING) when every sentence has it."""
    weights: FloatArray = (1.0 / (1.0 + DAMPING * frequencies / max(sentences, 1))).astype(np.float32)
    return weights


def _rows(lists: Sequence[npt.NDArray[np.int64]]) -> tuple[Ints, Ints]:
    starts = _ints(np.cumsum([0, *(len(ids) for ids in lists)]))
    return starts, _ints(np.concatenate([np.zeros(0, dtype=np.int64), *lists]))


def _joined(starts: Sequence[Ints]) -> Ints:
    """Starts of lists laid one behind the other."""
    return _ints(np.cumsum(np.concatenate([[0], *(np.diff(s) for s in starts)])))


def _ints(values: npt.ArrayLike) -> Ints:
    return np.asarray(values, dtype=np.int32)

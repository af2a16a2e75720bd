"""Vector search at growing sizes, beside bare FAISS and what reading the vectors from memory takes at least."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import faiss
import numpy as np
import numpy.typing as npt

from index.store import EXACT_UP_TO, VectorStore
from scripts.figures.clock import by_turns, milliseconds, ratio
from scripts.figures.setting import Row, Setting

_DIM, _TOP = 256, 100
_SIZES, _FEWER = (1_000, 10_000, 100_000, 1_000_000), (1_000, 10_000)
_PROBE_BYTES = 1 << 28
_NEAR, _ASKED = 10, 100
#: vectors made at once, so that a million need little more than their own memory
_CHUNK = 50_000

Floats = npt.NDArray[np.float32]


def measure(setting: Setting) -> Sequence[Row]:
    """Medians by turns; vectors are drawn around 200 centres, as passages gather around topics."""
    return list(_rows(_FEWER if setting.quick else _SIZES, setting.times(9), _bandwidth(setting.times(5))))


def _rows(sizes: Sequence[int], times: int, bandwidth: float) -> Iterator[Row]:
    for size in sizes:
        ours, bare, found = _searched(size, times)
        least = size * _DIM * np.dtype(np.float32).itemsize / bandwidth
        yield {
            "段落数": size, "索引": "IVF" if size > EXACT_UP_TO else "逐一比较",
            "本系统 ms": milliseconds(ours), "裸 FAISS(逐一) ms": milliseconds(bare), "读一遍内存 ms": milliseconds(least),
            "本系统 ÷ 裸 FAISS": ratio(ours, bare), "裸 FAISS ÷ 读内存": ratio(bare, least),
            "recall@10": round(found, 3), "要求": "recall ≥ 0.98",
        }  # fmt: skip


def _searched(size: int, times: int) -> tuple[float, float, float]:
    """Seconds of our store and of a flat index, and the share of the flat index's ten nearest that ours finds."""
    vectors = _vectors(size)
    store, flat, query = VectorStore.build(vectors), faiss.IndexFlatIP(_DIM), vectors[size // 2].copy()
    flat.add(vectors)
    asked = vectors[:: max(1, size // _ASKED)][:_ASKED].copy()
    del vectors
    ours, bare = by_turns(times, [lambda: store.search(query, _TOP), lambda: flat.search(query.reshape(1, -1), _TOP)])
    _, nearest = flat.search(asked, _NEAR)
    hits = [np.isin(rows, store.search(vector, _NEAR)[1]).mean() for vector, rows in zip(asked, nearest, strict=True)]
    return ours, bare, float(np.mean(hits))


def _vectors(size: int) -> Floats:
    random = np.random.default_rng(1)
    centres = random.standard_normal((200, _DIM), dtype=np.float32)
    vectors = random.standard_normal((size, _DIM), dtype=np.float32)
    for part in np.array_split(vectors, max(1, size // _CHUNK)):
        part += centres[random.integers(0, len(centres), len(part))]
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return vectors


def _bandwidth(times: int) -> float:
    """Bytes a second that this machine copies out of memory and into it, summed over both."""
    source = np.ones(_PROBE_BYTES, dtype=np.uint8)
    target = np.empty_like(source)
    (seconds,) = by_turns(times, [lambda: np.copyto(target, source)])
    return 2 * _PROBE_BYTES / seconds

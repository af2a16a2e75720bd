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

Floats = npt.NDArray[np.float32]


def measure(setting: Setting) -> Sequence[Row]:
    """Medians by turns; vectors are drawn around 200 centres, as passages gather around topics."""
    return list(_rows(_FEWER if setting.quick else _SIZES, setting.times(9), _bandwidth(setting.times(5))))


def _rows(sizes: Sequence[int], times: int, bandwidth: float) -> Iterator[Row]:
    for size in sizes:
        ours, bare, held = _searched(size, times)
        least = held / bandwidth
        yield {
            "段落数": size, "索引": "IVF" if size > EXACT_UP_TO else "逐一比较",
            "本系统 ms": milliseconds(ours), "裸 FAISS(逐一) ms": milliseconds(bare), "读一遍内存 ms": milliseconds(least),
            "本系统 ÷ 裸 FAISS": ratio(ours, bare), "裸 FAISS ÷ 读内存": ratio(bare, least),
        }  # fmt: skip


def _searched(size: int, times: int) -> tuple[float, float, int]:
    """Seconds of our store and of a flat index, and the bytes of the vectors."""
    vectors, query = _vectors(size)
    store, flat = VectorStore.build(vectors), faiss.IndexFlatIP(_DIM)
    flat.add(vectors)
    ours, bare = by_turns(times, [lambda: store.search(query, _TOP), lambda: flat.search(query.reshape(1, -1), _TOP)])
    return ours, bare, vectors.nbytes


def _vectors(size: int) -> tuple[Floats, Floats]:
    random = np.random.default_rng(1)
    centres = random.standard_normal((200, _DIM), dtype=np.float32)
    vectors = centres[random.integers(0, len(centres), size)] + random.standard_normal((size, _DIM), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors, vectors[size // 2].copy()


def _bandwidth(times: int) -> float:
    """Bytes a second that this machine copies out of memory and into it, summed over both."""
    source = np.ones(_PROBE_BYTES, dtype=np.uint8)
    target = np.empty_like(source)
    (seconds,) = by_turns(times, [lambda: np.copyto(target, source)])
    return 2 * _PROBE_BYTES / seconds

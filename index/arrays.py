"""Arrays of whole numbers kept as bytes: NumPy's own files cost more to open than such small arrays cost to read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
_KIND = np.dtype("<i4")


def packed(arrays: Sequence[Ints]) -> bytes:
    """The lengths of the arrays, then their values one behind the other; the same values, the same bytes."""
    lengths = np.array([len(values) for values in arrays])
    return b"".join(np.ascontiguousarray(values, dtype=_KIND).tobytes() for values in (lengths, *arrays))


def unpacked(data: bytes, count: int) -> tuple[list[Ints], bytes]:
    """So many arrays, which are not to be written to, and what follows them. Raises ValueError when the data are too short for them."""
    lengths = np.frombuffer(data, dtype=_KIND, count=count).tolist()
    ends = list(accumulate(lengths, initial=count))
    values = np.frombuffer(data, dtype=_KIND, count=ends[-1])
    return [values[start:end] for start, end in pairwise(ends)], data[ends[-1] * _KIND.itemsize :]

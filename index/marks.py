"""Which passages have some property, found out for each when first asked and kept."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

_UNKNOWN = -1


class Marks:
    """A property of passages; asked again of the same passages it costs no reading."""

    def __init__(self, passages: int, holds: Callable[[int], bool]) -> None:
        """`holds` reads a passage row."""
        self._known = np.full(passages, _UNKNOWN, dtype=np.int8)
        self._holds = holds

    def __call__(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Whether each of these rows has the property."""
        for row in rows[self._known[rows] == _UNKNOWN].tolist():
            self._known[row] = self._holds(row)
        return np.asarray(self._known[rows] > 0)

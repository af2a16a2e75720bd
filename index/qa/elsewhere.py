"""How near a question comes to what plans at large speak of: nearer to that than to anything in the plan, its subject is left out there."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from corpus.normal import fold_text
from index.encoder import embedded_encoder
from index.expand import policy_lexicon
from index.static import FloatArray, unit

#: the expressions nearest to a question among which one that is not printed is looked for
_NEAREST = 30


def policy_nearness(question: str, printed: Callable[[str], bool]) -> float:
    """Cosine of a question and the nearest official expression of the lexicon that is not printed in the plans asked about.

    The lexicon covers the fields of public policy; `printed` takes a folded expression.
    """
    encoder = embedded_encoder()
    cosines = _vectors() @ encoder.encode([question], kind="query")[0]
    best = np.argpartition(-cosines, _NEAREST)[:_NEAREST]
    nearest = best[np.lexsort((best, -cosines[best]))].tolist()
    foreign = (i for i in nearest if not printed(_folded()[i]))
    return float(cosines[next(foreign, nearest[-1])])


@cache
def _folded() -> tuple[str, ...]:
    return tuple(fold_text(expression) for expression in policy_lexicon().expressions)


@cache
def _vectors() -> FloatArray:
    """Unit vectors of all official expressions, made when a question first needs them."""
    encoder = embedded_encoder()
    ids = encoder.word_ids(policy_lexicon().expressions)
    starts = np.cumsum([0, *(len(i) for i in ids)])
    return unit(encoder.sums(starts, np.concatenate(ids)))

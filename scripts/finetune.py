"""Bend the distilled word vectors towards the wording of plans, with pairs of everyday and official wording.

People ask in words that plans do not use. The pairs of ``index/data/pairs.jsonl`` and the rows of
``index/data/lexicon.csv`` pull a question and the sentence that covers it together, all other sentences of the
batch apart (in-batch softmax, both directions). Words are left out at random while training, so that a pair is
learnt by all its words instead of by one. torch and sentence-transformers are imported inside the functions:
``--help`` must not wait for them.
"""

from __future__ import annotations

import csv
import hashlib
import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import typer

from index.static import FloatArray, StaticEncoder, WordVectors, build_tokenizer, load_model, save_model
from scripts.enrich import View, join_views

DATA: Final = Path(__file__).parents[1] / "index" / "data"
HELD_OUT_EVERY: Final = 10
CURVE: Final = (0.0, 0.25, 0.5, 1.0)


@dataclass(frozen=True)
class Pair:
    """A question in everyday words, a plan's sentence that covers it, and the field they belong to."""

    question: str
    sentence: str
    field: str

    def __post_init__(self) -> None:
        if not (self.question.strip() and self.sentence.strip() and self.field.strip()):
            raise ValueError(f"empty part in {self!r}")


@dataclass(frozen=True)
class Training:
    """The settings of a run; ``drop`` is the share of words left out at random."""

    rate: float = 3e-3
    epochs: int = 12
    batch: int = 256
    scale: float = 12.0
    drop: float = 0.3
    seed: int = 0


@dataclass(frozen=True)
class Score:
    """How often the right sentence came first, among the first five, and its mean reciprocal rank."""

    hit1: float
    hit5: float
    mrr: float

    def __str__(self) -> str:
        return f"hit@1 {self.hit1:.3f}  hit@5 {self.hit5:.3f}  MRR {self.mrr:.3f}"


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """Return the pairs of a JSON Lines file with the keys q, p and field."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(Pair(row["q"], row["p"], row["field"]) for row in rows)


def read_lexicon(path: Path) -> tuple[Pair, ...]:
    """Return one pair per everyday expression of the lexicon: all its official words joined by 、."""
    words: dict[str, list[str]] = {}
    fields: dict[str, str] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            words.setdefault(row["everyday"], []).append(row["official"])
            fields.setdefault(row["everyday"], row["field"])
    return tuple(Pair(word, "、".join(official), fields[word]) for word, official in words.items())


def held_out_fields(pairs: Iterable[Pair]) -> frozenset[str]:
    """Return every tenth field in the order of the hash of its name: whole topics never seen in training."""
    fields = sorted({pair.field for pair in pairs}, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return frozenset(fields[::HELD_OUT_EVERY])


def take_share(pairs: Sequence[Pair], share: float) -> list[Pair]:
    """Return about this share of the pairs, chosen by the hash of the question; larger shares hold smaller ones."""
    limit = int(share * 2**32)
    return [pair for pair in pairs if int(hashlib.sha256(pair.question.encode()).hexdigest()[:8], 16) < limit]


def rank_pairs(questions: FloatArray, sentences: FloatArray, right: Sequence[int]) -> Score:
    """Return the score of finding each question's sentence (its row in ``sentences``) among all of them."""
    scores = questions @ sentences.T
    ranks = (scores > scores[np.arange(len(right)), right][:, None]).sum(axis=1)
    return Score(float((ranks < 1).mean()), float((ranks < 5).mean()), float((1 / (ranks + 1)).mean()))


def score_pairs(model: WordVectors, pairs: Sequence[Pair]) -> Score:
    """Return how well the model, saved and read back as it ships, finds the sentences of the pairs."""
    with tempfile.TemporaryDirectory() as folder:
        save_model(model, Path(folder))
        encoder = StaticEncoder(Path(folder))
    places = {sentence: place for place, sentence in enumerate(sorted({pair.sentence for pair in pairs}))}
    questions = encoder.encode([pair.question for pair in pairs], kind="query")
    sentences = encoder.encode(list(places), kind="passage")
    return rank_pairs(questions, sentences, [places[pair.sentence] for pair in pairs])


def word_module(model: WordVectors, texts: Sequence[str], drop: float) -> Any:
    """Return a StaticEmbedding that learns one weight per word and leaves words out while training.

    Only the words of the texts are held: no other vector would ever get a gradient, and a step over all of them
    takes ten times as long.
    """
    import torch
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    tokenizer = build_tokenizer(model.words, model.log_probs)
    found = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    used = np.unique([0, *(i for encoding in found for i in encoding.ids)])
    rows = np.vstack([np.zeros_like(model.vectors[:1]), model.vectors])[used]

    class WeightedWords(StaticEmbedding):  # type: ignore[misc,unused-ignore]
        def __init__(self) -> None:
            super().__init__(tokenizer, embedding_weights=rows)
            self.embedding.mode = "sum"
            self.log_weights = torch.nn.Parameter(torch.zeros(len(used)))
            place = np.zeros(len(model.words) + 1, dtype=np.int64)
            place[used] = np.arange(len(used))
            self.place = torch.from_numpy(place)

        def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
            ids = self.place[features["input_ids"]]
            weights = torch.exp(self.log_weights[ids])
            if self.training:
                weights = weights * (torch.rand(len(ids)) >= drop)
            features["sentence_embedding"] = self.embedding(ids, features["offsets"], per_sample_weights=weights)
            return features

        def folded(self) -> FloatArray:
            vectors = model.vectors.copy()
            with torch.no_grad():
                learnt = (self.embedding.weight * torch.exp(self.log_weights)[:, None]).numpy()
            vectors[used[1:] - 1] = learnt[1:]
            return vectors

    return WeightedWords()


def finetune(model: WordVectors, pairs: Sequence[Pair], training: Training) -> WordVectors:
    """Return the model trained on the pairs with sentence-transformers' trainer; same input, same vectors."""
    from datasets import Dataset
    from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from transformers import set_seed

    set_seed(training.seed)
    texts = [text for pair in pairs for text in (pair.question, pair.sentence)]
    words = word_module(model, texts, training.drop)
    encoder = SentenceTransformer(modules=[words], device="cpu")
    loss = MultipleNegativesRankingLoss(
        encoder,
        scale=training.scale,
        directions=("query_to_doc", "doc_to_query"),
        partition_mode="per_direction",
    )
    columns = {
        "anchor": [pair.question for pair in pairs],
        "positive": [pair.sentence for pair in pairs],
    }
    with tempfile.TemporaryDirectory() as folder:
        SentenceTransformerTrainer(
            model=encoder, args=_arguments(training, folder), train_dataset=Dataset.from_dict(columns), loss=loss
        ).train()
    words.eval()
    return WordVectors(model.words, model.log_probs, words.folded())


def _arguments(training: Training, folder: str) -> Any:
    from sentence_transformers import SentenceTransformerTrainingArguments
    from sentence_transformers.sentence_transformer.training_args import BatchSamplers

    return SentenceTransformerTrainingArguments(
        output_dir=folder,
        num_train_epochs=training.epochs,
        per_device_train_batch_size=training.batch,
        learning_rate=training.rate,
        lr_scheduler_type="linear",
        warmup_steps=0.1,
        weight_decay=0.0,
        max_grad_norm=0.0,
        batch_sampler=BatchSamplers.NO_DUPLICATES,
        seed=training.seed,
        use_cpu=True,
        dataloader_pin_memory=False,
        save_strategy="no",
        logging_strategy="no",
        report_to="none",
        disable_tqdm=True,
    )


def train(first: WordVectors, second: WordVectors, pairs: Sequence[Pair]) -> WordVectors:
    """Return the model of both views, each trained by itself on the pairs; without pairs both as they are."""
    if pairs:
        first, second = (finetune(view, pairs, Training()) for view in (first, second))
    return join_views(first, second, View().dim)


def learning_curve(
    first: WordVectors, second: WordVectors, pairs: Sequence[Pair], lexicon: Sequence[Pair]
) -> Iterable[str]:
    """Yield one line per share of the training data with the score on the topics held out."""
    held = held_out_fields(pairs)
    test = [pair for pair in pairs if pair.field in held]
    seen = [pair for pair in (*pairs, *lexicon) if pair.field not in held]
    yield f"留出主题 {len(held)} 个：{len(test)} 问，{len({pair.sentence for pair in test})} 句"
    for share in CURVE:
        part = take_share(seen, share)
        yield f"{share:4.0%}  {len(part):5d} 对  {score_pairs(train(first, second, part), test)}"


def main(
    base: Annotated[Path, typer.Option(help="scripts.distill 写出的模型目录")] = Path("build/distilled"),
    usage: Annotated[Path, typer.Option(help="scripts.enrich 写出的模型目录")] = Path("build/usage"),
    out: Annotated[Path, typer.Option(help="输出模型目录")] = Path("index/model"),
    curve: Annotated[bool, typer.Option("--curve", help="只打印学习曲线，不写模型")] = False,
) -> None:
    """Train on all pairs and write the model, or print the learning curve on held-out topics."""
    views = load_model(base), load_model(usage)
    pairs, lexicon = read_pairs(DATA / "pairs.jsonl"), read_lexicon(DATA / "lexicon.csv")
    if curve:
        for line in learning_curve(*views, pairs, lexicon):
            typer.echo(line)
        return
    model = train(*views, (*pairs, *lexicon))
    save_model(model, out)
    typer.echo(f"{out}: {len(model.words)} 词， 训练对 {len(pairs) + len(lexicon)}")


if __name__ == "__main__":
    typer.run(main)

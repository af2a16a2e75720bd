"""Word counts merged plan by plan give the very index that bm25s makes of all documents at once."""

from __future__ import annotations

from pathlib import Path

import bm25s
import numpy as np
from bm25s.tokenization import Tokenized

from corpus.model import Plan
from corpus.segment import Segmenter
from index.lexical import LexicalIndex, WordCounts, count_texts, count_words, tokens_of
from index.passages import passages_of

DOCUMENTS = [
    ["科技", "创新", "科技"], ["现代", "种业"], [], ["创新", "平台", "▹种业"], ["科技"], ["平台", "平台", "平台", "园区"],
]  # fmt: skip


def reference() -> bm25s.BM25:
    vocabulary = {token: i for i, token in enumerate(sorted({t for d in DOCUMENTS for t in d} | {""}))}
    model = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    ids = [[vocabulary[t] for t in d] or [vocabulary[""]] for d in DOCUMENTS]
    model.index(Tokenized(ids=ids, vocab=vocabulary), show_progress=False)
    return model


def test_merged_parts_score_as_bm25s_does() -> None:
    parts = [count_words(DOCUMENTS[:2]), count_words(DOCUMENTS[2:5]), count_words(DOCUMENTS[5:])]
    merged = LexicalIndex.merge(parts, pivot=sum(len(d) or 1 for d in DOCUMENTS) / len(DOCUMENTS)).within()
    expected = reference()
    for asked in (["科技"], ["创新", "平台"], ["种业", "▹种业", "园区"]):
        mass = sum(merged.rarity(t) for t in asked)
        np.testing.assert_allclose(merged.scores(asked) * mass, expected.get_scores(asked), rtol=1e-5)


def test_where_documents_are_cut_into_parts_changes_no_byte(tmp_path: Path) -> None:
    for name, cut in (("a", 1), ("b", 4)):
        LexicalIndex.merge([count_words(DOCUMENTS[:cut]), count_words(DOCUMENTS[cut:])]).save(tmp_path / name)
    files = sorted(p.name for p in (tmp_path / "a").iterdir())
    assert len(files) >= 4
    assert all((tmp_path / "a" / f).read_bytes() == (tmp_path / "b" / f).read_bytes() for f in files)


def test_pairs_are_counted_as_the_tokens_of_a_text_are(plan: Plan) -> None:
    segmenter = Segmenter(["昌吉国家农业科技园区"])
    for texts in ([p.text for p in passages_of(plan)], ["5G", "", "科 技㐀㐁", "《》", "▹"], [""], []):
        assert count_texts(texts, segmenter).to_bytes() == count_words([tokens_of(text, segmenter) for text in texts]).to_bytes()


def test_counts_come_back_from_their_bytes() -> None:
    counts = count_words(DOCUMENTS)
    again = WordCounts.from_bytes(counts.to_bytes())
    assert again.words == counts.words == tuple(sorted({t for d in DOCUMENTS for t in d} | {""}))
    assert again.to_bytes() == counts.to_bytes()
    assert again.lengths.tolist() == [3, 2, 1, 3, 1, 4]


def test_saved_index_opens_with_the_same_scores(tmp_path: Path) -> None:
    index = LexicalIndex.build(DOCUMENTS)
    index.save(tmp_path)
    opened = LexicalIndex.load(tmp_path)
    assert opened.documents == len(DOCUMENTS)
    np.testing.assert_array_equal(opened.within().scores(["科技", "平台"]), index.within().scores(["科技", "平台"]))


def test_rarity_counts_among_the_documents_asked_about_only() -> None:
    index = LexicalIndex.build(DOCUMENTS)
    among = np.array([True, True, True, False, False, False])
    inside, alone = index.within(among), LexicalIndex.build(DOCUMENTS[:3])
    assert (inside.frequency("科技"), index.within().frequency("科技"), inside.frequency("平台")) == (1, 2, 0)
    assert inside.rarity("科技") == alone.within().rarity("科技") != index.within().rarity("科技")
    scores = inside.scores(["科技", "平台"])
    assert scores[0] > 0
    assert not scores[1:].any()


def test_a_scope_scores_to_the_byte_as_if_there_were_no_other_documents() -> None:
    alone = LexicalIndex.build(DOCUMENTS[:3]).within()
    endless = ["科技", *["平台"] * 5000]
    scope = LexicalIndex.build([*DOCUMENTS[:3], endless, endless]).within(np.array([True, True, True, False, False]))
    for asked in (["科技"], ["创新", "种业", "平台"], ["没有"]):
        np.testing.assert_array_equal(scope.scores(asked), [*alone.scores(asked), 0, 0])

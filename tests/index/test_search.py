"""Search as a whole over the embedded plan: everyday wording, disguised questions, scope, reasons."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.normal import _simplified, fold_text
from index.fuse import SIGNALS, Signals, Weights, fuse, read_weights, weights
from index.qa.workspace import Workspace

RELEVANCE = Path(__file__).parents[1] / "relevance" / "changji.jsonl"
_KANGXI = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0x2F00, 0x2FD6)}
_TRADITIONAL = {chr(simple): chr(full) for full, simple in reversed(_simplified().items())}


def _mapped(table: dict[str, str]) -> Callable[[str], str]:
    return lambda text: "".join(table.get(c, c) for c in text)


def _full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


#: ways in which the same question reaches a search box from web pages, PDF files, phones and other keyboards
DISGUISES: dict[str, Callable[[str], str]] = {
    "full width": _full_width,
    "zero-width space": "\u200b".join,
    "zero-width joiner": "\u200d".join,
    "soft hyphen": "\u00ad".join,
    "byte order mark": lambda q: "\ufeff" + q,
    "word joiner": "\u2060".join,
    "right-to-left mark": lambda q: "\u200f" + q + "\u200f",
    "traditional": _mapped(_TRADITIONAL),
    "Kangxi radicals": _mapped(_KANGXI),
    "variation selector": lambda q: q.replace("的", "的\ufe00"),
    "blanks": " ".join,
    "ideographic blanks": lambda q: "\u3000".join([q[:3], q[3:]]),
    "line break inside": lambda q: q[:4] + "\n" + q[4:],
    "no question mark": lambda q: q.rstrip("?"),
    "many question marks": lambda q: q.rstrip("?") + "???",
    "corner quotes": lambda q: q.replace("“", "「").replace("”", "」"),
    "other dashes": lambda q: q.replace("-", "—").replace("—", "―"),
    "upper case": str.upper,
}


@pytest.fixture(scope="module")
def questions() -> list[str]:
    rows = [json.loads(line) for line in RELEVANCE.read_text(encoding="utf-8").splitlines()]
    asked = [r["q"] for r in rows if r["quotes"] and r["kind"] != "clause"]
    return asked[:: len(asked) // 20][:20]


def test_disguised_questions_find_the_same_clause(workspace: Workspace, questions: list[str]) -> None:
    assert (len(DISGUISES), len(questions)) == (18, 20)
    plain = [workspace.search.search(q, limit=1)[0].clause for q in questions]
    changed = [
        (name, q)
        for name, disguise in DISGUISES.items()
        for q, clause in zip(questions, plain, strict=True)
        if workspace.search.search(disguise(q), limit=1)[0].clause != clause
    ]
    assert len(changed) <= 0.05 * 18 * 20, changed


def test_traditional_and_simplified_fold_alike() -> None:
    assert fold_text("現代種業與農產品精深加工") == fold_text("现代种业与农产品精深加工")


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("怎么从卖设备变成卖服务", "服务型制造"),
        ("口罩防护服归哪个产业", "医用防护品"),
    ],
)
def test_everyday_wording_finds_official_wording(workspace: Workspace, plan_text: str, question: str, quote: str) -> None:
    at = plan_text.index(quote)
    hits = workspace.search.search(question, limit=5)
    assert any(p.start <= at < p.end for hit in hits for p, _ in hit.sentences)


def test_scores_are_the_weighted_sum_of_the_signals(workspace: Workspace) -> None:
    question = "高企能享受什么好处"
    coverage = workspace.search.candidates(question).coverage
    hits = workspace.search.search(question, limit=50)
    assert len(hits) > 10
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert all(abs(fuse(h.signals, weights().at(coverage)) - h.score) < 1e-3 for h in hits)


def test_a_scope_without_passages_gives_nothing(workspace: Workspace) -> None:
    assert workspace.search.search("现代种业", plans=("no-such-plan",)).best_score == 0.0
    assert not list(workspace.search.search("现代种业", plans=("no-such-plan",)))


def test_words_lead_where_they_occur_and_meaning_where_not() -> None:
    fitted, at = weights(), {name: i for i, name in enumerate(SIGNALS)}
    words, meaning = at["sentence_words"], at["sentence_vector"]
    assert fitted.known[words] > fitted.unknown[words]
    assert fitted.unknown[meaning] > fitted.known[meaning]
    half = fitted.at(0.5)
    assert half[words] == pytest.approx((fitted.known[words] + fitted.unknown[words]) / 2, abs=1e-5)


def test_weights_refuse_what_is_no_weight() -> None:
    with pytest.raises(ValueError, match="fit_ranking"):
        read_weights({"known": {"sentence_vector": 1.0}})
    with pytest.raises(ValueError, match="one weight"):
        Weights((-1.0,) * len(SIGNALS), (1.0,) * len(SIGNALS))
    assert fuse(Signals(), weights().at(1.0)) == 0.0


def test_a_hit_says_which_words_matched(workspace: Workspace) -> None:
    hit = workspace.search.search("养殖牛羊", limit=1)[0]
    pairs = workspace.search.explain("养殖牛羊", hit)
    assert pairs
    assert sum(p.weight for p in pairs) == pytest.approx(1.0, abs=0.01)
    assert all(0 <= p.similarity <= 1.001 for p in pairs)


def test_a_long_clause_is_shown_block_by_block(workspace: Workspace) -> None:
    hits = workspace.search.search("科技创新发展环境", limit=50)
    places = [(h.plan, h.clause, h.span.start) for h in hits]
    assert len(set(places)) == len(places)
    for hit in hits:
        clause = workspace.plans[hit.plan][hit.clause]
        assert clause.start <= hit.span.start < hit.span.end <= clause.end
        assert all(hit.span.start <= p.start < p.end <= hit.span.end for p, _ in hit.sentences)

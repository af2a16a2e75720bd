"""What must hold for any text at all: asked by hypothesis in the tests and by atheris for as long as one likes."""

from __future__ import annotations

from functools import cache

from corpus.load import describe
from corpus.locate import locate
from corpus.model import CorpusError, Plan
from corpus.readers import read_bytes
from index.qa.verify import Verdict, Verifier
from kg.extract import extract
from tests.qa.plans import CHAPTERS, PLAIN, written


def read(data: bytes) -> Plan | None:
    """The plan in these bytes as an uploaded txt file; None when the reader refuses them in one line."""
    try:
        return describe(read_bytes(data, "fuzz.txt"), "fuzz", {}, "0" * 64)
    except CorpusError as error:
        if "\n" in str(error):
            raise AssertionError(f"more than one line: {error}") from error
        return None


def check_parser(data: bytes) -> None:
    """Any bytes are refused in one line or become a plan whose text is tiled and whose clauses are found by address."""
    plan = read(data)
    if plan is None:
        return
    tiles = sorted([(c.start, c.end) for c in plan.clauses] + [(f.start, f.end) for f in plan.furniture])
    assert "".join(plan.text[start:end] for start, end in tiles) == plan.text
    assert len({c.path for c in plan.clauses}) == len(plan.clauses)
    for clause in plan.clauses:
        assert locate(plan, clause.path) is clause


def check_facts(data: bytes) -> None:
    """Facts of any plan quote their clause word for word."""
    plan = read(data)
    if plan is None:
        return
    facts = extract(plan)
    for fact in (*facts.measures, *facts.targets, *facts.observations, *facts.relations):
        for evidence in getattr(fact, "evidences", None) or (fact.evidence,):
            clause = plan[evidence.clause]
            assert plan.text[evidence.start : evidence.end] == evidence.quote
            assert clause.start <= evidence.start <= evidence.end <= clause.end


def check_quotes(data: bytes) -> None:
    """Any pasted text is cut into units that are where they say, and what is called exact is in the plan."""
    text = data.decode("utf-8", "replace")
    for check in _verifier().check(text):
        assert text[check.start : check.end] == check.text
        for citation in check.citations:
            assert _plans()[citation.plan].text[citation.start : citation.end] == citation.quote
        for change in check.differences:
            assert text[change.start : change.end] == change.quoted
            assert _plans()[change.plan].text[change.stored_start : change.stored_end] == change.stored
            assert change.stored_end <= len(_plans()[change.plan].text)
        assert check.citations or check.verdict is not Verdict.EXACT


@cache
def _plans() -> dict[str, Plan]:
    """Two plans, so that a text may be spliced from the end of one and from the other."""
    return {"written": written(PLAIN), "chapters": written(CHAPTERS, "chapters")}


@cache
def _verifier() -> Verifier:
    return Verifier(_plans())


TARGETS = {"parser": check_parser, "facts": check_facts, "quotes": check_quotes}

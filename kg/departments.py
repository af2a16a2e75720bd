"""Departments and their duties: 责任单位 lists, columns of tables, X牵头 / 会同 / 配合 / 要 in running text.

Rules: duty.label, duty.column, duty.bracket, duty.lead, duty.support, duty.shared, duty.answers, duty.must.
A general body (各部门) after a lead supports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.model import Clause, Kind, Plan, Span
from corpus.normal import fold, fold_text
from kg.bodies import labelled_end, listed_bodies, split_bodies
from kg.cues import alternation, pattern, regex, words
from kg.found import Found
from kg.model import EntityType, Evidence, Predicate, Relation, Source
from kg.needles import Sought
from kg.sentences import Sentence

_LABELS = {
    "lead_label": Predicate.LEAD_DEPARTMENT,
    "supporting_label": Predicate.SUPPORTING_DEPARTMENT,
    "responsible_label": Predicate.RESPONSIBLE_DEPARTMENT,
}
_OTHERS = Sought(r"等(?:有关|相关)?(?:部门|单位)?$")
_OPEN = "(?:等(?:有关|相关)?(?:部门|单位)?)?"
_LABELLED = r"((?:[^:()。【】\[\]]|\([^()]{1,5}\))+)"


@dataclass(frozen=True, slots=True)
class Duty:
    """A department with its duty in one clause; `evidence` is the phrase that gives it."""

    find: Found
    predicate: Predicate
    evidence: Evidence

    def relation(self, department: str) -> Relation:
        """clause → department, with the entity's id."""
        subject = f"clause:{self.evidence.plan}/{self.evidence.clause}"
        return Relation(subject, self.predicate, department, self.evidence, self.find.source)


def detect_duties(plan: Plan, sentences: Sequence[Sentence]) -> tuple[Duty, ...]:
    """Every duty the text gives to a department, in document order, once for each clause."""
    made: dict[tuple[str, str, Predicate], Duty] = {}
    for duty in (*_labelled(sentences), *_columns(plan), *_acting(sentences)):
        made.setdefault((duty.evidence.clause, duty.find.name, duty.predicate), duty)
    return tuple(sorted(made.values(), key=lambda d: (d.find.evidence.start, d.predicate)))


def _labelled(sentences: Iterable[Sentence]) -> Iterator[Duty]:
    for sentence in sentences:
        for key, predicate in _LABELS.items():
            for match in regex(f"(?<!牵头)(?<!配合)<departments.{key}>:{_LABELLED}").finditer(sentence.text):
                stop = labelled_end(sentence.text, *match.span(1))
                phrase = sentence.evidence(match.start(), stop)
                for start, end in listed_bodies(sentence.text, match.start(1), stop):
                    yield _duty(sentence, start, end, predicate, phrase, "duty.label")


def _columns(plan: Plan) -> Iterator[Duty]:
    """Duties from table columns whose head is a label; the first row with such heads names the columns."""
    for table in (c for c in plan.clauses if c.kind is Kind.TABLE):
        heads: dict[int, Predicate] = {}
        for row in plan.children(table.path):
            found = _heads(plan, row)
            for i, cell in enumerate(row.cells):
                if not found and i in heads:
                    yield from _cell(plan, row, cell, heads[i])
            heads = found or heads


def _heads(plan: Plan, row: Clause) -> dict[int, Predicate]:
    texts = {i: fold_text(cell.of(plan.text)) for i, cell in enumerate(row.cells)}
    return {i: p for key, p in _LABELS.items() for i, t in texts.items() if pattern("departments", key).fullmatch(t)}


def _cell(plan: Plan, row: Clause, cell: Span, predicate: Predicate) -> Iterator[Duty]:
    if not cell.of(plan.text).strip(" -—–\n\t\u3000"):
        return
    folded = fold(plan.text[cell.start : cell.end])
    whole = Evidence(plan.id, row.path, cell.start, cell.end, cell.of(plan.text))
    for a, b in listed_bodies(folded.text, 0, len(folded.text)):
        span = folded.span(a, b)
        start, end = cell.start + span.start, cell.start + span.end
        quote = plan.text[start:end]
        evidence = Evidence(plan.id, row.path, start, end, quote)
        name = "".join(quote.split())
        yield Duty(Found(EntityType.DEPARTMENT, name, evidence, Source("duty.column", 1.0)), predicate, whole)


def _acting(sentences: Iterable[Sentence]) -> Iterator[Duty]:
    for sentence in sentences:
        taken: list[tuple[int, int]] = []
        for rule, predicate, frame in _frames() if not sentence.heading else ():
            for match in frame.finditer(sentence.text):
                if not any(a < match.end("list") and match.start("list") < b for a, b in taken):
                    taken.append(match.span("list"))
                    yield from _listed(sentence, match.span("list"), match.span(), predicate, rule)
        yield from _joined(sentence)


def _joined(sentence: Sentence) -> Iterator[Duty]:
    """会同B、C: whom a lead acts with."""
    for match in _with().finditer(sentence.text):
        yield from _listed(sentence, match.span("list"), match.span(), Predicate.SUPPORTING_DEPARTMENT, "duty.support")


@cache
def _with() -> Sought:
    return Sought(f"会同(?P<list>{_list()})")


def _list() -> str:
    """A list of departments; only the last must carry an ending (科技、税务部门).

    A member is read in one way only, and there is an end to them: a list that nothing follows would else take for ever.
    """
    after = f"(?=[、,。;:)]|$|{alternation('departments', 'after')})"
    item = f"(?:(?![的在对将由])\\w|\\([^()]{{1,5}}\\)){{0,20}}?(?:{alternation('departments', 'acting')}){after}"
    return f"(?>{item}[、和与]|(?!由)\\w{{2,6}}、){{0,40}}{item}"


@cache
def _frames() -> tuple[tuple[str, Predicate, Sought], ...]:
    """Rule, duty, pattern."""
    return (
        ("duty.bracket", Predicate.RESPONSIBLE_DEPARTMENT, _bracketed()),
        ("duty.lead", Predicate.LEAD_DEPARTMENT, _frame("lead")),
        ("duty.support", Predicate.SUPPORTING_DEPARTMENT, _frame("support")),
        ("duty.shared", Predicate.RESPONSIBLE_DEPARTMENT, _frame("shared")),
        ("duty.answers", Predicate.RESPONSIBLE_DEPARTMENT, _frame("answers")),
        ("duty.must", Predicate.LEAD_DEPARTMENT, _frame("duty")),
    )


@cache
def _frame(key: str) -> Sought:
    return Sought(f"(?:^|(?<=[,;:。(由]))(?P<list>{_list()}){_OPEN}(?:{alternation('departments', key)})")


def _bracketed() -> Sought:
    """(A、B,C负责): a bracket that holds nothing else."""
    return Sought(f"(?<=\\()(?P<list>{_list()}(?:,{_list()})*){_OPEN}(?:{alternation('departments', 'closing')})(?=\\))")


def _listed(
    sentence: Sentence,
    span: tuple[int, int],
    phrase: tuple[int, int],
    predicate: Predicate,
    rule: str,
) -> Iterator[Duty]:
    shared = "部门" if sentence.text.endswith("部门", *span) else ""
    for at, stop in split_bodies(sentence.text, *span):
        end = _without_others(sentence.text, at, stop)
        part = sentence.text[at:end]
        general = bool(pattern("departments", "generic").search(part))
        duty = predicate
        if general and rule in ("duty.must", "duty.answers"):
            duty = Predicate.SUPPORTING_DEPARTMENT if _frame("lead").search(sentence.text) else Predicate.RESPONSIBLE_DEPARTMENT
        acting = regex("<departments.acting>$").search(part)
        name = sentence.printed(at, end) + ("" if acting else shared)
        if (acting or shared) and part not in words("departments", "bare"):
            made = _duty(sentence, at, end, duty, sentence.evidence(*phrase), rule)
            yield Duty(Found(made.find.type, name, made.find.evidence, made.find.source), duty, made.evidence)


def _without_others(text: str, start: int, end: int) -> int:
    """End of a body without 等部门 behind it, before further bodies (省林草局等部门和各市政府)."""
    others = _OTHERS.search(text, start, end)
    return others.start() if others and others.start() - start >= 2 else end


def _duty(sentence: Sentence, start: int, end: int, predicate: Predicate, phrase: Evidence, rule: str) -> Duty:
    source = Source(rule, 1.0 if rule == "duty.label" else 0.9)
    find = Found(EntityType.DEPARTMENT, sentence.printed(start, end), sentence.evidence(start, end), source)
    return Duty(find, predicate, phrase)

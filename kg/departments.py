"""Departments and their duties: 责任单位 lists, columns of tables, X牵头 / 会同 / 配合 / 要 in running text.

Rules: duty.label, duty.column, duty.lead, duty.support, duty.must. A general body (各部门) after a lead supports it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Clause, Kind, Plan, Span
from corpus.normal import fold, fold_text
from kg.cues import alternation, pattern, words
from kg.found import Found
from kg.model import EntityType, Evidence, Predicate, Relation, Source
from kg.sentences import Sentence

_LABELS = {
    "lead_label": Predicate.LEAD_DEPARTMENT,
    "supporting_label": Predicate.SUPPORTING_DEPARTMENT,
    "responsible_label": Predicate.RESPONSIBLE_DEPARTMENT,
}
_SEPARATOR = re.compile(r"[、,;]|以及|(?<=[局委部厅办院会府署关])[和与]")


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
            for match in re.finditer(f"(?:{alternation('departments', key)}):([^:()。]+)", sentence.text):
                phrase = sentence.evidence(*match.span())
                for start, end in _items(sentence.text, *match.span(1)):
                    yield _duty(sentence, start, end, predicate, phrase, "duty.label")


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Departments of a labelled list as printed, without notes on who does what."""
    at = start
    for match in re.finditer(f"{_SEPARATOR.pattern}|$", text[start:end]):
        stop = start + match.start()
        tail = re.search(f"(?:{alternation('departments', 'note')})+$", text[at:stop])
        stop = at + tail.start() if tail else stop
        if stop - at >= 2 and not re.fullmatch(r"[\d.\-]+", text[at:stop]):
            yield at, stop
        at = start + match.end()


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
    for a, b in _items(folded.text, 0, len(folded.text)):
        span = folded.span(a, b)
        start, end = cell.start + span.start, cell.start + span.end
        quote = plan.text[start:end]
        evidence = Evidence(plan.id, row.path, start, end, quote)
        name = "".join(quote.split())
        yield Duty(Found(EntityType.DEPARTMENT, name, evidence, Source("duty.column", 1.0)), predicate, whole)


def _acting(sentences: Iterable[Sentence]) -> Iterator[Duty]:
    frames = (
        ("duty.lead", Predicate.LEAD_DEPARTMENT, _frame("lead")),
        ("duty.support", Predicate.SUPPORTING_DEPARTMENT, _frame("support")),
        ("duty.must", Predicate.LEAD_DEPARTMENT, _frame("duty")),
    )
    for sentence in sentences:
        led = bool(frames[0][2].search(sentence.text))
        taken: list[tuple[int, int]] = []
        for rule, predicate, frame in frames if not sentence.heading else ():
            for match in frame.finditer(sentence.text):
                if not any(a < match.end("list") and match.start("list") < b for a, b in taken):
                    taken.append(match.span("list"))
                    yield from _listed(sentence, match.span("list"), match.span(), predicate, rule, led)
        yield from _joined(sentence)


def _joined(sentence: Sentence) -> Iterator[Duty]:
    """会同B、C: whom a lead acts with."""
    for match in re.finditer(f"会同(?P<list>{_list()})", sentence.text):
        yield from _listed(sentence, match.span("list"), match.span(), Predicate.SUPPORTING_DEPARTMENT, "duty.support", False)


def _list() -> str:
    """A list of departments; only the last must carry an ending (科技、税务部门)."""
    after = "(?=[、,。;:)]|$|要|应|负责|牵头|共同|会同|配合|协助|协同|参与|积极|加强|按|根据|结合|具体|抓|对|将|把|建立|做好|在)"
    item = f"(?:(?![的在对将由])\\w){{0,20}}?(?:{alternation('departments', 'acting')}){after}"
    return f"(?:{item}[、和与]|(?!由)\\w{{2,6}}、)*{item}"


def _frame(key: str) -> re.Pattern[str]:
    return re.compile(f"(?:^|(?<=[,;:。(由]))(?P<list>{_list()})(?:{alternation('departments', key)})")


def _listed(
    sentence: Sentence,
    span: tuple[int, int],
    phrase: tuple[int, int],
    predicate: Predicate,
    rule: str,
    led: bool,
) -> Iterator[Duty]:
    text = sentence.text[slice(*span)]
    shared = "部门" if text.endswith("部门") else ""
    at = span[0]
    for part in re.split("、|(?<=[局委部厅办院会府署关门])[和与]", text):
        general = bool(pattern("departments", "generic").search(part))
        duty = predicate
        if general and rule == "duty.must":
            duty = Predicate.SUPPORTING_DEPARTMENT if led else Predicate.RESPONSIBLE_DEPARTMENT
        acting = re.search(f"(?:{alternation('departments', 'acting')})$", part)
        name = part if acting else part + shared
        if (acting or shared) and part not in words("departments", "bare"):
            made = _duty(sentence, at, at + len(part), duty, sentence.evidence(*phrase), rule)
            yield Duty(Found(made.find.type, name, made.find.evidence, made.find.source), duty, made.evidence)
        at += len(part) + 1


def _duty(sentence: Sentence, start: int, end: int, predicate: Predicate, phrase: Evidence, rule: str) -> Duty:
    source = Source(rule, 1.0 if rule == "duty.label" else 0.9)
    find = Found(EntityType.DEPARTMENT, sentence.printed(start, end), sentence.evidence(start, end), source)
    return Duty(find, predicate, phrase)

"""Clauses as folded sentences that know where each character was printed: rules match here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.model import Clause, Plan
from corpus.normal import fold_part
from kg.model import Evidence

#: a blank line ends a sentence, except behind a mark that cannot end one (a list broken by a page)
_END = re.compile(
    r"[。!?！？\n \t\u3000\r]"  # what an end begins with, so that a search passes over everything else
    r"(?:(?<=[。!?！？])[。!?！？]*[”』」\"）)]*"
    r"|(?<=\n)(?:(?<![、，,（(]\n)(?<![、，,（(]\r\n)[ \t\u3000\r]*\n|(?<=[；;：:]\n))"
    r"|(?<=[；;：:][ \t\u3000\r])[ \t\u3000\r]*\n)"
)
#: characters of the longest sentence: rules look at a sentence as a whole and again for each of its numbers and names, which takes
#: time that grows with the square of an endless one; sentences of real plans have some hundred
LONGEST = 2000
_MARKS = re.compile("[(),;:→]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A folded sentence of a clause; `offsets[i]` is the stored position of its i-th character."""

    plan: Plan
    clause: str
    text: str
    offsets: Sequence[int]
    heading: bool = False

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Stored offsets of a stretch of the folded text."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def printed(self, start: int, end: int) -> str:
        """The stretch as printed, white space removed."""
        a, b = self.span(start, end)
        return "".join(self.plan.text[a:b].split())

    def evidence(self, start: int, end: int) -> Evidence:
        a, b = self.span(start, end)
        return Evidence(self.plan.id, self.clause, a, b, self.plan.text[a:b])

    def segments(self) -> tuple[tuple[int, int], ...]:
        """Stretches between commas, semicolons and colons outside brackets, in order."""
        return _segments(self.text)


def sentences(plan: Plan, clause: Clause) -> Iterator[Sentence]:
    """The sentences of a clause's own text, its heading first and marked, cells of a row apart."""
    if clause.cells:
        for cell in clause.cells:
            yield from _body(plan, clause, cell.start, cell.end)
        return
    at = clause.start
    head = _heading_end(plan, clause)
    if head > clause.start:
        begin = max(clause.title_start, clause.start)
        yield from _folded(plan, clause, begin, head, heading=True)
        at = head
    elif plan.text.startswith(clause.marker, at):
        at += len(clause.marker)
    yield from _body(plan, clause, at, clause.end)


def _body(plan: Plan, clause: Clause, start: int, end: int) -> Iterator[Sentence]:
    for match in _END.finditer(plan.text, start, end):
        yield from _folded(plan, clause, start, match.end())
        start = match.end()
    yield from _folded(plan, clause, start, end)


def _heading_end(plan: Plan, clause: Clause) -> int:
    """End of the title inside the clause's text; its start when the clause has none of its own."""
    if not clause.title or not clause.start <= clause.title_start < clause.end:
        return clause.start
    wanted = len(re.sub(r"\s", "", clause.title))
    at = clause.title_start
    while wanted and at < clause.end:
        wanted -= not plan.text[at].isspace()
        at += 1
    return at


def _folded(plan: Plan, clause: Clause, start: int, end: int, *, heading: bool = False) -> Iterator[Sentence]:
    for begin, stop in _pieces(plan.text, start, end):
        folded = fold_part(plan.text, begin, stop)
        text = folded.text.rstrip("。!?")
        lead = len(text) - len(text.lstrip("。!?、,;:->"))
        if text[lead:]:
            yield Sentence(plan, clause.path, text[lead:], folded.offsets[lead : len(text)], heading)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch as it is, or in pieces of at most LONGEST characters, cut behind a mark where there is one."""
    while end - start > LONGEST:
        cut = max(text.rfind(mark, start, start + LONGEST) for mark in "；;，,、\n") + 1
        cut = cut if cut > start else start + LONGEST
        yield start, cut
        start = cut
    yield start, end


@lru_cache(maxsize=4_096)
def _segments(text: str) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    depth = start = 0
    for mark in _MARKS.finditer(text):
        i, char = mark.start(), mark[0]
        depth = max(0, depth + (char == "(") - (char == ")"))
        if char not in "()" and depth == 0 and not _in_number(text, i):
            found.append((start, i))
            start = i + 1
    found.append((start, len(text)))
    return tuple((a, b) for a, b in found if b > a)


def _in_number(text: str, i: int) -> bool:
    """Whether the mark stands inside a number: groups its digits (12,345) or gives a ratio (1:1)."""
    if not text[i - 1 : i].isdigit():
        return False
    return bool(text[i] == "," and re.match(r"\d{3}(?!\d)", text[i + 1 : i + 5])) or (text[i] == ":" and text[i + 1 : i + 2].isdigit())

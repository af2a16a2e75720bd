"""References from clause to clause, also those that only point: 本条, 上一条, 前款, 本章第二节, 第(二)条至第(四)条."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.locate import Reference, Step, read_steps, references_in, resolve, resolve_range
from corpus.model import Clause, Kind, Plan, Span
from corpus.normal import Folded, fold, fold_part

_UNITS = "部分|篇|编|章|节|条|款|项|段"
_RELATIVE = re.compile(rf"(?P<way>本|上一|下一|前一|[上前](?=[条款项章节]))(?P<unit>{_UNITS})(?![件约例程目规形式文级线])")
_WAYS = {"本": 0, "上": -1, "前": -1, "下": 1}
#: in running text a number is a reference when words around it say so (第二条西气东输管道 is none)
_BEFORE = re.compile(r"(按照?|依照?|依据|根据|见|参照|符合|违反|适用|执行|落实|除|对照|属于|享受|[和或与及、至到])(本\w{2})?$")
_AFTER = re.compile(r"的?(规定|所[列述称定]|明确|提出|要求|任务|条件|情形|措施|标准|内容|政策|目标)|[之中]|[,、和或及]第")
#: what stands before a number that belongs to another document
_FOREIGN = re.compile(r"(》|法|条例|章程|办法|规定|细则|宪法|文件|公约|决议)(\([^()]*\))?$")
_TEXT_UNITS = ("款", "段")


@dataclass(frozen=True, slots=True)
class Relative:
    """A pointer such as 上一条 or 本条第(二)项: how far (-1, 0, 1), the unit, steps further down, and where it stands."""

    way: int
    unit: str
    steps: tuple[Step, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class CrossReference:
    """A clause names other clauses of its plan: `text[span]` is what is written, `targets` their paths.

    `relative` when it only points (上一条, 本章) and its meaning depends on where it stands.
    """

    clause: str
    span: Span
    targets: tuple[str, ...]
    relative: bool = False


def find_relatives(text: str) -> tuple[Relative, ...]:
    """All pointers of a text, left to right."""
    return _relatives_in(fold(text))


def _relatives_in(folded: Folded) -> tuple[Relative, ...]:
    out = []
    for found in _RELATIVE.finditer(folded.text):
        steps, end = read_steps(folded.text, found.end())
        way = _WAYS[found["way"][0]]
        out.append(Relative(way, found["unit"], steps, folded.span(found.start(), max(found.end(), end))))
    return tuple(out)


def resolve_relative(plan: Plan, relative: Relative, at: Clause) -> Clause | None:
    """The clause a pointer written in clause `at` means; None when there is none."""
    base = _here(plan, relative.unit, at)
    if base is not None and relative.way:
        base = _beside(plan, base, relative.unit, relative.way)
    for step in relative.steps:
        base = next((c for c in plan.children(base.path) if _number(c) == step.number), None) if base else None
    return base


def _here(plan: Plan, unit: str, at: Clause) -> Clause | None:
    """The clause of this unit around `at`: by its printed unit word, else by its place in the outline."""
    chain = [c for c in (*plan.ancestors(at.path), at) if c.path]
    if unit in _TEXT_UNITS:
        return at if at.path else None
    worded = [c for c in chain if unit in c.marker]
    if worded or unit in ("篇", "编", "章", "节"):
        return worded[-1] if worded else None
    numbered = [c for c in chain if c.kind in (Kind.NUMBERED, Kind.ENUM, Kind.DASH)]
    return (numbered[0] if unit == "部分" else numbered[-1]) if numbered else None


def _beside(plan: Plan, base: Clause, unit: str, way: int) -> Clause | None:
    """The clause before or after: 条 count on through the document, other clauses among their siblings."""
    if unit in base.marker:
        row = [c for c in plan.clauses if c.kind is Kind.NUMBERED and unit in c.marker]
    else:
        row = [c for c in plan.children(base.parent or "") if c.kind is base.kind]
        parent = plan.get(base.parent or "")
        row = [parent, *row] if unit in _TEXT_UNITS and parent and parent.path else row
    at = row.index(base) + way
    return row[at] if 0 <= at < len(row) else None


def _number(clause: Clause) -> int:
    last = re.search(r"(\d+)(?:~\d+)?$", clause.path)
    return int(last[1]) if last else 0


def cross_references(plan: Plan) -> tuple[CrossReference, ...]:
    """Every reference of a clause to other clauses of the same plan that can be resolved to one place or range."""
    out: list[CrossReference] = []
    for clause in plan.clauses:
        if clause.kind not in (Kind.PLAN, Kind.NOTICE, Kind.ROW, Kind.TABLE) and clause.end > clause.start:
            out += sorted(_of_clause(plan, clause), key=lambda r: r.span.start)
    return tuple(out)


def _of_clause(plan: Plan, clause: Clause) -> Iterator[CrossReference]:
    start = clause.start + len(clause.marker)
    folded = fold_part(plan.text, start, clause.end)
    taken: list[Span] = []
    for relative in _relatives_in(folded):
        target = resolve_relative(plan, relative, clause)
        taken.append(relative.span)
        if target is not None and target.path != clause.path:
            yield CrossReference(clause.path, relative.span, (target.path,), relative=True)
    for reference in references_in(folded):
        if any(reference.span.overlaps(span) for span in taken) or not _is_meant(plan.text, reference.span, Span(start, clause.end)):
            continue
        targets = [c.path for c in _near(plan, reference, clause)]
        if targets and targets != [clause.path]:
            yield CrossReference(clause.path, reference.span, tuple(targets))


def _near(plan: Plan, reference: Reference, clause: Clause) -> tuple[Clause, ...]:
    """The clauses meant; where several have the number, those that share most of the way with `clause`."""
    found = resolve(plan, reference.steps)
    if len(found) == 1:
        return resolve_range(plan, reference)
    shared = {c.path: _shared(c.path, clause.path) for c in found}
    best = [c for c in found if shared[c.path] == max(shared.values())]
    return tuple(best) if len(best) == 1 and shared[best[0].path] else ()


def _shared(a: str, b: str) -> int:
    pairs = zip(a.split("/"), b.split("/"), strict=False)
    return next((k for k, (x, y) in enumerate(pairs) if x != y), min(a.count("/"), b.count("/")) + 1)


def _is_meant(text: str, span: Span, within: Span) -> bool:
    """Whether words around a reference in running text say that it is one, and of this plan."""
    before = fold(text[max(within.start, span.start - 30) : span.start]).text
    if _FOREIGN.search(before) and not before.endswith(("本办法", "本规定", "本条例", "本细则")):
        return False
    after = fold(text[span.end : min(span.end + 8, within.end)]).text
    return _BEFORE.search(before) is not None or _AFTER.match(after) is not None

"""Clause references as people write them, resolved to clauses: 四、(二)1.(2), 第四部分第二条第1点, 4.2.1.2, ranges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.model import Clause, CorpusError, Kind, Plan, Span
from corpus.normal import Folded, fold
from corpus.numerals import CHINESE, parse_numeral

_CN = f"[{CHINESE}]{{1,5}}"
_STEP = re.compile(
    rf"(?:清单|附件|附表|目录|名单|一览表)\d?[中里的]?第\(?(?P<row>{_CN}|\d{{1,3}})\)?(?:项|条|行|号)"
    rf"|第\(?(?P<di>{_CN}|\d{{1,3}})\)?(?P<unit>部分|篇|编|章|节|条|款|项|点|段|目|小点|小项|个破折号项?)"
    rf"|专栏(?P<box>{_CN}|\d{{1,2}})"
    rf"|(?P<enum>[一二三四五六七八九十]{{1,3}})是(?![否不])"
    rf"|(?P<cn>{_CN})(?:、|(?=\((?:{_CN}|\d)))"
    rf"|\((?P<paren_cn>{_CN})\)[、.]?"
    rf"|\((?P<paren>\d{{1,3}})\)[、.]?"
    rf"|(?P<dotted>\d{{1,3}}(?:(?:[./]p?\d{{1,3}}){{1,7}}|(?:-\d{{1,2}}){{2,7}}))(?![\d%万亿个家项年月-])"
    rf"|(?P<dot>\d{{1,3}})(?:[.、](?!\d)|(?=\(\d))"
)
#: what a step begins with: a search for all its forms takes far longer
_OPENING = re.compile(rf"[清附目名一第专(\d{CHINESE}]")
_GLUE = re.compile(r"[的之中里\s,/]*")
_RANGE = re.compile(r"[的]?(?:至|到|-|~)+")
_STRONG_UNITS = ("部分", "篇", "编", "章", "节", "条")
_SHAPES = {"cn": "、", "paren_cn": "(", "paren": "(", "dot": "."}


@dataclass(frozen=True, slots=True)
class Step:
    """One level of a reference: its number, how it was written (group name), and the unit word if any."""

    number: int
    written: str
    unit: str = ""
    paragraph: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference found in a text: its steps, where it stands, and the last steps of a range if it is one."""

    steps: tuple[Step, ...]
    span: Span
    until: tuple[Step, ...] = ()


def find_references(text: str) -> tuple[Reference, ...]:
    """All clause references of a text, left to right; text[span] is what was written."""
    return references_in(fold(text))


def references_in(folded: Folded) -> tuple[Reference, ...]:
    """All clause references of a folded text, left to right, at stored offsets."""
    out: list[Reference] = []
    at = 0
    while first := _next_step(folded.text, at):
        at = first.start()
        steps, end = read_steps(folded.text, at)
        if not _is_reference(steps, folded.text, at, end):
            at = max(end, at + 1)
            continue
        until: tuple[Step, ...] = ()
        between = _RANGE.match(folded.text, end)
        if between:
            further, further_end = read_steps(folded.text, between.end())
            if further:
                until, end = further, further_end
        out.append(Reference(steps, folded.span(at, end), until))
        at = end
    return tuple(out)


def _next_step(text: str, at: int) -> re.Match[str] | None:
    return next(filter(None, (_STEP.match(text, opening.start()) for opening in _OPENING.finditer(text, at))), None)


def read_steps(text: str, at: int) -> tuple[tuple[Step, ...], int]:
    steps: list[Step] = []
    end = at
    found = _STEP.match(text, at)
    while found:
        steps += _steps_of(found)
        end = found.end()
        found = _STEP.match(text, _GLUE.match(text, end).end())  # type: ignore[union-attr]
    return tuple(steps), end


def _steps_of(found: re.Match[str]) -> list[Step]:
    written = next(name for name in ("row", "di", "box", "enum", "cn", "paren_cn", "paren", "dotted", "dot") if found[name])
    if written == "dotted":
        parts = re.split("[./-]", found[written])
        return [Step(int(p.lstrip("p")), written, "", p.startswith("p")) for p in parts]
    number = parse_numeral(found[written]) or 0
    unit = found["unit"] or ""
    return [Step(number, written, unit, unit == "段")]


def _is_reference(steps: Sequence[Step], text: str, start: int, end: int) -> bool:
    """Two levels make a reference; one level only when its form leaves no doubt."""
    first = steps[0]
    if first.written == "dotted":
        asked = re.match(r"[条节款项段部]|讲|说|写|的|是|内容|原文|里|有|$|[?:,。]", text[end:])
        return len(steps) > 2 or (asked is not None and (start == 0 or text[start - 1] in "第见款条节看读"))
    if len(steps) > 1:
        return first.written != "enum" and not (first.written == "cn" and start and text[start - 1] in CHINESE)
    if first.written == "di":
        return first.unit in _STRONG_UNITS
    if first.written in ("box", "row"):
        return True
    return first.written in ("cn", "paren_cn") and start == 0 and end - start < len(text)


def locate(plan: Plan, locator: str) -> Clause:
    """The one clause that a machine path, a printed label or any written form names; the plan itself for nothing.

    Raises CorpusError when no clause or more than one fits.
    """
    asked = locator.strip()
    exact = plan.get(asked)
    if exact is not None:
        return exact
    found = [c for c in plan.clauses if c.label == asked] or [c for r in find_references(asked) for c in resolve(plan, r.steps)]
    if len(found) != 1:
        choices = "：" + "、".join(c.label for c in found[:5]) if found else ""
        raise CorpusError(f"《{plan.title}》中没有能唯一确定的条款“{asked}”{choices}；请从目录中选择，或按 四、(二)1.(2) 的写法定位")
    return found[0]


def resolve(plan: Plan, steps: Sequence[Step]) -> tuple[Clause, ...]:
    """The clauses a reference can mean: one when it is clear, several when it is ambiguous, none when absent.

    Numbers are matched from the root first, then as the end of a clause's path (章 that run on across 篇,
    items that run on across sections); written forms decide between equals.
    """
    if not steps:
        return ()
    if steps[0].written == "row":
        return _rows(plan, steps[0].number) or resolve(plan, (replace(steps[0], written="di", unit="项"), *steps[1:]))
    chains = [(c, _chain(plan, c)) for c in plan.clauses if c.path and c.kind is not Kind.ROW]
    numbers = [(s.number, s.paragraph) for s in steps]
    if steps[0].written == "box":
        chains = [(c, ch[_box_at(ch) :]) for c, ch in chains if any(kind is Kind.BOX for *_, kind in ch)]
    rooted: tuple[Clause, ...] = ()
    for test in (_equal, _ends, _within):
        matches = [(c, ch) for c, ch in chains if test([(n, p) for n, p, *_ in ch], numbers)]
        agreeing = tuple(c for c, ch in matches if _agrees(ch, steps))
        if agreeing:
            return agreeing
        if test is _equal:
            rooted = tuple(c for c, _ in matches)
        elif matches:
            return rooted
    if rooted:
        return rooted
    if steps[-1].paragraph and steps[-1].number == 1:
        return resolve(plan, steps[:-1])
    return ()


def _rows(plan: Plan, number: int) -> tuple[Clause, ...]:
    """Rows of tables whose first cell prints the number."""
    rows = (c for c in plan.clauses if c.kind is Kind.ROW and c.cells)
    return tuple(c for c in rows if fold(c.cells[0].of(plan.text)).text.strip(" .、") == str(number))


_Link = tuple[int, bool, str, Kind]


def _chain(plan: Plan, clause: Clause) -> list[_Link]:
    return [_link(c) for c in (*plan.ancestors(clause.path), clause)]


def _link(clause: Clause) -> _Link:
    last = clause.path.rsplit("/", 1)[-1].split("~")[0]
    digits = last.lstrip("pbhatr")
    return int(digits) if digits.isdigit() else 0, last.startswith("p"), clause.marker, clause.kind


def _box_at(chain: Sequence[_Link]) -> int:
    return next(k for k, link in enumerate(chain) if link[3] is Kind.BOX)


def _equal(chain: Sequence[tuple[int, bool]], numbers: Sequence[tuple[int, bool]]) -> bool:
    return list(chain) == list(numbers)


def _ends(chain: Sequence[tuple[int, bool]], numbers: Sequence[tuple[int, bool]]) -> bool:
    return list(chain[-len(numbers) :]) == list(numbers)


def _within(chain: Sequence[tuple[int, bool]], numbers: Sequence[tuple[int, bool]]) -> bool:
    """The numbers occur in order along the chain and end at its end."""
    rest = iter(chain)
    return chain[-1:] == list(numbers[-1:]) and all(any(link == number for link in rest) for number in numbers)


def _agrees(chain: Sequence[_Link], steps: Sequence[Step]) -> bool:
    """The written form of the last step fits the printed marker where both say something."""
    for (_, _, marker, kind), step in zip(reversed(chain), reversed(steps), strict=False):
        printed = fold(marker).text
        if step.unit in ("篇", "编", "章", "节") and step.unit not in printed:
            return False
        if step.written in _SHAPES and kind is Kind.NUMBERED and _SHAPES[step.written] not in printed + "、"[: printed.endswith(".")]:
            return False
        if step.written == "enum" and kind is not Kind.ENUM:
            return False
    return True


def resolve_range(plan: Plan, reference: Reference) -> tuple[Clause, ...]:
    """Clauses of a reference; for a range all siblings from the first to the last."""
    first = resolve(plan, reference.steps)
    if not reference.until or len(first) != 1:
        return first
    full = (*reference.steps[: max(0, len(reference.steps) - len(reference.until))], *reference.until)
    last = resolve(plan, full) or resolve(plan, reference.until)
    siblings = plan.children(first[0].parent or "")
    if len(last) != 1 or last[0] not in siblings:
        return first
    return tuple(siblings[siblings.index(first[0]) : siblings.index(last[0]) + 1])

"""Pointers in a question (上一条, 下一节, 本条第(二)项): spelled out from the clause that it or the question before names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from corpus.crossref import Relative, find_relatives, resolve_relative
from corpus.locate import find_references, resolve
from corpus.model import Clause, Plan

#: a plan numbered 一、(一) has no chapters by that name: its outermost parts are meant
_OUTERMOST = ("篇", "编", "章")
_CHAINED = 3


def follow(text: str, previous: str, plans: Callable[[], Iterable[Plan]]) -> str:
    """The question with its pointers replaced by the label of the clause they mean; unchanged when none can be found.

    >>> follow("上一条呢", "四、(二)讲了什么", tuple)
    '上一条呢'
    """
    for _ in range(_CHAINED):
        pointer = next(iter(find_relatives(text)), None)
        if pointer is None:
            break
        text = _spelled(text, pointer, previous, plans)
    return text


def _spelled(text: str, pointer: Relative, previous: str, plans: Callable[[], Iterable[Plan]]) -> str:
    """The question with one pointer replaced, counted from the clause named before it or in the question before."""
    own = [r for r in find_references(text) if r.span.end <= pointer.span.start]
    named = (own or list(find_references(previous)))[-1:]
    for plan in plans() if named else ():
        found = resolve(plan, named[0].steps)
        target = _meant(plan, pointer, found[0]) if len(found) == 1 else None
        if target is not None and target.label:
            start = own[-1].span.start if own else pointer.span.start
            return text[:start] + target.label + text[pointer.span.end :]
    return text


def _meant(plan: Plan, pointer: Relative, at: Clause) -> Clause | None:
    target = resolve_relative(plan, pointer, at)
    if target is None and pointer.unit in _OUTERMOST:
        target = resolve_relative(plan, replace(pointer, unit="部分"), at)
    return target

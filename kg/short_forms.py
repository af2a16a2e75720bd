"""Short forms that a text gives itself: X有限公司（以下简称Y）. Rule: org.called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from corpus.model import Plan
from kg.cues import words
from kg.found import Found
from kg.lists import name_like
from kg.model import EntityType, Evidence, Source

_CALLED = re.compile(r"[（(](?:以下)?(?:统一)?简称[:：为]?[“\"]?(?P<name>[\w·]{3,12})[”\"]?[）)]")
_KINDS = (EntityType.ENTERPRISE, EntityType.INSTITUTION)


def short_forms(plan: Plan, names: Sequence[Found]) -> tuple[tuple[Found, ...], Mapping[str, str]]:
    """The short forms stated right behind names, and the name each stands for; kinds of bodies (公司, 研究院) are none."""
    given = [(name, short) for name in names if name.type in _KINDS for short in _behind(plan, name)]
    return tuple(short for _, short in given), {short.name: name.name for name, short in given}


def _behind(plan: Plan, name: Found) -> Iterator[Found]:
    match = _CALLED.match(plan.text, name.evidence.end)
    if match and name_like(match["name"]) and match["name"] not in words("organisations", "institution"):
        start, end = match.span("name")
        evidence = Evidence(plan.id, name.evidence.clause, start, end, match["name"])
        yield Found(name.type, match["name"], evidence, Source("org.called", 1.0))

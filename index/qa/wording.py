"""How answers are worded: names of places in a plan, quotes on one line, sentences that end as sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from corpus.model import Clause, Kind, Plan, Span
from index.passages import sentences, trim

_ENDED = re.compile(r"[。！？!?…][”’」』）)》\"]*$")
_OPEN_END = " \t\n\u3000,，;；:：、"
_MARKED = re.compile(r"[)）、.．]$")
_HEADLINE = 24
#: a first sentence that rules or tells (建设期为2年, 由单位聘任) is no heading, though the outline names its clause by it
_STATES = re.compile(
    r"(?<!以)为\d|应当?[由在重按符具为将]|应当|不得|由.+(?:担任|负责|聘任|组织|承担|审定|批准|决定)|实行.+制$"
    r"|[每达满超].*\d|\d[年月天日名人万亿]"
)
_BREAK = re.compile(r"[。.:：\s\u3000]*")
_LOOKING_BACK = re.compile(r"回顾|成效|成就|进展|基础|现状|问题|形势|挑战")
#: 夯实绿色发展基础 and 解决突出问题 look ahead
_FORWARD = re.compile(r"夯实|夯牢|筑牢|打牢|打好.{0,4}基础|强化|巩固|厚植|奠定|解决|破解|化解|应对|补齐|缩小")


def plain(quote: str) -> str:
    """A quote on one line, as it is printed inside a sentence of an answer."""
    return re.sub(r"\s+", " ", quote).strip()


def finish(text: str) -> str:
    """A sentence that ends in 。, ！, ？ or …, whatever the quote in it ended in.

    >>> finish("扶持三家企业做大做强;"), finish("称为“双创。”"), finish("共3项")
    ('扶持三家企业做大做强。', '称为“双创。”', '共3项。')
    """
    bare = text.rstrip(_OPEN_END)
    return bare if _ENDED.search(bare) else f"{bare}。"


def quoted(name: str) -> str:
    """A name in quotation marks that do not collide with those inside it."""
    return f"「{name}」" if "“" in name or '"' in name else f"“{name}”"


def headline(plan: Plan, clause: Clause) -> str:
    """The title of a clause, or the short opening sentence that serves a paragraph as title; empty when there is none."""
    if clause.kind is Kind.HEADING or _states(plan, clause):
        return ""
    return clause.title or _opening(plan, clause).of(plan.text).rstrip("。 \u3000")


def _states(plan: Plan, clause: Clause) -> bool:
    """Whether the title of a clause is a whole sentence of its text, with more sentences behind it."""
    sentence = f"{clause.title}。"
    if not clause.title or not _STATES.search(clause.title) or not plan.text.startswith(sentence, clause.title_start):
        return False
    return bool(plan.text[clause.title_start + len(sentence) : clause.end].strip())


def _opening(plan: Plan, clause: Clause) -> Span:
    """The opening sentence of a paragraph when it is short, without figures, and more follows it."""
    empty = Span(clause.start, clause.start)
    if clause.kind is not Kind.PARAGRAPH:
        return empty
    parts = sentences(plan.text, clause.start, clause.end)
    first = trim(plan.text, parts[0]) if len(parts) > 1 else empty
    short = first.end - first.start <= _HEADLINE and not re.search(r"\d", first.of(plan.text))
    return first if short and first.of(plan.text).endswith("。") else empty


def place_of(plan: Plan, clause: Clause) -> str:
    """Label and title of a clause as an answer names it: 四、(二)1.(2)现代种业, 第3段“新疆信息产业园”."""
    title = plain(headline(plan, clause))
    if not title:
        return clause.label or "标题"
    return clause.label + title if _MARKED.search(clause.label) else clause.label + quoted(title)


def body_spans(plan: Plan, clause: Clause) -> Iterator[Span]:
    """The sentences of a clause's own text without its marker and printed heading; none for a bare heading."""
    start = clause.start
    title = clause.title
    if title and plan.text.startswith(title, clause.title_start):
        start = clause.title_start + (0 if _states(plan, clause) else len(title))
    elif clause.kind is Kind.NUMBERED and plan.text.startswith(clause.marker, trim(plan.text, clause.span).start):
        start = trim(plan.text, clause.span).start + len(clause.marker)
    opening = _opening(plan, clause)
    start = max(start, opening.end)
    found = _BREAK.match(plan.text, start, clause.end)
    start = found.end() if found else start
    for span in sentences(plan.text, start, clause.end):
        exact = trim(plan.text, span)
        if exact.end > exact.start:
            yield exact


def listed(names: Sequence[str], open_list: bool = False) -> str:
    """Names joined by 、, with 等 when the text leaves the list open."""
    return "、".join(names) + ("等" if open_list else "")


def title_of(plan: Plan) -> str:
    """The plan's title in 《》; marks inside it become 〈〉."""
    return f"《{plain(plan.title).replace('《', '〈').replace('》', '〉')}》"


def looks_ahead(plan: Plan, clause: Clause) -> bool:
    """Whether a clause says what will be done, not what was done or is lacking, as its outermost heading tells."""
    return _ahead(next(iter(plan.heading_path(clause.path)), ""))


@lru_cache(maxsize=10_000)
def _ahead(heading: str) -> bool:
    return _FORWARD.search(heading) is not None or not _LOOKING_BACK.search(heading)

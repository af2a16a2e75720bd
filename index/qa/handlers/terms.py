"""Terms the text coins (“1+N+X”, 六大创新, 五个一批): found literally, with what they stand for as far as the text lists it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.model import Clause, Plan, Span
from corpus.normal import fold, fold_text
from corpus.numerals import parse_numeral
from index.qa.answer import Answer, Citation, Route, Sentence, Status
from index.qa.context import Context, outline_children
from index.qa.handlers.clauses import list_parts
from index.qa.wording import plain, quoted

_QUOTED = re.compile(r'"([^"]{2,24})"')
_GROUP = re.compile(
    r"(?<![\d.])((?:[一二两三四五六七八九十]|\d{1,2})(?:大|个|项|种|类|条|化)[\u4e00-\u9fff]{1,8}?)(?=具体|分别|主要|都|是|指|包括|包含|有|的)"
)
_COUNT = re.compile(r"^(?:[一二两三四五六七八九十]{1,2}|\d{1,2})(?=[\u4e00-\u9fff])")
_MEANS = re.compile(r'^"?[^。;；,，:：(（]{0,25}[(（](?:即|指|包括|含|分别为)?[:：]?(?P<members>[^()（）]{4,200})[)）]')
_NAMES = re.compile(r'^"?[^。;；,，:：]{0,12}?(?:[:：]即?|即|是指|包括|包含|分别是|分别为|为|——|是)(?P<members>[^。;；]{4,300})')
_JOINED = re.compile("以及|和|及|与")
_LEAD = re.compile(
    r"^.*[,，;；:：。]|^即|^(?:加快|大力|重点|全面|积极|着力|持续|巩固|做强做优|深入)*"
    r"(?:发展|探索|构建|推进|推动|形成|打造|坚持|实施|围绕|聚焦|培育壮大|培育|壮大|提升|建设|做强|加强|开展|实现|完善|抓好|突出|以|在|将)"
)
_PERIOD = re.compile("十[一二三四五六七]五")
_DIGITS = "零一二三四五六七八九十"
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a plan prints the term: the sentence, and what it says the term stands for (empty when it does not)."""

    citation: Citation
    printed: str
    members: tuple[str, ...]
    told: bool
    """whether the sentence says what it is, be it without a list"""


def defined(context: Context) -> Answer | None:
    """What a term stands for, its members complete when the text prints as many as the term counts."""
    term = asked_term(context)
    if not term:
        return None
    places = [(plan, place) for plan in context.plans() for place in _places(context, plan, term)]
    if not places:
        return _untold(context, term)
    told = next((row for row in places if row[1].members), None)
    if told is not None:
        rest = [place.citation for _, place in places if place.citation != told[1].citation][: _SHOWN - 1]
        return context.answer(Route.GRAPH, [_listed(told[1]), *context.say([told[1].citation, *rest])], complete=True)
    headed = _headed(context, term)
    if headed is not None:
        return context.answer(Route.GRAPH, list_parts(context, *headed), complete=True)
    return context.answer(Route.SEARCH, context.say(place.citation for _, place in places[:_SHOWN]), complete=None)


def asked_term(context: Context) -> str:
    """The one quoted term, else the group the question names by its number (六大创新)."""
    folded = context.question.folded
    terms = [t for t in _QUOTED.findall(folded) if not _PERIOD.match(t)]
    if not terms and (group := _GROUP.search(folded)):
        terms = [group[1]]
    return terms[0] if len(terms) == 1 else ""


def _untold(context: Context, term: str) -> Answer | None:
    """A quoted term that no plan prints is said to be absent; a group that none names is left to other readings."""
    if f'"{term}"' not in context.question.folded:
        return None
    return context.refuse(Status.NOT_MENTIONED, f"{context.plan_words}没有出现{quoted(term)}。", route=Route.GRAPH)


def _places(context: Context, plan: Plan, term: str) -> Iterator[_Place]:
    """Every sentence with the term, those that tell what it stands for first."""
    folded = fold(plan.text)
    seen: dict[Citation, _Place] = {}
    for found in re.finditer("|".join(re.escape(v) for v in _variants(term)), folded.text):
        span = folded.span(*found.span())
        citation = context.sentence_at(plan, span.start, span.end)
        if citation is not None:
            place = _place(plan, term, citation, span)
            if citation not in seen or place.told:
                seen[citation] = place
    yield from sorted(seen.values(), key=lambda p: (not p.members, not p.told, p.citation.start))


def _place(plan: Plan, term: str, citation: Citation, span: Span) -> _Place:
    """What the sentence lists behind the term (in brackets, after 即 or 包括) or right before it."""
    after = plan.text[span.end : citation.end].lstrip("”’」")
    bracketed, named = _MEANS.match(after), _NAMES.match(after)
    count = _counted(term)
    behind = _split((bracketed or named)["members"], r"[,，、;；]") if bracketed or named else ()  # type: ignore[index]
    whole = [items for items in (_before(plan.text[citation.start : span.start], count), behind) if count and len(items) == count]
    members = whole[0] if whole else behind if bracketed and not count else ()
    return _Place(citation, span.of(plan.text), members if len(members) > 1 else (), bool(members or bracketed or named))


def _before(text: str, count: int) -> tuple[str, ...]:
    """The last `count` items of the list that ends where the term begins; the last two may be joined by 和."""
    items = _split(text.rstrip("“‘「").rstrip("的等"), "、")
    if len(items) == count - 1 or any("，" in item for item in items[1 - count :]):
        items = (*items[:-1], *_split(items[-1], _JOINED.pattern)) if items else ()
    if count < 2 or len(items) < count:
        return ()
    first, *rest = items[-count:]
    while (bare := _LEAD.sub("", first, count=1)) != first and len(bare) > 1:
        first = bare
    return (first, *rest) if not any("，" in item or "。" in item for item in rest) else ()


def _split(text: str, separators: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in re.split(separators, text) if item.strip())


def _variants(term: str) -> tuple[str, ...]:
    """The term, and with its number in the other digits (七大产业, 7大产业)."""
    count = _COUNT.match(term)
    if count is None or "两" in count[0]:
        return (term,)
    other = str(_counted(term)) if not count[0].isdigit() else _DIGITS[int(count[0])] if int(count[0]) <= 10 else count[0]
    return tuple(dict.fromkeys((term, other + term[count.end() :])))


def _counted(term: str) -> int:
    """The number a group's name begins with; 0 when there is none."""
    found = _COUNT.match(term)
    return int(parse_numeral(found[0].replace("两", "二")) or 0) if found else 0


def _listed(place: _Place) -> Sentence:
    return Sentence(f"{quoted(place.printed)}指：{'、'.join(plain(m) for m in place.members)}", (place.citation,))


def _headed(context: Context, term: str) -> tuple[Plan, Clause] | None:
    """A clause that is headed by the term, or by what it counts (五个重点区域: 重点区域), and has as many parts."""
    counted = max(2, _counted(term))
    noun = re.sub(rf"{_COUNT.pattern}(?:大|个|项|种|类|条)", "", term)
    headings = [(plan, clause, fold_text(clause.title)) for plan in context.plans() for clause in plan.clauses if clause.title]
    fitting = [row for row in headings if term in row[2]] or [row for row in headings if len(noun) > 2 and row[2].endswith(noun)]
    return next(((plan, clause) for plan, clause, _ in fitting if len(outline_children(plan, clause)) == counted), None)

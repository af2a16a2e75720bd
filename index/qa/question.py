"""What a question asks: its references, years, entities, the number it wants, and the kind of question it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from corpus.locate import Reference, find_references
from corpus.model import CorpusError
from corpus.normal import fold_text
from index.qa.numberkind import unit_of

_DATA = Path(__file__).parents[1] / "data" / "intents.toml"
LONGEST = 2_000
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|[-~至到]|$|[^\d])")
_FIVE_YEARS = re.compile(r"十([一二三四五六七])五(?!年)")
_TIMES = re.compile(
    r"[“\"]?十[一二三四五六七]五[”\"]?(?:时期|期间|期末|末|以来)|(?:截[至止]|[到至])?(?:19|20)\d{2}年(?:\d{1,2}月(?:\d{1,2}[日号])?)?(?:底|末|[之以]?前)?"
)
_WILL = re.compile(r"(?<!需)(?<!主)要(?=达到|提高|增加|超过|新?建|实现|下?降|减|完成|培育|控制|形成|打造|发展|做)")
_COUNTING = re.compile(
    r"(?:多少|(?<!哪)几)(?:家|个工作日|个(?!人)|所|处|座|项|条|名|位|件|台|套|辆|颗|枚|架|艘|种|款|头|只|株|亩|吨|周|天|公里|公顷|万|亿)?|多大|多高|多久|多长"
)
_DATE = re.compile(r"(?:19|20)\d{2}年\d{1,2}月(?:\d{1,2}日)?")
_NUMBERED = re.compile(r"[\u4e00-\u9fff]{1,8}\[(?:19|20)\d{2}\]\d{1,4}号")
_QUOTED = re.compile(r"[\"《]([^\"《》]{2,40})[\"》]")
_QUANTITY = re.compile(
    r"多少|(?<!哪)几(?!乎)|多大|多高|多久|多长|什么水平|什么程度"
    r"|比例|占比|比重|强度|目标值|指标|量化|数量|产值|规模|面积|金额|额度|(?<!效)率(?:是|目标|要|达|为)"
)
_AMOUNT = re.compile(
    r"多少|(?<!哪)几(?!乎)|多大|多高|多久|多长|什么水平|什么程度"
    r"|(?:比例|占比|比重|强度|数量|产值|保有量|面积|金额|额度|总量|人数)(?:的)?(?:目标|指标)?(?:是|为|呢|要|有)?[??]?$|目标值|量化"
)


@dataclass(frozen=True, slots=True)
class Intent:
    """One row of intents.toml, compiled."""

    id: str
    handler: str
    patterns: tuple[re.Pattern[str], ...]
    needs: tuple[str, ...] = ()
    field: str = ""
    say: str = ""


@dataclass(frozen=True, slots=True)
class LinkedEntity:
    """An entity named in the question, and the words that named it."""

    id: str
    type: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood; `text` is the whole question, `topic` what of it is searched for, `folded` what is matched."""

    text: str
    folded: str
    topic: str = ""
    references: tuple[Reference, ...] = ()
    years: tuple[int, ...] = ()
    periods: tuple[tuple[int, int], ...] = ()
    """first and last years of the five-year plans named (十四五)"""
    dates: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    document_numbers: tuple[str, ...] = ()
    entities: tuple[LinkedEntity, ...] = ()
    wants_number: bool = False
    asks_amount: bool = False
    """nothing but a number can answer it"""
    unit: str = ""
    intents: tuple[Intent, ...] = field(default=())

    def of_type(self, *types: str) -> tuple[LinkedEntity, ...]:
        return tuple(e for e in self.entities if e.type in types)


@cache
def intents() -> tuple[Intent, ...]:
    """All rows of intents.toml in the order in which they are tried."""
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))["intent"]
    return tuple(
        Intent(
            r["id"], r["handler"], tuple(re.compile(p) for p in r["patterns"]),
            tuple(r.get("needs", ())), r.get("field", ""), r.get("say", ""),
        )
        for r in rows
    )  # fmt: skip


def without_times(text: str) -> str:
    """A question without its years and dates, which are matched apart from its words.

    >>> without_times("2017年发了多少奖励"), without_times("到2025年底建成几家")
    ('发了多少奖励', '建成几家')
    """
    return _TIMES.sub(" ", text).strip()


def separated(text: str) -> str:
    """A question whose 要 before a verb and whose 多少家 stand apart: 比重要达到 is not read as 重要, 家规上 not as 家规.

    >>> separated("占GDP比重要达到多少"), separated("新增多少家规上企业")
    ('占GDP比重,要,达到,多少,', '新增,多少家,规上企业')
    """
    return _COUNTING.sub(r",\g<0>,", _WILL.sub(",要,", text))


def check_length(text: str) -> None:
    """Raise CorpusError, before any work is done, when a question is empty or beyond 2,000 characters."""
    if not text.strip():
        raise CorpusError("问题为空；请输入要问的内容")
    if len(text.strip()) > LONGEST:
        raise CorpusError(f"问题过长（{len(text.strip())} 字）；请缩短到 {LONGEST} 字以内，整段核对请用引文核对")


def understand(text: str, link: Callable[[str], Sequence[LinkedEntity]], topic: str = "") -> Question:
    """Read a question; `topic` is its text without the plan's name. Raises CorpusError when empty or beyond 2,000 characters."""
    check_length(text)
    stripped = text.strip()
    topic = topic.strip() or stripped
    folded = fold_text(topic)
    question = Question(
        text=stripped,
        folded=folded,
        topic=topic,
        references=find_references(topic),
        years=tuple(dict.fromkeys(int(y) for y in _YEAR.findall(folded))),
        periods=tuple(dict.fromkeys(_five_years(n) for n in _FIVE_YEARS.findall(folded))),
        dates=tuple(dict.fromkeys(_DATE.findall(folded))),
        document_numbers=tuple(dict.fromkeys(_NUMBERED.findall(folded))),
        quoted=tuple(dict.fromkeys(_QUOTED.findall(folded))),
        entities=tuple(dict.fromkeys(link(topic))),
        wants_number=_QUANTITY.search(folded) is not None,
        asks_amount=_AMOUNT.search(folded) is not None,
        unit=unit_of(folded),
    )
    return _with_intents(question)


def _five_years(numeral: str) -> tuple[int, int]:
    """The years of a five-year plan by its last numeral: 十四五 is 2021–2025."""
    first = 2006 + 5 * "一二三四五六七".index(numeral)
    return first, first + 4


def _with_intents(question: Question) -> Question:
    present = _recognised(question)
    possible = (i for i in intents() if all(present.intersection(n.split("|")) for n in i.needs))
    fitting = [i for i in possible if any(p.search(question.folded) for p in i.patterns)]
    return replace(question, intents=tuple(fitting))


def _recognised(question: Question) -> frozenset[str]:
    found = {e.type for e in question.entities}
    if question.references:
        found.add("clause")
    if question.dates:
        found.add("date")
    if question.years:
        found.add("year")
    if question.document_numbers:
        found.add("document_number")
    if question.entities:
        found.add("entity")
    if found & {"industry", "zone", "zone_group", "enterprise", "institution"}:
        found.add("subject")
    if len(question.entities) > 1:
        found.add("two_entities")
    return frozenset(found)

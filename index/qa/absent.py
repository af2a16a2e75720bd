"""What a question names that the plans in scope do not: years, places, companies. Named in the refusal."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick

from corpus.model import Plan
from corpus.normal import fold_text
from corpus.segment import part_of_speech
from index.qa.question import Question
from kg.localities import localities

_NAMES = Path(__file__).parents[1] / "data" / "known_names.csv"
_PLACE_ENDINGS = ("市", "省", "县", "自治区", "自治州", "州", "区", "工业园区")
#: what the name of a county or district ends in when it is printed in full
_DIVISION = "区县市州旗"
_REGION = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,6}?(?:自治区|自治州|地区|[市省县州]))"
    r"(?=的|在|有|要|到|今|明|20|怎|如|什|多|几|对|农|高|棉|人|医|公|城|全)"
)
#: a school or hospital by its own name; kinds of them (师范大学, 人民医院) name none
_KINDS = (
    "综合", "理工", "师范", "农业", "医科", "科技", "工业", "职业", "技术", "民办", "公办", "公立", "私立", "地方", "重点", "一流", "高等",
    "研究型", "应用型", "本科", "人民", "中心", "中医", "专科", "社区", "乡镇", "县级", "儿童", "妇幼", "互联网",
)  # fmt: skip
_INSTITUTION = re.compile(rf"(?!(?:{'|'.join(_KINDS)})+..$)[\u4e00-\u9fff]{{2,10}}(?:大学|(?<!科)学院|医院)")
_COMMON = (
    "城市", "全市", "本市", "我市", "各市", "地市", "县市", "全省", "本省", "全县", "各省",
    "哪个", "超市", "上市", "股市", "都市", "门市", "省市", "外省", "各县",
)  # fmt: skip
_OPENS_PHRASE = "跟把被让给去没未刚"
_COMMON_WORDS = ("n", "v", "vn", "a", "d", "t")


@dataclass(frozen=True, slots=True)
class Absence:
    """A name or year of the question that the text lacks."""

    kind: str
    text: str

    @property
    def sentence(self) -> str:
        return f"规划文本中没有出现“{self.text}”（{self.kind}），无法据此回答。"


@cache
def known_names() -> tuple[tuple[str, str], ...]:
    """Well-known places and companies, longest first: (folded name, kind)."""
    with _NAMES.open(encoding="utf-8", newline="") as rows:
        names = [(fold_text(r["name"]), r["type"]) for r in csv.DictReader(rows)]
    return tuple(sorted(names, key=lambda n: (-len(n[0]), n[0])))


@cache
def _names_matcher() -> AhoCorasick:
    return AhoCorasick([name for name, _ in known_names()])


def find_absences(
    question: Question, plans: Callable[[], Iterable[Plan]], prints: Callable[[str], bool], words: Sequence[str] = ()
) -> tuple[Absence, ...]:
    """Everything named that no plan in scope names, in the order years, places, companies, schools and hospitals among the words."""
    found = [Absence("年份", f"{year}年") for year in question.years if not _knows_year(year, plans, prints)]
    kinds = {"place": "地名", "company": "企业名"}
    rest = question.folded
    for name, kind in known_names() if _names_matcher().find_matches_as_indexes(rest) else ():
        if name in rest:
            rest = rest.replace(name, "□")
            shown = name + next((e for e in _PLACE_ENDINGS if kind == "place" and name + e in question.folded), "")
            if not _names(prints, name, kind):
                found.append(Absence(kinds[kind], shown))
    for start, end in localities(rest):
        if rest[end - 1] in _DIVISION and not prints(rest[start : end - 1]):
            found.append(Absence("地名", rest[start:end]))
    for region in _REGION.findall(rest):
        named_place = region not in _COMMON and not _described(region, words)
        if named_place and not prints(region[:-1]):
            found.append(Absence("地名", region))
    named = [w for w in words if _INSTITUTION.fullmatch(w) and not prints(w)]
    return tuple(dict.fromkeys([*found, *(Absence("机构名", w) for w in named)]))


def _described(region: str, words: Sequence[str]) -> bool:
    """Whether what ends like a place (够格去股市, 跟邻省) is words of a sentence: it opens as a phrase or holds a common word."""
    inside = [w for w in words if len(w) > 1 and w in region]
    return region[0] in _OPENS_PHRASE or (len(inside) > 1 and any(part_of_speech(w) in _COMMON_WORDS for w in inside))


def _knows_year(year: int, plans: Callable[[], Iterable[Plan]], prints: Callable[[str], bool]) -> bool:
    return prints(str(year)) or any(p.metadata.period and p.metadata.period[1] == year for p in plans())


def _names(prints: Callable[[str], bool], name: str, kind: str) -> bool:
    """A place counts as named also inside a longer name; a company only where its name starts a word or a list."""
    return prints(name) or (kind == "company" and len(name) > 3 and prints(name[:3]))

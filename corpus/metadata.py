"""Title, issuer, 发文字号, dates, period and URL of a plan, each with the place it was found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.front import ISSUED_TITLE
from corpus.genre import genre_doubts
from corpus.model import Clause, Document, Found, Kind, Metadata, Span
from corpus.normal import fold, fold_text
from corpus.numerals import parse_numeral

_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[\[(](?:19|20)\d{2}[\])]第?\d{1,4}号")
_DATE = re.compile(r"((?:19|20)\d{2})[年./-](\d{1,2})[月./-](\d{1,2})日?")
_CN_DATE = re.compile(r"([二〇○零一九][〇○零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日")
_PERIOD = re.compile(r"((?:19|20)\d{2})年?[-~至到]((?:19|20)\d{2})年?")
_FIVE_YEAR = re.compile(r"[\"“]?(十[一二三四五六七八九]?)五[\"”]?(?:时期|规划|期间|计划|\"|年)")
_ORDINAL_FIVE = re.compile(r"第(十[一二三四五六七八九]?)个五年")
_URL = re.compile(r"https?://[^\s)\]>）】\"']+")
_ISSUER = re.compile(r"(?=.{2,40}$)[\u4e00-\u9fff、 ]+(?:政府|办公厅|办公室|委员会|国务院|厅|局|部|委|院|中央)|国务院")

#: 某市人民政府关于…: who issues stands before what it is about
_ISSUES = re.compile(r"^(.{2,40}?)关于")
#: the occasion below the title of a speech or report: ——2021年1月9日在…会议上
_OCCASION = re.compile(r"[—―─–-]{1,3}(?=\d{4}年\d{1,2}月\d{1,2}日(?:在|于))")
#: what formats and page heads call a field
_NAMES = {
    "title": ("title", "标题", "articletitle", "名称"),
    "issuer": ("发布机构", "发文机关", "作者", "发布单位", "发文单位", "制发机关", "制定机关", "发布部门", "公开主体", "发布机关"),
    "issued": ("成文日期", "印发日期", "成文时间", "印发时间", "生成日期", "发文日期"),
    "published": ("发布日期", "时间", "发布时间", "公布日期", "公开日期", "pubdate", "公开时间", "publishdate"),
    "document_number": ("发文字号", "文号", "文件编号"),
    "url": ("source", "来源", "原文链接", "url", "og:url", "来源网址", "链接"),
}  # fmt: skip
_KEYS = {name: field for field, names in _NAMES.items() for name in names}
_DATES = ("issued", "published")
_PRINTED = sorted((name for name in _KEYS if not name.isascii() and name != "时间"), key=lambda name: -len(name))
_SEVERAL = re.compile(rf"(?:^|(?<=\s))(?:{'|'.join(_PRINTED)})\s*[:：]")
_KEY_LINE = re.compile(r"([^:：]*)([:：]?)(.*)", re.DOTALL)
#: a date alone on its line, at most with a note in brackets
_LAST_LINE = re.compile(r"[0-9〇○零一二三四五六七八九十]{4}年[0-9一二三四五六七八九十]{1,3}月[0-9一二三四五六七八九十]{1,3}日(?=$|\(.*\)$)")


@dataclass(frozen=True, slots=True)
class Candidate:
    field: str
    found: Found


def read_metadata(document: Document, clauses: Sequence[Clause], title: str, fallback: str) -> Metadata:
    """Collect what the format, the page head and the notice say; a contradiction becomes a doubt, not a guess."""
    notice_end = max((c.end for c in clauses if c.kind is Kind.NOTICE or c.path.startswith("notice/")), default=0)
    body = min((c.start for c in clauses if c.kind in (Kind.NUMBERED, Kind.HEADING)), default=len(document.text))
    head_end = max(notice_end, body)
    root = next(c for c in clauses if c.kind is Kind.PLAN)
    candidates = [*_signature(document.text, clauses), *_notice(document.text, clauses), *_printed_number(document.text, head_end)]
    candidates += [*_stated(document), *_head_lines(document, head_end), *_title_says(document.text, title, root, clauses)]
    chosen: dict[str, Found] = {}
    for candidate in candidates:
        chosen.setdefault(candidate.field, candidate.found)
    in_text = Found(title, "标题", Span(root.start, root.end)) if title else None
    name = in_text or chosen.get("title") or Found(fallback, "文件名")
    return Metadata(
        name, chosen.get("issuer"), chosen.get("document_number"), chosen.get("issued"), chosen.get("published"),
        _period(name.value, document.text[:head_end]), chosen.get("url"),
        (*_doubts(candidates), *genre_doubts(document.text, clauses, name.value)),
    )  # fmt: skip


def _signature(text: str, clauses: Sequence[Clause]) -> Iterable[Candidate]:
    """Issuer and date as signed: an institution's line followed by a date line."""
    signed = [c for c in clauses if c.kind is Kind.PARAGRAPH and (c.parent in ("notice", ""))]
    issuers: list[Clause] = []
    for c, following in pairwise(signed):
        issuers = [*issuers, c] if _ISSUER.fullmatch(c.span.of(text).strip()) else []
        date = _iso_date(fold_text(following.span.of(text))) if issuers and following.end - following.start < 40 else None
        if date:
            names = "、".join(i.span.of(text).strip() for i in issuers)
            yield Candidate("issuer", Found(names, "落款", Span(issuers[0].start, c.end)))
            yield Candidate("issued", Found(date, "落款", following.span))


def _notice(text: str, clauses: Sequence[Clause]) -> Iterable[Candidate]:
    """The issuer that the title of the covering notice begins with, and a date line the notice ends with."""
    for c in clauses:
        heading = "".join(c.title.split()) if c.kind is Kind.NOTICE else ""
        if (found := _ISSUES.match(heading)) and _ISSUER.fullmatch(found[1]):
            yield Candidate("issuer", Found(found[1], "通知标题", c.span))
        if issued := ISSUED_TITLE.search(heading):
            yield Candidate("title", Found(issued["title"].strip("《》<>〈〉"), "通知标题", c.span))
        date = _LAST_LINE.match(fold_text(c.span.of(text))) if c.parent == "notice" else None
        if date and (iso := _iso_date(date[0])):
            yield Candidate("issued", Found(iso, "通知落款", c.span))


def _title_says(text: str, title: str, root: Clause, clauses: Sequence[Clause]) -> Iterable[Candidate]:
    """The issuer a title of its own begins with (某省人民政府关于…的批复), and the day of a report's occasion."""
    if (found := _ISSUES.match("".join(title.split()))) and _ISSUER.fullmatch(found[1]):
        yield Candidate("issuer", Found(found[1], "标题", Span(root.start, root.end)))
    for c in clauses:
        line = text[c.start : c.end].lstrip() if c.parent == "" and c.kind is Kind.PARAGRAPH else ""
        if _OCCASION.match(line) and (iso := _iso_date(fold_text(line[:20]))):
            yield Candidate("issued", Found(iso, "标题下", c.span))


def _printed_number(text: str, end: int) -> Iterable[Candidate]:
    for line in re.finditer(r"[^\n]+", text[:end]):
        folded = fold(line.group())
        printed = folded.text.removeprefix("发文字号").lstrip(":")
        bracketed = printed.startswith("(") and printed.endswith(")")
        if _NUMBER.fullmatch(printed[1:-1] if bracketed else printed):
            value = re.split("[:：]", line.group().strip())[-1].strip()
            yield Candidate("document_number", Found(value[1:-1] if bracketed else value, "文号行", Span(line.start(), line.end())))


def _stated(document: Document) -> Iterable[Candidate]:
    for key, value in document.properties:
        yield from _keyed(key, value, f"文件属性“{key}”", None)


def _head_lines(document: Document, end: int) -> Iterable[Candidate]:
    """`键:值` lines of the page head, also when key, colon and value stand on lines of their own."""
    lines = [b for b in document.blocks if b.start < end]
    texts = [document.text[b.start : b.end] for b in lines]
    for i, line in enumerate(texts):
        if len(several := [m.start() for m in _SEVERAL.finditer(line)]) > 1:
            yield from _side_by_side(line, several, Span(lines[i].start, lines[i].end))
            continue
        key, colon, value = _KEY_LINE.match(line).groups()  # type: ignore[union-attr]
        below = False
        if fold_text(key) not in _KEYS:
            continue
        if colon and not value.strip() and i + 1 < len(texts):
            value, below = texts[i + 1], True
        elif not colon and i + 2 < len(texts) and fold_text(texts[i + 1]) == ":":
            value, below = texts[i + 2], True
        elif not colon:
            continue
        if not below or _fits(key, value):
            yield from _keyed(key, value, "页头", Span(lines[i].start, lines[i].end))
        if key == "时间" and "作者:" in fold_text(value):
            author = re.split(r"阅读|浏览|点击|\s", re.split(r"作者[:：]", value)[1])[0]
            yield from _keyed("作者", author, "页头", Span(lines[i].start, lines[i].end))


def _side_by_side(line: str, starts: Sequence[int], span: Span) -> Iterable[Candidate]:
    """Several `键:值` on one line, each value up to the next key."""
    for start, end in pairwise([*starts, len(line)]):
        key, _, value = _KEY_LINE.match(line[start:end]).groups()  # type: ignore[union-attr]
        yield from _keyed(key, value, "页头", span)


def _fits(key: str, value: str) -> bool:
    """Whether a value from the line below can belong to the key: names of offices only to issuers."""
    return _KEYS[fold_text(key)] != "issuer" or _ISSUER.fullmatch(value.strip()) is not None


def _keyed(key: str, value: str, where: str, span: Span | None) -> Iterable[Candidate]:
    field = _KEYS.get(fold_text(key))
    if not field or not value.strip() or fold_text(value).rstrip(":") in _KEYS:
        return
    if field in _DATES:
        read = _iso_date(fold(value, spaces=True).text) or _iso_date(fold_text(value))
    elif field == "url":
        read = found.group() if (found := _URL.search(value)) else None
    elif field == "document_number":
        folded = fold(value)
        read = folded.span(*found.span()).of(value) if (found := _NUMBER.search(folded.text)) else None
    else:
        read = value.strip()
    if read:
        yield Candidate(field, Found(read, where, span))


def _iso_date(folded: str) -> str | None:
    found = _DATE.search(folded)
    if found:
        year, month, day = (int(g) for g in found.groups())
    else:
        written = _CN_DATE.search(folded)
        if not written:
            return None
        numbers = [parse_numeral(g) for g in written.groups()]
        if None in numbers:
            return None
        year, month, day = (n or 0 for n in numbers)
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _period(title: str, head: str) -> tuple[int, int] | None:
    """The years a plan covers: printed in the title, implied by “N五”, or printed in the preface."""
    for text in (fold_text(title), fold_text(head)):
        printed = _PERIOD.search(text)
        if printed:
            return int(printed[1]), int(printed[2])
        five = _FIVE_YEAR.search(text) or _ORDINAL_FIVE.search(text)
        if five:
            start = 2001 + 5 * ((parse_numeral(five[1]) or 10) - 10)
            return start, start + 4
    return None


def _doubts(candidates: Sequence[Candidate]) -> Iterable[str]:
    names = {"issuer": "发布机构", "document_number": "发文字号", "issued": "成文日期", "published": "发布日期", "title": "标题"}
    for field, name in names.items():
        values = list(dict.fromkeys((c.found.value, c.found.where) for c in candidates if c.field == field))
        distinct = list(dict.fromkeys(fold_text(v) for v, _ in values))
        if len(distinct) > 1 and field != "title" and not any(all(d in other for d in distinct) for other in distinct):
            yield f"{name}不一致：" + "；".join(f"{where}为“{value}”" for value, where in values)


def override(metadata: Metadata, stated: Mapping[str, str], period: tuple[int, int] | None) -> Metadata:
    """Apply plan.toml over what was found; where they differ the difference stays visible as a doubt."""
    doubts = list(metadata.doubts)
    changes: dict[str, Found] = {}
    for field, value in stated.items():
        previous: Found | None = getattr(metadata, field)
        if previous and fold_text(previous.value) != fold_text(value):
            doubts.append(f"plan.toml 的 {field} 为“{value}”，{previous.where}为“{previous.value}”")
        same = previous is not None and fold_text(previous.value) == fold_text(value)
        changes[field] = Found(value, "plan.toml", previous.span if same and previous else None)
    return replace(metadata, **changes, period=period or metadata.period, doubts=tuple(doubts))

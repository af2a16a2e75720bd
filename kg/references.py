"""What a clause refers to: other documents by title in 《》 or by 发文字号, and other clauses of its own plan.

Rules: ref.title, ref.number, ref.clause, ref.relative. Whether a document named is itself in the corpus is told by
its keys: a plan carries the keys of its own title and number, so the two meet without one plan knowing the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from corpus.crossref import CrossReference, cross_references
from corpus.model import Plan
from corpus.normal import fold, fold_text
from corpus.numerals import parse_numeral
from kg.found import Found, found
from kg.model import Entity, EntityType, Evidence, Predicate, Relation, Source
from kg.needles import Sought
from kg.sentences import Sentence

_TITLE = Sought(r"《((?:[^《》]|《[^《》]*》)+)》")
#: after titles of songs, films and books
_WORKS = re.compile(r"(?:[、和与及]?《[^《》]*》)*等?\w{0,24}?(?:作品|剧目|歌曲|影片|电影|图书|栏目|节目|杂志|期刊)")
_NUMBER = Sought(r"[\u4e00-\u9fff]{1,8}[\[(](?:19|20)\d{2}[\])]第?\d{1,4}号")
#: words that run into a number in a sentence (根据国发〔2020〕8号)
_BEFORE_NUMBER = Sought(r".*(?:根据|依据|按照|依照|贯彻|落实|执行|参照|结合|遵照|文件|以及|废止|[见按和与及的])(?=[\u4e00-\u9fff])")
#: an article behind a title, its number in brackets between them (《…办法》（…号）第十二条第（三）项)
_ARTICLE = re.compile(
    r"》[”\"]?\s*(?:[（(][^（）()]{2,40}[）)])?\s*第\s*[0-9〇零一二三四五六七八九十百]{1,6}\s*条(?:第?\s*[（(]?[0-9一二三四五六七八九十]{1,3}[）)]?\s*[款项])*"
)
_NUMBERED = re.compile(r"第\s*([0-9０-９〇零一二三四五六七八九十百]{1,6})\s*条")
_NOTICE = re.compile(r"^.*?关于(?:印发|发布|下达|批准|转发|公布)(?P<inner>.+?)的(?:通知|通告|公告|批复|决定|函)$")
_SOURCES = {False: Source("ref.clause", 0.9), True: Source("ref.relative", 0.85)}


def detect_documents(sentences: Sequence[Sentence], plan: Plan) -> tuple[Found, ...]:
    """Titles in book marks and numbers without one, the plan's own left out; the covering letter is not among the sentences."""
    own = fold_text(plan.title)
    finds = (f for s in sentences for f in (*_titles(s), *_numbers(s)))
    return tuple(f for f in finds if fold_text(f.name) not in own and own not in fold_text(f.name) and not _is_own_number(f, plan))


def number_after(find: Found, plan: Plan) -> str:
    """The number printed in brackets right after a title, empty when none."""
    after = fold(plan.text[find.evidence.end + 1 : find.evidence.end + 40])
    match = _NUMBER.match(after.text, 1) if after.text.startswith("(") else None
    if not match:
        return ""
    start = find.evidence.end + 1
    span = after.span(*match.span())
    return re.sub(r"\s+", "", plan.text[start + span.start : start + span.end])


def document_keys(*names: str) -> tuple[str, ...]:
    """What names of a document come to when marks, brackets at the end and the notice that issued it are left off.

    >>> document_keys("国务院关于印发“十四五”数字经济发展规划的通知", "国发〔2021〕29号")
    ('十四五数字经济发展规划', '国发[2021]29号')
    """
    return tuple(dict.fromkeys(key for name in names if (key := _key(name))))


def _key(name: str) -> str:
    folded = fold_text(name)
    if _NUMBER.fullmatch(folded):
        return re.sub(r"[\[(](\d{4})[\])]第?", r"[\1]", folded)
    bare = re.sub(r"[\"'《》]|\([^()]*\)$", "", folded)
    notice = _NOTICE.match(bare)
    return re.sub(r"\([^()]*\)$", "", notice["inner"]) if notice else bare


def article_key(text: str) -> str:
    """The number of the article a text names first (第十二条, 第3条), empty when it names none.

    >>> article_key("滨江市人才条例》第十二条第二款"), article_key("滨江市人才条例")
    ('12', '')
    """
    found = _NUMBERED.search(text)
    number = parse_numeral(fold_text(found[1])) if found else None
    return "" if number is None else str(number)


def join_documents(finds: Sequence[Found], plan: Plan) -> tuple[Entity, ...]:
    """One entity for each document, whatever form names it; its other forms and its number are aliases."""
    groups: list[tuple[dict[str, None], dict[str, Found]]] = []
    for f in finds:
        keys = dict.fromkeys(document_keys(f.name, number_after(f, plan)))
        known = next((g for g in groups if any(k in g[0] for k in keys)), None)
        group = known or (keys, {f.name: f})
        group[0].update(keys)
        group[1].update({name: f for name in (f.name, number_after(f, plan)) if name and name not in group[1]})
        groups += [] if known else [group]
    return tuple(_entity(forms) for _, forms in groups)


def _entity(forms: dict[str, Found]) -> Entity:
    name, *aliases = sorted(forms, key=lambda form: _NUMBER.fullmatch(fold_text(form)) is not None)
    return Entity(f"document/{name}", EntityType.DOCUMENT, name, aliases=tuple(aliases), source=forms[name].source)


def document_relations(finds: Sequence[Found], id_of: Callable[[Found], str], plan: Plan) -> tuple[Relation, ...]:
    """clause refersTo document, once for each clause and document; `id_of` tells the document of a find.

    The evidence goes on over an article of the document (《…条例》第三条第二款), the first one a clause names.
    """
    made: dict[tuple[str, str], Relation] = {}
    for f in finds:
        subject, target, evidence = f"clause:{f.evidence.plan}/{f.evidence.clause}", id_of(f), _with_article(f.evidence, plan)
        relation = Relation(subject, Predicate.REFERS_TO, target, evidence, f.source)
        if (subject, target) not in made or (evidence is not f.evidence and made[subject, target].evidence.quote == f.evidence.quote):
            made[subject, target] = relation
    return tuple(made.values())


def _with_article(evidence: Evidence, plan: Plan) -> Evidence:
    clause = plan.get(evidence.clause)
    article = _ARTICLE.match(plan.text, evidence.end, clause.end if clause else evidence.end)
    if not article:
        return evidence
    return replace(evidence, end=article.end(), quote=plan.text[evidence.start : article.end()])


def clause_relations(plan: Plan) -> tuple[Relation, ...]:
    """clause refersTo clause: each clause of a range of its own, once for each pair."""
    made: dict[tuple[str, str], Relation] = {}
    for reference in cross_references(plan):
        for path in reference.targets:
            relation = _to_clause(plan, reference, path)
            made.setdefault((relation.subject, relation.object), relation)
    return tuple(made.values())


def _to_clause(plan: Plan, reference: CrossReference, path: str) -> Relation:
    start, end = reference.span.start, reference.span.end
    evidence = Evidence(plan.id, reference.clause, start, end, plan.text[start:end])
    subject, target = f"clause:{plan.id}/{reference.clause}", f"clause:{plan.id}/{path}"
    return Relation(subject, Predicate.REFERS_TO, target, evidence, _SOURCES[reference.relative])


def _titles(sentence: Sentence) -> Iterator[Found]:
    for match in _TITLE.finditer(sentence.text):
        if _WORKS.match(sentence.text, match.end()):
            continue
        yield found(EntityType.DOCUMENT, sentence, match.start(1), match.end(1), "ref.title", 1.0)


def _numbers(sentence: Sentence) -> Iterator[Found]:
    """Numbers that stand for a document by themselves; one in brackets behind a title only adds to it."""
    for match in _NUMBER.finditer(sentence.text):
        lead = _BEFORE_NUMBER.match(match.group())
        start = match.start() + (lead.end() if lead else 0)
        if not re.search(r"》[\"']?\($", sentence.text[:start]):
            yield found(EntityType.DOCUMENT, sentence, start, match.end(), "ref.number", 0.95)


def _is_own_number(find: Found, plan: Plan) -> bool:
    own = plan.metadata.document_number
    return own is not None and document_keys(own.value) == document_keys(find.name)

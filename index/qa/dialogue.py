"""Follow-up questions: 那畜牧业呢? takes the rest of its meaning from the question before."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from corpus.locate import find_references
from corpus.normal import fold_text
from index.qa.question import LinkedEntity

_ELLIPSIS = re.compile(r"^(那么?|还有|然后)?[,，]?(?P<topic>.{1,30}?)(又|也|的)?呢[?？]?$")
_PRONOUN = re.compile(
    r"它们?|其(?=[^他中实它])|该(?=产业|园区|企业|条|规划|项)"
    r"|这(?:个|项|家|一)?(?:产业|园区|企业|条款|条|平台|部门|单位|综合体)"
)
_CONTINUES = re.compile(r"^(那么?|又|还)")
_LEVEL = re.compile(r"国家级|自治区级|省级|自治州级|州级|市级|县级")
_YEAR = re.compile(r"(?:到|至)?(?:19|20)\d{2}年?(?:底|末)?")
_ASKING = re.compile(r"(有)?(哪些|多少|几(家|个|项|条|次|名|人)?|什么|怎么样?|如何|吗|呢|[?？]).*$")

Link = Callable[[str], Sequence[LinkedEntity]]
#: spells out the pointers of a question (上一条) from the question before it
Follow = Callable[[str, str], str]


def _as_is(text: str, previous: str) -> str:
    return text


def complete(text: str, history: Sequence[str], link: Link, follow: Follow = _as_is) -> str:
    """The question with what it leaves out filled in from the last questions; unchanged when it stands alone.

    >>> complete("那林果业呢?", ["畜牧业有哪些措施?"], lambda t: [])
    '林果业有哪些措施?'
    """
    if not history:
        return follow(text, "")
    previous = complete(history[-1], history[:-1], link, follow)
    text = follow(text, previous)
    elliptic = _ELLIPSIS.match(text.strip())
    if elliptic:
        return _swap(elliptic["topic"], previous, link)
    subject = _subject(previous, link)
    if subject and _PRONOUN.search(text):
        return _PRONOUN.sub(subject, text, count=1)
    if _CONTINUES.match(text) and len(text) <= 12 and subject:
        return f"{_CONTINUES.sub('', text)}"
    return text


def _swap(topic: str, previous: str, link: Link) -> str:
    """The previous question about another subject, clause, year or level."""
    clause, other = find_references(previous), find_references(topic)
    if clause and other:
        return previous[: clause[0].span.start] + topic + previous[clause[0].span.end :]
    year, level = _YEAR.search(topic), _LEVEL.search(topic)
    if year and _YEAR.search(previous):
        rest = topic.replace(year.group(), "").strip("的")
        return _YEAR.sub(year.group(), previous, count=1) + rest
    if year:
        return f"{topic}{previous}"
    if level and _LEVEL.search(previous):
        return _LEVEL.sub(level.group(), previous, count=1)
    old = next((e.text for e in link(previous) if e.text in previous), "") or _head(previous)
    return previous.replace(old, topic, 1) if old else f"{topic}{previous}"


def _head(question: str) -> str:
    """The words before the asking words: what the question was about."""
    head = _ASKING.sub("", question)
    head = re.split(r"(?:的)?(?:目标|措施|发展|种植面积|稳定在|达到|要建|要|是|有|在|由|归|依托|主攻)", head)[0]
    return head if 1 < len(head) <= 20 else ""


def _subject(previous: str, link: Link) -> str:
    references = find_references(previous)
    if references:
        span = references[0].span
        return previous[span.start : span.end]
    entities = link(previous)
    return entities[0].text if entities else _head(fold_text(previous))

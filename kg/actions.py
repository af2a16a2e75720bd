"""Sentences of the task chapters cut into actions: verb and object, means before, results after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from kg.lexicon import any_of, words
from kg.needles import Sought
from kg.past import is_done
from kg.sentences import Sentence
from kg.ways import Reading

_PURE_FRAME = Sought(r"^(?:坚持)?以.+为.{1,8}$|^(?:把|将).+作为|(?:方式|契机|原则|方针|目标|模式下|背景下)$")
_UNITS = "(?:局|委|办|厅|部门|政府|单位|机构|地区|各地方|各地|区县|院所|企业|公司|高校|中心|银行|开发区|园区|委员会|小组|专班)"
_SUBJECT = Sought(
    rf"^(?P<who>[^要应须]{{1,24}}?{_UNITS})(?=要|应(?!用|急)|必?须|需(?!求)|负责|牵头|会同|定期|共同)"
    rf"|^(?P<sides>[^,]{{0,8}}?(?:双|两|三|各|多)方)(?=共同|联合|协同)"
    rf"|^(?P<all>各(?:有关|相关)?{_UNITS}(?:、各{_UNITS})*)(?=在|按|将|加|结合|充分|对|要|应)"
    rf"|^(?P<lands>各(?:省|市|县|区|镇|乡)(?:\([^()]*\))?|各市县|各县区|各地)(?=要|应|对|将)"
    r"|^(?P<levels>[省市县区乡镇村、]{1,8}(?:\([^()]*\))?[两三四]级)(?=\w{2})"
    rf"|^(?P<ministry>\w{{2,10}}部)(?=每年|定期|会同|牵头|负责)"
)
_OBJECT_FIRST = re.compile(r"^[^,;]{2,16}?(?=(?:优先|重点|最高)支持|(?:给予|予以).{2})")
#: 对…的企业 names who is meant; what is done for them follows
_MEANT = re.compile(r"^对.+的[^的给予]{0,6}(?:企业|单位|项目|个人|人才|团队|机构|平台|产品|人员|高校|院校|院所|园区|农户|合作社|组织)$")
#: the frames whose own verb is no action (围绕发展X,…), and nouns that close a frame (…的要求)
_ABOUT = ("围绕", "聚焦", "针对", "瞄准", "紧扣")
_NOUN_END = re.compile(r"的(?:总体|重点)?(?:目标|目标任务|任务|要求|需要|需求|部署|方向|定位)$")
_WHEN = re.compile(
    r"(?:(?:力争|争取|未来|今后)?(?:用?(?:\d+|[一二两三四五六七八九十]+)(?:个月|年)(?:左右)?(?:的?时间)?之?内|年内)|[于在]?(?:20\d\d年)?(?:(?<=年)|\d{1,2}月)(?:\d{1,2}日)?[底末]?之?前|分(?:\d+|[一二两三四五])?年度?|分期|分批|一次性)"
)
#: 实施如下项目: what is done is said below
_BELOW = ("如下", "以下", "下列")
_WITH_OBJECT = re.compile(
    r"^(?:把|将|为|向|对|与).{2,}?(?:纳入|结合|提供|搭建|宣传|给予|进行|实行|开展|报告|融合|建设成|打造成|建成|放在|摆在)"
)
#: 创新服务方式 is done, while 采取…方式 only says how
_CHANGES = re.compile("创新|完善|优化|改进|丰富|拓展|健全|转变")
_MAKES = re.compile(r"^以.{2,30}?(?:带动|促进|引领|推动|驱动)")
#: an object whose head noun is still to come (建立以企业为主体|多元化的体系)
_UNFINISHED = re.compile(r"为.{1,8}$|(?<!提)[高低]\w{1,6}[率度值能耗量]?$")
_SPLIT = Sought(r"、(?=(?:促进|推动|推进|鼓励|支持|引导|健全|深化|完善)(?!和|与|、|\w{0,3}的))")
#: a preposition whose phrase has not closed: 发挥对规范市场、鼓励创新的作用
_OPEN_PHRASE = re.compile(r"(?:发挥|起到|具有)[^的]*对[^的]*$")
_TARGET_RULES = ("reach", "each", "change", "again")
_TIME = re.compile(r"(?:力争)?到?(?:20\d\d年|\"?十.五)\"?(?:时期|末|期末|底)?")
#: (即1个中心、2个站) behind an action explains it
_EXPLAINED = re.compile(r"\((?:(?:即|指|包括|包含|含|如|其中)[^()]*|[^()]{8,})\)$")
#: 以X为重点|开展Y: what is done begins behind the frame
_WITH_FOCUS = re.compile(r"以.+?为(?:重点|核心|主线|抓手|突破口|载体|牵引|龙头|基础)(?=\w{4})")
_MODAL = re.compile(r"(?:要|应当|应|必须|须|需|将|还要|并|同时)+")
_PAIR = re.compile(r"指导和(?=鼓励)|鼓励和(?=支持)|和(?=支持)")
_VISIT = re.compile(r"深入(?:企业|基层|一线|现场|农村|社区|园区)")
_DUTY = re.compile(r"^\(?(?:责任|牵头|配合|主办|协办)(?:单位|部门|领导|人)")
#: a bracket that only says who does it (市科技局牵头，市财政局按职责分工负责)
_ASSIGNED = re.compile(r"\([^()]{2,}(?:牵头|负责|配合|落实|参与)\)")
#: 促进局, 发展中心: what follows makes the verb part of an office's name
_OFFICE = re.compile("[局厅会委]|中心|集团|公司|研究")


@dataclass(frozen=True, slots=True)
class Action:
    """An action in a folded sentence: `start`–`end` verb and object, `outer`–`close` the quote."""

    sentence: Sentence
    start: int
    end: int
    outer: int
    close: int
    rule: str
    actor: str = ""


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    roles = ("verb", "adverb", "frame", "result", "inner", "policy", "degree")
    return {role: re.compile(any_of(*words("actions", "form", role=role))) for role in roles}


def actions_of(sentence: Sentence, readings: Sequence[Reading]) -> list[Action]:
    """The actions of one sentence in order; `readings` are its numbers, so that 达到-goals are no actions.

    Rules: `verb` (加快…), `actor` (市科技局牵头…), `means` (依托…发展…),
    `object` (将…纳入…, 为…提供…, 以X带动Y).
    """
    if sentence.heading or _DUTY.match(sentence.text) or _ASSIGNED.fullmatch(sentence.text):
        return []
    found: list[Action] = []
    outer, actor, done = -1, "", False
    for start, end in _parts(sentence):
        if done := is_done(sentence.text[start:end], done):
            outer = -1
            continue
        action = _action(sentence, start, end, outer if outer >= 0 else start)
        actor = action.actor if action and action.actor else _named_actor(sentence.text[start:end]) or actor
        shown = _before_bracket(sentence.text, action) if action else end
        if action and (action.end, action.actor) != (shown, actor):
            action = replace(action, end=shown, actor=actor)
        goal = any(r.rule in _TARGET_RULES and start <= r.amount.start < end for r in readings)
        if action and not (goal and not _keeps(sentence.text[start:end])):
            found.append(action)
            outer = -1
        elif goal:
            outer = -1
        elif _opens(sentence.text, start, end) or not found:
            outer = start if outer < 0 else outer
        elif outer < 0:
            found[-1] = _longer(found[-1], start, end)
    return found


def _before_bracket(text: str, action: Action) -> int:
    explained = _EXPLAINED.search(text[action.start : action.end])
    return action.start + explained.start() if explained and explained.start() >= 2 else action.end


def _named_actor(stretch: str) -> str:
    match = None if _forms()["verb"].match(stretch) else _SUBJECT.search(stretch)
    return match[0] if match else ""


def _keeps(text: str) -> bool:
    """确保X只增不减, 力争把X建成Y stay actions although they bind a value."""
    return text.startswith(("确保", "严格", "控制", "淘汰"))


def _parts(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Segments, those with two verbs of policy joined by 、 cut in two."""
    for start, end in sentence.segments():
        at = start
        for match in _SPLIT.finditer(sentence.text, start, end):
            inside = sentence.text[at : match.start()]
            if len(inside) >= 4 and inside.count('"') % 2 == 0 and _verb_led(inside) and not _OPEN_PHRASE.search(inside):
                yield at, match.start()
                at = match.end()
        yield at, end


def _verb_led(text: str) -> bool:
    at = _after_adverbs(text, 0, len(text))
    return _forms()["verb"].match(text, at) is not None


def _after_adverbs(text: str, at: int, end: int) -> int:
    while match := _forms()["adverb"].match(text, at, end) or _WHEN.match(text, at, end):
        if match.end() >= end or _VISIT.match(text, at):
            break
        at = match.end()
    return at


def _opens(text: str, start: int, end: int) -> bool:
    """Whether a stretch only gives means, basis or time for what follows."""
    stretch = text[start:end]
    return bool(_forms()["frame"].match(stretch) or _PURE_FRAME.search(stretch) or _TIME.match(stretch))


def _longer(action: Action, start: int, end: int) -> Action:
    """A stretch without verb goes on with the object (…为主体,多元化的体系); results only widen the quote."""
    text = action.sentence.text
    if _forms()["result"].match(text, start, end) or text[start - 1] != "," or start - 1 != action.close:
        return replace(action, close=end)
    whole = action.end == action.close and _UNFINISHED.search(text[action.start : action.end]) is not None
    return replace(action, end=end, close=end) if whole else replace(action, close=end)


def _action(sentence: Sentence, start: int, end: int, outer: int) -> Action | None:
    text = sentence.text
    if (when := _WHEN.match(text, start, end)) and when.end() < end:
        start = when.end()
    stretch = text[start:end]
    if _forms()["result"].match(stretch):
        return None
    subject = None if _forms()["verb"].match(stretch) else _SUBJECT.search(stretch)
    if subject:
        return _by_actor(sentence, start + subject.end(), end, outer, subject[0])
    focus = _WITH_FOCUS.match(stretch)
    if focus and (done := _led(sentence, start + focus.end(), end, outer)):
        return replace(done, outer=min(outer, start))
    if modal := re.match(r"(?:要|应当?|须)(?=[把将对])", stretch):
        start, stretch = start + modal.end(), stretch[modal.end() :]
    if _PURE_FRAME.search(stretch) and not _MAKES.match(stretch) and not _CHANGES.match(stretch):
        return None
    if _MEANT.match(stretch):
        return None
    if _MAKES.match(stretch) or _WITH_OBJECT.match(stretch) or re.match("[将把].{4,}", stretch):
        return Action(sentence, start, end, outer, end, "object")
    if _forms()["frame"].match(stretch):
        return _after_frame(sentence, start, end, outer)
    return _led(sentence, start, end, outer)


def _by_actor(sentence: Sentence, start: int, end: int, outer: int, actor: str) -> Action | None:
    """What a named office is to do; without a verb behind the name the stretch only opens the sentence."""
    begin = _skip_modal(sentence.text, start, end)
    action = _action(sentence, begin, end, outer)
    return replace(action, rule="actor", actor=actor) if action else None


def _led(sentence: Sentence, start: int, end: int, outer: int) -> Action | None:
    """Adverbs and a verb at the head: 积极推动…, 建设…."""
    text = sentence.text
    at = _after_adverbs(text, start, end)
    verb = _forms()["verb"].match(text, at, end)
    if not verb and at > start:  # 统筹X is a verb where nothing that could be done follows it
        verb = _forms()["verb"].match(text, start, end)
    if verb and text.startswith(_BELOW, verb.end()):
        return None
    if verb and verb.end() + 1 < end and not _TIME.fullmatch(text, verb.start(), end):
        return Action(sentence, _skip_modal(text, start, end), end, outer, end, "verb")
    if (at > start or _VISIT.match(text, start)) and _forms()["degree"].match(text, start) and end - at >= 4:
        return Action(sentence, start, end, outer, end, "verb")
    if found := _OBJECT_FIRST.match(text[start:end]):
        return Action(sentence, start, end, outer, end, "verb", found[0] if "部门" in found[0] else "")
    return None


def _skip_modal(text: str, at: int, end: int) -> int:
    match = _MODAL.match(text, at, end)
    at = match.end() if match and match.end() < end else at
    when = _WHEN.match(text, at, end)
    return when.end() if when and when.end() < end else at


def _after_frame(sentence: Sentence, start: int, end: int, outer: int) -> Action | None:
    """依托X企业|发展Y: the action begins at a verb that has an object inside the segment."""
    text = sentence.text
    if text.startswith("对已", start):
        return None
    near = 6 if text.startswith("通过", start) else 2
    for match in reversed(list(_forms()["inner"].finditer(text, start + near, end))):
        before, after = text[match.start() - 1], text[match.end() : end]
        if _OFFICE.match(after):
            continue
        paired = re.match("[和与、]", after) and _forms()["inner"].match(after, 1)
        if before in '的、和与及了已所被可"' or len(after) < 3 or (re.match(r"[、的和与及,]|来|等", after) and not paired):
            continue
        if text.count('"', start, match.start()) % 2 or text.count("(", start, match.start()) > text.count(")", start, match.start()):
            continue
        begin = start if text[start] == "在" else _back_over_adverbs(text, start + 1, match.start())
        if text.startswith(_ABOUT, start) and (begin <= start + 2 or _NOUN_END.search(after)):
            continue
        return Action(sentence, begin, end, min(outer, start), end, "means")
    return None


def _back_over_adverbs(text: str, start: int, at: int) -> int:
    """Start of an action at its verb, adverbs and a verb of the same pair (发展壮大) included."""
    adverbs = (*words("actions", "form", role="adverb"), *words("actions", "form", role="inner"))
    while found := next((a for a in adverbs if len(a) > 1 and text.endswith(a, start, at)), ""):
        at -= len(found)
    return at


def strength_of(action: str) -> str:
    """The policy verb at the head of an action (重点, 加快, 支持 …), else an adverb of degree, else nothing.

    >>> strength_of("积极推动企业开展攻关"), strength_of("大力发展设施农业"), strength_of("建设基地")
    ('推动', '大力', '')
    """
    forms, at, head = _forms(), 0, ""
    while match := forms["adverb"].match(action, at) or forms["policy"].match(action, at) or _and(action, at):
        at = match.end()
        head = action[:at]
    head = action[: at + 4] if at == 0 else head
    if (found := forms["policy"].search(head)) and (at or found.start() == 0):
        return found[0]
    if (found := forms["degree"].match(action)) and not _VISIT.match(action):
        return found[0]
    late = re.search(r"(?:优先|给予)?(重点扶持|重点支持|支持|促进|扶持|鼓励|推动)", action) if re.match("以|科技|筛选|有", action) else None
    return late[1][:2] if late else ""


def _and(action: str, at: int) -> re.Match[str] | None:
    return _PAIR.match(action, at)

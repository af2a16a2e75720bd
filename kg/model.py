"""Typed rows of the graph. Nothing outside this package sees RDF; it sees these values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class EntityType(StrEnum):
    """Kinds of things a plan talks about; the value is the local name in IRIs and exports."""

    INDUSTRY = "industry"
    ENTERPRISE = "enterprise"
    INSTITUTION = "institution"
    ZONE = "zone"
    ZONE_GROUP = "zone_group"
    PLATFORM = "platform"
    DEPARTMENT = "department"
    PROJECT = "project"
    DOCUMENT = "document"


class Predicate(StrEnum):
    """Relations between entities, or between a clause and an entity (local names of the ontology)."""

    COVERS_INDUSTRY = "coversIndustry"
    RELIES_ON = "reliesOn"
    SUPPORTS = "supports"
    LEADS = "leads"
    LOCATED_IN = "locatedIn"
    HOSTS_PLATFORM = "hostsPlatform"
    MEMBER_OF_ZONE_GROUP = "memberOfZoneGroup"
    ZONE_INDUSTRY = "zoneIndustry"
    LEAD_DEPARTMENT = "leadDepartment"
    SUPPORTING_DEPARTMENT = "supportingDepartment"
    RESPONSIBLE_DEPARTMENT = "responsibleDepartment"
    PART_OF = "partOf"
    REFERS_TO = "refersTo"
    COOPERATES_WITH = "cooperatesWith"


class Review(StrEnum):
    """Whether a person has looked at a fact."""

    OPEN = "unreviewed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CORRECTED = "corrected"


class Comparator(StrEnum):
    """How a value binds: 达到 is =, 以上/不低于 >=, 左右 ~, 1—3 range, 力争 aim, 只增不减 nondecrease."""

    EQUAL = "="
    AT_LEAST = ">="
    AT_MOST = "<="
    MORE = ">"
    LESS = "<"
    ABOUT = "~"
    RANGE = "range"
    AIM = "aim"
    NONDECREASE = "nondecrease"


INSTRUMENTS = (
    "资金", "税收", "金融", "平台", "人才", "示范", "基地", "宣传", "标准", "数据", "技术", "用地", "招商", "合作", "组织",
    "监管", "制度", "服务", "设施", "企业", "品牌", "其他",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the text says it: `plan.text[start:end] == quote`, inside the clause."""

    plan: str
    clause: str
    start: int
    end: int
    quote: str

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.quote) or not self.quote:
            raise ValueError(f"{self.plan} {self.clause}：引文与偏移 {self.start}–{self.end} 不符")


@dataclass(frozen=True, slots=True)
class Source:
    """Which rule made a fact, how sure it is (0–1), and whether it was reviewed."""

    rule: str
    confidence: float = 1.0
    review: Review = Review.OPEN

    def __post_init__(self) -> None:
        if not (self.rule and 0 <= self.confidence <= 1):
            raise ValueError(f"规则“{self.rule}”的置信度 {self.confidence} 不在 0–1 之间")


@dataclass(frozen=True, slots=True)
class Mention:
    """One printed occurrence of an entity."""

    evidence: Evidence
    text: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A named thing. `id` is `<type>/<name>`, stable over rebuilds and the same in every plan that names it."""

    id: str
    type: EntityType
    name: str
    name_en: str = ""
    aliases: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    parent: str = ""
    """id of the broader industry, the zone's group, … (empty when none)"""
    notation: str = ""
    """GB/T 4754-2017 code of an industry, only where certain"""
    source: Source = Source("gazetteer")
    printed: str = ""
    """what the plan itself calls an industry whose shared name leaves out adjectives (现代种业 for 种业); also among the aliases"""

    def __post_init__(self) -> None:
        if not self.id.startswith(f"{self.type.value}/") or not self.name:
            raise ValueError(f"实体标识 {self.id!r} 与类型 {self.type} 不符")


@dataclass(frozen=True, slots=True)
class Relation:
    """subject –predicate→ object; both are entity ids, or `clause:<plan>/<path>` (as object only of refersTo)."""

    subject: str
    predicate: Predicate
    object: str
    evidence: Evidence
    source: Source
    open_list: bool = False
    """the text ends the list with 等: more may be meant than are named"""


@dataclass(frozen=True, slots=True)
class Measure:
    """One action of the task chapters; industries etc. are entity ids covered directly (own clause)."""

    id: str
    action: str
    evidence: Evidence
    source: Source
    strength: str = ""
    instrument: str = "其他"
    actor: str = ""
    industries: tuple[str, ...] = ()
    mentioned_industries: tuple[str, ...] = ()
    """industries named by the action although the clause belongs to another subject"""
    enterprises: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    cross_cutting: bool = False

    def __post_init__(self) -> None:
        if self.instrument not in INSTRUMENTS:
            raise ValueError(f"措施 {self.id}：未知工具类型“{self.instrument}”")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as printed (before the multiplier of its unit) and its unit as printed (万亩, %, 家)."""

    value: Decimal
    unit: str
    factor: Decimal = Decimal(1)
    """multiplier inside the unit: 万 10000, 亿 10^8; normalised value = value × factor"""


@dataclass(frozen=True, slots=True)
class Observation:
    """A count or state of a past year or period: an achievement, never a target."""

    id: str
    indicator: str
    quantity: Quantity
    evidence: Evidence
    source: Source
    year: int | None = None
    period: str = ""
    """2016–2020 when the text gives or implies a period instead of a year"""
    comparator: Comparator = Comparator.EQUAL
    """> for 余 and 多, ~ for 左右"""
    time_inherited: bool = False
    parts: tuple[str, ...] = ()
    """ids of the observations this one is the sum of: a computed value (计算得出)"""

    def __post_init__(self) -> None:
        if self.comparator in (Comparator.AIM, Comparator.NONDECREASE):
            raise ValueError(f"现状数据 {self.id}：{self.comparator} 只用于目标")


@dataclass(frozen=True, slots=True)
class Target:
    """A goal with number or direction; `also` are further places that state the same goal."""

    id: str
    indicator: str
    comparator: Comparator
    evidence: Evidence
    source: Source
    value: Decimal | None = None
    value_max: Decimal | None = None
    unit: str = ""
    factor: Decimal = Decimal(1)
    year: int | None = None
    year_inherited: bool = False
    kind: str = ""
    """约束性 or 预期性, only as stated"""
    period: str = ""
    """累计, 年均 or 每年"""
    baseline: str = ""
    """id of the observation it starts from"""
    also: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        if (self.comparator is Comparator.NONDECREASE) != (self.value is None):
            raise ValueError(f"目标 {self.id}：{self.comparator} 与数值 {self.value} 不符")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person should look at: ambiguous alias, contradiction, low confidence.

    `fact` is the key a ruling would use, with the rule that made it and its confidence; empty when no one fact is in doubt.
    """

    kind: str
    text: str
    evidence: Evidence | None = None
    fact: str = ""
    rule: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """Everything extracted from one plan, in document order: the result of a pure function of the plan."""

    plan: str
    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
    measures: tuple[Measure, ...] = ()
    observations: tuple[Observation, ...] = ()
    targets: tuple[Target, ...] = ()
    doubts: tuple[Doubt, ...] = ()

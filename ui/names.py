"""How kinds, routes and forms are called on the screen."""

from __future__ import annotations

from collections.abc import Mapping

from index.qa.answer import Route
from kg.model import Comparator, EntityType, Predicate, Review

TYPE_ZH: Mapping[str, str] = {
    EntityType.INDUSTRY.value: "产业", EntityType.ENTERPRISE.value: "企业", EntityType.INSTITUTION.value: "机构",
    EntityType.ZONE.value: "园区", EntityType.ZONE_GROUP.value: "园区组", EntityType.PLATFORM.value: "平台",
    EntityType.DEPARTMENT.value: "部门", EntityType.PROJECT.value: "项目", EntityType.DOCUMENT.value: "文件",
}  # fmt: skip
PREDICATE_ZH: Mapping[str, str] = {
    Predicate.COVERS_INDUSTRY.value: "覆盖产业", Predicate.RELIES_ON.value: "依托", Predicate.SUPPORTS.value: "扶持",
    Predicate.LEADS.value: "带动", Predicate.LOCATED_IN.value: "位于", Predicate.HOSTS_PLATFORM.value: "承载平台",
    Predicate.MEMBER_OF_ZONE_GROUP.value: "属于园区组", Predicate.ZONE_INDUSTRY.value: "园区产业",
    Predicate.LEAD_DEPARTMENT.value: "牵头部门", Predicate.SUPPORTING_DEPARTMENT.value: "配合部门",
    Predicate.RESPONSIBLE_DEPARTMENT.value: "责任部门", Predicate.PART_OF.value: "属于", Predicate.REFERS_TO.value: "引用",
    Predicate.COOPERATES_WITH.value: "合作",
}  # fmt: skip
COMPARATOR_ZH: Mapping[str, str] = {
    Comparator.EQUAL.value: "达到", Comparator.AT_LEAST.value: "不低于", Comparator.AT_MOST.value: "不超过", Comparator.MORE.value: "超过",
    Comparator.LESS.value: "低于", Comparator.ABOUT.value: "约", Comparator.RANGE.value: "区间", Comparator.AIM.value: "力争",
    Comparator.NONDECREASE.value: "只增不减",
}  # fmt: skip
REVIEW_ZH: Mapping[str, str] = {
    Review.OPEN.value: "未复核", Review.ACCEPTED.value: "已确认", Review.REJECTED.value: "已否决", Review.CORRECTED.value: "已更正",
}  # fmt: skip
ROUTE_ZH: Mapping[Route, str] = {Route.CLAUSE: "按条款号", Route.GRAPH: "知识图谱", Route.SEARCH: "语义检索"}
STYLE_ZH: Mapping[str, str] = {
    "text": "文中引用", "sentence": "公文表述", "gbt7714-2025": "GB/T 7714-2025", "gbt7714-2015": "GB/T 7714-2015",
    "bibtex": "BibTeX", "csl-json": "CSL-JSON", "ris": "RIS",
}  # fmt: skip
SIGNAL_ZH: Mapping[str, str] = {
    "sentence_vector": "句意相近", "clause_vector": "条意相近", "sentence_words": "句中用词", "clause_words": "条中用词",
    "heading_words": "标题用词", "official_words": "公文说法", "sentence_similar": "句中近义", "clause_similar": "条中近义",
    "entities": "实体一致", "told": "答其所问",
}  # fmt: skip

"""What can be asked from outside, as functions with typed keyword parameters and typed results.

HTTP and the tools for language models are both made from these signatures, so that limits and descriptions exist once.
Annotations are therefore values here, not strings.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, cast

from pydantic import Field

from corpus.locate import locate
from corpus.model import Clause, CorpusError, Plan
from index.qa.cite import STYLES, citation_text
from index.qa.export import entity_row, measure_row, relation_row, target_row
from index.qa.opened import Library, Opened
from index.qa.serve import schema
from index.qa.verify import Verdict, verify_text
from kg import iri
from kg.model import INSTRUMENTS, EntityType
from kg.results import CoveredMeasure
from kg.sandbox import QueryError
from kg.sandbox_gate import LONGEST

LONGEST_TEXT = 200_000
PlanId = Annotated[str, Field(max_length=200, description="规划编号；空为全部规划")]
Named = Annotated[str, Field(max_length=200, description="实体的名称、别名或编号；空为不限")]
Question = Annotated[str, Field(min_length=1, max_length=2000, description="用中文提出的问题")]
EntityName = Annotated[str, Field(min_length=1, max_length=200, description="名称、别名或编号，如 优然牧业")]
Sparql = Annotated[str, Field(min_length=1, max_length=LONGEST, description="SELECT、ASK、CONSTRUCT 或 DESCRIBE 查询")]
Top = Annotated[int, Field(ge=1, le=50, description="相近条款的数目")]
Limit = Annotated[int, Field(ge=1, le=1000, description="最多返回多少行")]
Offset = Annotated[int, Field(ge=0, le=1_000_000, description="从第几行开始，0 为第一行")]


class ServiceError(Exception):
    """A request that cannot be answered: HTTP status, a code for programs, one line for people."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class Service:
    """Operations over whatever generation is current; safe to share between threads."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def plans(self) -> schema.Plans:
        """列出可以提问的规划。"""
        opened = self._library.current()
        return {"generation": opened.id, "plans": [_plan_row(plan) for plan in opened.plans.values()]}

    def ask(self, *, q: Question, plan: PlanId = "", top: Top = 10) -> schema.Answer:
        """用中文提问；每句话都注明条款，规划没写的明说没写。"""
        opened = self._library.current()
        answer = opened.engine.ask(q, plans=_scope(opened, plan), top=top)
        return cast(schema.Answer, answer.as_row(top=top))

    def search(self, *, q: Question, plan: PlanId = "", top: Top = 10) -> schema.Hits:
        """按意思检索条款，最相近的在前。"""
        opened = self._library.current()
        hits = opened.engine.search(q, plans=_scope(opened, plan), top=top)
        return {"hits": [cast(schema.Hit, hit.as_row()) for hit in hits]}

    def clause(
        self, *,
        locator: Annotated[str, Field(max_length=200, description="条款：四、(二)1.(2)、第四部分第二条 或 4/2/1/2；空为规划本身")] = "",
        plan: Annotated[str, Field(max_length=200, description="规划编号；只有一部规划时可空")] = "",
    ) -> schema.Clause:  # fmt: skip
        """取一个条款的原文、下级条款和各种引用格式。"""
        opened = self._library.current()
        found = _one_plan(opened, plan)
        try:
            return clause_row(found, locate(found, locator))
        except CorpusError as error:
            raise ServiceError(404, "not_found", str(error)) from error

    def entities(
        self, *, kind: Annotated[str, Field(max_length=20, description="实体类型，如 enterprise；空为全部")] = "",
        plan: PlanId = "", limit: Limit = 100, offset: Offset = 0,
    ) -> schema.Entities:  # fmt: skip
        """列出产业、企业、机构、园区、平台、部门等实体。"""
        opened = self._library.current()
        if kind and kind not in tuple(EntityType):
            raise ServiceError(422, "invalid", f"没有实体类型“{kind}”；可选：{'、'.join(EntityType)}")
        graph, scope = opened.workspace.graph, _scope(opened, plan)
        found = [e for e in graph.entities(*scope).rows if not kind or e.type == kind]
        rows: list[schema.EntityBrief] = [
            {
                "id": e.id, "type": e.type.value, "name": e.name, "name_en": e.name_en,
                "mentions": len(graph.mentions(e.id, plan=plan).rows),
            }
            for e in found[offset : offset + limit]
        ]
        return {"total": len(found), "offset": offset, "rows": rows}

    def entity(self, *, name: EntityName) -> schema.Entity:
        """一个实体的档案：名称、出处、关系和涉及它的措施。"""
        opened = self._library.current()
        workspace, found = opened.workspace, _entity(opened, name)
        entity = workspace.graph.entity(found)
        assert entity is not None, "found in the same graph"
        row = entity_row(entity, workspace.graph.mentions(found).rows)
        measures = _covering(opened, {entity.type.value: found})
        return {
            "iri": iri.resource_iri(found), "entity": cast(schema.EntityRow, row),
            "relations": [cast(schema.RelationRow, relation_row(workspace, r)) for r in workspace.graph.neighbourhood(found).rows],
            "measures": [_measure(opened, m) for m in measures if m.coverage != "cross"],
        }  # fmt: skip

    def measures(
        self, *, industry: Named = "", enterprise: Named = "", zone: Named = "", department: Named = "",
        instrument: Annotated[str, Field(max_length=20, description=f"政策工具：{'、'.join(INSTRUMENTS)}；空为不限")] = "",
        plan: PlanId = "", limit: Limit = 100, offset: Offset = 0,
    ) -> schema.Measures:  # fmt: skip
        """列出措施；给出产业时注明是直接覆盖、文中提及还是面向全部产业。"""
        opened = self._library.current()
        if instrument and instrument not in INSTRUMENTS:
            raise ServiceError(422, "invalid", f"没有政策工具“{instrument}”；可选：{'、'.join(INSTRUMENTS)}")
        scope = _scope(opened, plan)
        asked = {"industry": industry, "enterprise": enterprise, "zone": zone, "department": department}
        named = {kind: _entity(opened, name, kind) for kind, name in asked.items() if name}
        found = [m for m in _covering(opened, named, instrument) if not scope or m.measure.evidence.plan in scope]
        return {"total": len(found), "offset": offset, "rows": [_measure(opened, m) for m in found[offset : offset + limit]]}

    def targets(
        self, *, indicator: Annotated[str, Field(max_length=100, description="指标名称中的几个字；空为不限")] = "",
        plan: PlanId = "", limit: Limit = 100, offset: Offset = 0,
    ) -> schema.Targets:  # fmt: skip
        """列出目标：指标、比较方式、数值、单位、期限、基数。"""
        opened = self._library.current()
        scope, graph = _scope(opened, plan), opened.workspace.graph
        found = [g for g in graph.goals().rows if indicator in g.target.indicator and (not scope or g.target.evidence.plan in scope)]
        rows = [cast(schema.TargetRow, target_row(g.target, g.baseline)) for g in found[offset : offset + limit]]
        return {"total": len(found), "offset": offset, "rows": rows}

    def verify(
        self, *,
        text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, description="要核对的文字，一段或整篇")],
        plan: PlanId = "",
    ) -> schema.Checks:  # fmt: skip
        """核对引文：逐句指出与原文一致、有出入（列出差别）还是未找到。"""
        opened = self._library.current()
        scope = _scope(opened, plan)
        checks = verify_text(text, {name: p for name, p in opened.plans.items() if not scope or name in scope})
        counts = {verdict.value: sum(c.verdict is verdict for c in checks) for verdict in Verdict}
        return {"counts": counts, "checks": [cast(schema.Check, c.as_row()) for c in checks]}

    def sparql(self, *, query: Sparql) -> schema.Table:
        """在只读沙箱中执行 SPARQL 查询；有时间、内存和行数上限，超过行数时注明已截断。"""
        try:
            return cast(schema.Table, self._library.current().workspace.sandbox.query(query).as_row())
        except QueryError as error:
            raise ServiceError(429 if error.code == "busy" else 422, error.code, str(error)) from error

    def opened(self) -> Opened:
        """The current generation."""
        return self._library.current()

    def operations(self) -> Mapping[str, Callable[..., Any]]:
        """Name → operation."""
        return {
            "plans": self.plans, "ask": self.ask, "search": self.search, "clause": self.clause, "entities": self.entities,
            "entity": self.entity, "measures": self.measures, "targets": self.targets, "verify": self.verify, "sparql": self.sparql,
        }  # fmt: skip


def clause_row(plan: Plan, clause: Clause) -> schema.Clause:
    """A clause with its own text, its children and every form of reference."""
    today = date.today()
    return {
        "iri": iri.clause_iri(plan.id, clause.path), "plan": plan.id, "plan_title": plan.title, "clause": clause.path,
        "label": clause.label, "title": clause.title or ("" if clause.path else plan.title), "level": clause.level,
        "kind": clause.kind.value, "marker": clause.marker, "parent": clause.parent, "headings": list(plan.heading_path(clause.path)),
        "text": plan.own_text(clause), "start": clause.start, "end": clause.end,
        "children": [{"plan": plan.id, "clause": c.path, "label": c.label, "title": c.title} for c in plan.children(clause.path)],
        "references": {style: citation_text(plan, clause.path, style, accessed=today) for style in STYLES},
    }  # fmt: skip


def _plan_row(plan: Plan) -> schema.PlanRow:
    m = plan.metadata
    found = {name: value.value if value else "" for name, value in (
        ("issuer", m.issuer), ("document_number", m.document_number), ("issued", m.issued), ("published", m.published), ("url", m.url),
    )}  # fmt: skip
    row = {"plan": plan.id, "title": plan.title, **found, "sha256": plan.sha256, "clauses": len(plan.clauses), "iri": iri.plan_iri(plan.id)}
    return cast(schema.PlanRow, row)


def _scope(opened: Opened, plan: str) -> tuple[str, ...]:
    if plan and plan not in opened.plans:
        raise ServiceError(404, "not_found", f"没有编号为“{plan}”的规划；可选：{'、'.join(list(opened.plans)[:20])}")
    return (plan,) if plan else ()


def _one_plan(opened: Opened, plan: str) -> Plan:
    scope = _scope(opened, plan) or tuple(opened.plans)
    if len(scope) != 1:
        raise ServiceError(422, "invalid", f"有 {len(scope)} 部规划，须用 plan 指明一部；可选：{'、'.join(scope[:20])}")
    return opened.plans[scope[0]]


def _entity(opened: Opened, name: str, kind: str = "") -> str:
    """The id of the entity an id, name or alias means, of the kind asked for when there is one."""
    graph = opened.workspace.graph
    candidates = (name, *(f"{t}/{name}" for t in EntityType))
    direct = next((i for i in candidates if graph.entity(i) and (not kind or i.startswith(f"{kind}/"))), "")
    linked = [link.id for link in opened.workspace.link(name) if link.text == name and (not kind or link.type == kind)]
    if direct or linked:
        return direct or linked[0]
    shared = [i for shared_name, ids in opened.workspace.shared_names(name) if shared_name == name for i in ids]
    if shared:
        raise ServiceError(422, "ambiguous", f"“{name}”可指多个实体；可选：{'、'.join(shared)}")
    raise ServiceError(404, "not_found", f"图谱中没有名为“{name}”的{kind or '实体'}；请用 entities 查看全部名称")


def _covering(opened: Opened, named: Mapping[str, str], instrument: str = "") -> list[CoveredMeasure]:
    """Measures that cover all the named entities (kind → id); the coverage is that of the first."""
    graph = opened.workspace.graph
    kinds = {"industry": "industry", "enterprise": "enterprise", "institution": "enterprise", "zone": "zone", "department": "department"}
    filters: Sequence[Mapping[str, str]] = [{kinds[kind]: identifier} for kind, identifier in named.items() if kind in kinds]
    if named and not filters:
        return []
    first, *others = filters or [{}]
    kept = [{m.measure.id for m in graph.measures(**other).rows} for other in others]
    return [m for m in graph.measures(**first, instrument=instrument).rows if all(m.measure.id in ids for ids in kept)]


def _measure(opened: Opened, covered: CoveredMeasure) -> schema.MeasureRow:
    return cast(schema.MeasureRow, measure_row(opened.workspace, covered.measure) | {"coverage": covered.coverage})


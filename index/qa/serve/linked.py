"""Linked data: every IRI of the graph can be looked up here as a page, as Turtle or as JSON-LD; and a SPARQL protocol endpoint.

`{base}plan/…` is served at `/id/plan/…`, so whoever runs the public base need only redirect there.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qs, quote, unquote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from corpus.model import Clause, Plan
from index.qa.cite import DEFAULT_STYLE
from index.qa.opened import Opened
from index.qa.serve.service import Service, ServiceError, clause_row
from index.qa.serve.web import answer, body, failure, reply
from kg import iri
from kg.export import described_as
from kg.nquads import literal

ROOT = "/id/"
_TYPES = {"text/html": "html", "text/turtle": "turtle", "application/ld+json": "jsonld", "application/n-triples": "ntriples"}
_ALIASES = {"application/xhtml+xml": "text/html", "application/json": "application/ld+json", "text/*": "text/html", "*/*": "text/html"}
_HEADERS = {
    "Vary": "Accept", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}  # fmt: skip
_STYLE = "body{font:16px/1.8 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#222}pre{white-space:pre-wrap;font:inherit}"
_RESULTS = "application/sparql-results+json"


def linked_routes(service: Service) -> list[BaseRoute]:
    """`/id/…` for every IRI of ours, `/sparql` for SPARQL clients."""
    return [
        Route(f"{ROOT}{{rest:path}}", functools.partial(_look_up, service), methods=["GET"]),
        Route("/sparql", functools.partial(_sparql, service), methods=["GET", "POST"]),
    ]


async def _look_up(service: Service, request: Request) -> Response:
    async def read() -> Mapping[str, Any]:
        raw = request.scope["raw_path"].decode("ascii", "replace").partition("?")[0]
        return {"rest": unquote(raw, errors="replace").removeprefix(ROOT)}

    form = _negotiated(request.headers.get("accept", "*/*"))
    if form is None:
        return failure(406, "not_acceptable", f"可提供的格式：{'、'.join(_TYPES)}")
    return await answer(read, lambda given: _described(service.opened(), given["rest"], form))


def _negotiated(accept: str) -> str | None:
    """The media type that is wanted most of those we have; earlier in the header wins between equals."""
    wanted = []
    for position, part in enumerate(accept.split(",")):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((_weight(p[2:]) for p in parameters if p.startswith("q=")), 1.0)
        kind = _ALIASES.get(kind, kind)
        if kind in _TYPES and weight > 0:
            wanted.append((-weight, position, kind))
    return min(wanted)[2] if wanted else None


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _described(opened: Opened, rest: str, media: str) -> Response:
    address = iri.resource_iri(rest)
    lines = opened.workspace.graph.describe(address)
    if not lines:
        raise ServiceError(404, "not_found", f"图谱中没有 {address[:300]}")
    if media != "text/html":
        return Response(described_as(lines, _TYPES[media]), media_type=f"{media}; charset=utf-8", headers=_HEADERS)
    return Response(_page(opened, address, lines), media_type="text/html; charset=utf-8", headers=_HEADERS)


def _page(opened: Opened, address: str, lines: list[str]) -> str:
    """A page without scripts: the clause's words or the statements about the resource, and the way to the app."""
    plan_id, path = iri.clause_of(address)
    plan = opened.plans.get(plan_id) if address.startswith(f"{iri.BASE}plan/") else None
    clause = plan.get(path) if plan else None
    title, parts = _clause_parts(plan, clause) if plan and clause else _resource_parts(opened, address, lines)
    head = f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    formats = "、".join(f"<code>{media}</code>" for media in _TYPES)
    return f"{head}<h1>{escape(title)}</h1>{parts}<p>{escape(address)}</p><p>用 Accept 请求头可取 {formats}。机器抽取，以原文为准。</p>"


def _clause_parts(plan: Plan, clause: Clause) -> tuple[str, str]:
    row = clause_row(plan, clause)
    below = "".join(
        f'<li><a href="{_href(iri.clause_iri(plan.id, c["clause"]))}">{escape(c["label"])} {escape(c["title"])}</a></li>'
        for c in row["children"]
    )
    app = escape(f"/?view=plan&plan={quote(plan.id)}&clause={quote(clause.path)}")
    text, reference = escape(row["text"]), escape(row["references"][DEFAULT_STYLE])
    parts = f'<pre>{text}</pre><ul>{below}</ul><p>{reference}</p><p><a href="{app}">在应用中打开</a></p>'
    return f"{plan.title} {clause.label} {clause.title}".strip(), parts


def _resource_parts(opened: Opened, address: str, lines: list[str]) -> tuple[str, str]:
    identifier = iri.local(address)
    entity = opened.workspace.graph.entity(identifier)
    app = f'<p><a href="/?view=entities&amp;entity={quote(identifier)}">在应用中打开</a></p>' if entity else ""
    return entity.name if entity else identifier, f"{app}<pre>{escape(described_as(lines, 'turtle').decode())}</pre>"


def _href(address: str) -> str:
    return escape(ROOT + quote(iri.local(address), safe="/"))


async def _sparql(service: Service, request: Request) -> Response:
    async def read() -> Mapping[str, Any]:
        return {"query": await _query(request)}

    return await answer(read, lambda given: _results(service.sparql(query=given["query"])))


async def _query(request: Request) -> str:
    """The query of the three ways of the SPARQL 1.1 protocol."""
    if request.method == "GET":
        fields = {name: [value] for name, value in request.query_params.items()}
    else:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        data = (await body(request)).decode("utf-8", "replace")
        if kind == "application/sparql-query":
            return data
        if kind != "application/x-www-form-urlencoded":
            raise ServiceError(415, "media_type", "请求体须为 application/sparql-query 或表单")
        fields = parse_qs(data, max_num_fields=20)
    query = fields.get("query")
    if not query:
        raise ServiceError(400, "invalid", "缺少 query 参数")
    return query[0]


def _results(table: Mapping[str, Any]) -> Response:
    """SPARQL results in JSON, or N-Triples of what a query constructs."""
    if table["kind"] == "construct":
        lines = (" ".join(_term(cell) for cell in row) for row in table["rows"])
        return PlainTextResponse("".join(f"{line} .\n" for line in lines), media_type="application/n-triples")
    if table["kind"] == "ask":
        found = {"head": {}, "boolean": table["rows"][0][0]["value"] == "true"}
    else:
        rows = [{name: _binding(cell) for name, cell in zip(table["columns"], row, strict=True) if cell} for row in table["rows"]]
        found = {"head": {"vars": table["columns"]}, "results": {"bindings": rows}}
    response = reply(found | ({"truncated": True} if table["truncated"] else {}))
    response.headers["Content-Type"] = _RESULTS
    return response


def _binding(cell: Mapping[str, str]) -> dict[str, str]:
    kind = {"iri": "uri", "blank": "bnode"}.get(cell["kind"], "literal")
    value = {"type": kind, "value": cell["value"].removeprefix("_:")}
    if cell["language"]:
        return value | {"xml:lang": cell["language"]}
    return value | ({"datatype": cell["datatype"]} if cell["datatype"] else {})


def _term(cell: Mapping[str, str]) -> str:
    if cell["kind"] == "iri":
        return f"<{cell['value']}>"
    if cell["kind"] == "blank":
        return cell["value"]
    return literal(cell["value"], cell["datatype"], cell["language"])

"""The OpenAPI description of the service, made from the signatures of its operations."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Any, cast, get_type_hints

from pydantic import TypeAdapter

PREFIX = "/api/v1"
_REF = "#/components/schemas/{model}"
#: status → what it means; every operation may answer any of them
_ERRORS = {
    "400": "请求不是合法的 JSON 或文字", "404": "没有这部规划、这个条款或实体", "413": "请求太大", "415": "请求体须为 application/json",
    "422": "参数不合法，或查询被拒绝或停止", "429": "同时运行的查询太多", "503": "还没有索引，或索引已损坏",
}  # fmt: skip
_ERROR_SCHEMA = {
    "type": "object", "required": ["error"], "properties": {"error": {
        "type": "object", "required": ["code", "message"], "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
    }},
}  # fmt: skip


@dataclass(frozen=True)
class Operation:
    """One operation as HTTP sees it: its name in the path, its methods, the function behind it."""

    name: str
    methods: tuple[str, ...]
    run: Callable[..., Any]

    @property
    def path(self) -> str:
        return f"{PREFIX}/{self.name}"

    @cached_property
    def parameters(self) -> TypeAdapter[Any]:
        """Validates keyword arguments and calls the function."""
        return TypeAdapter(cast(Any, self.run))

    @cached_property
    def result(self) -> TypeAdapter[Any]:
        return TypeAdapter(get_type_hints(self.run, include_extras=True)["return"])


def describe(operations: Mapping[str, Operation]) -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    results, shared = TypeAdapter.json_schemas([(o.name, "serialization", o.result) for o in operations.values()], ref_template=_REF)
    paths = {
        o.path: {method.lower(): _operation(o, method, results[o.name, "serialization"]) for method in o.methods}
        for o in operations.values()
    }  # fmt: skip
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "规划图谱", "version": version("plangraph"), "description": "规划条款、知识图谱与问答。只读；机器抽取，以原文为准。",
        },
        "paths": paths,
        "components": {"schemas": {**shared.get("$defs", {}), "Error": _ERROR_SCHEMA}, "responses": _error_responses()},
    }  # fmt: skip


def _operation(operation: Operation, method: str, result: Mapping[str, Any]) -> dict[str, Any]:
    asked = operation.parameters.json_schema(ref_template=_REF)
    described = {
        "operationId": f"{operation.name}_{method.lower()}", "summary": inspect.getdoc(operation.run) or operation.name,
        "responses": {
            "200": {"description": "结果", "content": {"application/json": {"schema": result}}},
            **{status: {"$ref": f"#/components/responses/{status}"} for status in _ERRORS},
        },
    }  # fmt: skip
    if method == "POST":
        return described | {"requestBody": {"required": True, "content": {"application/json": {"schema": asked}}}}
    required = asked.get("required", [])
    return described | {"parameters": [
        {"name": name, "in": "query", "required": name in required, "schema": schema, "description": schema.get("description", "")}
        for name, schema in asked.get("properties", {}).items()
    ]}  # fmt: skip


def _error_responses() -> dict[str, Any]:
    body = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {status: {"description": meaning, "content": body} for status, meaning in _ERRORS.items()}

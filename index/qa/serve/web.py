"""HTTP: one route per operation, errors as JSON in one line, limits on what comes in."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ArgsKwargs
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from corpus.model import CorpusError
from corpus.normal import one_line
from index.publish import BuildError
from index.qa import logs
from index.qa.serve.openapi import PREFIX, Operation, describe
from index.qa.serve.service import LONGEST_TEXT, Service, ServiceError
from kg.store import GraphError

#: bytes of a request body: the longest text, each character written as an escape of JSON
_LARGEST = LONGEST_TEXT * 12 + 10_000
_METHODS = {"ask": ("GET", "POST"), "verify": ("POST",), "sparql": ("POST",)}
_REASONS = {
    "missing_keyword_only_argument": "缺少", "unexpected_keyword_argument": "不认识", "string_too_short": "太短",
    "string_too_long": "太长", "greater_than_equal": "太小", "less_than_equal": "太大",
}  # fmt: skip
Endpoint = Callable[[Request], Awaitable[Response]]


def api_routes(service: Service) -> list[BaseRoute]:
    """Routes of all operations and of their description, under PREFIX; anything else there is a JSON error too."""
    operations = {name: Operation(name, _METHODS.get(name, ("GET",)), run) for name, run in service.operations().items()}
    document = describe(operations)

    async def openapi(request: Request) -> Response:
        return reply(document)

    return [
        *(Route(o.path, _endpoint(o), methods=list(o.methods)) for o in operations.values()),
        Route(f"{PREFIX}/openapi.json", openapi),
        *(Route(o.path, _wrong_method(o), methods=_others(o)) for o in operations.values()),
        Route(f"{PREFIX}/{{rest:path}}", _nowhere, methods=list(_VERBS)),
    ]


_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def _others(operation: Operation) -> list[str]:
    return [verb for verb in _VERBS if verb not in operation.methods]


def _wrong_method(operation: Operation) -> Endpoint:
    allowed = ", ".join((*operation.methods, "HEAD") if "GET" in operation.methods else operation.methods)

    async def endpoint(request: Request) -> Response:
        response = failure(405, "method", f"{request.url.path} 不接受 {request.method}；请用 {allowed}")
        response.headers["Allow"] = allowed
        return response

    return endpoint


async def _nowhere(request: Request) -> Response:
    return failure(404, "not_found", f"没有 {request.url.path[:200]}；接口说明见 {PREFIX}/openapi.json")


def _endpoint(operation: Operation) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        began = time.perf_counter()
        response = await answer(lambda: _arguments(request), lambda given: call(operation, given))
        elapsed = round((time.perf_counter() - began) * 1000, 1)
        logs.event("http", operation=operation.name, status=response.status_code, elapsed_ms=elapsed)
        return response

    return endpoint


async def answer(read: Callable[[], Awaitable[Mapping[str, Any]]], work: Callable[[Mapping[str, Any]], Response]) -> Response:
    """Read a request, do the work beside the event loop; whatever a user or the index can cause is a JSON error."""
    try:
        return await run_in_threadpool(work, await read())
    except ServiceError as error:
        return failure(error.status, error.code, str(error))
    except ValidationError as error:
        return failure(422, "invalid", f"{explain(error)}；接口说明见 {PREFIX}/openapi.json")
    except CorpusError as error:
        return failure(422, "invalid", str(error))
    except (BuildError, GraphError) as error:
        return failure(503, "unavailable", str(error))
    except Exception as error:  # the reader is told that it is our fault, the log tells us which
        logs.event("http.fault", logging.ERROR, kind=type(error).__name__)
        logging.getLogger(__name__).exception("request failed")
        return failure(500, "fault", "服务内部出错；请查看服务日志")


def call(operation: Operation, given: Mapping[str, Any]) -> Response:
    """Validate the arguments, run the operation, write its result."""
    for name, value in given.items():
        if isinstance(value, str) and not _is_text(value):
            raise ServiceError(400, "invalid", f"{name[:50]} 中有不成对的代理字符或空字符；请只用合法的 Unicode 文字")
    return reply(operation.parameters.validate_python(ArgsKwargs((), dict(given))))


async def _arguments(request: Request) -> Mapping[str, Any]:
    if request.method in ("GET", "HEAD"):
        return dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise ServiceError(415, "media_type", "请求体须为 application/json")
    try:
        given = json.loads(await body(request))
    except (ValueError, RecursionError):
        raise ServiceError(400, "invalid", "请求体不是合法的 JSON") from None
    if not isinstance(given, dict):
        raise ServiceError(422, "invalid", "请求体须为 JSON 对象")
    return given


async def body(request: Request) -> bytes:
    """The body, as long as it is not larger than any request need be."""
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > _LARGEST:
            raise ServiceError(413, "too_large", f"请求超过 {_LARGEST // 1_000_000} MB；请分段提交")
    return data


def _is_text(value: str) -> bool:
    return "\x00" not in value and not any("\ud800" <= c <= "\udfff" for c in value)


def explain(error: ValidationError) -> str:
    """One line: which parameter, and what is wrong with it."""
    first = error.errors(include_url=False, include_input=False)[0]
    name = ".".join(str(part) for part in first["loc"])[:100]
    limit = next((f"（界限 {value}）" for value in first.get("ctx", {}).values()), "")
    return f"参数 {name or '（全部）'}：{_REASONS.get(first['type'], '不合法')}{limit}"


def reply(value: Any, status: int = 200) -> Response:
    """A JSON response in plain Chinese letters."""
    return JSONResponse(value, status, headers={"X-Content-Type-Options": "nosniff"})


def failure(status: int, code: str, message: str) -> Response:
    """An error as JSON: a code for programs, a line for people."""
    return reply({"error": {"code": code, "message": one_line(message.encode("utf-8", "replace").decode())}}, status)

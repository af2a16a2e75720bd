"""Everything that is served, put together: the API, linked data, the tools, and the app beside them when there is one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from index.qa.serve.linked import linked_routes
from index.qa.serve.service import Service
from index.qa.serve.tools import mcp_server
from index.qa.serve.web import api_routes

Lifespan = Callable[[Any], AbstractAsyncContextManager[dict[str, Any]]]


def site(service: Service, *, tools: bool = True) -> tuple[list[BaseRoute], Lifespan]:
    """Routes, and what must run while they are served; the tools can be left out where their library is missing."""
    routes = [*api_routes(service), *linked_routes(service)]
    if not tools:
        return routes, _idle
    server = mcp_server(service)
    # stateless: every request stands alone, so a restart or a second process loses nobody's session
    routes += server.streamable_http_app(stateless_http=True, json_response=True).routes

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
        async with server.session_manager.run():
            yield {}

    return routes, lifespan


@asynccontextmanager
async def _idle(app: Any) -> AsyncIterator[dict[str, Any]]:
    yield {}


def api_only(routes: list[BaseRoute], lifespan: Lifespan) -> Starlette:
    """The site without the app."""
    return Starlette(routes=routes, lifespan=lifespan)

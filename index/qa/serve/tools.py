"""The same operations as tools of the Model Context Protocol, over standard input and output or over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool

from corpus.model import CorpusError
from index.publish import BuildError
from index.qa.serve.service import Service, ServiceError
from kg.store import GraphError

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

PATH = "/mcp"
_INSTRUCTIONS = (
    "中国政策规划的条款、知识图谱与问答。先用 ask 提问；答案每句话后的 [n] 指 citations 中的第 n 条，引用时请保留条款。"
    "status 不是 answered 时规划没有说，请照实转述，不要补充。"
)
#: operations that are tools, in the order in which they are listed
TOOLS = ("ask", "search", "clause", "entity", "measures", "targets", "verify", "sparql", "plans", "entities")


def mcp_server(service: Service) -> MCPServer[Any]:
    """A server with one read-only tool per operation; input and output schemas come from the signatures."""
    from mcp.types import ToolAnnotations

    from index.qa.serve.toolserver import ToolServer

    server = ToolServer(
        "plangraph", title="规划图谱", instructions=_INSTRUCTIONS, version=version("plangraph"), log_level="ERROR"
    )
    annotations = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    operations = service.operations()
    for name in TOOLS:
        run = operations[name]
        server.add_tool(_told(run), name=name, description=run.__doc__, annotations=annotations, structured_output=True)
    return server


def _told(run: Callable[..., Any]) -> Callable[..., Any]:
    """The operation with its refusals as errors that the model is told in their own words."""
    from mcp.server.mcpserver.exceptions import ToolError

    @wraps(run)
    async def tool(**given: Any) -> Any:
        try:
            return await run_in_threadpool(run, **given)
        except (ServiceError, CorpusError, BuildError, GraphError) as error:
            raise ToolError(str(error)) from error

    return tool

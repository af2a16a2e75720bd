"""The server of tools, which tells a wrong argument in one Chinese line as the HTTP interface does."""

from __future__ import annotations

from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import ValidationError

from corpus.normal import one_line
from index.qa.serve.web import explain


class ToolServer(MCPServer[Any]):
    """An MCPServer whose refusals are a line for people."""

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            cause = error.__cause__
            told = f"{explain(cause)}；各参数的界限见工具 {name} 的说明" if isinstance(cause, ValidationError) else str(error)
            raise ToolError(one_line(told)) from error

"""Serve: python -m scripts.serve [--host H] [--port N] [--api] [--stdio] [--build DIR].

One process serves the app at /, the API at /api/v1, linked data at /id, SPARQL at /sparql and tools (MCP) at /mcp.
With --stdio it serves the tools alone, over standard input and output.
"""

from __future__ import annotations

import os
import socket
import sys
from importlib.util import find_spec
from typing import Annotated, Any

import typer

from index.qa.opened import library
from index.qa.serve.service import Service
from index.qa.serve.site import api_only, site
from scripts import cli


def main(
    host: Annotated[str, typer.Option(help="监听地址；默认只接受本机")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口；0 为任一空闲端口")] = 8501,
    api: Annotated[bool, typer.Option("--api", help="只提供接口，不提供应用界面")] = False,
    stdio: Annotated[bool, typer.Option("--stdio", help="只提供 MCP 工具，经标准输入输出")] = False,
    corpus: cli.Corpus = cli.CORPUS,
    build_dir: cli.Build = cli.BUILD,
) -> None:
    """在一个进程里提供应用、HTTP 接口、关联数据与 MCP 工具。"""
    service = Service(library(build_dir.resolve()))
    service.opened()
    tools = find_spec("mcp") is not None
    if stdio:
        _talk(service, tools)
        return
    routes, lifespan = site(service, tools=tools)
    os.environ |= {"PLAN_BUILD": str(build_dir.resolve()), "PLAN_CORPUS": str(corpus.resolve())}
    _listen(api_only(routes, lifespan) if api else _with_app(routes, lifespan), host, port, tools)


def _talk(service: Service, tools: bool) -> None:
    if not tools:
        cli.fail('没有安装 MCP 的库；请运行 python -m pip install -c constraints.txt -e ".[serve]"')
    from index.qa.serve.tools import mcp_server

    mcp_server(service).run("stdio")


def _with_app(routes: list[Any], lifespan: Any) -> Any:
    from ui.served import app_with

    return app_with(routes, lifespan)


def _listen(app: Any, host: str, port: int, tools: bool) -> None:
    import uvicorn

    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        cli.fail(f"不能监听 {host}:{port}（{error.strerror}）；请换一个 --port，或结束占用它的程序")
    address = f"http://{host}:{listener.getsockname()[1]}"
    sys.stderr.write(f"{address}  接口说明 {address}/api/v1/openapi.json{'' if tools else '  （未安装 MCP，无 /mcp）'}\n")
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False))
    server.run(sockets=[listener])


if __name__ == "__main__":
    cli.run(main)

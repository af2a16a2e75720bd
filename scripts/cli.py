"""What every command shares: options, reading input, JSON output, and errors told in one line.

A command is a plain typed function; ``cli.run(main)`` parses the arguments, calls it and ends the process:
0 done, 1 a check failed, 2 wrong usage or input. A user's mistake never shows a traceback.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TextIO

import typer

from corpus.normal import one_line

if TYPE_CHECKING:
    from index.qa.workspace import Workspace

Corpus = Annotated[Path, typer.Option("--corpus", help="语料目录：规划文件，或含正文与 plan.toml 的子目录")]
Build = Annotated[Path, typer.Option("--build", help="构建目录")]
Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出")]
Record = Annotated[Path | None, typer.Option("--record", help="把结果写进这个目录，供 python -m scripts.reliability 成文")]
PlanId = Annotated[str, typer.Option("--plan", help="规划编号；省略即全部规划")]

CORPUS = Path("corpus/data")
BUILD = Path("build")
FAILED, MISUSED = 1, 2

#: errors that are messages to the user, by home module; a module never imported cannot have raised its error
_MESSAGES = (
    ("corpus.model", "CorpusError"),
    ("index.publish", "BuildError"),
    ("index.static", "EncoderError"),
    ("kg.lexicon", "LexiconError"),
    ("kg.query", "QueryError"),
    ("kg.store", "GraphError"),
)
#: typer's usage errors in Chinese; {name} is the option or argument concerned
_USAGE = {
    "NoSuchOption": "未知选项 {name}",
    "MissingParameter": "缺少 {name}",
    "BadOptionUsage": "选项 {name} 缺少取值或用法有误",
    "BadParameter": "{name} 的取值不合法（{detail}）",
}


class CommandError(Exception):
    """A message that ends the command, with its exit code."""

    def __init__(self, message: str, code: int = MISUSED) -> None:
        super().__init__(message)
        self.code = code


def fail(message: str, code: int = MISUSED) -> NoReturn:
    """End the command with one line on stderr: what is wrong, where, and what to do next."""
    raise CommandError(message, code)


def warn(message: str) -> None:
    """One line on stderr about something the command goes on without."""
    sys.stderr.write(one_line(message) + "\n")


def run(main: Callable[..., None], args: Sequence[str] | None = None) -> NoReturn:
    """Run a command function over the arguments and end the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command()(main)
    name = main.__module__ if main.__module__ != "__main__" else f"scripts.{Path(sys.argv[0]).stem}"
    program = f"python -m {name}"
    try:
        _configure_logs()
        code = app(args=args, prog_name=program, standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KeyboardInterrupt:
        code = 130
    except Exception as error:
        message, code = _explain(error, program)
        warn(message)
    sys.exit(code if isinstance(code, int) else 0)


def _configure_logs() -> None:
    from index.qa import logs

    try:
        logs.configure()
    except ValueError as error:
        fail(str(error))


def open_workspace(build: Path) -> Workspace:
    """The current generation; one line on standard error when an earlier one stands in for a damaged one."""
    from index.qa.workspace import Workspace

    workspace = Workspace.open(build)
    if workspace.generation.damage:
        sys.stderr.write(f"当前索引有损坏，正在使用最近一个完好的版本：{workspace.generation.damage}\n")
    return workspace


def _explain(error: Exception, program: str) -> tuple[str, int]:
    """The one line and the exit code of an error a user can cause; anything else is ours and raised again."""
    if isinstance(error, CommandError):
        return str(error), error.code
    if isinstance(error, typer.TyperException):
        return f"用法有误：{_usage(error)}；用法见 {program} --help", MISUSED
    if isinstance(error, typer.Abort):
        return "已中止", FAILED
    if isinstance(error, OSError) and error.filename is not None:
        return f"无法读写 {error.filename}（{error.strerror}）；请检查路径与权限", MISUSED
    kinds = [getattr(sys.modules.get(module), name, None) for module, name in _MESSAGES]
    if any(kind is not None and isinstance(error, kind) for kind in kinds):
        return str(error), MISUSED
    raise error


def _usage(error: typer.TyperException) -> str:
    kind = next((k.__name__ for k in type(error).__mro__ if k.__name__ in _USAGE), "")
    name = getattr(error, "option_name", None) or _parameter(error)
    detail = str(error.message)
    extra = re.search(r"unexpected extra arguments?[^(]*(?:\(s\))? \((.*)\)", detail)
    if extra:
        return f"多余的参数 {extra[1]}（含空格的内容请加引号）"
    return _USAGE[kind].format(name=name, detail=detail) if kind and name else error.format_message()


def _parameter(error: typer.TyperException) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return str(getattr(error, "param_hint", None) or "")
    return str(parameter.opts[-1] if parameter.param_type_name == "option" else parameter.name.upper())


def echo_json(row: Any) -> None:
    """Print one value as one line of JSON, flushed, so that a reader of the pipe sees it at once."""
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def open_input(name: str) -> TextIO:
    """The named file, or standard input for `-`, as UTF-8 text with a byte order mark left out."""
    if name == "-":
        if hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(encoding="utf-8-sig", errors="strict")
        return sys.stdin
    path = Path(name)
    if path.is_dir():
        fail(f"{name} 是目录；请给出文件，或用 - 从标准输入读取")
    return path.open(encoding="utf-8-sig", newline=None)


def read_input(name: str) -> str:
    """Everything in the named file or on standard input; bytes that are no UTF-8 are the user's error."""
    try:
        with open_input(name) as stream:
            return stream.read()
    except UnicodeDecodeError as error:
        fail(f"{name} 不是 UTF-8 文本（第 {error.start} 字节）；请另存为 UTF-8 后重试")


def choose_parts(only: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """The trials a command does: those named, or all; an unknown name gets the known ones."""
    named = tuple(only)
    unknown = [part for part in named if part not in known]
    if unknown:
        fail(f"没有名为 {'、'.join(unknown)} 的试验；可选：{'、'.join(known)}")
    return named or tuple(known)


def choose(plan: str, known: Iterable[str]) -> tuple[str, ...]:
    """The plans a command works on: the one named, or all; an unknown name gets the known ones."""
    ids = tuple(known)
    if not plan:
        return ids
    if plan not in ids:
        fail(f"没有编号为“{plan}”的规划；现有：{'、'.join(ids)}")
    return (plan,)

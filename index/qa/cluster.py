"""Work on plans as tasks of a Ray cluster. The only ray import.

A task gets the bytes of one plan, so nodes need no common folder; a task lost with its node is run again
elsewhere. Worker processes take task after task and load the encoder once; a task asks for a GPU where the cluster
has some. A node with other code, libraries or encoder is refused, for it would give other bytes.
"""

from __future__ import annotations

import os
import platform
import socket
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.load import Source
from index.publish import BuildError
from index.qa.compute import work_on
from index.qa.fingerprint import means
from index.qa.work import PlanWork

AUTO = "auto"
#: tasks handed out at once per CPU: enough to keep workers busy, few enough to keep memory flat
_AHEAD = 4
_RETRIES = 10
#: seconds to wait for a cluster to answer
_PATIENCE = 10.0
#: settings of this machine that hold for the nodes as well
_SETTINGS = ("PLAN_ENCODER",)


def run_on_cluster(sources: Sequence[Source], address: str) -> Iterator[tuple[Source, PlanWork | str]]:
    """Run the work on the cluster at `address` (`auto`: the running one, else a local one), as results come in."""
    import ray

    joined = ray.is_initialized()
    if not joined:
        _join(address)
    try:
        yield from _results(ray, sources)
    except ray.exceptions.RayError as error:
        cause = getattr(error, "cause", None)
        if isinstance(cause, BuildError):
            raise cause from error
        raise BuildError(f"Ray 集群 {address} 上的任务失败（{_first_line(error)}）；已完成的规划会被复用，请检查集群后重新运行") from error
    finally:
        if not joined:
            ray.shutdown()


def _join(address: str) -> None:
    import logging

    import ray

    chosen = {name: os.environ[name] for name in _SETTINGS if name in os.environ}
    options: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR, "configure_logging": False}
    if chosen:  # an environment of its own costs the worker processes that the nodes have started already
        options["runtime_env"] = {"env_vars": chosen}
    try:
        if address != AUTO:
            _reach(address)
        if address == AUTO:
            try:
                ray.init(address=AUTO, **options)
            except ConnectionError:
                ray.init(include_dashboard=False, **options)
        else:
            ray.init(address=address, **options)
    except (ConnectionError, ValueError, RuntimeError, OSError) as error:
        raise BuildError(f"无法连接 Ray 集群 {address}（{_first_line(error)}）；请检查地址，或用 --ray auto") from error


def _reach(address: str) -> None:
    """Raise OSError when nobody listens at HOST:PORT: the library itself would wait for many minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    with socket.create_connection((host, int(port)), timeout=_PATIENCE):
        pass


def _results(ray: Any, sources: Sequence[Source]) -> Iterator[tuple[Source, PlanWork | str]]:
    cluster = ray.cluster_resources()
    gpus = 1 if cluster.get("GPU") else 0
    task = ray.remote(_work_on_bytes).options(num_cpus=1, num_gpus=gpus, max_retries=_RETRIES)
    ours = means()
    ahead = max(1, int(cluster.get("CPU", 1)) * _AHEAD)
    pending: dict[Any, Source] = {}
    waiting = iter(sources)
    while True:
        for source in waiting:
            pending[task.remote(source, source.path.read_bytes(), ours)] = source
            if len(pending) >= ahead:
                break
        if not pending:
            return
        (ready, *_), _ = ray.wait(list(pending), num_returns=1)
        yield pending.pop(ready), ray.get(ready)


def _work_on_bytes(source: Source, data: bytes, expected: str) -> PlanWork | str:
    """The work on a plan whose file is not on this machine; messages name the file as the user knows it."""
    if means() != expected:
        raise BuildError(f"Ray 节点 {platform.node()} 上的程序、软件包或编码模型与本机不同；请在各节点安装同一版本")
    with tempfile.TemporaryDirectory(prefix="plangraph-") as folder:
        path = Path(folder) / source.path.name
        path.write_bytes(data)
        result = work_on(replace(source, path=path))
    return result.replace(str(path), str(source.path)) if isinstance(result, str) else result


def _first_line(error: BaseException) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)

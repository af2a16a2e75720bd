"""Where the work on plans runs: in this process, in a pool of processes, or as tasks of a Ray cluster. Same results."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from corpus.load import Source
from index.publish import BuildError
from index.qa.compute import work_on
from index.qa.work import PlanWork

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

Done = tuple[Source, PlanWork | str]
Case = TypeVar("Case")
Told = TypeVar("Told")
#: cases handed out at once per process: enough to keep it busy, few enough to keep memory flat
_AHEAD = 4


def run(sources: Sequence[Source], *, jobs: int = 1, ray: str = "") -> Iterator[Done]:
    """Each source with its work or the line that says why it cannot be read, as they become ready.

    Raises BuildError in one line when worker processes or the cluster cannot be used.
    """
    if ray and sources:
        from index.qa.cluster import run_on_cluster

        return run_on_cluster(sources, ray)
    if jobs > 1 and len(sources) > 1:
        return _in_pool(sources, jobs)
    return ((source, work_on(source)) for source in sources)


def in_turn(function: Callable[[Case], Told], cases: Iterable[Case], jobs: int) -> Iterator[Told]:
    """What a pure function tells of each case, in order; with several `jobs` in so many processes.

    Raises what `cases` raise, after everything that came before, and BuildError in one line when a process ends.
    """
    if jobs == 1:
        yield from map(function, cases)
        return
    with _pool(jobs) as pool:
        waiting: deque[Future[Told]] = deque()
        try:
            for case in cases:
                waiting.append(pool.submit(function, case))
                if len(waiting) > jobs * _AHEAD:
                    yield waiting.popleft().result()
        except Exception:
            yield from (future.result() for future in waiting)
            raise
        yield from (future.result() for future in waiting)


def _in_pool(sources: Sequence[Source], jobs: int) -> Iterator[Done]:
    from concurrent.futures import as_completed

    with _pool(jobs) as pool:
        waiting = {pool.submit(work_on, source): source for source in sources}
        for future in as_completed(waiting):
            yield waiting.pop(future), future.result()


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Worker processes; BuildError in one line when one of them ends by itself."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_parent) as pool:
        try:
            yield pool
        except BrokenProcessPool as error:
            raise BuildError("并行进程意外结束（常因内存不足）；已完成的规划会被复用，请减少 --jobs 后重新运行") from error
        finally:
            pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """Let a worker end when the build does, even by kill -9: it would wait for work for ever."""
    import multiprocessing
    import os
    import threading

    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="end-with-parent").start()

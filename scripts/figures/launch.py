"""Runs a command and prints what it took: wall seconds, CPU seconds, peak memory in MB.

A process starts its record of peak memory with the size of the one that started it; so measured commands are started by
this small one: `python launch.py COMMAND…`. Ends with the command's exit code; its output is dropped, its errors are shown.
"""

from __future__ import annotations

import os
import sys
import time


def main() -> None:
    began = time.perf_counter()
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
    _, status, used = os.wait4(child, 0)
    sys.stdout.write(f"{time.perf_counter() - began} {used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024}\n")
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()

"""Fuzz with atheris: python -m tests.fuzz parser|facts|quotes [libFuzzer options] [folder].

Seeds are in tests/fuzz/seeds; what is found on the way goes to the folder given, or to a temporary one. For example
`python -m tests.fuzz parser -max_total_time=600 -timeout=10`. Ends with an error on the first crash or hang.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["corpus", "index.qa", "kg"]):
    from tests.fuzz.targets import TARGETS

SEEDS = Path(__file__).parent / "seeds"


def main() -> None:
    """Hand the target to libFuzzer."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"请给出目标:{'、'.join(TARGETS)}")
    name, *more = sys.argv[1:]
    folders = [word for word in more if not word.startswith("-")]
    options = [word for word in more if word.startswith("-")]
    seeds = SEEDS / ("quotes" if name == "quotes" else "parser")
    # libFuzzer writes what it finds into the first folder
    found = folders or [tempfile.mkdtemp(prefix="plan-fuzz-")]
    atheris.Setup([sys.argv[0], "-max_len=2048", *options, *found, str(seeds)], TARGETS[name])
    atheris.Fuzz()


main()

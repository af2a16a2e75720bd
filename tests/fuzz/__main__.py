"""Fuzz with atheris: python -m tests.fuzz parser|facts|quotes [libFuzzer options] [folder | files].

Seeds are in tests/fuzz/seeds; what is found on the way goes to the folder given, or to a temporary one. For example
`python -m tests.fuzz parser -max_total_time=600 -timeout=10`. Ends with an error on the first crash or hang. Given files
instead of a folder, each is tried once: so an input that was kept is tried again.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["corpus", "index.qa", "kg"]):
    from tests.fuzz.targets import TARGETS
from tests.fuzz.mutate import mutated

SEEDS = Path(__file__).parent / "seeds"


def main() -> None:
    """Hand the target to libFuzzer; half of the inputs are changed as text, half as bytes."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"请给出目标:{'、'.join(TARGETS)}")
    name, *more = sys.argv[1:]
    places = [word for word in more if not word.startswith("-")]
    options = [word for word in more if word.startswith("-")]
    seeds = SEEDS / ("quotes" if name == "quotes" else "parser")
    texts = [path.read_text(encoding="utf-8") for path in sorted(seeds.iterdir())]

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.5:
            return bytes(atheris.Mutate(data, most))
        return mutated(data.decode("utf-8", "replace"), texts, chance).encode()[:most]

    if not places or Path(places[0]).is_dir():
        # libFuzzer writes what it finds into the first folder
        places = [*(places or [tempfile.mkdtemp(prefix="plan-fuzz-")]), str(seeds)]
    atheris.Setup([sys.argv[0], "-max_len=2048", *options, *places], TARGETS[name], custom_mutator=mutate)
    atheris.Fuzz()


main()

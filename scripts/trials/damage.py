"""Files of a build directory damaged in every way that disks and people manage; nobody may be told anything wrong."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from index.publish import CURRENT, BuildError, open_generation
from index.qa.build import build
from index.qa.work import FOLDER, kept
from scripts.trials.crash import look
from scripts.trials.outcome import Outcome, Say
from scripts.trials.probe import Corpora, Expected

Bytes = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way a file is damaged; `data` is None when it is deleted."""

    what: str
    data: bytes | None


def variants(whole: bytes, other: bytes | None, number: int, seed: int) -> Iterator[Variant]:
    """`number` distinct damaged forms: deleted, empty, swapped, cut, flipped, zeroed, scrambled, doubled, grown."""
    chance = random.Random(seed)
    yield Variant("deleted", None)
    seen = {whole}
    fixed = [("empty", b""), ("swapped", other), ("doubled", whole * 2), ("grown", whole + b"\0"), ("garbage", b"\xff" * 64)]
    makers: tuple[Callable[[bytes, random.Random], tuple[str, bytes]], ...] = (_cut, _flipped, _zeroed, _scrambled)
    made = 1
    turns = cycle(makers)
    while made < number:
        what, data = fixed.pop(0) if fixed else next(turns)(whole, chance)
        if data is not None and data not in seen:
            seen.add(data)
            made += 1
            yield Variant(what, data)


def _cut(whole: bytes, chance: random.Random) -> tuple[str, bytes]:
    at = chance.randrange(len(whole))
    return f"cut at {at}", whole[:at]


def _flipped(whole: bytes, chance: random.Random) -> tuple[str, bytes]:
    at = chance.randrange(len(whole))
    return f"byte {at} flipped", whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :]


def _zeroed(whole: bytes, chance: random.Random) -> tuple[str, bytes]:
    at = chance.randrange(len(whole))
    size = min(len(whole) - at, chance.choice((1, 16, 512, 4096)))
    return f"{size} bytes zeroed at {at}", whole[:at] + b"\0" * size + whole[at + size :]


def _scrambled(whole: bytes, chance: random.Random) -> tuple[str, bytes]:
    """Several bytes replaced: even a file of a few bytes has any number of these."""
    data = bytearray(whole)
    places = [chance.randrange(len(whole)) for _ in range(chance.randint(2, 8))]
    for at in places:
        data[at] = chance.randrange(256)
    return f"bytes {places} replaced", bytes(data)


def damaged_files(corpora: Corpora, expected: Expected, folder: Path, say: Say, number: int = 500, probed: int = 10) -> Iterator[Outcome]:
    """Every file of a current generation in `number` damaged forms; each is opened, `probed` of them are asked as well.

    A reader must be given the generation before, with a line naming the file; alone, a refusal naming the file.
    """
    directory = folder / "damage"
    shutil.rmtree(directory, ignore_errors=True)
    shutil.copytree(expected.directory, directory)
    build(corpora.second, directory)
    current = directory / expected.second
    for path in [directory / CURRENT, *sorted(p for p in current.rglob("*") if p.is_file())]:
        yield _file(path, directory, expected, number, probed)
        say(path.name)


def _file(path: Path, directory: Path, expected: Expected, number: int, probed: int) -> Outcome:
    name = path.relative_to(directory / expected.second).as_posix() if expected.second in path.parts else path.name
    twin = directory / expected.first / name
    whole, before = path.read_bytes(), path.stat().st_mtime_ns
    failures, served, asked = [], 0, 0
    for count, variant in enumerate(variants(whole, _twin(twin, name, expected), number, seed=len(whole))):
        _put(path, variant)
        wrong, stood_in = _opened(path, directory, expected, variant)
        if not wrong and count % max(1, number // probed) == 0:
            wrong, asked = look(directory, expected), asked + 1
        served += stood_in
        if wrong:
            failures.append(f"{name} {variant.what}: {wrong}")
    path.write_bytes(whole)
    alone = _alone(path, directory, expected, whole)
    assert path.stat().st_mtime_ns >= before
    return Outcome(f"损坏：{name}", number, (*failures, *alone), {"由上一版本应答": served, "提问核对": asked})


def _twin(twin: Path, name: str, expected: Expected) -> bytes | None:
    if name == CURRENT:
        return b"gen-0000000000000000\n"
    return twin.read_bytes() if twin.is_file() else None


def _put(path: Path, variant: Variant) -> None:
    if variant.data is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(variant.data)


def _opened(path: Path, directory: Path, expected: Expected, variant: Variant) -> tuple[str, bool]:
    """What is wrong with how a damaged file is met, and whether the generation before stood in."""
    try:
        generation = open_generation(directory)
    except Exception as error:
        return f"{type(error).__name__}: {error}", False
    if path.name == CURRENT:
        return _pointed(generation.id, generation.damage, str(path), expected, variant), generation.id == expected.first
    if generation.id == expected.second:
        return ("" if _same_content(path, variant, generation.manifest) else "damage not noticed"), False
    if generation.id != expected.first or str(path) not in generation.damage:
        return f"served {generation.id} saying {generation.damage!r}", False
    return "", True


def _pointed(served: str, damage: str, path: str, expected: Expected, variant: Variant) -> str:
    """A pointer may lose white space unnoticed; anything else is noticed, and a whole generation is served."""
    if (variant.data or b"").strip() == expected.second.encode():
        return "" if served == expected.second else f"served {served}"
    return "" if served in expected.answers and (damage and (path in damage or "gen-" in damage)) else f"served {served} saying {damage!r}"


def _same_content(path: Path, variant: Variant, manifest: object) -> bool:
    """White space in a manifest may differ; what it says may not."""
    import json

    return path.name == "manifest.json" and variant.data is not None and json.loads(variant.data) == manifest


def _alone(path: Path, directory: Path, expected: Expected, whole: bytes) -> list[str]:
    """The same file flipped when there is no generation before: refused, naming the file."""
    if path.name == CURRENT:
        return []
    aside = (directory / expected.first).rename(directory / "aside")
    path.write_bytes(whole[:-1])
    try:
        open_generation(directory)
        return [f"{path.name} alone: damage not noticed"]
    except BuildError as error:
        return [] if str(path) in str(error) and "\n" not in str(error) else [f"{path.name} alone: {error}"]
    finally:
        path.write_bytes(whole)
        aside.rename(directory / expected.first)


def damaged_work(corpora: Corpora, expected: Expected, folder: Path, say: Say, number: int = 500, built: int = 10) -> Iterator[Outcome]:
    """Kept work of each plan in `number` damaged forms: never believed; with `built` of them the build is made again."""
    directory = folder / "work"
    shutil.rmtree(directory, ignore_errors=True)
    shutil.copytree(expected.directory, directory)
    works = sorted((directory / FOLDER).iterdir())
    wholes: Bytes = {p.name: p.read_bytes() for p in works}
    for path, other in zip(works, reversed(works), strict=True):
        failures = []
        plan, whole = _plan_of(wholes[path.name]), wholes[path.name]
        for count, variant in enumerate(variants(whole, wholes[other.name], number, seed=len(whole))):
            _put(path, variant)
            if kept(directory / FOLDER, path.stem, plan) is not None:
                failures.append(f"{plan} {variant.what}: believed")
            if count % max(1, number // built) == 0 and build(corpora.first, directory, force=False).generation.id != expected.first:
                failures.append(f"{plan} {variant.what}: another generation")
        path.write_bytes(whole)
        say(plan)
        yield Outcome(f"损坏：单部规划的中间结果 {plan}", number, tuple(failures), {"重新构建核对": built})


def _plan_of(data: bytes) -> str:
    import json

    return str(json.loads(data.split(b"\n", 2)[1])["plan"])

"""Cue words and patterns of the entity rules, from the toml files of data/lexicon: rules hold code, these hold language."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from kg.needles import Sought

_FOLDER = Path(__file__).parent / "data" / "lexicon"


@cache
def table(name: str) -> dict[str, tuple[str, ...]]:
    """The lists of `data/lexicon/<name>.toml`, in file order."""
    with (_FOLDER / f"{name}.toml").open("rb") as file:
        return {key: tuple(value) for key, value in tomllib.load(file).items()}


def words(name: str, key: str) -> tuple[str, ...]:
    """One list of words or patterns."""
    return table(name)[key]


@cache
def alternation(name: str, key: str) -> str:
    """A list as the inside of a regular expression, longest first; entries may be patterns themselves."""
    return "|".join(sorted(words(name, key), key=lambda w: (-len(w), w)))


_LIST = re.compile(r"<(\w+)\.(\w+)>")


@cache
def regex(template: str) -> Sought:
    """A regular expression in which `<name.key>` stands for the alternation of that list, compiled once."""
    return Sought(_LIST.sub(lambda match: f"(?:{alternation(*match.groups())})", template))


@cache
def pattern(name: str, key: str) -> Sought:
    """A list as a compiled pattern."""
    return Sought(alternation(name, key))

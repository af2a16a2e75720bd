"""jieba's dictionary, read where it is asked for: the words that begin with one character are one short block of the file.

Reading all of it takes longer than everything else that one question needs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from math import inf, log
from pathlib import Path

#: the sum of all counts of the dictionary
TOTAL = 60_101_967
#: for one character the logarithm of its own count (-inf where it is no word), the counts of all words that begin with it, and by
#: each beginning of a longer one (two characters or more) the characters that may follow
Block = tuple[float, Mapping[str, int], Mapping[str, str]]
#: from here on the file is sorted by first character; before it stand some words with Latin letters
_SORTED = "\n一 ".encode()


@cache
def block(character: str) -> Block:
    """The words that begin with a character.

    >>> _, counts, following = block("瞪")
    >>> counts["瞪目"], following["瞪目"]
    (3, '哆结')
    """
    fields = _lines(character).decode().split()
    counts = dict(zip(fields[0::3], map(int, fields[1::3]), strict=True))
    return grown((log(counts[character]) if character in counts else -inf, {}, {}), counts)


def grown(block: Block, counts: Mapping[str, int]) -> Block:
    """A block with more words of two characters or more; where it has them already their counts are replaced."""
    alone, known, beginnings = block
    following = dict(beginnings)
    for word in counts:
        for end in range(2, len(word)) if len(word) > 2 else ():
            beginning, character = word[:end], word[end]
            after = following.get(beginning)
            if after is None:
                following[beginning] = character
            elif character not in after:
                following[beginning] = after + character
    return alone, {**known, **counts}, following


@lru_cache(maxsize=20_000)
def part_of_speech(word: str) -> str:
    """The part of speech that the dictionary gives a word (n, v, vn, d …); empty when it does not know the word.

    >>> part_of_speech("卫星"), part_of_speech("打算"), part_of_speech("今年")
    ('n', 'v', 't')
    """
    _, found, rest = _lines(word[:1]).partition(f"\n{word} ".encode())
    return rest.partition(b"\n")[0].decode().split()[-1] if found else ""


def is_proper_noun(word: str) -> bool:
    """Whether the dictionary calls a word the name of a place, a body or something else (ns, nt, nz).

    >>> is_proper_noun("新疆"), is_proper_noun("汽车")
    (True, False)
    """
    return part_of_speech(word)[:2] in ("ns", "nt", "nz")


@cache
def _file() -> tuple[Sequence[bytes], bytes]:
    """The lines "word count part-of-speech": unsorted ones, and the sorted rest, each behind a line break. jieba is not imported."""
    jieba = find_spec("jieba")
    if jieba is None or jieba.origin is None:
        raise ModuleNotFoundError("jieba")
    data = b"\n" + Path(jieba.origin).with_name("dict.txt").read_bytes().rstrip()
    at = data.index(_SORTED)
    return data[:at].split(b"\n"), data[at:]


@cache
def _lines(character: str) -> bytes:
    """The lines of the words that begin with a character, each behind a line break."""
    (front, data), key = _file(), f"\n{character}".encode()

    def beginning(at: int) -> bytes:
        """How the line begins that an offset lies in."""
        line = data.rfind(b"\n", 0, at + 1)
        return data[line : line + len(key)]

    start, end = (bisect(range(len(data)), key, key=beginning) for bisect in (bisect_left, bisect_right))
    return b"".join(b"\n" + line for line in front if line.startswith(key[1:])) + data[start:end]

"""Words of Chinese text, by an own frozen jieba tokenizer that knows the names of the graph."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, partial
from itertools import chain
from math import inf, log
from typing import TYPE_CHECKING

from corpus.normal import fold, fold_text

if TYPE_CHECKING:
    from jieba import Tokenizer

_WORD = re.compile(r"[\w%‰℃&.+#\-]*\w[\w%‰℃&+#]*")
_NAME_FREQ = 20_000
#: what jieba cuts into words by its dictionary; everything else falls into single characters. Its hidden Markov model takes time
#: and memory that grow with the square of a run of unknown characters, so no stretch is longer than this
_CUT_AT = 1000
_STRETCH = re.compile(rf"([\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]{{1,{_CUT_AT}}})")
_REMEMBERED = 1 << 15


@dataclass(frozen=True, slots=True)
class Word:
    """A token and its offsets in the text it was cut from."""

    text: str
    start: int
    end: int


@cache
def _dictionary() -> tuple[dict[str, int], set[str], int]:
    """jieba's own dictionary: words with their counts, what longer words begin with, and the sum of counts.

    jieba holds the beginnings as words that count 0, which takes nearly as long as to find them. Read in one piece without
    its cache in the shared temp folder: line by line it takes twice as long, half of a short command.
    """
    fields = _tagged().decode().split()
    words, counts = fields[0::3], list(map(int, fields[1::3]))
    frequencies = dict(zip(words, counts, strict=True))
    beginnings = {word[:end] for word in words for end in range(1, len(word))}
    return frequencies, beginnings, sum(counts)


@cache
def _tagged() -> bytes:
    """The lines "word count part-of-speech" of jieba's own dictionary, each behind a line break."""
    import logging

    import jieba

    logging.getLogger("jieba").setLevel(logging.WARNING)
    with jieba.Tokenizer().get_dict_file() as lines:
        return b"\n" + bytes(lines.read())


@lru_cache(maxsize=20_000)
def part_of_speech(word: str) -> str:
    """The part of speech jieba's dictionary gives a word (n, v, vn, d …); empty when it does not know the word.

    >>> part_of_speech("卫星"), part_of_speech("打算"), part_of_speech("今年")
    ('n', 'v', 't')
    """
    if word not in _dictionary()[0]:
        return ""
    text, wanted = _tagged(), f"\n{word} ".encode()
    # the lines are in order but for some dozens, which are looked for from the start
    at = bisect_left(range(len(text)), wanted, key=lambda middle: _line(text, middle)[: len(wanted)])
    line = _line(text, at if _line(text, at).startswith(wanted) else text.find(wanted))
    return line.decode().split()[-1]


def _line(text: bytes, at: int) -> bytes:
    """The first line that begins at an offset or behind it, its line break in front."""
    start = text.find(b"\n", at)
    return text[start : text.find(b"\n", start + 1)]


@cache
def proper_nouns() -> frozenset[str]:
    """The words jieba's dictionary calls names of places, bodies or others (ns, nt, nz)."""
    return frozenset(word.decode() for word in re.findall(rb"\n(\S+) \d+ n[stz]", _tagged()))


def stretches(folded: str) -> Iterator[tuple[int, int]]:
    """Where the stretches lie that are cut one by one: no word runs beyond its stretch."""
    return (match.span() for match in _STRETCH.finditer(folded))


class Segmenter:
    """Cuts text into words; the names given at construction stay whole, nothing can be added later.

    jieba cuts the stretches between punctuation marks one by one, so what a stretch became is remembered:
    headings come again with every sentence below them, and a sentence comes again in its clause.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = tuple(sorted(dict.fromkeys(n for n in names if len(n) > 1)))

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        import jieba

        tokenizer = jieba.Tokenizer()
        frequencies, beginnings, total = _dictionary()
        tokenizer.FREQ, tokenizer.total = (dict(frequencies) if self.names else frequencies), total
        tokenizer.initialized = True
        for name in self.names:
            tokenizer.add_word(name.lower(), _NAME_FREQ)
        tokenizer.get_DAG, tokenizer.calc = _no_graph, _best_routes(tokenizer.FREQ, beginnings, tokenizer.total)
        return tokenizer

    @cached_property
    def _pieces(self) -> Callable[[str], tuple[tuple[str, bool], ...]]:
        return lru_cache(_REMEMBERED)(partial(_pieces, self._tokenizer))

    @cached_property
    def _tokens(self) -> Callable[[str], tuple[str, ...]]:
        return lru_cache(_REMEMBERED)(partial(_tokens, self._tokenizer))

    def cut(self, text: str) -> tuple[Word, ...]:
        """The words of a text in order, with stored offsets; matching happens on the folded copy."""
        folded = fold(text)
        offsets, out, start = folded.offsets, [], 0
        for piece, is_word in chain.from_iterable(map(self._pieces, _STRETCH.split(folded.text))):
            end = start + len(piece)
            if is_word:
                out.append(Word(piece, offsets[start], offsets[end - 1] + 1))
            start = end
        return tuple(out)

    def tokens(self, text: str) -> list[str]:
        """Tokens for lexical search: words and the shorter words inside them, folded."""
        return list(chain.from_iterable(map(self._tokens, _STRETCH.split(fold_text(text)))))

    def frequency(self, word: str) -> int:
        """How often jieba's dictionary counts the word; 0 when it does not know it."""
        return int(self._tokenizer.FREQ.get(word) or 0)


def _pieces(tokenizer: Tokenizer, folded: str) -> tuple[tuple[str, bool], ...]:
    """What a stretch falls into, and whether each piece is a word."""
    return tuple((piece, bool(_WORD.fullmatch(piece))) for piece in tokenizer.cut(folded))


def _tokens(tokenizer: Tokenizer, folded: str) -> tuple[str, ...]:
    return tuple(word for word in tokenizer.cut_for_search(folded) if _WORD.fullmatch(word))


def _no_graph(sentence: str) -> None:
    """What jieba would build of all words in a sentence; `_best_routes` reads the dictionary itself."""


def _best_routes(
    frequencies: Mapping[str, int], beginnings: Set[str], total: int
) -> Callable[[str, None, dict[int, tuple[float, int]]], None]:
    """jieba's search for the likeliest words, in one pass over the dictionary instead of two: same results in half the time."""
    count, all_words = frequencies.get, log(total)

    def calc(sentence: str, graph: None, route: dict[int, tuple[float, int]]) -> None:
        """Fill `route`: for each offset the log probability of the rest and the last character of the word that starts there."""
        length = len(sentence)
        route[length] = (0, 0)
        for start in range(length - 1, -1, -1):
            best, last = -inf, start
            for end in range(start + 1, length + 1):
                seen = count(sentence[start:end])
                if seen:
                    score = log(seen) - all_words + route[end][0]
                    if score >= best:
                        best, last = score, end - 1
                elif seen is None and sentence[start:end] not in beginnings:
                    break
            route[start] = (best, last) if best > -inf else (-all_words + route[start + 1][0], start)

    return calc

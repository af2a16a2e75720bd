"""Words of Chinese text as jieba cuts them, with the names of the graph kept whole."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from math import inf, log

from corpus.dictionary import TOTAL, Block, block, grown, is_proper_noun, part_of_speech
from corpus.normal import fold, fold_text

__all__ = ["Segmenter", "Word", "is_proper_noun", "part_of_speech", "stretches"]

_WORD = re.compile(r"[\w%‰℃&.+#\-]*\w[\w%‰℃&+#]*")
_NAME_FREQ = 20_000
#: what jieba cuts into words by its dictionary, else a single character that can be a word. Its hidden Markov model takes time and
#: memory that grow with the square of a run of unknown characters, so no stretch is longer than this
_CUT_AT = 1000
_STRETCH = re.compile(rf"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]{{1,{_CUT_AT}}}|\w")
_REMEMBERED = 1 << 15


@dataclass(frozen=True, slots=True)
class Word:
    """A token and its offsets in the text it was cut from."""

    text: str
    start: int
    end: int


def stretches(folded: str) -> Iterator[tuple[int, int]]:
    """Where the stretches lie that are cut one by one: no word runs beyond its stretch."""
    return (match.span() for match in _STRETCH.finditer(folded))


class Segmenter:
    """Cuts text into the words that jieba cuts; the names given at construction stay whole, nothing can be added later.

    jieba's dictionary and its hidden Markov model decide; only the search for the likeliest words is done here, since jieba
    looks up every beginning of every word twice. Stretches between punctuation marks are cut one by one, so what a stretch
    became is remembered: headings come again with every sentence below them, and a sentence comes again in its clause.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = tuple(sorted(dict.fromkeys(n for n in names if len(n) > 1)))

    @cached_property
    def _blocks(self) -> _Blocks:
        return _Blocks(name.lower() for name in self.names)

    @cached_property
    def _all_words(self) -> float:
        """Logarithm of the sum of counts; jieba raises it by each word added, known or not."""
        return log(TOTAL + _NAME_FREQ * len(self.names))

    @cached_property
    def _pieces(self) -> Callable[[str], tuple[tuple[str, bool], ...]]:
        return lru_cache(_REMEMBERED)(self._cut_into_pieces)

    @cached_property
    def _tokens(self) -> Callable[[str], tuple[str, ...]]:
        return lru_cache(_REMEMBERED)(self._cut_for_search)

    @cached_property
    def _found_by(self) -> Callable[[str], tuple[str, ...]]:
        return lru_cache(_REMEMBERED)(self._parts)

    def cut(self, text: str) -> tuple[Word, ...]:
        """The words of a text in order, with stored offsets; matching happens on the folded copy."""
        folded = fold(text)
        offsets, out = folded.offsets, []
        for stretch in _STRETCH.finditer(folded.text):
            end = stretch.start()
            for piece, is_word in self._pieces(stretch[0]):
                start, end = end, end + len(piece)
                if is_word:
                    out.append(Word(piece, offsets[start], offsets[end - 1] + 1))
        return tuple(out)

    def pieces(self, stretch: str) -> tuple[tuple[str, bool], ...]:
        """What one stretch of a folded text falls into, and whether each piece is a word."""
        return self._pieces(stretch)

    def tokens(self, text: str) -> list[str]:
        """Tokens for lexical search: words and the shorter words inside them, folded."""
        return self.folded_tokens(fold_text(text))

    def folded_tokens(self, folded: str) -> list[str]:
        """The tokens of a text that is folded already, white space dropped."""
        return list(chain.from_iterable(map(self._tokens, _STRETCH.findall(folded))))

    def frequency(self, word: str) -> int:
        """How often jieba's dictionary counts the word; 0 when it does not know it."""
        return self._blocks.count(word) if word else 0

    def _cut_into_pieces(self, folded: str) -> tuple[tuple[str, bool], ...]:
        """What a stretch falls into, and whether each piece is a word."""
        return tuple((piece, bool(_WORD.fullmatch(piece))) for piece in self._cut(folded))

    def _cut_for_search(self, folded: str) -> tuple[str, ...]:
        return tuple(chain.from_iterable(map(self._found_by, self._cut(folded))))

    def _parts(self, piece: str) -> tuple[str, ...]:
        """A piece and before it the words of two and three characters inside it, if they are words."""
        inside = [piece[at : at + size] for size in (2, 3) if size < len(piece) for at in range(len(piece) - size + 1)]
        known = filter(self._blocks.count, inside) if inside else ()
        return tuple([word for word in (*known, piece) if _WORD.fullmatch(word)])

    def _cut(self, folded: str) -> list[str]:
        """The likeliest words of a stretch."""
        words: list[str] = []
        at = loose = 0
        ends = _likeliest(folded, self._blocks, self._all_words)
        while at < len(ends):
            end = ends[at]
            if end - at > 1:
                words += folded[loose:at] if at - loose < 2 else self._loose(folded[loose:at])
                words.append(folded[at:end])
                loose = end
            at = end
        words += self._loose(folded[loose:])
        return words

    def _loose(self, run: str) -> Iterable[str]:
        """Characters in a row that belong to no longer word: if the run is no word itself, the model finds the words in it."""
        return run if len(run) < 2 or self._blocks.count(run) else _unknown(run)


class _Blocks(dict[str, Block]):
    """The blocks of the dictionary by their character, with names among the words."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__()
        self._names: dict[str, dict[str, int]] = defaultdict(dict)
        for name in names:
            self._names[name[0]][name] = _NAME_FREQ

    def __missing__(self, character: str) -> Block:
        known = block(character)
        found = self[character] = grown(known, self._names[character]) if character in self._names else known
        return found

    def count(self, word: str) -> int:
        return self[word[0]][1].get(word, 0)


@lru_cache(_REMEMBERED)
def _unknown(run: str) -> tuple[str, ...]:
    """The words that jieba's hidden Markov model finds in a run of characters."""
    from jieba import finalseg

    return tuple(finalseg.cut(run))


def _likeliest(stretch: str, blocks: _Blocks, all_words: float) -> list[int]:
    """For each offset of a stretch, where the word ends that begins there when the rest is cut into its likeliest words.

    jieba's own search, sum by sum, from the end: of equally likely words the longest; a character that begins no word counts once.
    """
    length, rest = len(stretch), 0.0
    scores, ends = [0.0] * (length + 1), [0] * length
    for start in range(length - 1, -1, -1):
        alone, counts, following = blocks[stretch[start]]
        best, last, end = alone - all_words + rest, start + 1, start + 2
        while end <= length:
            word = stretch[start:end]
            count = counts.get(word)
            if count:
                score = log(count) - all_words + scores[end]
                if score >= best:
                    best, last = score, end
            longer = following.get(word)
            if longer is None or end == length or stretch[end] not in longer:
                break
            end += 1
        scores[start] = rest = best if best > -inf else rest - all_words
        ends[start] = last
    return ends

"""Words of Chinese text, by an own frozen jieba tokenizer that knows the names of the graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from corpus.normal import fold

if TYPE_CHECKING:
    from jieba import Tokenizer

_WORD = re.compile(r"[\w%‰℃&.+#\-]*\w[\w%‰℃&+#]*")
_NAME_FREQ = 20_000


@dataclass(frozen=True, slots=True)
class Word:
    """A token and its offsets in the text it was cut from."""

    text: str
    start: int
    end: int


@cache
def _dictionary() -> tuple[dict[str, int], int]:
    """jieba's own dictionary, read without its cache in the shared temp folder."""
    import logging

    import jieba

    logging.getLogger("jieba").setLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    frequencies, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    return frequencies, total


class Segmenter:
    """Cuts text into words; the names given at construction stay whole, nothing can be added later."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = tuple(sorted(dict.fromkeys(n for n in names if len(n) > 1)))
        self._tokenizer: Tokenizer | None = None

    def _cutter(self) -> Tokenizer:
        if self._tokenizer is None:
            import jieba

            tokenizer = jieba.Tokenizer()
            frequencies, total = _dictionary()
            tokenizer.FREQ, tokenizer.total = (dict(frequencies) if self.names else frequencies), total
            tokenizer.initialized = True
            for name in self.names:
                tokenizer.add_word(name.lower(), _NAME_FREQ)
            self._tokenizer = tokenizer
        return self._tokenizer

    def cut(self, text: str) -> tuple[Word, ...]:
        """The words of a text in order, with stored offsets; matching happens on the folded copy."""
        folded = fold(text)
        out = []
        for word, start, end in self._cutter().tokenize(folded.text):
            if _WORD.fullmatch(word):
                span = folded.span(start, end)
                out.append(Word(word, span.start, span.end))
        return tuple(out)

    def tokens(self, text: str) -> list[str]:
        """Tokens for lexical search: words and the shorter words inside them, folded."""
        return list(self._search_tokens(fold(text).text))

    def _search_tokens(self, folded: str) -> Iterator[str]:
        for word in self._cutter().cut_for_search(folded):
            if _WORD.fullmatch(word):
                yield word

    def frequency(self, word: str) -> int:
        """How often jieba's dictionary counts the word; 0 when it does not know it."""
        return int(self._cutter().FREQ.get(word) or 0)

"""Numbers as word processors and browsers print them: one row per number format of Office Open XML."""

from __future__ import annotations

from collections.abc import Callable

from corpus.numerals import to_chinese

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_FULL_WIDTH = {ord("0") + n: 0xFF10 + n for n in range(10)}


def _digits(number: int, digits: str = "〇一二三四五六七八九") -> str:
    return "".join(digits[int(d)] for d in str(number))


def _thousand(number: int) -> str:
    return to_chinese(number) if 0 < number < 10000 else _digits(number)


def _counting(number: int) -> str:
    """Word counts in words up to 99 and spells the digits beyond."""
    return to_chinese(number) if 0 < number < 100 else _digits(number)


def _legal(number: int) -> str:
    words = _thousand(number)
    return ("一" + words if words.startswith("十") else words).translate(_LEGAL).replace("〇", "零")


def _japanese(number: int) -> str:
    """As in Japanese 百 and 千 stand alone and no 零 is spoken."""
    words = _thousand(number).replace("零", "")
    for unit in "百千":
        words = words.replace(f"一{unit}", unit)
    return words.replace("百一十", "百十")


def _letters(number: int) -> str:
    """a…z, aa, bb … as Word continues."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    out = ""
    for value, letters in _ROMAN:
        out += letters * (number // value)
        number %= value
    return out


def _cycle(names: str) -> Callable[[int], str]:
    return lambda number: names[(number - 1) % len(names)] if number > 0 else str(number)


def _glyphs(*runs: tuple[int, int, int]) -> Callable[[int], str]:
    """Ready-made characters: (first number, last number, first code point); plain digits beyond them."""

    def glyph(number: int) -> str:
        for first, last, code in runs:
            if first <= number <= last:
                return chr(code + number - first)
        return str(number)

    return glyph


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: str(n).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda n: str(n).translate(_FULL_WIDTH),
    "decimalHalfWidth": str,
    "numberInDash": lambda n: f"- {n} -",
    "ordinal": lambda n: (
        f"{n}" + ("th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th"))
    ),
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerLetter": _letters,
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "chineseCounting": _counting,
    "chineseCountingThousand": _thousand,
    "chineseLegalSimplified": _legal,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _thousand,
    "taiwaneseDigital": _digits,
    "japaneseCounting": _japanese,
    "japaneseDigitalTenThousand": _digits,
    "ideographDigital": _digits,
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
    "decimalEnclosedCircle": _glyphs((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)),
    "decimalEnclosedCircleChinese": _glyphs((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)),
    "decimalEnclosedParen": _glyphs((1, 20, 0x2474)),
    "decimalEnclosedFullstop": _glyphs((1, 20, 0x2488)),
    "ideographEnclosedCircle": _glyphs((1, 10, 0x3280)),
    "none": lambda _: "",
}


def numeral(number_format: str, number: int) -> str:
    """`number` in a w:numFmt of Office Open XML; a format not listed is printed in Arabic digits.

    >>> [numeral(f, 12) for f in ("chineseCounting", "ideographDigital", "lowerRoman")]
    ['十二', '一二', 'xii']
    """
    return _FORMATS.get(number_format, str)(number)

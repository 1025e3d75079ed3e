"""Korean particles (조사) that fit the word before them, also after numbers, units and Latin letters."""

import re

_FIRST, _LAST, _FINALS = 0xAC00, 0xD7A3, 28
_RIEUL = 8
# Whether the reading of a sign ends in a consonant, and in ㄹ: 영 일 이 삼 사 오 육 칠 팔 구.
_DIGITS = dict(zip("0123456789", (21, 8, 0, 16, 0, 0, 1, 8, 8, 0), strict=True))
# Names of Latin letters that end in a consonant: 엘, 엠, 엔, 알.
_LETTERS = {"l": _RIEUL, "m": 16, "n": 4, "r": _RIEUL}
# 퍼센트, 달러 … are written as signs, read as words.
_SIGNS = {"%": 0, "$": 0, "℃": 0, "㎡": 0}
_PAIRS = {
    "은": ("은", "는"), "는": ("은", "는"),
    "이": ("이", "가"), "가": ("이", "가"),
    "을": ("을", "를"), "를": ("을", "를"),
    "과": ("과", "와"), "와": ("과", "와"),
    "으로": ("으로", "로"), "로": ("으로", "로"),
}  # fmt: skip
_CLOSING = re.compile(r"[\s)\]」』’”'\".,]+$")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")


def final_consonant(text: str) -> int:
    """Return the number of the final consonant a text is read with (0: none; 8: ㄹ).

    What stands in brackets at the end is not read. Unknown signs count as ending in a vowel.
    """
    bare = _IN_BRACKETS.sub("", text) or text
    bare = _CLOSING.sub("", bare)
    if not bare:
        return 0
    last = bare[-1]
    code = ord(last)
    if _FIRST <= code <= _LAST:
        return (code - _FIRST) % _FINALS
    if last in _DIGITS:
        return _number_end(bare)
    return _SIGNS.get(last, _LETTERS.get(last.lower(), 0))


def _number_end(text: str) -> int:
    """Return the final consonant of a number's reading: 10 is 십, 200 is 백, 3,000 is 천, 40,000 is 만."""
    digits = re.search(r"[\d,]+$", text)
    whole = digits[0].replace(",", "") if digits else text[-1]
    if re.search(r"\.[\d,]+$", text) or not whole.strip("0"):
        return _DIGITS[text[-1]]
    zeros = len(whole) - len(whole.rstrip("0"))
    # 십, 백, 천, 만: each ends in a consonant, none in ㄹ; 억 and 조 likewise but 조.
    return _DIGITS[whole[-1]] if zeros == 0 else 17 if zeros < 12 else 0  # noqa: PLR2004 - 조 is 10^12


def particle(text: str, kind: str) -> str:
    """Return the particle (은, 이, 을, 과, 으로 …) that fits after a text; ValueError for an unknown one."""
    if kind not in _PAIRS:
        raise ValueError(f"모르는 조사 '{kind}'")
    after_consonant, after_vowel = _PAIRS[kind]
    final = final_consonant(text)
    if kind in {"으로", "로"} and final == _RIEUL:
        return after_vowel
    return after_consonant if final else after_vowel


def with_particle(text: str, kind: str) -> str:
    """Return a text with the particle that fits: 201개사를, 2,086억 원으로."""
    return text + particle(text, kind)

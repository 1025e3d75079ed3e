"""How alike two short Korean texts are, and which words they share.

Runs of two and three letters within words (TF-IDF over all texts of the fair, cosine) see "포장재를" and
"포장재" as nearly one without a dictionary; the words are shown to people only.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

_WORDS = re.compile(r"[^\W_]+")
_HANGUL = re.compile("[가-힣]")
_KOREAN_STEM, _OTHER_STEM = 2, 4  # letters two words must share to be one


def likeness(sought: Sequence[str], offered: Sequence[str]) -> NDArray[np.float64]:
    """Return (sought, offered) cosines, 0 to 1; an empty text is like nothing."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [_folded(text) for text in (*sought, *offered)]
    if not any(len(word) > 1 for text in texts for word in _WORDS.findall(text)):
        return np.zeros((len(sought), len(offered)))
    rows = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 3), sublinear_tf=True).fit_transform(texts)
    product = rows[: len(sought)] @ rows[len(sought) :].T
    return np.asarray(product.toarray(), dtype=np.float64)


def shared_words(one: str, other: str, *, most: int = 3) -> tuple[str, ...]:
    """Return the beginnings of words both texts have, the longest first, at most `most` of them."""
    theirs = sorted(set(_WORDS.findall(_folded(other))))
    found = set()
    for word in set(_WORDS.findall(_folded(one))):
        stem = max((_common(word, their) for their in theirs), key=len, default="")
        if len(stem) >= (_KOREAN_STEM if _HANGUL.search(stem) else _OTHER_STEM):
            found.add(stem)
    kept: list[str] = []
    for stem in sorted(found, key=lambda stem: (-len(stem), stem)):
        if not any(longer.startswith(stem) for longer in kept):
            kept.append(stem)
    return tuple(kept[:most])


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _common(one: str, other: str) -> str:
    return "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))

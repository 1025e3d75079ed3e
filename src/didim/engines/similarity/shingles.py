"""Texts as shingles: letters without spaces and punctuation, their places, and a hash for every run."""

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

# Between parts of a plan: no shingle and no passage goes over it.
BORDER = "\f"
_BORDER_LETTER = 1
_TABLE_SIZE = 0x10000
_BASE = np.uint64(0x9E3779B97F4A7C15)

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class PlanText:
    """A text made ready: n letters of it, k shingles.

    letters: (n,) code points, 1 for a border. at: (n,) where each stands in the text. hashes: (k,) of the
    shingles in their order. starts: (k,) the letter each begins with. distinct: the different hashes, sorted.
    """

    letters: NDArray[np.uint32]
    at: NDArray[np.int64]
    hashes: Hashes
    starts: NDArray[np.int64]
    distinct: Hashes


def read_plan(text: str, *, letters: int) -> PlanText:
    """Return a text ready for comparing, with shingles of so many letters."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    folded = _table()[np.minimum(codes, _TABLE_SIZE - 1)]
    at = np.flatnonzero(folded)
    kept = folded[at]
    hashes, starts = _hashes(kept, letters)
    return PlanText(kept, at, hashes, starts, np.unique(hashes))


def _hashes(kept: NDArray[np.uint32], letters: int) -> tuple[Hashes, NDArray[np.int64]]:
    count = kept.size - letters + 1
    if count <= 0:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    hashes = np.zeros(count, np.uint64)
    for place in range(letters):
        hashes *= _BASE
        hashes += kept[place : place + count]
    borders = np.concatenate(([0], np.cumsum(kept == _BORDER_LETTER)))
    starts = np.flatnonzero(borders[letters:] == borders[:-letters])
    return _mixed(hashes[starts]), starts


def _mixed(hashes: Hashes) -> Hashes:
    """Spread hashes evenly (the finaliser of splitmix64), so that one in so many is a fair sample."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


@cache
def _table() -> NDArray[np.uint32]:
    """Return for every code point the letter it counts as, 0 for none.

    Case and width are folded (the first letter of the compatibility form). What lies outside the basic
    plane (emoji, rare signs) is no letter.
    """
    table = np.zeros(_TABLE_SIZE, np.uint32)
    for code in range(_TABLE_SIZE - 1):
        letter = chr(code)
        if letter.isalnum():
            folded = unicodedata.normalize("NFKC", letter).casefold()[:1]
            table[code] = ord(folded) if folded.isalnum() and ord(folded) < _TABLE_SIZE else code
    table[ord(BORDER)] = _BORDER_LETTER
    return table

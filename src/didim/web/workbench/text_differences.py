"""Where two texts differ, word by word, for reading side by side."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

LONGEST = 600

Pieces = list[tuple[str, bool]]


def differences(left: str, right: str) -> tuple[Pieces, Pieces]:
    """Return both texts as pieces with whether the piece is not in the other; long texts are cut."""
    ours, theirs = _words(left), _words(right)
    left_pieces: Pieces = []
    right_pieces: Pieces = []
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for tag, left_from, left_to, right_from, right_to in matcher.get_opcodes():
        differs = tag != "equal"
        _add(left_pieces, "".join(ours[left_from:left_to]), differs=differs)
        _add(right_pieces, "".join(theirs[right_from:right_to]), differs=differs)
    return left_pieces, right_pieces


def _add(pieces: Pieces, text: str, *, differs: bool) -> None:
    if text:
        pieces.append((text, differs))


def _words(text: str) -> list[str]:
    """Return words with the space after them, so that put together they are the text again."""
    text = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    starts = [0, *_starts(text), len(text)]
    return [text[begin:end] for begin, end in pairwise(starts) if begin < end]


def _starts(text: str) -> Iterator[int]:
    for at in range(1, len(text)):
        if text[at - 1].isspace() and not text[at].isspace():
            yield at

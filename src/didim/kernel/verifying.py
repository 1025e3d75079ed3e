"""What a check of stored records found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A stored row that is not what it was: its kind, which one, and a sentence that says what is wrong."""

    kind: str
    row: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.row}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Verifier:
    """One kind of record: its name in both languages, and what looks all of it through, first rows first."""

    kind: str
    name: str
    find: Callable[[], Iterator[Finding]]

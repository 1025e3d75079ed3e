"""Facts of many firms as columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from didim.engines.eligibility.catalogue import CATALOGUE, Catalogue
from didim.engines.eligibility.facts import FirmFacts

Whole = NDArray[np.int64]
Days = NDArray[np.int32]
Codes = NDArray[np.int32]
Flags = NDArray[np.bool_]

NEVER = np.int32(2**31 - 1)
ALWAYS = np.int32(-(2**31))


@dataclass(frozen=True, slots=True)
class CodedColumn:
    """A column of values from a vocabulary: ``codes[i]`` is the place of firm i's value in ``vocabulary``."""

    codes: Codes
    vocabulary: Sequence[Any]

    @classmethod
    def of(cls, values: Iterable[Any]) -> "CodedColumn":
        """Put values (hashable, None: not known) into a column."""
        places: dict[Any, int] = {}
        codes = np.fromiter((places.setdefault(value, len(places)) for value in values), np.int32)
        return cls(codes, tuple(places))


@dataclass(frozen=True, slots=True)
class FirmTable:
    """Columns of n firms.

    low, high: for each number column of the catalogue the bounds of each firm's value, shape (n,); one and
    the same array where every firm's value is exact. choices: for each choice fact the possible values
    (frozenset or None). paths: region and industry paths (tuple or None). periods: for each kind of
    certificate pairs of first and last days (ordinals), each of shape (n,); NEVER..ALWAYS where a firm
    holds none. complete: whose list of certificates is whole.
    """

    size: int
    low: Mapping[str, Whole]
    high: Mapping[str, Whole]
    choices: Mapping[str, CodedColumn]
    paths: Mapping[str, CodedColumn]
    periods: Mapping[str, tuple[tuple[Days, Days], ...]]
    complete: Flags

    @classmethod
    def of(cls, firms: Iterable[FirmFacts], catalogue: Catalogue = CATALOGUE) -> "FirmTable":
        """Put firms into columns, in their order."""
        rows = list(firms)
        low, high = {}, {}
        for column, fact in catalogue.columns.items():
            bounds = np.array([fact.range_of(row) for row in rows], np.int64).reshape(-1, 2)
            low[column], high[column] = np.ascontiguousarray(bounds[:, 0]), np.ascontiguousarray(bounds[:, 1])
        return cls(
            len(rows),
            low,
            high,
            {
                name: CodedColumn.of(fact.possible(row) for row in rows)
                for name, fact in catalogue.choices.items()
            },
            {
                fact.name: CodedColumn.of(fact.path_of(row) or None for row in rows)
                for fact in (catalogue.region, catalogue.industry)
            },
            _periods(rows),
            np.array([row.designations_complete for row in rows], np.bool_),
        )

    def slice(self, start: int, stop: int) -> "FirmTable":
        """Return the firms from ``start`` to before ``stop``; the columns are views."""
        cut = np.s_[start:stop]
        return FirmTable(
            len(range(*cut.indices(self.size))),
            {name: column[cut] for name, column in self.low.items()},
            {name: column[cut] for name, column in self.high.items()},
            {
                name: CodedColumn(column.codes[cut], column.vocabulary)
                for name, column in self.choices.items()
            },
            {name: CodedColumn(column.codes[cut], column.vocabulary) for name, column in self.paths.items()},
            {kind: tuple((a[cut], b[cut]) for a, b in pairs) for kind, pairs in self.periods.items()},
            self.complete[cut],
        )


def _periods(rows: Sequence[FirmFacts]) -> dict[str, tuple[tuple[Days, Days], ...]]:
    """Lay each firm's certificates of a kind into as many column pairs as any firm has periods of it."""
    columns: dict[str, list[tuple[Days, Days]]] = {}
    for at, row in enumerate(rows):
        seen: dict[str, int] = {}
        for held in row.designations:
            place = seen.get(held.kind, 0)
            seen[held.kind] = place + 1
            pairs = columns.setdefault(held.kind, [])
            if place == len(pairs):
                pairs.append((np.full(len(rows), NEVER, np.int32), np.full(len(rows), ALWAYS, np.int32)))
            first, last = pairs[place]
            first[at] = _ordinal(held.valid_from, ALWAYS)
            last[at] = _ordinal(held.valid_to, NEVER)
    return {kind: tuple(pairs) for kind, pairs in columns.items()}


def _ordinal(day: date | None, otherwise: np.int32) -> int:
    return int(otherwise) if day is None else day.toordinal()

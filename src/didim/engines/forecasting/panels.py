"""Districts over quarters: shops, openings, closings and what is known beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]
_TWO_DIMENSIONS = 2


class PanelError(ValueError):
    """A panel cannot be read or used; the sentence says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Panel:
    """n districts over t quarters that follow one another, the first one `first` (kernel.quarters).

    codes, names, kinds, boroughs: n each (empty text: not known). area: n, km². The tables are n × t with
    NaN where there is no row or no value: stores, closings and openings are counts of shops, sales won a
    quarter, visitors, workers and residents people.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    boroughs: tuple[str, ...]
    first: int
    area: Floats
    stores: Floats
    closings: Floats
    openings: Floats
    sales: Floats
    visitors: Floats
    workers: Floats
    residents: Floats

    def __post_init__(self) -> None:
        shape = self.stores.shape
        if len(shape) != _TWO_DIMENSIONS or 0 in shape:
            raise PanelError("상권과 분기가 하나 이상 있어야 합니다 / at least one district and one quarter")
        if any(table.shape != shape for table in self.tables.values()):
            raise PanelError("표의 크기가 서로 다릅니다 / tables differ in shape")
        if not len(self.codes) == len(self.names) == len(self.kinds) == len(self.boroughs) == shape[0]:
            raise PanelError("상권마다 한 줄이어야 합니다 / one entry a district")

    @property
    def tables(self) -> dict[str, Floats]:
        """Return every n × t table by name."""
        named = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: value for name, value in named.items() if isinstance(value, np.ndarray) and name != "area"
        }

    @property
    def last(self) -> int:
        """Return the last quarter."""
        return self.first + int(self.stores.shape[1]) - 1

    @property
    def quarters(self) -> range:
        """Return the quarters in order."""
        return range(self.first, self.last + 1)

    @property
    def latest_stores(self) -> Floats:
        """Return the shops of each district when last counted: n values, 0 where never."""
        return last_known(self.stores)

    def until(self, quarter: int) -> "Panel":
        """Return what was known at the end of a quarter; raise PanelError where that is before the first."""
        kept = quarter - self.first + 1
        if kept < 1:
            raise PanelError("그 분기까지의 자료가 없습니다 / nothing is known until that quarter")
        cut: dict[str, Any] = {name: table[:, :kept] for name, table in self.tables.items()}
        return replace(self, **cut)

    def only(self, rows: Places | Sequence[int]) -> "Panel":
        """Return some of the districts, in the order given."""
        chosen = np.asarray(rows, dtype=np.int64)
        changed: dict[str, Any] = {name: table[chosen] for name, table in self.tables.items()}
        for name in ("codes", "names", "kinds", "boroughs"):
            changed[name] = tuple(getattr(self, name)[at] for at in chosen)
        return replace(self, area=self.area[chosen], **changed)


def last_known(table: Floats) -> Floats:
    """Return the last value that is no NaN in each row, 0 where there is none."""
    return carried_forward(table)[:, -1]


def carried_forward(table: Floats) -> Floats:
    """Return the table with each gap filled by the value before it; 0 before the first."""
    known = ~np.isnan(table)
    places = np.maximum.accumulate(np.where(known, np.arange(table.shape[1]), -1), axis=1)
    filled = np.take_along_axis(table, np.maximum(places, 0), axis=1)
    carried: Floats = np.where(places >= 0, filled, 0.0)
    return carried

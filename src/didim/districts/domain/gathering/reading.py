"""The data sets of a store as tables of the engine; a data set that was never brought is None."""

from dataclasses import dataclass

import ibis
from ibis.expr.types import Table

from didim.engines.districts.columns import Unit
from didim.engines.districts.running import DuckEngine, Engine, stored
from didim.engines.districts.schemas import PANEL
from didim.engines.districts.store import Store

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Sources:
    """A store opened for reading: areas are always there (DistrictsError with the way out if not)."""

    store: Store
    engine: Engine
    areas: Table

    def table(self, data_set: str) -> Table | None:
        """Return the rows of a data set that speak of districts; None where it was never brought."""
        if not self.store.paths(data_set):
            return None
        rows = stored(self.engine, self.store, data_set)
        return rows.filter(rows.unit == Unit.DISTRICT.value) if "unit" in rows.columns else rows

    def panel(self) -> tuple[Table, Table] | None:
        """Return the panel of all trades as the official tables would say it: stores and sales.

        Counts are rebuilt from the published rates: rate × shops / 100 is whole on all rows of the panel.
        """
        rows = self.table(PANEL.id)
        if rows is None:
            return None
        keys = {name: rows[name] for name in ("quarter", "unit", "place")}
        stores = rows.select(
            **keys,
            trade=ibis.literal(""),
            stores=rows.stores,
            franchise_stores=ibis.null("int64"),
            openings=(rows.opening_rate * rows.stores / PERCENT).round(0).cast("int64"),
            closings=(rows.closing_rate * rows.stores / PERCENT).round(0).cast("int64"),
            closing_rate=rows.closing_rate,
        )
        sales = rows.select(**keys, trade=ibis.literal(""), amount=rows.amount, count=ibis.null("int64"))
        return stores, sales


def open_sources(store: Store) -> Sources:
    """Open a store; DistrictsError where it holds no areas."""
    engine = DuckEngine()
    return Sources(store, engine, stored(engine, store, "areas"))

"""Indicators as Ibis expressions: tables of the store go in, a table comes out, on whichever engine.

All ratios are Σ/Σ; a value below its minimum is null, its sums stay. "quarter" is the official code (20244).
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import reduce

import ibis
from ibis.expr.types import IntegerColumn, Table

from didim.engines.districts.columns import AGES, CITY, DAYS, HOURS, Unit
from didim.engines.districts.rules import IndicatorRule

KEYS = ("quarter", "place", "trade")
_HOURS_LONG = {hour: int(hour[-2:]) - int(hour[:2]) for hour in HOURS}
PERCENT = 100
MORE_THAN_ROUNDED = 0.51  # points: published rates are whole, and have a last digit


class Level(StrEnum):
    """What rows are added up to."""

    DISTRICT = "district"
    DONG = "dong"
    BOROUGH = "borough"
    CITY = "city"


def ordinal(quarter: IntegerColumn) -> IntegerColumn:
    """Return quarters as numbers that can be subtracted: year × 4 + quarter − 1."""
    numbered: IntegerColumn = (quarter // 10) * 4 + quarter % 10 - 1
    return numbered


def members(areas: Table, level: Level) -> Table:
    """Return which place belongs to which group of a level: place, group, area_m2."""
    group = {
        Level.DISTRICT: areas.place,
        Level.DONG: areas.dong,
        Level.BOROUGH: areas.borough,
        Level.CITY: ibis.literal(CITY),
    }[level]
    return areas.select(place=areas.place, group=group, area_m2=areas.area_m2)


def drawn(areas: Table, shares: Table) -> Table:
    """Return the places of a drawn area. shares: place, share of the place's area that lies inside (0–1].

    Sums over a drawn area take that share of every count: shops are taken to lie evenly over a district.
    """
    joined = areas.join(shares, "place")
    return joined.select(
        place=joined.place,
        group=ibis.literal("drawn"),
        area_m2=joined.area_m2 * joined.share,
        share=joined.share,
    )


def sums(
    stores: Table,
    sales: Table | None,
    places: Table,
    *,
    by_trade: bool = True,
    by_kind: bool = False,
    within: Sequence[str] = (),
) -> Table:
    """Return the sums of groups by quarter (and trade): shops, openings, closings, franchises, sales.

    stores_with_sales: the shops of places and trades whose sales are published; only they divide sales.
    within: further columns of `places` that keep rows apart.
    """
    rows = _of_districts(stores)
    if sales is not None:
        sold = _of_districts(sales)
        sold = sold.select(
            quarter=sold.quarter,
            place=sold.place,
            trade=sold.trade,
            amount=sold.amount,
            payments=sold["count"],
        )
        rows = rows.left_join(sold, list(KEYS)).drop("quarter_right", "place_right", "trade_right")
        rows = rows.mutate(stores_with_sales=ibis.ifelse(rows.amount.notnull(), rows.stores, 0))
    names = ["stores", "franchise_stores", "openings", "closings"]
    names += ["stores_with_sales", "amount", "payments"] if sales is not None else []
    keys = ["quarter", *within, "group", *(["trade"] if by_trade else []), *(["kind"] if by_kind else [])]
    joined = rows.join(places, "place")
    if "share" in places.columns:
        added = {name: (joined[name] * joined.share).sum() for name in names}
    else:
        added = {name: joined[name].sum() for name in names}
    return joined.group_by(keys).agg(**added)


def ratios(added: Table, rule: IndicatorRule) -> Table:
    """Add to sums every ratio whose two sums are there; null below its minimum."""
    values = {
        one.id: ibis.ifelse(
            added[one.denominator] >= one.minimum,
            added[one.numerator].cast("float64") * one.scale / added[one.denominator],
            ibis.null("float64"),
        )
        for one in rule.ratios
        if one.numerator in added.columns and one.denominator in added.columns
    }
    return added.mutate(**values)


def with_area(added: Table, places: Table) -> Table:
    """Add the area of each group to its sums, for densities."""
    areas = places.group_by("group").agg(area_m2=places.area_m2.sum())
    return (
        added.join(areas, "group").drop("group_right")
        if "group_right" in added.columns
        else added.join(areas, "group")
    )


def mix(added: Table) -> Table:
    """Return how many trades a group has and how even they are, from its sums by trade.

    diversity: the chance that two shops picked at random are of different trades (Simpson 1949), in whole
    numbers until the last division. effective_trades: so many equally large trades would be as even.
    """
    shops = added.filter(added.stores > 0)
    totals = shops.group_by(["quarter", "group"]).agg(
        trades=shops.count(), stores=shops.stores.sum(), squares=(shops.stores * shops.stores).sum()
    )
    return evenness(totals)


def evenness(totals: Table) -> Table:
    """Add to stores and the sum of the squares of its trades' stores how even the trades are."""
    return totals.mutate(
        diversity=ibis.ifelse(
            totals.stores > 1,
            1 - (totals.squares - totals.stores).cast("float64") / (totals.stores * (totals.stores - 1)),
            ibis.null("float64"),
        ),
        effective_trades=(totals.stores * totals.stores).cast("float64") / totals.squares.nullif(0),
    )


def published_difference(stores: Table) -> Table:
    """Return the rows whose published rate is not the recomputed one, rounded as the publisher does.

    difference: points of percent between what is published and 100 × Σ/Σ of the row.
    """
    rows = stores.filter(stores.stores > 0)
    both = {"closing": rows.closings, "opening": rows.openings}
    parts = []
    for name, counted in both.items():
        recomputed = counted.cast("float64") * PERCENT / rows.stores
        one = rows.select(
            "quarter",
            "unit",
            "place",
            "trade",
            "stores",
            rate=ibis.literal(name),
            counted=counted,
            published=rows[f"{name}_rate"],
            recomputed=recomputed,
            difference=rows[f"{name}_rate"] - recomputed,
        )
        parts.append(one.filter(one["difference"].abs() > MORE_THAN_ROUNDED))
    return ibis.union(*parts)


def bands(rows: Table, places: Table, measure: str) -> Table:
    """Return people (footfall) or sales by hour, day and age: band, value, share of its kind, per hour.

    Long form: quarter, group, kind (hour, day, age), band, value; shares are Σ/Σ within the kind.
    """
    joined = _of_districts(rows).join(places, "place")
    kinds: dict[str, Sequence[str]] = {"hour": HOURS, "day": DAYS, "age": AGES}
    columns = {
        f"{kind}:{band}": joined[f"{measure}_{band}" if kind == "day" else f"{measure}_{kind}_{band}"].sum()
        for kind, names in kinds.items()
        for band in names
    }
    wide = joined.group_by(["quarter", "group"]).agg(**columns)
    long = wide.pivot_longer(list(columns), names_to="name", values_to="value")
    parts = long.name.split(":")
    long = long.mutate(kind=parts[0], band=parts[1])
    total = long.value.sum().over(ibis.window(group_by=["quarter", "group", "kind"]))
    hours = long.name.cases(*((f"hour:{hour}", length) for hour, length in _HOURS_LONG.items()), else_=1)
    value = long.value.cast("float64")
    return long.select(
        "quarter", "group", "kind", "band", "value", share=value / total.nullif(0), per_hour=value / hours
    )


def trend(
    added: Table, rule: IndicatorRule, value: str = "amount", keys: Sequence[str] = ("group",)
) -> Table:
    """Return a series with its seasonal factor taken out, and its change over a year.

    Classical ratio to a centred moving average over four quarters. adjusted and trend_percent (the last four
    adjusted quarters against the four before) are null where the series has too few quarters or a gap.
    """
    names = list(keys)
    rows = added.select(
        *names, "quarter", value=added[value], at=ordinal(added.quarter), part=added.quarter % 10
    )
    window = ibis.window(group_by=names, order_by=rows.at)
    near = {
        step: (rows.value.lag(-step) if step < 0 else rows.value.lead(step)).over(window)
        for step in (-2, -1, 1, 2)
    }
    whole = (rows.at.lead(2).over(window) - rows.at.lag(2).over(window)) == 4  # noqa: PLR2004 - no gap
    eighths = near[-2] + 2 * near[-1] + 2 * rows.value + 2 * near[1] + near[2]
    smoothed = rows.mutate(
        ratio=ibis.ifelse(whole, rows.value * 8.0 / eighths.nullif(0), ibis.null("float64"))
    )
    season = ibis.window(group_by=[*names, "part"])
    year = ibis.window(group_by=names)
    factored = smoothed.mutate(
        raw_factor=smoothed.ratio.mean().over(season), quarters=smoothed.value.count().over(year)
    )
    # The four factors of a year shall have the mean one.
    scaled = factored.mutate(factor=factored.raw_factor / factored.raw_factor.mean().over(year))
    enough = scaled.quarters >= rule.trend_quarters
    adjusted = scaled.mutate(adjusted=ibis.ifelse(enough, scaled.value / scaled.factor, ibis.null("float64")))
    order = ibis.window(group_by=names, order_by=adjusted.at)
    last = reduce(
        lambda one, other: one + other, [adjusted.adjusted.lag(step).over(order) for step in range(4)]
    )
    before = reduce(
        lambda one, other: one + other, [adjusted.adjusted.lag(step).over(order) for step in range(4, 8)]
    )
    unbroken = (adjusted.at - adjusted.at.lag(7).over(order)) == 7  # noqa: PLR2004 - eight quarters, no gap
    return adjusted.select(
        *names,
        "quarter",
        "value",
        "factor",
        "adjusted",
        trend_percent=ibis.ifelse(unbroken, PERCENT * (last / before - 1), ibis.null("float64")),
        year_percent=ibis.ifelse(
            (adjusted.at - adjusted.at.lag(4).over(order)) == 4,  # noqa: PLR2004 - the same quarter a year ago
            PERCENT * (adjusted.value.cast("float64") / adjusted.value.lag(4).over(order).nullif(0) - 1),
            ibis.null("float64"),
        ),
    )


def change_classes(change: Table) -> Table:
    """Return the change class recomputed beside the official one: H where the months are equal or more."""
    first = ibis.ifelse(change.operating_months >= change.city_operating_months, "H", "L")
    second = ibis.ifelse(change.closed_months >= change.city_closed_months, "H", "L")
    return change.select(
        "quarter",
        "place",
        official=change.change,
        recomputed=first.concat(second),
        operating_tie=change.operating_months == change.city_operating_months,
        closed_tie=change.closed_months == change.city_closed_months,
    )


def survival(licences: Table, rule: IndicatorRule, today: str, keys: Sequence[str]) -> Table:
    """Return survival after 1, 3 and 5 years as numerator and denominator, and months of operation.

    licences: opened, closed (dates; closed null while open) and the keys. today: the date of the data.
    Counted are the shops opened in the window that ended so many years before; months are means.
    """
    now = ibis.literal(today).cast("date")
    counts = {}
    for years in rule.survival_years:
        until = now - ibis.interval(months=12 * years)
        since = until - ibis.interval(months=rule.survival_window_months)
        born = (licences.opened > since) & (licences.opened <= until)
        lived = licences.closed.isnull() | (
            licences.closed >= licences.opened + ibis.interval(months=12 * years)
        )
        counts[f"opened_{years}"] = born.cast("int64").sum()
        counts[f"survived_{years}"] = (born & lived).cast("int64").sum()
    days = licences.closed.fill_null(now).delta(licences.opened, unit="day")
    counts["open"] = licences.closed.isnull().cast("int64").sum()
    counts["open_days"] = ibis.ifelse(licences.closed.isnull(), days, 0).sum()
    counts["closed"] = licences.closed.notnull().cast("int64").sum()
    counts["closed_days"] = ibis.ifelse(licences.closed.notnull(), days, 0).sum()
    added = licences.group_by(list(keys)).agg(**counts)
    month = 365.2425 / 12
    values = {
        f"survival_{years}": ibis.ifelse(
            added[f"opened_{years}"] >= rule.survival_minimum,
            added[f"survived_{years}"].cast("float64") * PERCENT / added[f"opened_{years}"],
            ibis.null("float64"),
        )
        for years in rule.survival_years
    }
    months = {
        f"{name}_months": added[f"{name}_days"].cast("float64") / month / added[name].nullif(0)
        for name in ("open", "closed")
    }
    return added.mutate(**values, **months)


def _of_districts(rows: Table) -> Table:
    return rows.filter(rows.unit == Unit.DISTRICT.value)

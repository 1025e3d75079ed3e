"""What observations add up to: by agency, programme, year, breakdown, currency or basis."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet, Sum

from didim.outcomes.enums import Adding, Basis, Subject
from didim.outcomes.models import Indicator, Observation

By = Literal["agency", "programme", "year", "breakdown", "currency", "basis"]
_COLUMNS: dict[str, str] = {
    "agency": "agency_id",
    "programme": "programme_name",
    "year": "year",
    "breakdown": "breakdown",
    "currency": "currency",
    "basis": "basis",
}
# What is measured of a running year; before, after and expected are compared, not added.
MEASURED = frozenset({Basis.DURING, Basis.AS_OF})
# Values that agree in these are of the same thing at different times.
_SAME = (
    "agency_id",
    "enterprise_id",
    "place_id",
    "region_id",
    "network_id",
    "programme_name",
    "breakdown",
    "currency",
)


@dataclass(frozen=True, slots=True)
class ObservationFilter:
    """Which observations count; None means any. A value belongs to the day its period ends on.

    `codes` are those of indicators, whatever their versions. `region` is the region observed, not the one
    a firm lies in.
    """

    codes: frozenset[str] | None = None
    first: date | None = None
    last: date | None = None
    agency_ids: frozenset[int] | None = None
    programmes: frozenset[str] | None = None
    breakdowns: frozenset[str] | None = None
    currencies: frozenset[str] | None = None
    bases: frozenset[Basis] | None = MEASURED
    enterprise_ids: frozenset[int] | None = None
    subject: Subject | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class ObservationTotal:
    """A sum and what it was made of; `value` None where values of this indicator are never added.

    `key` holds what it was grouped by, in the order asked. Money of different currencies stays apart.
    """

    key: tuple[Any, ...]
    currency: str
    value: Decimal | None
    observations: int
    firms: int


def effective_observations(narrowed: ObservationFilter) -> QuerySet[Observation]:
    """Return the rows that count and fit a filter, in no order; row security decides whose they may be."""
    rows = Observation.objects.filter(is_effective=True).order_by()
    if narrowed.codes is not None:
        rows = rows.filter(indicator__in=_versions_of(narrowed.codes))
    if narrowed.first is not None:
        # The year leads in the index; the day settles it.
        rows = rows.filter(year__gte=narrowed.first.year, period_end__gte=narrowed.first)
    if narrowed.last is not None:
        rows = rows.filter(year__lte=narrowed.last.year, period_end__lte=narrowed.last)
    for column, wanted in (
        ("agency__in", narrowed.agency_ids),
        ("programme_name__in", narrowed.programmes),
        ("breakdown__in", narrowed.breakdowns),
        ("currency__in", narrowed.currencies),
        ("basis__in", narrowed.bases),
        ("enterprise__in", narrowed.enterprise_ids),
    ):
        if wanted is not None:
            rows = rows.filter(**{column: list(wanted)})
    if narrowed.region is not None:
        rows = rows.filter(region=narrowed.region)
    if narrowed.subject is not None:
        rows = rows.filter(_about(narrowed.subject))
    return rows


def _versions_of(codes: frozenset[str]) -> list[int]:
    return list(Indicator.objects.filter(code__in=codes).order_by().values_list("pk", flat=True))


def _about(subject: Subject) -> Q:
    others = ("enterprise", "place", "region", "network")
    if subject == Subject.AGENCY:
        return Q(**dict.fromkeys((f"{name}__isnull" for name in others), True))
    return Q(**{f"{subject.value}__isnull": False})


def observation_totals(narrowed: ObservationFilter, *, by: Sequence[By] = ()) -> list[ObservationTotal]:
    """Add up one indicator's observations: two or three queries whatever the number of rows.

    Flows are added over everything. Of what stands at a moment only the last value of each subject (and
    programme, and breakdown) counts, within each year where years are asked for. ValueError unless the
    filter names one indicator.
    """
    if narrowed.codes is None or len(narrowed.codes) != 1:
        raise ValueError("totals are of one indicator")
    (code,) = narrowed.codes
    adding = Indicator.objects.filter(code=code).order_by("-version").values_list("adding", flat=True)[0]
    columns = [_COLUMNS[name] for name in by]
    rows = effective_observations(narrowed)
    if adding == Adding.LAST:
        found = _totals_of_last_values(rows, columns)
    else:
        found = list(
            rows.values(*columns, "currency")
            .annotate(total=Sum("value"), count=Count("*"), firms=Count("enterprise", distinct=True))
            .order_by(*columns, "currency")
            .values_list(*columns, "currency", "total", "count", "firms")
        )
    return [
        ObservationTotal(tuple(key), currency, None if adding == Adding.NEVER else total, observations, firms)
        for *key, currency, total, observations, firms in found
    ]


@contextmanager
def _room_to_sort() -> Iterator[Any]:
    """Give a cursor whose sorts of some hundred thousand rows stay in memory until the transaction ends."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        yield cursor


def _totals_of_last_values(rows: QuerySet[Observation], columns: list[str]) -> list[tuple[Any, ...]]:
    same = [*_SAME, *(name for name in ("indicator_id", "year") if name in columns)]
    last = rows.order_by(*same, F("period_end").desc(), F("pk").desc()).distinct(*same)
    sql, values = last.values_list("pk", "value", "basis", *same).query.sql_with_params()
    keys = ", ".join([*columns, "currency"])
    sums = "sum(value), count(*), count(DISTINCT enterprise_id)"
    with _room_to_sort() as cursor:
        cursor.execute(
            f"SELECT {keys}, {sums} FROM ({sql}) AS last GROUP BY {keys} ORDER BY {keys}",  # noqa: S608
            values,
        )
        return cursor.fetchall()


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """Subjects with a value before and one after: how many, and the sums of both. Rates are Σ/Σ."""

    breakdown: str
    currency: str
    subjects: int
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal | None:
        """By how much it changed: 0.1 for a tenth more; None where there was nothing before."""
        return self.after / self.before - 1 if self.before else None


def before_and_after(narrowed: ObservationFilter) -> list[BeforeAfter]:
    """Compare what was before with what came after, by breakdown; one query for the rows.

    Only what has both for the same subject, programme, breakdown and currency counts; of several values
    the last one does.
    """
    wanted = effective_observations(narrowed).filter(basis__in=[Basis.BEFORE, Basis.AFTER])
    order = [*_SAME, "basis"]
    last = wanted.order_by(*order, F("period_end").desc(), F("pk").desc()).distinct(*order)
    sql, values = last.values_list("pk", "value", *order).query.sql_with_params()
    with _room_to_sort() as cursor:
        cursor.execute(_BEFORE_AND_AFTER.format(last=sql, same=", ".join(_SAME)), values)
        return [BeforeAfter(*row) for row in cursor.fetchall()]


_BEFORE_AND_AFTER = """
SELECT breakdown, currency, count(*), sum(before), sum(after) FROM (
    SELECT breakdown, currency, min(value) FILTER (WHERE basis = 'before') AS before,
        min(value) FILTER (WHERE basis = 'after') AS after
    FROM ({last}) AS last GROUP BY {same} HAVING count(*) = 2
) AS pairs GROUP BY breakdown, currency ORDER BY breakdown, currency
"""


def yearly_totals(
    *, agency_id: int, years: Sequence[int]
) -> dict[tuple[str, str], dict[int, ObservationTotal]]:
    """Return what every indicator of an agency came to, by code and currency and then year: two queries.

    What is never added is left out.
    """
    narrowed = ObservationFilter(
        agency_ids=frozenset({agency_id}), first=date(min(years), 1, 1), last=date(max(years), 12, 31)
    )
    rows = effective_observations(narrowed)
    columns = ["indicator__code", "year", "currency"]
    flows = (
        rows.filter(indicator__adding=Adding.SUM)
        .values(*columns)
        .annotate(total=Sum("value"), count=Count("*"), firms=Count("enterprise", distinct=True))
        .order_by(*columns)
        .values_list(*columns, "total", "count", "firms")
    )
    codes = dict(Indicator.objects.order_by().values_list("pk", "code"))
    stocks = [
        (codes[indicator], *row)
        for indicator, *row in _totals_of_last_values(
            rows.filter(indicator__adding=Adding.LAST), ["indicator_id", "year"]
        )
    ]
    found: dict[tuple[str, str], dict[int, ObservationTotal]] = {}
    for code, year, currency, total, observations, firms in [*flows, *stocks]:
        found.setdefault((code, currency), {})[year] = ObservationTotal(
            (year,), currency, total, observations, firms
        )
    return found

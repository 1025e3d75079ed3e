"""What observations add up to: by agency, programme, year, breakdown, currency or basis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

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
_WHOSE = ("agency_id", "enterprise_id", "place_id", "region_id", "network_id")


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
    rows = effective_observations(narrowed)
    if adding == Adding.LAST:
        rows = _last_values(rows, within_years="year" in by)
    columns = [_COLUMNS[name] for name in by]
    found = (
        rows.values(*columns, "currency")
        .annotate(total=Sum("value"), count=Count("pk"), firms=Count("enterprise", distinct=True))
        .order_by(*columns, "currency")
        .values_list(*columns, "currency", "total", "count", "firms")
    )
    return [
        ObservationTotal(tuple(key), currency, None if adding == Adding.NEVER else total, observations, firms)
        for *key, currency, total, observations, firms in found
    ]


def _last_values(rows: QuerySet[Observation], *, within_years: bool) -> QuerySet[Observation]:
    same = [*_WHOSE, "programme_name", "breakdown", "currency", *(["year"] if within_years else [])]
    last = rows.order_by(*same, F("period_end").desc(), F("pk").desc()).distinct(*same)
    return Observation.objects.filter(pk__in=last.values("pk")).order_by()


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
    same = [*_WHOSE, "programme_name", "breakdown", "currency", "basis"]
    rows = wanted.order_by(*same, F("period_end").desc(), F("pk").desc()).distinct(*same)
    values: dict[tuple[Any, ...], dict[str, Decimal]] = {}
    for *key, basis, value in rows.values_list(*same, "value"):
        values.setdefault(tuple(key), {})[basis] = value
    sums: dict[tuple[str, str], list[Decimal | int]] = {}
    for (*_whose, breakdown, currency), pair in values.items():
        if len(pair) < 2:  # noqa: PLR2004 - before and after
            continue
        entry = sums.setdefault((breakdown, currency), [0, Decimal(0), Decimal(0)])
        for at, addend in enumerate((1, pair[Basis.BEFORE], pair[Basis.AFTER])):
            entry[at] += addend
    return [
        BeforeAfter(breakdown, currency, int(subjects), Decimal(before), Decimal(after))
        for (breakdown, currency), (subjects, before, after) in sorted(sums.items())
    ]

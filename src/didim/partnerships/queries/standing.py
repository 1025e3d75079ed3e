"""Partnerships as they stand on a day, and what came of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import (
    Case,
    CharField,
    Count,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from didim.accounts.tenancy import SYSTEM, scoped
from didim.outcomes.models import Observation
from didim.partnerships.enums import PromiseState, Standing
from didim.partnerships.models import Activity, Partnership, Promise, Result, Term

# How long before it must be decided a renewal stands among what is due.
SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result with the row that counts for it now; None when it was withdrawn."""

    result: Result
    row: Observation | None


@dataclass(frozen=True, slots=True)
class Progress:
    """A promise and how much of its target has come; None where nothing counts it."""

    promise: Promise
    reached: Decimal | None
    late: bool


def partnerships_on(day: date) -> QuerySet[Partnership]:
    """Return partnerships with `first_day`, `last_day`, `decide_by` and `standing` as of a day."""
    terms = Term.objects.filter(partnership=OuterRef("pk"))
    latest = terms.order_by("-number")
    standing = Case(
        When(ended_on__lt=day, then=Value(Standing.ENDED)),
        When(first_day__gt=day, then=Value(Standing.UPCOMING)),
        When(last_day__lt=day, then=Value(Standing.LAPSED)),
        default=Value(Standing.IN_FORCE),
        output_field=CharField(),
    )
    return (
        Partnership.objects.select_related("agency", "partner", "officer")
        .annotate(
            first_day=Subquery(terms.order_by("number").values("valid_from")[:1]),
            term_end=Subquery(latest.values("valid_to")[:1]),
            decide_by=Subquery(latest.values("decide_by")[:1]),
            renewal=Subquery(latest.values("renewal")[:1]),
        )
        .annotate(last_day=Coalesce("ended_on", "term_end"))
        .annotate(standing=standing)
    )


def with_counts(rows: QuerySet[Partnership], day: date) -> QuerySet[Partnership]:
    """Add how much was promised, kept, is late, was done and came of it, each counted by itself."""
    promises = Promise.objects.all()
    late = Q(state=PromiseState.OPEN, due_on__lt=day)
    return rows.annotate(
        promised=_counted(promises),
        kept=_counted(promises.filter(state=PromiseState.KEPT)),
        late=_counted(promises.filter(late)),
        done=_counted(Activity.objects.all()),
        came=_counted(Result.objects.all()),
    )


def due_for_renewal(rows: QuerySet[Partnership], day: date) -> QuerySet[Partnership]:
    """Keep those in force whose renewal must be decided soon, or should have been; the nearest first."""
    return (
        rows.filter(standing=Standing.IN_FORCE, ended_on=None, decide_by__lte=day + SOON)
        .exclude(renewal="once")
        .order_by("decide_by", "pk")
    )


def outcomes_of(*, partnership: Partnership) -> list[Outcome]:
    """Return the results of a partnership with the rows that count now, the latest first."""
    results = list(
        Result.objects.filter(partnership=partnership)
        .select_related("promise", "activity", "observation__indicator")
        .order_by("-observation__period_end", "-pk")
    )
    rows = _counting(partnership.agency_id, [result.reference for result in results])
    return [Outcome(result, rows.get(result.reference)) for result in results]


def progress_of(*, partnership: Partnership, outcomes: Sequence[Outcome], on: date) -> list[Progress]:
    """Return the promises of a partnership with what has come of each, by the indicator that counts it."""
    promises = Promise.objects.filter(partnership=partnership).order_by("side", "due_on", "pk")
    return [
        Progress(
            promise,
            _reached(promise, outcomes) if promise.indicator else None,
            late=promise.state == PromiseState.OPEN and promise.due_on is not None and promise.due_on < on,
        )
        for promise in promises
    ]


def public_outcomes(*, partnerships: Iterable[Partnership]) -> dict[int, list[Observation]]:
    """Return the rows that came of public partnerships: indicator, value, currency, breakdown and days."""
    shown = [one.pk for one in partnerships if one.is_public]
    found: dict[int, list[Observation]] = {}
    with scoped(SYSTEM):
        results = Result.objects.filter(partnership__in=shown).values_list("reference", "partnership")
        whose = dict(results.order_by("pk"))
        rows = Observation.objects.filter(
            agency__in={one.agency_id for one in partnerships}, reference__in=whose, is_effective=True
        )
        for row in (
            rows.select_related("indicator")
            .only("reference", "value", "currency", "breakdown", "period_start", "period_end", "indicator")
            .order_by("-period_end", "-pk")
        ):
            found.setdefault(whose[row.reference], []).append(row)
    return found


def _counted(rows: QuerySet[Promise] | QuerySet[Activity] | QuerySet[Result]) -> Coalesce:
    counted = rows.filter(partnership=OuterRef("pk")).order_by().values("partnership")
    return Coalesce(
        Subquery(counted.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), Value(0)
    )


def _counting(agency_id: int, references: Sequence[str]) -> dict[str, Observation]:
    rows = Observation.objects.filter(agency=agency_id, reference__in=references, is_effective=True)
    return {row.reference: row for row in rows.select_related("indicator").order_by("pk")}


def _reached(promise: Promise, outcomes: Sequence[Outcome]) -> Decimal:
    values = (
        one.row.value
        for one in outcomes
        if one.row is not None
        and one.result.promise_id == promise.pk
        and one.row.indicator.code == promise.indicator
    )
    return sum((value for value in values if value is not None), Decimal(0))

"""What the support ledger adds up to: by agency, programme, form, detail or year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce

from didim.support.enums import SupportForm
from didim.support.models import SupportRecord

By = Literal["agency", "programme", "form", "detail", "year"]
_COLUMNS: dict[str, str] = {
    "agency": "agency_id",
    "programme": "programme_name",
    "form": "form",
    "detail": "detail",
    "year": "year",
}


@dataclass(frozen=True, slots=True)
class SupportFilter:
    """Which lines count; None means any. `year` is the ledger's own, `first` and `last` the day received."""

    agency_ids: frozenset[int] | None = None
    years: frozenset[int] | None = None
    first: date | None = None
    last: date | None = None
    forms: frozenset[SupportForm] | None = None
    programmes: frozenset[str] | None = None
    details: frozenset[str] | None = None
    enterprise_ids: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class SupportTotal:
    """Worth in won (what has no price counts nothing), lines, and how many different firms."""

    key: tuple[Any, ...]
    amount_won: int
    records: int
    firms: int


def support_records(narrowed: SupportFilter) -> QuerySet[SupportRecord]:
    """Return the lines that fit a filter, in no order; row security decides whose they may be."""
    rows = SupportRecord.objects.order_by()
    for column, wanted in (
        ("agency__in", narrowed.agency_ids),
        ("year__in", narrowed.years),
        ("form__in", narrowed.forms),
        ("programme_name__in", narrowed.programmes),
        ("detail__in", narrowed.details),
        ("enterprise__in", narrowed.enterprise_ids),
    ):
        if wanted is not None:
            rows = rows.filter(**{column: list(wanted)})
    if narrowed.first is not None:
        rows = rows.filter(received_on__gte=narrowed.first)
    return rows if narrowed.last is None else rows.filter(received_on__lte=narrowed.last)


def support_totals(narrowed: SupportFilter, *, by: Sequence[By] = ()) -> list[SupportTotal]:
    """Add up lines of the ledger, grouped as asked; one query. A firm counts once in each group."""
    columns = [_COLUMNS[name] for name in by]
    rows = support_records(narrowed)
    sums = {
        "amount": Coalesce(Sum("amount_won"), 0),
        "records": Count("pk"),
        "firms": Count("enterprise", distinct=True),
    }
    if not columns:
        found = rows.aggregate(**sums)
        return [SupportTotal((), found["amount"], found["records"], found["firms"])]
    grouped = rows.values(*columns).annotate(**sums).order_by(*columns)
    return [
        SupportTotal(tuple(key), int(amount), records, firms)
        for *key, amount, records, firms in grouped.values_list(*columns, *sums)
    ]

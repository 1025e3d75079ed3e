"""What the support ledger adds up to: by agency, programme, form, detail or year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from didim.support.enums import SupportForm
from didim.support.models import LedgerMark, LedgerSum, SupportRecord

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
    """Add up lines of the ledger, grouped as asked. A firm counts once in each group.

    Whole years of one agency, of each agency or of all are read from kept sums (support.domain.sums), as
    far as nothing has changed since; all else is counted from the lines. Three queries at most.
    """
    if _is_kept(narrowed, by):
        return _from_kept_sums(narrowed, by)
    return _from_lines(support_records(narrowed), by)


def _from_lines(rows: QuerySet[SupportRecord], by: Sequence[By]) -> list[SupportTotal]:
    columns = [_COLUMNS[name] for name in by]
    sums = {
        "amount": Coalesce(Sum("amount_won"), 0),
        "records": Count("*"),
        "firms": Count("enterprise", distinct=True),
    }
    if not columns:
        found = rows.aggregate(**sums)
        return [SupportTotal((), int(found["amount"]), found["records"], found["firms"])]
    grouped = rows.values(*columns).annotate(**sums).order_by(*columns)
    return [
        SupportTotal(tuple(key), int(amount), records, firms)
        for *key, amount, records, firms in grouped.values_list(*columns, *sums)
    ]


def _is_kept(narrowed: SupportFilter, by: Sequence[By]) -> bool:
    """Whether it asks for whole years, of one agency, of each or of all, by one more thing at most."""
    one_year = narrowed.years is not None and len(narrowed.years) == 1
    whose = "agency" in by or narrowed.agency_ids is None or len(narrowed.agency_ids) == 1
    others = (
        narrowed.first,
        narrowed.last,
        narrowed.forms,
        narrowed.programmes,
        narrowed.details,
        narrowed.enterprise_ids,
    )
    return (
        whose
        and ("year" in by or one_year)
        and len(set(by) - {"agency", "year"}) <= 1
        and all(other is None for other in others)
    )


def _from_kept_sums(narrowed: SupportFilter, by: Sequence[By]) -> list[SupportTotal]:
    each_agency = "agency" in by or narrowed.agency_ids is not None
    marks = LedgerMark.objects.order_by()
    if narrowed.agency_ids is not None:
        marks = marks.filter(agency__in=list(narrowed.agency_ids))
    if narrowed.years is not None:
        marks = marks.filter(year__in=list(narrowed.years))
    # Read before the sums: what is marked from here on is not in them, and not in this answer either.
    marked = set(marks.values_list("agency_id" if each_agency else "year", "year").distinct())
    grain = next(iter(set(by) - {"agency", "year"}), "")
    sums = LedgerSum.objects.filter(grain=grain, agency__isnull=not each_agency)
    if narrowed.agency_ids is not None:
        sums = sums.filter(agency__in=list(narrowed.agency_ids))
    if narrowed.years is not None:
        sums = sums.filter(year__in=list(narrowed.years))
    found = [
        SupportTotal(tuple(row[_KEPT.get(name, "key")] for name in by), *(row[name] for name in _SUMS))
        for row in sums.order_by().values("agency_id", "year", "key", *_SUMS)
        if ((row["agency_id"] if each_agency else row["year"]), row["year"]) not in marked
    ]
    if marked:
        found += _from_lines(support_records(narrowed).filter(_lines_of(marked, each_agency=each_agency)), by)
    if not by and not found:
        return [SupportTotal((), 0, 0, 0)]
    return sorted(found, key=lambda total: total.key)


_KEPT = {"agency": "agency_id", "year": "year"}
_SUMS = ("amount_won", "records", "firms")


def _lines_of(marked: set[tuple[int, int]], *, each_agency: bool) -> Q:
    """Return the condition for the lines of marked years."""
    if not each_agency:
        return Q(year__in={year for _year, year in marked})
    agencies: dict[int, set[int]] = {}
    for agency, year in marked:
        agencies.setdefault(year, set()).add(agency)
    wanted = Q()
    for year, members in agencies.items():
        wanted |= Q(year=year, agency__in=members)
    return wanted

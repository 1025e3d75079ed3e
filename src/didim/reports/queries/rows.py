"""The rows behind a term of a figure: the very same query set is counted and is opened by readers."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, F, Func, OuterRef, Q, TextField
from django.db.models.fields import DateField
from django.db.models.functions import Cast, Coalesce

from didim.applications.enums import ApplicationState
from didim.applications.models import Application
from didim.kernel.definitions import DefinitionError, shipped_definitions
from didim.outcomes.enums import Basis
from didim.outcomes.models import Observation
from didim.reports.catalogue import Figure, Term
from didim.reports.enums import DataSet, TermPeriod
from didim.reports.queries.desk_rows import DESK_COLUMNS, DESK_SETS
from didim.reports.queries.narrowing import Rows, instants, narrowed
from didim.reports.queries.partner_rows import PARTNER_COLUMNS, PARTNER_SETS
from didim.reports.scopes import Period, Scope
from didim.selection.enums import Outcome
from didim.selection.models import Decision
from didim.support.models import SupportRecord

# A value is of its period or of its day unless a definition asks for another basis.
USUAL_BASES = (Basis.DURING, Basis.AS_OF)
# Parts that are days or begin with one.
DATED = frozenset({"day", "month"})
# What a name of a definition (`of`, `by`) is in each data set.
COLUMNS: dict[DataSet, dict[str, str]] = {
    DataSet.OBSERVATIONS: {
        "amount": "value",
        "firm": "enterprise_id",
        "programme": "programme_name",
        "breakdown": "breakdown",
        "agency": "agency_id",
        "region": "region_id",
    },
    DataSet.SUPPORT: {
        "amount": "amount_won",
        "firm": "enterprise_id",
        "programme": "programme_name",
        "form": "form",
        "agency": "agency_id",
    },
    DataSet.APPLICATIONS: {
        "firm": "enterprise_id",
        "programme": "call__programme__name",
        "agency": "agency_id",
    },
    DataSet.SELECTIONS: {
        "amount": "amount_won",
        "firm": "enterprise_id",
        "programme": "call__programme__name",
        "agency": "agency_id",
    },
    **DESK_COLUMNS,
    **PARTNER_COLUMNS,
}


def term_rows(
    figure: Figure, term: Term, *, scope: Scope, period: Period, baseline: Period | None = None
) -> Rows:
    """Return the rows of one term of a figure in a scope and a period.

    `baseline` is the period of terms that ask for one; without it such a term has no rows. For LATEST only
    the newest row of each subject is left.
    """
    asked = _period_of(term, period, baseline)
    if asked is None:
        return _SETS[term.data](term, scope, period).none()
    rows = _SETS[term.data](term, scope, asked)
    other = figure.base if term is figure.value else figure.value
    if other is None or other.data is not DataSet.OBSERVATIONS or term.data is not DataSet.OBSERVATIONS:
        return rows
    if TermPeriod.PAIRED in (term.period, other.period):
        return rows.filter(Exists(_counterparts(other, scope, period)))
    if figure.same_firms:
        other_period = _period_of(other, period, baseline)
        firms = _observations(other, scope, other_period or period).values("enterprise_id")
        return rows.filter(enterprise_id__in=firms)
    return rows


def _period_of(term: Term, period: Period, baseline: Period | None) -> Period | None:
    if term.period is TermPeriod.YEAR_BEFORE:
        return period.year_before
    if term.period is TermPeriod.BASELINE:
        return baseline
    return period


def _observations(term: Term, scope: Scope, period: Period) -> Rows:
    where = term.where
    rows = Observation.objects.filter(is_effective=True, indicator__code=where["indicator"])
    rows = narrowed(rows, scope, "programme_name")
    rows = rows.filter(basis=where["basis"]) if "basis" in where else rows.filter(basis__in=USUAL_BASES)
    if "breakdown" in where:
        rows = rows.filter(breakdown__in=where["breakdown"])
    if "currency" in where:
        rows = rows.filter(currency=where["currency"])
    elif term.of == "amount":
        # Money of different currencies is never added up: what is not said to be foreign is won.
        rows = rows.filter(currency__in=("", "KRW"))
    if where.get("region") == "own":
        rows = rows.filter(region__path__contains=[scope.region])
    elif where.get("region") == "any":
        rows = rows.filter(region__isnull=False)
    if term.period is TermPeriod.UNTIL:
        rows = rows.filter(year__lte=period.end.year, period_end__lte=period.end)
    elif term.period is not TermPeriod.PAIRED:
        rows = rows.filter(year__range=(period.start.year, period.end.year))
        # Whole years are read from the index alone.
        if not period.is_whole_years:
            rows = rows.filter(period_end__range=(period.start, period.end))
    return _latest(rows) if term.measure == "latest" else rows


def _latest(rows: Rows) -> Rows:
    subject = ("agency_id", "enterprise_id", "place_id", "region_id", "network_id", "breakdown")
    return rows.order_by(*subject, "-period_end", "-id").distinct(*subject)


def _counterparts(other: Term, scope: Scope, period: Period) -> Rows:
    """Return the rows of the other term about the same subject of the same programme and breakdown."""
    alike: dict[str, Any] = {name: OuterRef(name) for name in ("agency_id", "programme_name", "breakdown")}
    rows = _observations(other, scope, period)
    return rows.annotate(
        firm_or_none=Coalesce("enterprise_id", 0), place_or_none=Coalesce("place_id", 0)
    ).filter(
        firm_or_none=Coalesce(OuterRef("enterprise_id"), 0),
        place_or_none=Coalesce(OuterRef("place_id"), 0),
        **alike,
    )


def _support(term: Term, scope: Scope, period: Period) -> Rows:
    rows = narrowed(SupportRecord.objects.all(), scope, "programme_name")
    if "form" in term.where:
        rows = rows.filter(form__in=term.where["form"])
    if term.period is TermPeriod.RUNNING:
        rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=period.end), received_on__lte=period.end)
    else:
        rows = rows.filter(received_on__range=(period.start, period.end))
    if "age" in term.where:
        rows = _of_age(rows, term.where["age"], period)
    return rows


def _of_age(rows: Rows, age: str, period: Period) -> Rows:
    """Keep rows of firms that were start-ups when they received it (or were not); one not open yet is one."""
    definition = shipped_definitions()["startup"]
    try:
        version = definition.as_of(period.end)
    except DefinitionError:
        # The oldest version known stands for the years before it.
        version = definition.versions[0]
    limit = Func(
        F("enterprise__opened_on"),
        template=f"(%(expressions)s + interval '{int(version.values['months'])} months')::date",
        output_field=DateField(),
    )
    rows = rows.annotate(startup_until=limit)
    young = Q(startup_until__isnull=True) | Q(startup_until__gt=F("received_on"))
    return rows.filter(young if age == "startup" else ~young)


def _applications(_term: Term, scope: Scope, period: Period) -> Rows:
    rows = narrowed(Application.objects.all(), scope, "call__programme__name")
    return rows.filter(state=ApplicationState.SUBMITTED, submitted_at__range=instants(period))


def _selections(_term: Term, scope: Scope, period: Period) -> Rows:
    rows = narrowed(Decision.objects.all(), scope, "call__programme__name")
    return rows.filter(outcome=Outcome.SELECTED, application__submitted_at__range=instants(period))


_SETS: dict[DataSet, Callable[[Term, Scope, Period], Rows]] = {
    DataSet.OBSERVATIONS: _observations,
    DataSet.SUPPORT: _support,
    DataSet.APPLICATIONS: _applications,
    DataSet.SELECTIONS: _selections,
    **DESK_SETS,
    **PARTNER_SETS,
}


def column(term: Term, name: str) -> str:
    """Return the field that a definition's name means in the term's rows."""
    columns = COLUMNS[term.data]
    if name not in columns:
        raise DefinitionError(f"'{term.data}' 자료에는 '{name}' 항목이 없습니다.")
    return columns[name]


def as_text(field: str) -> Cast:
    """Return a field as text: keys of different kinds in one column."""
    return Cast(field, TextField())

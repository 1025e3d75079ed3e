"""Rows of partners that figures count: who is commissioned, which meetings with firms took place."""

from collections.abc import Callable

from django.db.models import Q

from didim.fairs.enums import MeetingState
from didim.fairs.models import Meeting
from didim.registry.domain.days import lasting_on
from didim.registry.models import Commission
from didim.reports.catalogue import Term
from didim.reports.enums import DataSet
from didim.reports.queries.narrowing import Rows, instants, narrowed
from didim.reports.scopes import Period, Scope

PARTNER_COLUMNS: dict[DataSet, dict[str, str]] = {
    DataSet.COMMISSIONS: {
        "partner": "partner_id",
        "kind": "partner__kind",
        "commission": "kind",
        "agency": "agency_id",
    },
    DataSet.MEETINGS: {
        "firm": "enterprise_id",
        "partner": "partner_id",
        "fair": "fair__name",
        "kind": "fair__kind",
        "origin": "origin",
        "country": "partner__country",
        "agency": "agency_id",
    },
}


def _commissions(_term: Term, scope: Scope, period: Period) -> Rows:
    if scope.programmes or scope.firm is not None:
        return Commission.objects.none()
    return narrowed(Commission.objects.filter(lasting_on(period.end)), scope, "")


def _meetings(term: Term, scope: Scope, period: Period) -> Rows:
    rows = Meeting.objects.filter(state=MeetingState.DONE, starts_at__range=instants(period))
    if scope.agencies is not None:
        rows = rows.filter(agency_id__in=scope.agencies)
    if scope.firm is not None:
        rows = rows.filter(enterprise_id=scope.firm)
    if scope.programmes:
        # A fair of no programme counts under its own name, as its lines of the ledger do.
        rows = rows.filter(
            Q(fair__programme__name__in=scope.programmes)
            | Q(fair__programme=None, fair__name__in=scope.programmes)
        )
    if "origin" in term.where:
        rows = rows.filter(origin__in=term.where["origin"])
    return rows


PARTNER_SETS: dict[DataSet, Callable[[Term, Scope, Period], Rows]] = {
    DataSet.COMMISSIONS: _commissions,
    DataSet.MEETINGS: _meetings,
}

"""Rows of the desk that figures count: who used the agency, who is in charge of what, grievances."""

from collections.abc import Callable

from django.db.models import DateField, Q
from django.db.models.functions import Cast, ExtractIsoWeekDay, TruncMonth

from didim.desk.grievance_enums import GrievanceClass
from didim.desk.models import Grievance, GrievanceAnswer, UseRecord
from didim.registry.domain.days import lasting_on
from didim.registry.enums import CaseOfficerRole
from didim.registry.models import CaseOfficer
from didim.reports.catalogue import Term
from didim.reports.enums import DataSet
from didim.reports.queries.narrowing import Rows, instants, narrowed
from didim.reports.scopes import Period, Scope

DESK_COLUMNS: dict[DataSet, dict[str, str]] = {
    DataSet.USES: {
        "amount": "people",
        "firm": "enterprise_id",
        "service": "kind",
        "channel": "channel",
        "stage": "stage",
        "district": "region_id",
        "trade": "industry__section",
        "branch": "branch__name",
        "day": "used_on",
        "weekday": "weekday",
        "month": "month",
        "agency": "agency_id",
    },
    DataSet.CHARGES: {
        "person": "person_id",
        "district": "region_id",
        "place": "place_id",
        "kind": "place__kind",
        "agency": "agency_id",
    },
    DataSet.GRIEVANCES: {
        "firm": "enterprise_id",
        "class": "triage",
        "topic": "topic",
        "district": "region_id",
        "agency": "agency_id",
    },
    DataSet.GRIEVANCE_ANSWERS: {
        "grievance": "grievance_id",
        "result": "result",
        "class": "grievance__triage",
        "topic": "grievance__topic",
        "person": "officer_id",
        "agency": "grievance__agency_id",
    },
}


def _uses(term: Term, scope: Scope, period: Period) -> Rows:
    if scope.programmes:
        # A use belongs to no programme.
        return UseRecord.objects.none()
    rows = narrowed(UseRecord.objects.all(), scope, "")
    rows = rows.filter(used_on__range=(period.start, period.end))
    if "service" in term.where:
        rows = rows.filter(kind__in=term.where["service"])
    if "channel" in term.where:
        rows = rows.filter(channel__in=term.where["channel"])
    month = Cast(TruncMonth("used_on"), DateField())
    return rows.annotate(month=month, weekday=ExtractIsoWeekDay("used_on"))


def _charges(term: Term, scope: Scope, period: Period) -> Rows:
    if scope.programmes or scope.firm is not None:
        return CaseOfficer.objects.none()
    rows = narrowed(CaseOfficer.objects.filter(lasting_on(period.end), role=CaseOfficerRole.LEAD), scope, "")
    return (
        rows.filter(region__isnull=False)
        if term.where["charge"] == "district"
        else rows.filter(place__isnull=False)
    )


def _grievances(_term: Term, scope: Scope, period: Period) -> Rows:
    if scope.programmes:
        return Grievance.objects.none()
    rows = narrowed(Grievance.objects.exclude(triage=GrievanceClass.NONE), scope, "")
    return rows.filter(received_at__range=instants(period))


def _answers(term: Term, scope: Scope, period: Period) -> Rows:
    if scope.programmes:
        return GrievanceAnswer.objects.none()
    of_scope = narrowed(Grievance.objects.exclude(triage=GrievanceClass.NONE), scope, "")
    rows = GrievanceAnswer.objects.filter(Q(grievance__in=of_scope), at__range=instants(period))
    if "result" in term.where:
        rows = rows.filter(result__in=term.where["result"])
    if "in_time" in term.where:
        rows = rows.filter(in_time=term.where["in_time"])
    return rows


DESK_SETS: dict[DataSet, Callable[[Term, Scope, Period], Rows]] = {
    DataSet.USES: _uses,
    DataSet.CHARGES: _charges,
    DataSet.GRIEVANCES: _grievances,
    DataSet.GRIEVANCE_ANSWERS: _answers,
}

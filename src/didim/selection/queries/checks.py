"""Reading checks: one through its door, the list of a call with counts, and what others build on."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.applications.enums import ApplicationState
from didim.applications.models import Application
from didim.programmes.models import Call
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible
from didim.selection.enums import BonusState, CheckState, CheckVerdict
from didim.selection.models import BonusClaim, CheckItem, EligibilityCheck

READING = "요건검토"


def passed_applications(call: Call) -> QuerySet[Application]:
    """Return the applications of a call that passed the check as they are submitted now, by number."""
    return Application.objects.filter(
        call=call,
        state=ApplicationState.SUBMITTED,
        eligibility_check__state=CheckState.PASSED,
        eligibility_check__submission=F("submission"),
    ).order_by("number", "pk")


def granted_bonus(call: Call) -> dict[int, list[tuple[str, Decimal]]]:
    """Return the bonus points officers granted, by application: (key of the call's bonus point, points)."""
    granted: defaultdict[int, list[tuple[str, Decimal]]] = defaultdict(list)
    claims = BonusClaim.objects.filter(application__call=call, state=BonusState.GRANTED)
    for application, key, points in claims.order_by("application_id", "key").values_list(
        "application_id", "key", "allowed"
    ):
        granted[application].append((key, points))
    return dict(granted)


def counting(verdict: CheckVerdict) -> Q:
    """Return when an item counts as a verdict: its confirmed override, else the machine's."""
    return Q(confirmed_by__isnull=False, override=verdict) | Q(confirmed_by__isnull=True, automatic=verdict)


UNCONFIRMED = Q(override__isnull=False, confirmed_by__isnull=True)


def with_counts(checks: QuerySet[EligibilityCheck]) -> QuerySet[EligibilityCheck]:
    """Add how many items there are, count as unmet or unknown, wait to be confirmed; and `is_current`.

    `is_current`: what was checked is what counts now.
    """
    return checks.annotate(
        items_count=_number(Q()),
        unmet=_number(counting(CheckVerdict.NOT_MET)),
        unknown=_number(counting(CheckVerdict.UNKNOWN)),
        unconfirmed=_number(UNCONFIRMED),
        is_current=Q(submission=F("application__submission")),
    )


def _number(condition: Q) -> Coalesce:
    items = CheckItem.objects.filter(condition, check_of=OuterRef("pk")).order_by()
    return Coalesce(Subquery(items.values("check_of").annotate(n=Count("pk")).values("n")), 0)


def all_met(call: Call) -> QuerySet[EligibilityCheck]:
    """Return the waiting checks of a call in which every verdict that counts is MET, as submitted now."""
    items = CheckItem.objects.filter(check_of=OuterRef("pk"))
    return EligibilityCheck.objects.filter(
        Exists(items),
        ~Exists(items.exclude(counting(CheckVerdict.MET))),
        ~Exists(items.filter(UNCONFIRMED)),
        application__call=call,
        application__state=ApplicationState.SUBMITTED,
        submission=F("application__submission"),
        state=CheckState.WAITING,
    )


def checks_of_call(*, actor: Actor, call: Call) -> QuerySet[EligibilityCheck]:
    """Return a call's checks for staff of its agency, with counts; withdrawn applications are left out."""
    if call.agency_id not in actor.agencies_with():
        raise NotVisible(f"call {call.pk}")
    checks = EligibilityCheck.objects.filter(
        application__call=call, application__state=ApplicationState.SUBMITTED
    )
    return with_counts(checks).select_related("application__enterprise", "decided_by")


def access_check(
    *, actor: Actor, application_id: int, roles: tuple[AgencyRole, ...] = (), task: str = READING
) -> EligibilityCheck:
    """Return the check of an application for staff of its agency, and note that they read it.

    With it comes what the firm received from other agencies: the access log says so (`task`). NotVisible
    (404) for anybody else, and where the application was not checked yet.
    """
    check = (
        with_counts(EligibilityCheck.objects.all())
        .select_related(
            "application__enterprise",
            "application__call__programme",
            "application__submission",
            "submission",
            "decided_by",
        )
        .filter(application=application_id, agency__in=actor.agencies_with(*roles))
        .first()
    )
    if check is None or not actor.mfa:
        raise NotVisible(f"check of application {application_id}")
    note_access(
        act=AccessAct.VIEW,
        task=task,
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=check.application.enterprise_id,
        subject=check.application.enterprise.name,
        agency_id=check.agency_id,
    )
    return check

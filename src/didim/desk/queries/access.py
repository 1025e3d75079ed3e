"""The doors to consultations, bookings, tickets, counters and counsellors."""

from datetime import date
from typing import TypeVar

from django.db.models import Model, QuerySet

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.domain.guests import key_hash
from didim.desk.models import (
    Absence,
    Booking,
    Branch,
    Consultation,
    Counsellor,
    Counter,
    FollowUp,
    Need,
    Satisfaction,
    Ticket,
)
from didim.desk.rules import DESK_ROLES
from didim.registry.domain.days import lasting_on
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible

Row = TypeVar("Row", bound=Model)


def _agencies(actor: Actor, roles: tuple[AgencyRole, ...]) -> frozenset[int]:
    return actor.agencies_with(*roles) if actor.mfa else frozenset()


def access_consultation(
    *, actor: Actor, consultation_id: int, task: str, roles: tuple[AgencyRole, ...] = ()
) -> Consultation:
    """Return a consultation of an agency where the actor has one of `roles`; noted in the access log."""
    found = (
        Consultation.objects.select_related(
            "agency", "enterprise__region", "enterprise__industry", "counter", "counsellor__user", "branch"
        )
        .filter(pk=consultation_id, agency__in=_agencies(actor, roles))
        .first()
    )
    if found is None:
        raise NotVisible(f"consultation {consultation_id}")
    firm = found.enterprise
    note_access(
        act=AccessAct.VIEW,
        task=task,
        subject_kind=SubjectKind.ENTERPRISE if firm else SubjectKind.PERSON,
        subject_id=firm.pk if firm else None,
        subject=firm.name if firm else found.person_name or f"{found._meta.verbose_name} {found.pk}",
        agency_id=found.agency_id,
    )
    return found


def access_thread(*, actor: Actor, consultation_id: int) -> Consultation:
    """Return a consultation of the actor's agency for what was said in it.

    The page it stands on was noted in the access log when it was opened; it asks again every few seconds.
    """
    found = Consultation.objects.filter(pk=consultation_id, agency__in=_agencies(actor, ())).first()
    if found is None:
        raise NotVisible(f"consultation {consultation_id}")
    return found


def access_own_consultation(*, actor: Actor, consultation_id: int) -> Consultation:
    """Return a consultation of a firm of the actor."""
    found = (
        Consultation.objects.select_related("agency", "enterprise", "counter", "branch")
        .filter(pk=consultation_id, enterprise__in=actor.enterprises_with())
        .first()
    )
    if found is None:
        raise NotVisible(f"consultation {consultation_id}")
    return found


def access_own_booking(*, actor: Actor, booking_id: int) -> Booking:
    """Return a booking of a firm of the actor."""
    found = (
        Booking.objects.select_related("counter__agency", "consultation")
        .filter(pk=booking_id, enterprise__in=actor.enterprises_with())
        .first()
    )
    if found is None:
        raise NotVisible(f"booking {booking_id}")
    return found


def access_booking(*, actor: Actor, booking_id: int) -> Booking:
    """Return a booking of an agency whose desk the actor keeps."""
    return _of_desk(
        actor,
        Booking.objects.select_related("counter__agency", "consultation__enterprise", "counsellor__user"),
        booking_id,
    )


def access_ticket(*, actor: Actor, ticket_id: int) -> Ticket:
    """Return a ticket of an agency whose desk the actor keeps."""
    return _of_desk(actor, Ticket.objects.select_related("counter", "consultation"), ticket_id)


def access_counter(*, actor: Actor, counter_id: int) -> Counter:
    """Return a counter of an agency whose desk the actor keeps."""
    return _of_desk(actor, Counter.objects.select_related("agency", "branch"), counter_id)


def access_counsellor(*, actor: Actor, counsellor_id: int) -> Counsellor:
    """Return a counsellor of an agency whose desk the actor keeps."""
    return _of_desk(actor, Counsellor.objects.select_related("agency", "user"), counsellor_id)


def access_branch(*, actor: Actor, branch_id: int) -> Branch:
    """Return a branch of an agency whose desk the actor keeps."""
    return _of_desk(actor, Branch.objects.select_related("agency"), branch_id)


def access_absence(*, actor: Actor, absence_id: int) -> Absence:
    """Return an absence of a counsellor of an agency whose desk the actor keeps."""
    return _of_desk(actor, Absence.objects.select_related("counsellor__user"), absence_id)


def access_need(*, actor: Actor, need_id: int) -> Need:
    """Return a need of an agency whose desk the actor keeps."""
    return _of_desk(
        actor, Need.objects.select_related("agency", "enterprise", "consultation", "sent_to"), need_id
    )


def access_follow_up(*, actor: Actor, follow_up_id: int) -> FollowUp:
    """Return a follow-up of an agency whose desk the actor keeps."""
    return _of_desk(actor, FollowUp.objects.select_related("consultation"), follow_up_id)


def _of_desk(actor: Actor, rows: QuerySet[Row], number: int) -> Row:
    found = rows.filter(pk=number, agency__in=_agencies(actor, DESK_ROLES)).first()
    if found is None:
        raise NotVisible(f"{rows.model._meta.label} {number}")
    return found


def access_satisfaction(*, actor: Actor, consultation_id: int) -> Satisfaction | None:
    """Return the question of how a consultation of the actor's firm was; None before it was asked."""
    consultation = access_own_consultation(actor=actor, consultation_id=consultation_id)
    return Satisfaction.objects.filter(consultation=consultation).first()


def guest_consultation_id(*, phone: str, key: str) -> int | None:
    """Return the consultation of a person without an account by number and key; None for a wrong pair."""
    with scoped(SYSTEM):
        return (
            Consultation.objects.filter(key_hash=key_hash(phone=phone, key=key))
            .values_list("pk", flat=True)
            .first()
        )


def guest_consultation(*, consultation_id: int | None) -> Consultation:
    """Return the consultation a session has opened with its key; call it in the system's scope."""
    found = (
        Consultation.objects.select_related("agency", "counter", "branch")
        .exclude(key_hash="")
        .filter(pk=consultation_id or 0)
        .first()
    )
    if found is None:
        raise NotVisible("consultation")
    return found


def counter_of_board(*, token: str, on: date) -> Counter:
    """Return the counter whose board has this address, while it is open."""
    with scoped(SYSTEM):
        rows = Counter.objects.select_related("agency").filter(lasting_on(on), board_token=token)
        found = rows.first()
    if found is None:
        raise NotVisible("board")
    return found


def counsellor_of_calendar(*, token: str) -> Counsellor:
    """Return the counsellor whose calendar has this address."""
    with scoped(SYSTEM):
        found = Counsellor.objects.select_related("user").filter(calendar_token=token).first()
    if found is None:
        raise NotVisible("calendar")
    return found

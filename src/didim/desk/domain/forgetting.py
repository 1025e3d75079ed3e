"""The end of retention for people without an account: names, numbers and keys go, what was done stays.

What the agency advised or answered remains without anybody's name; so do figures. Free text is not read: what
somebody wrote of themselves in it stays until the agency's own term for its records.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce, Greatest

from didim.accounts.domain.accounts import record_destruction
from didim.accounts.enums import DestroyedKind
from didim.accounts.models import OutboundMessage
from didim.desk.models import Booking, Consultation, Grievance
from didim.kernel.calendar import SEOUL
from didim.kernel.definitions import DefinitionVersion, shipped_definitions
from didim.rooms.domain.forgetting import forget_link_people

AT_ONCE = 500


def guest_retention(on: date) -> DefinitionVersion:
    """Return how long names and contacts of people without an account are kept, in days after the end."""
    return shipped_definitions().as_of("guest_retention", on)


def forget_guests(*, now: datetime) -> int:
    """Destroy name, number and key of guests whose term is over, in the history too; return how many."""
    rule = guest_retention(now.astimezone(SEOUL).date())
    over = now - timedelta(days=rule.values["consultation_days"])
    guests = Consultation.objects.filter(enterprise=None, forgotten_at=None, asked_at__lte=over)
    last = Greatest(
        Coalesce("finished_at", "asked_at"), Coalesce(Max("bookings__ends_at"), "asked_at"), F("asked_at")
    )
    due = guests.alias(last=last).filter(last__lte=over).order_by("pk")
    forgotten = 0
    while found := list(due.values_list("pk", flat=True)[:AT_ONCE]):
        forgotten += _forget_guests(found, rule, now)
    return forgotten


@transaction.atomic
def _forget_guests(found: Sequence[int], rule: DefinitionVersion, now: datetime) -> int:
    rows = Consultation.objects.select_for_update().filter(pk__in=found, forgotten_at=None).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    gone = {"person_name": "", "phone": "", "key_hash": "", "phone_agreed_at": None}
    Consultation.objects.filter(pk__in=keys).update(**gone, forgotten_at=now)
    # The history has kept every earlier word of it.
    Consultation.pgh_event_model.objects.filter(pgh_obj_id__in=keys).update(**gone)  # type: ignore[attr-defined]
    rooms = Booking.objects.filter(consultation__in=keys).exclude(room=None)
    forget_link_people(room_ids=set(rooms.values_list("room", flat=True)))
    _forget_messages("consultation", keys)
    _note(DestroyedKind.GUEST, len(keys), rule, now)
    return len(keys)


def forget_complainants(*, now: datetime) -> int:
    """Destroy name, contact and key of those without a firm whose case ended long enough ago."""
    rule = guest_retention(now.astimezone(SEOUL).date())
    over = now - timedelta(days=rule.values["grievance_days"])
    due = Grievance.objects.filter(enterprise=None, forgotten_at=None, ended_at__lte=over).order_by("pk")
    forgotten = 0
    while found := list(due.values_list("pk", flat=True)[:AT_ONCE]):
        forgotten += _forget_complainants(found, rule, now)
    return forgotten


@transaction.atomic
def _forget_complainants(found: Sequence[int], rule: DefinitionVersion, now: datetime) -> int:
    rows = Grievance.objects.select_for_update().filter(pk__in=found, forgotten_at=None).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    # The history of a case never held who brought it.
    Grievance.objects.filter(pk__in=keys).update(
        contact_name="", contact_phone="", contact_email="", access_hash="", forgotten_at=now
    )
    _forget_messages("grievance", keys)
    _note(DestroyedKind.COMPLAINANT, len(keys), rule, now)
    return len(keys)


def _forget_messages(thing: str, keys: Sequence[int]) -> None:
    """Empty what was written to those people; messages to accounts go with the account."""
    about = [f"{thing}-{key}" for key in keys]
    sent = OutboundMessage.objects.filter(Q(about__in=about), recipient=None)
    sent.update(address="", subject="", body="", error="", gateway_id="")


def _note(kind: DestroyedKind, amount: int, rule: DefinitionVersion, now: datetime) -> None:
    if amount:
        record_destruction(
            kind=kind,
            subject_id=None,
            amount=amount,
            basis="상담·애로 처리가 끝난 뒤 보유기간 경과",
            definition=rule,
            approved_by=None,
            witness="",
            now=now,
        )

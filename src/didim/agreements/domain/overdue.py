"""What is late: offers nobody signed in time, and agreements whose period is over; told once."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from didim.accounts.domain.messages import queue_message
from didim.accounts.models import OutboundMessage, User
from didim.agreements.enums import AgreementState
from didim.agreements.models import Agreement
from didim.kernel.calendar import SEOUL, WorkingCalendar, next_office_instant
from didim.registry.enums import AgencyRole
from didim.registry.models import AgencyMember


def tell_overdue(*, now: datetime, site: str) -> int:
    """Queue a message to the officer of each late agreement, once for each day it was due.

    Told is who drafted it while they work for the agency, else its directors. `site` is the address of the
    installation. Return how many messages that made.
    """
    today = now.astimezone(SEOUL).date()
    late = Agreement.objects.filter(
        Q(state=AgreementState.OFFERED, sign_by__lt=today)
        | Q(state=AgreementState.ACTIVE, version__ends_on__lt=today)
    ).select_related("enterprise")
    made = 0
    for agreement in late.annotate(ends_on=F("version__ends_on")).order_by("pk"):
        due = str(agreement.sign_by if agreement.state == AgreementState.OFFERED else agreement.ends_on)
        key = f"agreement-late:{agreement.pk}:{agreement.state}:{due}"
        if OutboundMessage.objects.filter(dedupe_key__startswith=f"{key}:").exists():
            continue
        for person in _officers(agreement, now):
            _queue(agreement, person, f"{key}:{person.pk}", due, site, now)
            made += 1
    return made


def _officers(agreement: Agreement, now: datetime) -> Iterable[User]:
    in_office = Q(until=None) | Q(until__gt=now)
    members = AgencyMember.objects.filter(in_office, agency=agreement.agency_id, user__is_active=True)
    drafted = members.filter(user=agreement.created_by).select_related("user").first()
    if drafted is not None:
        return [drafted.user]
    return [member.user for member in members.filter(role=AgencyRole.DIRECTOR).select_related("user")]


def _queue(agreement: Agreement, person: User, key: str, due: str, site: str, now: datetime) -> None:
    words = {
        "number": agreement.number,
        "firm": agreement.enterprise.name,
        "due": due,
        "link": f"{site}{reverse('workbench:agreement-detail', args=[agreement.pk])}",
    }
    with override("ko"):
        if agreement.state == AgreementState.OFFERED:
            subject = _("협약 체결 기한이 지났습니다: %(firm)s")
            body = _(
                "%(number)s 협약을 %(due)s까지 체결하지 못했습니다."
                " 기한을 늘리거나 미체결로 닫아 주세요.\n\n%(link)s"
            )
        else:
            subject = _("협약기간이 끝났습니다: %(firm)s")
            body = _(
                "%(number)s 협약기간이 %(due)s에 끝났습니다. 협약을 끝내고 정산을 시작해 주세요.\n\n%(link)s"
            )
        queue_message(
            template="agreement-late",
            subject=subject % words,
            body=body % words,
            dedupe_key=key,
            not_before=next_office_instant(now, WorkingCalendar()),
            now=now,
            recipient=person,
        )

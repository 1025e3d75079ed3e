"""Somebody who takes part cannot come to a meeting: they cancel it themselves, and say why."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from didim.accounts.domain.messages import queue_for_each
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.domain.telling import when_in_words
from didim.fairs.domain.moving import cancel_meeting
from didim.fairs.enums import MeetingState
from didim.fairs.models import Fair, Meeting, Participant
from didim.kernel.refusals import refuse
from didim.registry.enums import AgencyRole
from didim.registry.models import AgencyMember

# With the name of who cancels it stays within what a meeting keeps of a reason.
REASON_LENGTH = 120


def cancel_own_meeting(
    *, meeting: Meeting, participant: Participant, reason: str, by: User | None, now: datetime
) -> Meeting:
    """Cancel a published meeting for one of its two sides; the other side and the officer are told.

    Who cancelled stands before the reason, as both sides and staff read it. RefusedError without a reason,
    for somebody else's meeting, and for one that began, is over or not public.
    """
    if not reason.strip():
        raise refuse("reason", _("취소하는 까닭을 적어 주세요. 상대와 주관기관에 그대로 알립니다."))
    if participant.pk not in (meeting.partner_id, meeting.firm_id) or meeting.state == MeetingState.DRAFT:
        raise refuse("", _("취소할 수 있는 상담이 아닙니다."))
    with transaction.atomic(), scoped(SYSTEM):
        said = f"{participant.name[:60]}: {reason.strip()}"
        kept = cancel_meeting(meeting=meeting, reason=said, by=by, now=now)
        _tell_officers(kept, now)
        return kept


def _tell_officers(meeting: Meeting, now: datetime) -> int:
    """Tell whoever holds the fair that a seat is free again, once for a meeting."""
    fair = meeting.fair
    with override("ko"):
        words = {
            "fair": fair.name,
            "when": when_in_words(meeting.starts_at),
            "partner": meeting.partner.name,
            "firm": meeting.firm.name,
            "reason": meeting.end_reason,
            "link": f"{settings.SITE_ORIGIN}/workbench/fairs/{fair.pk}/plan/",
        }
        subject = gettext("[%(fair)s] 참가자가 상담을 취소했습니다") % words
        body = gettext("%(when)s %(partner)s – %(firm)s\n%(reason)s\n\n상담 일정: %(link)s") % words
    return queue_for_each(
        _officers(fair),
        template="fair-own-cancellation",
        subject=subject,
        body=body,
        key=f"{meeting.pk}",
        not_before=now,
        now=now,
        about=f"fair-{fair.pk}",
    )


def _officers(fair: Fair) -> Iterable[User]:
    """Return the officer of a fair while they work at its agency, otherwise all the agency's officers."""
    members = AgencyMember.objects.filter(agency=fair.agency_id, until=None, user__is_active=True)
    named = members.filter(user=fair.officer_id).select_related("user").first()
    if named is not None:
        return [named.user]
    officers = members.filter(role=AgencyRole.OFFICER).select_related("user").order_by("user")
    return [member.user for member in officers]

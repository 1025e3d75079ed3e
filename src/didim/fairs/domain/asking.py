"""Asking firms what became of a deal after 3, 6 and 12 months: once each, in office hours."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from didim.fairs.domain.telling import fair_name, tell_participant
from didim.fairs.enums import DealStage
from didim.fairs.models import DealFollowUp
from didim.kernel.calendar import SEOUL, WorkingCalendar


def ask_follow_ups(*, now: datetime) -> int:
    """Ask what is due by today and was not asked; return how many were. Lost deals are let be."""
    if not WorkingCalendar().in_office_hours(now):
        return 0
    today = now.astimezone(SEOUL).date()
    due = DealFollowUp.objects.filter(asked_at=None, answered_at=None, due_on__lte=today)
    rows = due.exclude(deal__stage=DealStage.LOST).order_by("due_on", "pk").values_list("pk", flat=True)
    return sum(_ask(pk, now) for pk in rows)


@transaction.atomic
def _ask(pk: int, now: datetime) -> bool:
    follow_up = (
        DealFollowUp.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("deal__meeting__firm__fair", "deal__meeting__partner__fair", "deal__fair")
        .filter(pk=pk, asked_at=None, answered_at=None)
        .first()
    )
    if follow_up is None:
        return False
    follow_up.asked_at = now
    follow_up.save(update_fields=["asked_at"])
    deal = follow_up.deal
    meeting = deal.meeting
    # Who the deal belongs to; employers apart, firms sit on the firms' side.
    asked = meeting.partner if meeting.partner.enterprise_id == deal.enterprise_id else meeting.firm

    def say() -> tuple[str, str]:
        words = {
            "fair": fair_name(asked),
            "other": deal.counterpart,
            "months": follow_up.months,
            "link": _link(deal.fair_id, deal.pk, asked.language),
        }
        subject = gettext("거래 경과를 알려 주세요: %(other)s (%(months)d개월 뒤)") % words
        body = gettext(
            "%(fair)s에서 시작한 거래의 경과를 여쭙니다. 아래에서 단계 하나만 골라 주시면 됩니다.\n\n%(link)s"
        )
        return subject, body % words

    tell_participant(asked, template="fair-follow-up", say=say, key=f"{follow_up.pk}", now=now)
    return True


def _link(fair_id: int, deal_id: int, language: str) -> str:
    prefix = "" if language == "ko" else "/en"
    return f"{settings.SITE_ORIGIN}{prefix}/fairs/{fair_id}/deals/{deal_id}/"

"""Telling firms that they are asked, and once, in office hours, that an answer is due."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from didim.accounts.domain.messages import queue_message
from didim.kernel.calendar import SEOUL, WorkingCalendar, next_office_instant
from didim.outcomes.enums import RequestState
from didim.outcomes.models import OutcomeAnswer, OutcomeRequest


def tell_firms(*, request: OutcomeRequest, now: datetime, site: str) -> int:
    """Queue a message to the people of each firm that a request asks, for the next office hours; once.

    Return to how many firms. `site` is the address of the installation.
    """
    told = 0
    for answer in _answers().filter(request=request).order_by("pk"):
        told += _queue(answer, now, site, is_reminder=False)
    return told


def remind_firms(*, now: datetime, site: str) -> int:
    """Remind firms whose answer is missing from the day of the reminder on: each once, in office hours.

    Return how many firms were reminded.
    """
    if not WorkingCalendar().in_office_hours(now):
        return 0
    due = (
        _answers()
        .filter(
            request__state=RequestState.OPEN,
            request__remind_on__lte=now.astimezone(SEOUL).date(),
            submitted_at=None,
            reminded_at=None,
        )
        .order_by("pk")
    )
    reminded = 0
    for answer in due:
        # Of two jobs at once one finds the row taken: a firm is never reminded twice.
        if OutcomeAnswer.objects.filter(pk=answer.pk, reminded_at=None).update(reminded_at=now):
            reminded += _queue(answer, now, site, is_reminder=True)
    return reminded


def _answers() -> QuerySet[OutcomeAnswer]:
    return OutcomeAnswer.objects.select_related("request__agency", "enterprise").prefetch_related(
        "enterprise__members__user"
    )


def _queue(answer: OutcomeAnswer, now: datetime, site: str, *, is_reminder: bool) -> bool:
    request, kind = answer.request, "outcome-reminder" if is_reminder else "outcome-request"
    people = [member.user for member in answer.enterprise.members.all() if member.user.is_active]
    with override("ko"):
        words = {
            "agency": request.agency.name,
            "name": request.name,
            "firm": answer.enterprise.name,
            "due": request.due_on.isoformat(),
            "link": f"{site}{reverse('portal:outcome-answer', args=[answer.pk])}",
        }
        subject = (
            _("성과 입력 기한이 다가옵니다: %(name)s") if is_reminder else _("성과를 알려 주세요: %(name)s")
        )
        body = _(
            "%(agency)s에서 %(firm)s의 성과를 물었습니다. %(due)s까지 입력해 주세요. "
            "이미 아는 값은 채워 두었습니다.\n\n%(link)s"
        )
        for person in people:
            queue_message(
                template=kind,
                subject=subject % words,
                body=body % words,
                dedupe_key=f"{kind}:{answer.pk}:{person.pk}",
                not_before=next_office_instant(now, WorkingCalendar()),
                now=now,
                recipient=person,
            )
    return bool(people)

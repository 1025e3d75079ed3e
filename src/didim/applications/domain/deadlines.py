"""Deadlines moved for an outage: recorded, with a reason, for everybody, never back.

Who came between the old closing and the record of the extension was refused like everybody then; nothing of
theirs was taken and nothing is lost, for drafts stay as they were. So that they are not worse off than
others, the new closing leaves an hour at least after the record, and everybody with an application is told.
"""

from datetime import datetime, timedelta

import pghistory
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from didim.accounts.domain.messages import queue_message
from didim.accounts.models import User
from didim.applications.models import DeadlineExtension
from didim.applications.queries.periods import intake_period
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.programmes.models import Call, Notice
from didim.registry.models import EnterpriseMember

SHORTEST = timedelta(hours=1)


@transaction.atomic
def extend_for_outage(
    *,
    call: Call,
    outage_began_at: datetime,
    outage_ended_at: datetime,
    closes_at: datetime,
    reason: str,
    by: User,
    now: datetime,
) -> DeadlineExtension:
    """Move a call's closing instant to `closes_at` because of an outage that is over.

    RefusedError with everything that is wrong: the outage must lie in the time of intake, the new closing
    after the present one and an hour at least after now.
    """
    Call.objects.select_for_update().get(pk=call.pk)
    period = intake_period(call_id=call.pk)
    if period is None or period.closes_at is None:
        raise refuse("", _("접수 기간이 있는 공고만 연장할 수 있습니다."))
    problems = []
    if not reason.strip():
        problems.append(Problem("reason", _("무슨 장애였는지 신청자가 알 수 있게 적어 주세요.")))
    if outage_ended_at <= outage_began_at:
        problems.append(Problem("outage_ended_at", _("장애가 끝난 시각이 시작보다 뒤여야 합니다.")))
    if outage_ended_at > now:
        problems.append(Problem("outage_ended_at", _("장애가 끝난 뒤에 기록해 주세요.")))
    if outage_began_at > period.closes_at or (period.opens_at and outage_ended_at < period.opens_at):
        problems.append(Problem("outage_began_at", _("접수 기간 안의 장애만 연장 사유가 됩니다.")))
    if closes_at <= period.closes_at:
        problems.append(
            Problem("closes_at", _("지금 마감보다 뒤의 시각으로 정해 주세요. 앞당길 수 없습니다."))
        )
    elif closes_at < now + SHORTEST:
        said = _("이미 거절된 분도 다시 낼 수 있게 지금부터 한 시간 뒤 이후로 정해 주세요.")
        problems.append(Problem("closes_at", said))
    if problems:
        raise RefusedError(problems)
    with pghistory.context(act="extend_for_outage", user=by.pk):
        extension = DeadlineExtension.objects.create(
            agency_id=call.agency_id,
            call=call,
            outage_began_at=outage_began_at,
            outage_ended_at=outage_ended_at,
            reason=reason.strip(),
            closes_at=closes_at,
            recorded_at=now,
            recorded_by=by,
        )
        # Lists, search and calendar show the new last day.
        last_day = closes_at.astimezone(SEOUL).date()
        Notice.objects.filter(call=call).update(closes_on=last_day, changed_at=now)
    return extension


def tell_of_extension(*, extension_id: int, now: datetime, site: str = "") -> int:
    """Tell everybody of a firm with an application to the call, draft or not; return how many people."""
    extension = DeadlineExtension.objects.select_related("call__agency").get(pk=extension_id)
    context = {"extension": extension, "call": extension.call, "site": site}
    subject = render_to_string("applications/mail/extension_subject.txt", context)
    body = render_to_string("applications/mail/extension.txt", context)
    members = EnterpriseMember.objects.filter(enterprise__applications__call=extension.call_id)
    told = 0
    for member in members.select_related("user").order_by("user_id").distinct("user_id"):
        queue_message(
            template="deadline-extension",
            subject=subject,
            body=body,
            dedupe_key=f"extension:{extension.pk}:{member.user_id}",
            not_before=now,  # at once: they may have given up
            now=now,
            recipient=member.user,
        )
        told += 1
    return told

"""Closing the periods whose figures are published, and opening one again."""

from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.kernel.refusals import refuse
from didim.outcomes.models import ClosedPeriod
from didim.registry.models import Agency

# The lock the trigger of observations shares (outcomes.models.guards).
_LOCK = 7401


def close_period(
    *, agency: Agency, period_start: date, period_end: date, reason: str, by: User | None, now: datetime
) -> ClosedPeriod:
    """Close a period of an agency: from now on its observations are corrected, not added.

    It waits for entries on their way. RefusedError without a reason, for a period the wrong way round or
    not over yet, or one that overlaps a closed one.
    """
    if not reason.strip():
        raise refuse("reason", _("마감하는 까닭을 적어 주세요."))
    if period_end < period_start:
        raise refuse("period_end", _("기간의 끝이 시작보다 빠릅니다. 두 날짜를 확인해 주세요."))
    if period_end >= now.date():
        raise refuse("period_end", _("아직 끝나지 않은 기간은 마감할 수 없습니다."))
    try:
        with recorded("close_period", by):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, agency.pk])
            return ClosedPeriod.objects.create(
                agency=agency,
                period_start=period_start,
                period_end=period_end,
                reason=reason.strip()[:200],
                closed_at=now,
                closed_by=by,
            )
    except IntegrityError as error:
        if "closed_period_once_at_a_time" not in str(error):
            raise
        raise refuse("period_start", _("이미 마감한 기간과 겹칩니다. 목록에서 확인해 주세요.")) from error


@transaction.atomic
def reopen_period(*, period: ClosedPeriod, reason: str, by: User | None, now: datetime) -> ClosedPeriod:
    """Open a closed period again; that it was closed stays. RefusedError without a reason or when open."""
    if not reason.strip():
        raise refuse("reason", _("다시 여는 까닭을 적어 주세요."))
    locked = ClosedPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    if locked.reopened_at is not None:
        raise refuse("reason", _("이미 다시 연 기간입니다."))
    locked.reopened_at, locked.reopened_by, locked.reopened_reason = now, by, reason.strip()[:200]
    with recorded("reopen_period", by):
        locked.save(update_fields=["reopened_at", "reopened_by", "reopened_reason"])
    return locked

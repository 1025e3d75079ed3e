"""The status of a notice on a day (Asia/Seoul): the same as a function, an annotation and a condition."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from didim.kernel.periods import Period, status_on
from didim.programmes.enums import NoticeStatus, PeriodKind
from didim.programmes.models import Notice

_WITH_LAST_DAY = (PeriodKind.DATED, PeriodKind.UNTIL_EXHAUSTED, PeriodKind.ALWAYS)
_WITHOUT_END = (PeriodKind.UNTIL_EXHAUSTED, PeriodKind.ALWAYS)


def status_of(notice: Notice, today: date) -> NoticeStatus:
    """Return the status of a notice on a day."""
    kind: Any = str(notice.period_kind)
    return NoticeStatus(status_on(Period(kind, notice.opens_on, notice.closes_on), today))


def status_condition(statuses: Iterable[str], today: date) -> Q:
    """Return the condition that a notice has one of the statuses on a day; no status at all: every notice."""
    is_closed = Q(closes_on__lt=today)
    has_begun = Q(opens_on__isnull=True) | Q(opens_on__lte=today)
    running = Q(closes_on__gte=today) & has_begun
    endless = Q(closes_on__isnull=True) & has_begun
    conditions = {
        NoticeStatus.CLOSED: is_closed,
        NoticeStatus.UPCOMING: Q(opens_on__gt=today) & (Q(closes_on__isnull=True) | Q(closes_on__gte=today)),
        NoticeStatus.OPEN: running & Q(period_kind__in=_WITH_LAST_DAY),
        NoticeStatus.ALWAYS_OPEN: endless & Q(period_kind__in=_WITHOUT_END),
        NoticeStatus.UNDATED: (running & ~Q(period_kind__in=_WITH_LAST_DAY))
        | (endless & ~Q(period_kind__in=_WITHOUT_END)),
    }
    wanted = Q()
    for status in statuses:
        wanted |= conditions[NoticeStatus(status)]
    return wanted


def with_status(notices: QuerySet[Notice], today: date) -> QuerySet[Notice]:
    """Annotate notices with `status` on a day."""
    whens = [When(status_condition([status], today), then=Value(status.value)) for status in NoticeStatus]
    return notices.annotate(status=Case(*whens, output_field=CharField()))

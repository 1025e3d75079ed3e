"""The access log: collected while a request reads, written right after it in a transaction of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.models import AccessLogEntry, AccessReview, User
from didim.accounts.queries.access_log import month_bounds, unusual_access
from didim.accounts.tenancy import SYSTEM, scoped
from didim.kernel.calendar import SEOUL, years_after
from didim.kernel.definitions import DefinitionVersion, shipped_definitions
from didim.kernel.refusals import refuse


@dataclass(frozen=True, slots=True)
class AccessNote:
    """One handling of personal data, noted while reading; account, time and place are added at the end."""

    act: AccessAct
    task: str
    subject_kind: SubjectKind
    subject_id: int | None
    subject: str
    subjects: int = 1
    reason: str = ""
    agency_id: int | None = None


_collected: ContextVar[list[AccessNote] | None] = ContextVar("didim_access_notes", default=None)


@contextmanager
def collecting_access() -> Iterator[list[AccessNote]]:
    """Collect the notes made inside the block; the caller hands the list to `flush_access_log`."""
    notes: list[AccessNote] = []
    token = _collected.set(notes)
    try:
        yield notes
    finally:
        _collected.reset(token)


def note_access(
    *,
    act: AccessAct,
    task: str,
    subject_kind: SubjectKind,
    subject_id: int | None,
    subject: str,
    subjects: int = 1,
    agency_id: int | None = None,
) -> None:
    """Note that personal data was handled: whose (`subject…`), what was done (`act`, `task`: the purpose).

    A list is one note with `subjects` people, `subject_kind` MANY and the search as `subject`. `agency_id`
    is the agency on whose behalf it happened. Outside a request (a job acts for nobody) nothing is
    collected. Downloads are noted with `note_download`.
    """
    if act is AccessAct.DOWNLOAD:
        raise ValueError("a download is noted with its reason: note_download")
    _add(AccessNote(act, task, subject_kind, subject_id, subject, subjects, "", agency_id))


def note_download(
    *, task: str, subject: str, subjects: int, reason: str, now: datetime, agency_id: int | None = None
) -> None:
    """Note that personal data leaves as a file; RefusedError (field `reason`) without a real reason."""
    reason = " ".join(reason.split())
    shortest = access_log_definition(now).values["download_reason_min_chars"]
    if len(reason) < shortest:
        message = _("내려받는 사유를 %(count)d자 이상으로 적어 주세요. 사유는 접속기록에 남습니다.")
        raise refuse("reason", message % {"count": shortest})
    _add(
        AccessNote(
            AccessAct.DOWNLOAD, task, SubjectKind.MANY, None, subject, subjects, reason[:300], agency_id
        )
    )


def _add(note: AccessNote) -> None:
    notes = _collected.get()
    if notes is not None:
        notes.append(note)


def flush_access_log(notes: list[AccessNote], *, account: User, ip: str | None, now: datetime) -> int:
    """Write collected notes in a transaction of their own, and return how many entries that made.

    The same note made twice in a request is one entry. What was noted is written even when the request's own
    transaction was rolled back: the data had been read. Run it before the response leaves.
    """
    if not notes:
        return 0
    keep_until = access_log_kept_until(now)
    entries = [
        AccessLogEntry(
            account=account,
            at=now,
            ip=ip,
            act=note.act,
            task=note.task[:120],
            subject_kind=note.subject_kind,
            subject_id=note.subject_id,
            subject=note.subject[:200],
            subjects=note.subjects,
            reason=note.reason,
            agency_id=note.agency_id,
            keep_until=keep_until,
        )
        for note in dict.fromkeys(notes)
    ]
    with scoped(SYSTEM):
        AccessLogEntry.objects.bulk_create(entries)
    return len(entries)


def access_log_definition(now: datetime) -> DefinitionVersion:
    """Return the rules on access logs in force at `now`."""
    return shipped_definitions().as_of("access-log", now.astimezone(SEOUL).date())


def access_log_kept_until(now: datetime) -> date:
    """Return the last day an entry made at `now` is kept: one year, or two where the law asks for two.

    Two years hold from 50,000 data subjects on, or with unique or sensitive identifiers; which of both this
    installation is, is a setting (ACCESS_LOG_KEEPING), by default the longer.
    """
    years = access_log_definition(now).values[f"years_{settings.ACCESS_LOG_KEEPING}"]
    return years_after(now.astimezone(SEOUL).date(), years)


@transaction.atomic
def review_access_log(
    *, agency_id: int, month: date, reviewer: User, finding: str, now: datetime
) -> AccessReview:
    """Record that an agency's access log of a month was looked through, and what was found.

    `month` is any day of it. Only a month that is over is reviewed, once. Raises RefusedError with the
    field.
    """
    first, next_first = month_bounds(month)
    if next_first > now.astimezone(SEOUL).date():
        message = _("%(month)s이 끝난 뒤에 점검할 수 있습니다.") % {"month": f"{first:%Y-%m}"}
        raise refuse("month", message)
    finding = finding.strip()
    if not finding:
        raise refuse("finding", _("무엇을 확인했고 어떤 조치를 했는지 적어 주세요."))
    entries = AccessLogEntry.objects.filter(agency_id=agency_id)
    start, end = (datetime.combine(day, datetime.min.time(), SEOUL) for day in (first, next_first))
    review, created = AccessReview.objects.get_or_create(
        agency_id=agency_id,
        month=first,
        defaults={
            "reviewer": reviewer,
            "reviewed_at": now,
            "entries": entries.filter(at__gte=start, at__lt=end).count(),
            "hints": len(unusual_access(agency_id=agency_id, month=first)),
            "finding": finding,
            "keep_until": access_log_kept_until(now) + timedelta(days=31),
        },
    )
    if not created:
        message = _("%(month)s 점검은 이미 기록되었습니다. 점검 기록은 고칠 수 없습니다.")
        raise refuse("month", message % {"month": f"{first:%Y-%m}"})
    return review

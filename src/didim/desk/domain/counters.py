"""Setting up the desk: branches, counters and their hours, counsellors and when they are away."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.desk.domain.hours import checked_hours, checked_week
from didim.desk.enums import AbsenceKind, BookingState, Topic
from didim.desk.models import (
    Absence,
    Booking,
    Branch,
    Counsellor,
    Counter,
    CounterDay,
    CounterHours,
    CounterPost,
)
from didim.kernel.refusals import refuse
from didim.registry.models import Agency, AgencyMember, Region


@dataclass(frozen=True, slots=True)
class BranchDetails:
    """What is said of a branch."""

    name: str
    name_en: str = ""
    region: Region | None = None
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class CounterDetails:
    """What is said of a counter; minutes and days as whole numbers."""

    name: str
    name_en: str = ""
    branch: Branch | None = None
    place: str = ""
    phone: str = ""
    seats: int = 1
    slot_minutes: int = 30
    step_minutes: int = 30
    pause_minutes: int = 0
    notice_minutes: int = 60
    days_ahead: int = 21
    takes_bookings: bool = True
    takes_tickets: bool = True
    takes_video: bool = True
    video_link: str = ""


@transaction.atomic
def save_branch(*, agency: Agency, details: BranchDetails, on: date, branch: Branch | None = None) -> Branch:
    """Add a branch, or change one. RefusedError where the name is taken."""
    same = Branch.objects.filter(agency=agency, name=details.name)
    if (same.exclude(pk=branch.pk) if branch else same).exists():
        raise refuse("name", _("같은 이름의 지점이 있습니다."))
    kept = branch or Branch(agency=agency, valid_from=on)
    for field in BranchDetails.__dataclass_fields__:
        setattr(kept, field, getattr(details, field))
    kept.save()
    return kept


@transaction.atomic
def save_counter(
    *,
    agency: Agency,
    details: CounterDetails,
    on: date,
    counter: Counter | None = None,
    is_sample: bool = False,
) -> Counter:
    """Add a counter, or change one. RefusedError where the name is taken, or slots have no length."""
    same = Counter.objects.filter(agency=agency, name=details.name)
    if (same.exclude(pk=counter.pk) if counter else same).exists():
        raise refuse("name", _("같은 이름의 창구가 있습니다."))
    for field in ("slot_minutes", "step_minutes"):
        if getattr(details, field) < 5:  # noqa: PLR2004 - as the CHECK of the table
            raise refuse(field, _("5분 이상으로 적어 주세요."))
    if min(details.seats, details.days_ahead) < 1:
        raise refuse("seats", _("1 이상으로 적어 주세요."))
    if details.branch is not None and details.branch.agency_id != agency.pk:
        raise refuse("branch", _("다른 기관의 지점입니다. 이 기관의 지점을 골라 주세요."))
    kept = counter or Counter(agency=agency, valid_from=on, is_sample=is_sample)
    for field in CounterDetails.__dataclass_fields__:
        setattr(kept, field, getattr(details, field))
    kept.save()
    return kept


@transaction.atomic
def set_hours(*, counter: Counter, week: Mapping[str, Any], valid_from: date) -> CounterHours:
    """Set a week of hours from a day on; what held before stays known. RefusedError by "day0" … "day6"."""
    row, _created = CounterHours.objects.update_or_create(
        counter=counter,
        valid_from=valid_from,
        defaults={"agency_id": counter.agency_id, "week": checked_week(week)},
    )
    return row


@transaction.atomic
def set_day(*, counter: Counter, day: date, hours: Iterable[Sequence[str]], reason: str) -> CounterDay:
    """Give one day hours of its own; none closes it. RefusedError (field "hours") for hours in no order."""
    row, _created = CounterDay.objects.update_or_create(
        counter=counter,
        day=day,
        defaults={
            "agency_id": counter.agency_id,
            "hours": checked_hours(hours, field="hours"),
            "reason": " ".join(reason.split())[:120],
        },
    )
    return row


@transaction.atomic
def save_counsellor(
    *,
    agency: Agency,
    user: User,
    counters: Collection[Counter],
    topics: Iterable[str],
    on: date,
    week: Mapping[str, Any] | None = None,
) -> Counsellor:
    """Make a member of staff a counsellor, or change where and about what. RefusedError for a stranger."""
    if not AgencyMember.objects.filter(agency=agency, user=user).exists():
        raise refuse("user", _("이 기관의 구성원만 상담사가 될 수 있습니다."))
    if any(counter.agency_id != agency.pk for counter in counters):
        raise refuse("counters", _("다른 기관의 창구입니다."))
    wanted = set(topics)
    kept = Counsellor.objects.filter(agency=agency, user=user).first()
    if kept is None:
        kept = Counsellor(agency=agency, user=user, valid_from=on)
    kept.topics = [topic for topic in Topic.values if topic in wanted]
    kept.week = None if week is None else checked_week(week)
    kept.valid_to = None
    kept.save()
    CounterPost.objects.filter(counsellor=kept).exclude(counter__in=counters).delete()
    CounterPost.objects.bulk_create(
        [CounterPost(agency=agency, counter=counter, counsellor=kept) for counter in counters],
        ignore_conflicts=True,
    )
    return kept


@dataclass(frozen=True, slots=True)
class AwayFrom:
    """An absence and the bookings that fall into it: each must be moved or given to somebody else."""

    absence: Absence
    bookings: list[Booking]


@transaction.atomic
def add_absence(
    *, counsellor: Counsellor, kind: AbsenceKind, starts_at: datetime, ends_at: datetime, note: str = ""
) -> AwayFrom:
    """Record when a counsellor is away. RefusedError where it ends before it begins."""
    if ends_at <= starts_at:
        raise refuse("ends_at", _("끝나는 시각은 시작하는 시각보다 늦어야 합니다."))
    absence = Absence.objects.create(
        agency_id=counsellor.agency_id,
        counsellor=counsellor,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        note=" ".join(note.split())[:120],
    )
    within = Booking.objects.filter(
        counsellor=counsellor, state=BookingState.BOOKED, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    return AwayFrom(absence, list(within.order_by("starts_at")))


def remove_absence(*, absence: Absence) -> None:
    """Take an absence back; its history is kept."""
    absence.delete()

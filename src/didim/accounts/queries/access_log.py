from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import ExtractHour, TruncDate

from didim.accounts.enums import AccessAct, AccessHint, SubjectKind
from didim.accounts.models import AccessLogEntry, AccessReview, User
from didim.kernel.calendar import SEOUL
from didim.kernel.definitions import shipped_definitions


@dataclass(frozen=True, slots=True)
class UnusualAccess:
    """One account's day that deserves a look: how many entries, data subjects and downloads, and why."""

    account: User
    day: date
    entries: int
    subjects: int
    downloads: int
    hints: tuple[AccessHint, ...]


def month_bounds(month: date) -> tuple[date, date]:
    """Return the first day of a month and of the next one."""
    first = month.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def entries_of_month(*, agency_id: int, month: date) -> QuerySet[AccessLogEntry]:
    """Return an agency's entries of a month (any day of it), newest first, with their accounts."""
    start, end = (datetime.combine(day, datetime.min.time(), SEOUL) for day in month_bounds(month))
    entries = AccessLogEntry.objects.filter(agency_id=agency_id, at__gte=start, at__lt=end)
    return entries.select_related("account").order_by("-at", "-id")


def unusual_access(*, agency_id: int, month: date) -> list[UnusualAccess]:
    """Return the unusual account-days of a month, newest first: night, many subjects, many downloads.

    The thresholds are those of the definition "access-log" in force on the month's last day.
    """
    _first, next_first = month_bounds(month)
    limits = shipped_definitions().as_of("access-log", next_first - timedelta(days=1)).values
    night = Q(hour__gte=limits["night_from_hour"]) | Q(hour__lt=limits["night_until_hour"])
    rows = (
        entries_of_month(agency_id=agency_id, month=month)
        .annotate(day=TruncDate("at", tzinfo=SEOUL), hour=ExtractHour("at", tzinfo=SEOUL))
        .order_by()
        .values("account_id", "day")
        .annotate(
            entries=Count("id"),
            people=Sum("subjects"),
            downloads=Count("id", filter=Q(act=AccessAct.DOWNLOAD)),
            at_night=Count("id", filter=night),
        )
        .filter(
            Q(at_night__gt=0)
            | Q(people__gte=limits["many_subjects_a_day"])
            | Q(downloads__gte=limits["many_downloads_a_day"])
        )
        .order_by("-day", "account_id")
    )
    accounts = User.objects.in_bulk({row["account_id"] for row in rows})
    return [
        UnusualAccess(
            account=accounts[row["account_id"]],
            day=row["day"],
            entries=row["entries"],
            subjects=row["people"],
            downloads=row["downloads"],
            hints=tuple(
                hint
                for hint, holds in (
                    (AccessHint.NIGHT, row["at_night"] > 0),
                    (AccessHint.MANY_SUBJECTS, row["people"] >= limits["many_subjects_a_day"]),
                    (AccessHint.MANY_DOWNLOADS, row["downloads"] >= limits["many_downloads_a_day"]),
                )
                if holds
            ),
        )
        for row in rows
    ]


def months_to_review(
    *, agency_id: int, now: datetime, months: int = 12
) -> list[tuple[date, AccessReview | None]]:
    """Return the last `months` months that are over, newest first, each with its review or None."""
    reviews = {
        review.month: review
        for review in AccessReview.objects.filter(agency_id=agency_id).select_related("reviewer")
    }
    first = now.astimezone(SEOUL).date().replace(day=1)
    past = []
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
        past.append((first, reviews.get(first)))
    return past


def accesses_by(user: User) -> QuerySet[AccessLogEntry]:
    """Return what an account did with personal data, newest first."""
    return AccessLogEntry.objects.filter(account=user).order_by("-at", "-id")


def accesses_to(user: User) -> QuerySet[AccessLogEntry]:
    """Return what others did with a person's data, newest first."""
    entries = AccessLogEntry.objects.filter(subject_kind=SubjectKind.USER, subject_id=user.pk)
    return entries.exclude(account=F("subject_id")).select_related("account").order_by("-at", "-id")

"""The access log: what is noted, that nobody changes it, and its monthly review."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from didim.accounts.domain.access_log import (
    AccessNote,
    collecting_access,
    flush_access_log,
    note_access,
    note_download,
    review_access_log,
)
from didim.accounts.domain.accounts import destroy_old_access_log
from didim.accounts.enums import AccessAct, AccessHint, SubjectKind
from didim.accounts.models import AccessLogEntry, AccessReview, DestructionRecord, User
from didim.accounts.queries.access_log import months_to_review, unusual_access
from didim.kernel.refusals import RefusedError

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 3, tzinfo=UTC)  # 12:00 in Seoul
NIGHT = datetime(2026, 3, 10, 14, tzinfo=UTC)  # 23:00 in Seoul
APRIL = datetime(2026, 4, 2, 3, tzinfo=UTC)
AGENCY = 7


@pytest.fixture
def staff() -> User:
    return User.objects.create_user("staff@example.org")


def view(subject: int = 1, **other: object) -> AccessNote:
    return AccessNote(
        AccessAct.VIEW, "기업 상세", SubjectKind.ENTERPRISE, subject, "가나상사", agency_id=AGENCY, **other
    )


def log(staff: User, *notes: AccessNote, at: datetime = NOON) -> None:
    flush_access_log(list(notes), account=staff, ip="192.0.2.1", now=at)


def test_entry_holds_the_five_items(staff: User) -> None:
    with collecting_access() as notes:
        note_access(
            act=AccessAct.VIEW,
            task="기업 상세",
            subject_kind=SubjectKind.ENTERPRISE,
            subject_id=5,
            subject="가나상사",
            agency_id=AGENCY,
        )
    assert flush_access_log(notes, account=staff, ip="2001:db8::1", now=NOON) == 1
    entry = AccessLogEntry.objects.get()
    assert (entry.account, entry.at, entry.ip) == (staff, NOON, "2001:db8::1")
    assert (entry.subject_kind, entry.subject_id, entry.subject) == ("enterprise", 5, "가나상사")
    assert (entry.act, entry.task) == ("view", "기업 상세")


def test_same_note_twice_in_a_request_is_one_entry(staff: User) -> None:
    log(staff, view(), view(), view(2))
    assert AccessLogEntry.objects.count() == 2


def test_note_outside_a_request_is_not_collected() -> None:
    with collecting_access() as notes:
        pass
    note_access(
        act=AccessAct.VIEW, task="작업", subject_kind=SubjectKind.MANY, subject_id=None, subject="모두"
    )
    assert notes == []


def test_nothing_noted_writes_nothing(staff: User, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):
        assert flush_access_log([], account=staff, ip=None, now=NOON) == 0


@pytest.mark.parametrize(
    ("keeping", "last_day"), [("standard", date(2027, 3, 10)), ("extended", date(2028, 3, 10))]
)
def test_entry_is_kept_one_or_two_years(staff: User, settings: object, keeping: str, last_day: date) -> None:
    settings.ACCESS_LOG_KEEPING = keeping
    log(staff, view())
    assert AccessLogEntry.objects.get().keep_until == last_day


@pytest.mark.parametrize("reason", ["", "   ", "업무", "      짧은 사유      "])
def test_download_without_a_real_reason_is_refused(reason: str) -> None:
    with collecting_access() as notes, pytest.raises(RefusedError) as refusal:
        note_download(task="기업 목록", subject="검색: 서울", subjects=300, reason=reason, now=NOON)
    assert list(refusal.value.by_field()) == ["reason"]
    assert notes == []


def test_download_keeps_its_reason(staff: User) -> None:
    with collecting_access() as notes:
        note_download(
            task="기업 목록", subject="검색: 서울", subjects=300, reason="3월  현장 점검 명단 작성", now=NOON
        )
    flush_access_log(notes, account=staff, ip=None, now=NOON)
    assert AccessLogEntry.objects.values_list("act", "reason", "subjects").get() == (
        "download",
        "3월 현장 점검 명단 작성",
        300,
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_accesslogentry SET task = 'x'",
        "UPDATE accounts_accesslogentry SET keep_until = '2020-01-01'",
        "DELETE FROM accounts_accesslogentry",
        "TRUNCATE accounts_accesslogentry",
        "UPDATE accounts_accessreview SET finding = 'x'",
        "DELETE FROM accounts_accessreview",
        "TRUNCATE accounts_accessreview",
        "UPDATE accounts_destructionrecord SET basis = 'x'",
        "DELETE FROM accounts_destructionrecord",
        "TRUNCATE accounts_destructionrecord",
    ],
)
def test_append_only_table_refuses(staff: User, statement: str) -> None:
    log(staff, view(), at=timezone.now())
    log(staff, view())
    review_access_log(agency_id=AGENCY, month=NOON.date(), reviewer=staff, finding="이상 없음", now=APRIL)
    DestructionRecord.objects.create(
        kind="account",
        amount=1,
        basis="b",
        definition="d",
        method="m",
        destroyed_at=NOON,
        keep_until=date(2099, 1, 1),
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing is truncated while checks are to come
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(statement)


def test_entry_whose_day_is_over_is_destroyed_and_noted(staff: User) -> None:
    three_years_ago = timezone.now() - timedelta(days=3 * 366)
    log(staff, view(), at=max(three_years_ago, datetime(2023, 9, 23, tzinfo=UTC)))
    log(staff, view(2), at=timezone.now())
    assert destroy_old_access_log(now=timezone.now()) == 1
    assert list(AccessLogEntry.objects.values_list("subject_id", flat=True)) == [2]
    record = DestructionRecord.objects.get()
    assert (record.kind, record.amount, record.definition) == ("access_log", 1, "retention@2023-09-22")
    assert destroy_old_access_log(now=timezone.now()) == 0


class TestReview:
    def test_hints_name_night_many_subjects_and_many_downloads(self, staff: User) -> None:
        download = AccessNote(
            AccessAct.DOWNLOAD, "명단", SubjectKind.MANY, None, "모두", 60, "현장 점검 명단 작성", AGENCY
        )
        for minute in range(10):
            log(staff, download, at=NOON + timedelta(minutes=minute))
        log(staff, view(), at=NIGHT)
        (found,) = unusual_access(agency_id=AGENCY, month=NOON.date())
        assert (found.account, found.day, found.entries) == (staff, date(2026, 3, 10), 11)
        assert (found.subjects, found.downloads) == (601, 10)
        assert found.hints == (AccessHint.NIGHT, AccessHint.MANY_SUBJECTS, AccessHint.MANY_DOWNLOADS)

    def test_ordinary_days_other_months_and_other_agencies_give_no_hint(self, staff: User) -> None:
        log(staff, view())
        log(staff, view(), at=datetime(2026, 2, 10, 14, tzinfo=UTC))
        log(staff, AccessNote(AccessAct.VIEW, "기업", SubjectKind.USER, 1, "김", agency_id=8), at=NIGHT)
        assert unusual_access(agency_id=AGENCY, month=NOON.date()) == []

    def test_review_counts_and_is_made_once(self, staff: User) -> None:
        log(staff, view(), view(2))
        log(staff, view(), at=NIGHT)
        review = review_access_log(
            agency_id=AGENCY, month=date(2026, 3, 31), reviewer=staff, finding=" 야간 1건 확인 ", now=APRIL
        )
        assert (review.month, review.entries, review.hints, review.finding) == (
            date(2026, 3, 1),
            3,
            1,
            "야간 1건 확인",
        )
        with pytest.raises(RefusedError, match="이미"):
            review_access_log(agency_id=AGENCY, month=NOON.date(), reviewer=staff, finding="다시", now=APRIL)
        assert months_to_review(agency_id=AGENCY, now=APRIL, months=2) == [
            (date(2026, 3, 1), review),
            (date(2026, 2, 1), None),
        ]

    def test_month_that_is_not_over_cannot_be_reviewed(self, staff: User) -> None:
        with pytest.raises(RefusedError) as refusal:
            review_access_log(
                agency_id=AGENCY, month=NOON.date(), reviewer=staff, finding="이상 없음", now=NIGHT
            )
        assert list(refusal.value.by_field()) == ["month"]

    def test_review_needs_a_finding(self, staff: User) -> None:
        with pytest.raises(RefusedError) as refusal:
            review_access_log(agency_id=AGENCY, month=NOON.date(), reviewer=staff, finding=" ", now=APRIL)
        assert list(refusal.value.by_field()) == ["finding"]
        assert not AccessReview.objects.exists()

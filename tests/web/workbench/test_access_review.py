from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from didim.accounts.domain.access_log import AccessNote, flush_access_log
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.models import AccessLogEntry, AccessReview, User
from didim.registry.models import Agency
from tests.sign_in import make_user

URL = "/workbench/access/"


def last_month() -> datetime:
    first = timezone.localdate().replace(day=1)
    return datetime(first.year - (first.month == 1), first.month - 1 or 12, 10, 2, tzinfo=UTC)


def log(agency: Agency, account: User, subject: str = "가나전자", at: datetime | None = None) -> None:
    note = AccessNote(AccessAct.VIEW, "기업 조회", SubjectKind.ENTERPRISE, 1, subject, agency_id=agency.pk)
    flush_access_log([note], account=account, ip="10.0.0.7", now=at or last_month())


def test_month_shows_only_the_own_agencys_entries(
    director: Client, agency: Agency, other_agency: Agency
) -> None:
    account = make_user("someone@example.org")
    log(agency, account, "가나전자")
    log(other_agency, account, "비밀화학")
    page = director.get(URL, {"month": f"{last_month():%Y-%m}"}).content.decode()
    assert "가나전자" in page
    assert "비밀화학" not in page


def test_other_agency_cannot_be_asked_for(director: Client, other_agency: Agency) -> None:
    assert director.get(URL, {"agency": other_agency.pk}).status_code == 404


def test_officer_may_not_review(officer: Client) -> None:
    assert officer.get(URL).status_code == 403


def test_review_is_recorded_once_with_who_and_what(director: Client, agency: Agency) -> None:
    log(agency, make_user("someone@example.org"))
    month = last_month()
    typed = {"agency": agency.pk, "month": f"{month:%Y-%m}", "finding": "이상 없음"}
    assert director.post(URL, typed).status_code == 302
    review = AccessReview.objects.get()
    assert (review.agency_id, review.month, review.finding, review.entries) == (
        agency.pk,
        date(month.year, month.month, 1),
        "이상 없음",
        1,
    )
    again = director.post(URL, typed)
    assert again.status_code == 422
    assert AccessReview.objects.count() == 1


def test_review_without_a_finding_is_asked_again(director: Client, agency: Agency) -> None:
    answer = director.post(URL, {"agency": agency.pk, "month": f"{last_month():%Y-%m}", "finding": " "})
    assert answer.status_code == 422
    assert AccessReview.objects.count() == 0


def test_download_needs_a_reason_and_leaves_it_in_the_log(director: Client, agency: Agency) -> None:
    log(agency, make_user("someone@example.org"))
    typed = {"agency": agency.pk, "month": f"{last_month():%Y-%m}", "reason": ""}
    assert director.post(f"{URL}download/", typed).status_code == 422
    answer = director.post(f"{URL}download/", typed | {"reason": "1분기 내부 감사 자료 제출"})
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    entry = AccessLogEntry.objects.filter(act=AccessAct.DOWNLOAD).get()
    assert (entry.agency_id, entry.reason) == (agency.pk, "1분기 내부 감사 자료 제출")


@pytest.mark.parametrize("path", ["", "?month=nonsense", "?page=999", "?month=2026-01"])
def test_page_opens_in_both_languages(director: Client, path: str) -> None:
    assert director.get(f"{URL}{path}").status_code == 200
    assert director.get(f"/en{URL}{path}").status_code == 200

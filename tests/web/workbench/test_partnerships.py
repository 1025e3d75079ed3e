"""Staff sign, promise, record, renew and end; what is public is read by everybody."""

from datetime import timedelta
from itertools import count

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from didim.partnerships.domain.signing import PartnershipDetails, TermDetails, sign_partnership
from didim.partnerships.models import Paper, Partnership, Promise, Result
from didim.registry.domain.directory import partner_named
from didim.registry.enums import PartnerKind
from tests.partnerships.test_doing import PDF

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def address(name, *args, language="ko"):
    with override(language):
        return reverse(name, args=args)


@pytest.fixture
def sign(agency):
    serial = count(1)

    def make(**details):
        number, today = next(serial), timezone.localdate()
        return sign_partnership(
            agency=agency,
            partner=partner_named(name=f"한빛은행 {number}", kind=PartnerKind.FINANCE),
            details=PartnershipDetails(f"한빛은행 협약 {number}", **details),
            term=TermDetails(today - 40 * DAY, today - 40 * DAY, today + 40 * DAY),
            by=None,
            now=timezone.now(),
        )

    return make


def test_officer_signs_promises_records_and_keeps_the_paper(officer, agency, whole_page):
    today = timezone.localdate()
    said = {
        "agency": agency.pk, "partner": "한빛카드", "partner_kind": "finance", "title": "한빛카드 협약",
        "signed_on": today, "valid_from": today, "valid_to": today + 364 * DAY, "renewal": "automatic",
        "is_public": "on",
    }  # fmt: skip
    wrong = officer.post(address("workbench:partnership-create"), said | {"valid_to": today - DAY})
    assert wrong.status_code == 422
    assert 'value="한빛카드"' in wrong.content.decode()
    response = officer.post(address("workbench:partnership-create"), said)
    found = Partnership.objects.get()
    assert response.url == address("workbench:partnership", found.pk)
    promise = {"side": "theirs", "text": "교육 200명", "indicator": "users", "target": "200"}
    officer.post(address("workbench:partnership-promise-create", found.pk), promise)
    kept = Promise.objects.get()
    activity = {"kind": "training", "title": "금융 교실", "held_on": today, "participants": 31}
    officer.post(address("workbench:partnership-activity-create", found.pk), activity)
    result = {
        "code": "users", "value": "31", "currency": "KRW", "period_start": today, "period_end": today,
        "breakdown": "교육", "promise": kept.pk, "activity": found.activities.get().pk,
    }  # fmt: skip
    officer.post(address("workbench:partnership-result-create", found.pk), result)
    assert Result.objects.get().observation.value == 31
    settled = {"state": "kept", "on": today}
    officer.post(address("workbench:partnership-promise-settle", kept.pk), settled)
    officer.post(address("workbench:partnership-contact-create", found.pk), {"name": "이담당"})
    file = SimpleUploadedFile("협약서.pdf", PDF)
    officer.post(address("workbench:partnership-paper-add", found.pk), {"file": file})
    download = officer.get(address("workbench:partnership-paper", Paper.objects.get().pk))
    assert b"".join(download.streaming_content) == PDF
    for language in ("ko", "en"):
        whole_page(officer.get(address("workbench:partnership", found.pk, language=language)))
        whole_page(officer.get(address("workbench:partnership-list", language=language)))
        page = Client().get(address("portal:partnership", found.pk, language=language))
        whole_page(page)
        assert "금융 교실" in page.content.decode()
        assert "이담당" not in page.content.decode()
        whole_page(Client().get(address("portal:partnership-list", language=language)))
        whole_page(Client().get(address("portal:agency-detail", agency.pk, language=language)))


@pytest.mark.parametrize(
    "name",
    ["edit", "renew", "end", "promise-create", "activity-create", "result-create", "contact-create"],
)
def test_every_form_is_whole_in_both_languages(officer, sign, whole_page, name):
    found = sign()
    for language in ("ko", "en"):
        page = officer.get(address(f"workbench:partnership-{name}", found.pk, language=language))
        assert page.status_code == 200
        whole_page(page)


def test_renewal_and_end_from_the_page(officer, sign):
    found = sign()
    today, last = timezone.localdate(), found.terms.get().valid_to
    said = {
        "signed_on": today, "valid_from": last + DAY, "valid_to": last + 365 * DAY, "renewal": "once"
    }  # fmt: skip
    officer.post(address("workbench:partnership-renew", found.pk), said)
    assert found.terms.count() == 2
    officer.post(
        address("workbench:partnership-end", found.pk),
        {"last_day": today, "reason": "agreed", "note": "통합"},
    )
    found.refresh_from_db()
    assert (found.ended_on, found.end_reason) == (today, "agreed")


def test_paper_that_cannot_be_taken_says_so(officer, sign):
    file = SimpleUploadedFile("실행.exe", b"MZ")
    response = officer.post(address("workbench:partnership-paper-add", sign().pk), {"file": file})
    assert (response.status_code, Paper.objects.count()) == (422, 0)


def test_viewer_reads_and_changes_nothing(viewer, sign):
    found = sign()
    page = viewer.get(address("workbench:partnership", found.pk)).content.decode()
    assert address("workbench:partnership-renew", found.pk) not in page
    assert viewer.get(address("workbench:partnership-renew", found.pk)).status_code == 403


def test_what_is_not_shown_to_everybody_is_not_found(sign):
    assert Client().get(address("portal:partnership", sign().pk)).status_code == 404


def test_list_takes_as_many_queries_for_three_as_for_one(officer, sign, same_queries_for_three_rows):
    same_queries_for_three_rows(
        add_row=lambda: sign(is_public=True), read=lambda: officer.get(address("workbench:partnership-list"))
    )


def test_public_list_takes_as_many_queries_for_three_as_for_one(sign, same_queries_for_three_rows):
    same_queries_for_three_rows(
        add_row=lambda: sign(is_public=True), read=lambda: Client().get(address("portal:partnership-list"))
    )


def test_list_shows_what_is_due(officer, sign):
    page = officer.get(address("workbench:partnership-list"), {"state": "due"}).content.decode()
    assert "한빛은행 협약" not in page
    sign()
    page = officer.get(address("workbench:partnership-list"), {"state": "due"}).content.decode()
    assert "한빛은행 협약" in page

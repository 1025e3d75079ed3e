"""What is given once: taken over while valid, dated, taken out, forgotten when nobody needs it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.applications.domain.drafts import start_application
from didim.applications.domain.files.attaching import attach_again, remove_attachment
from didim.applications.domain.files.cabinet import (
    KEPT_AFTER_REMOVAL,
    describe_file,
    forget_removed_files,
    remove_file,
)
from didim.applications.domain.files.reusing import take_over_files
from didim.applications.domain.files.storage import is_stored
from didim.applications.domain.files.uploads import end_stale_uploads
from didim.applications.enums import ApplicationState, ScanState
from didim.applications.models import Application, Attachment, FirmFile
from didim.applications.queries.files import stored_files
from didim.applications.queries.reusable_files import freshness, needs_issue_date, reusable_files
from didim.kernel.refusals import RefusedError
from tests.applications.builders import NOW, make_call, make_firm

from .conftest import DOCUMENTS, FILE_FORM
from .test_uploads import CONTENT, begin, send

pytestmark = pytest.mark.django_db
CLOSING_DAY = date(2026, 12, 4)


def another(application: Application) -> Application:
    call = make_call(application.agency, "다른 모집", form=FILE_FORM, documents=DOCUMENTS)
    return start_application(enterprise=application.enterprise, call=call, by=application.created_by, now=NOW)


def tax_paper(application: Application, issued_on: date | None, **fields: object) -> FirmFile:
    file = send(begin(application, slot="tax", name="납세증명서.pdf"), CONTENT).file
    FirmFile.objects.filter(pk=file.pk).update(issued_on=issued_on, **fields)
    return FirmFile.objects.get(pk=file.pk)


@given(age=st.integers(-3, 60), limit=st.none() | st.integers(1, 60))
def test_tax_certificate_counts_for_thirty_days_by_decree_or_less_by_the_call(
    age: int, limit: int | None
) -> None:
    fresh = freshness(kind="national_tax", on=CLOSING_DAY, validity_days=limit)
    file = FirmFile(kind="national_tax", issued_on=CLOSING_DAY - timedelta(days=age))
    assert fresh.fits(file) == (0 <= age <= min(30, limit or 30))


def test_paper_without_a_legal_age_needs_no_day_of_issue() -> None:
    assert not needs_issue_date(kind="bank_book", on=CLOSING_DAY)
    assert needs_issue_date(kind="bank_book", on=CLOSING_DAY, validity_days=90)
    assert needs_issue_date(kind="national_tax", on=CLOSING_DAY)


def test_valid_paper_is_taken_over_into_the_next_application(application: Application) -> None:
    file = tax_paper(application, date(2026, 11, 10))
    second = another(application)
    taken = Attachment.objects.get(application=second)
    assert (taken.slot, taken.file, taken.reused) == ("tax", file, True)
    assert take_over_files(application=second, by=second.created_by, now=NOW) == []


@pytest.mark.parametrize(
    ("issued_on", "fields"),
    [
        (date(2026, 11, 3), {}),  # 31 days before the closing
        (None, {}),
        (date(2026, 11, 20), {"valid_until": date(2026, 12, 3)}),
        (date(2026, 11, 20), {"scan": ScanState.INFECTED}),
        (date(2026, 11, 20), {"removed_at": NOW}),
    ],
)
def test_paper_that_does_not_count_on_the_closing_day_is_not_offered(
    application: Application, issued_on: date | None, fields: dict[str, object]
) -> None:
    tax_paper(application, issued_on, **fields)
    second = another(application)
    assert stored_files(second) == []
    firm = application.enterprise_id
    assert list(reusable_files(enterprise_id=firm, kind="national_tax", on=CLOSING_DAY)) == []


def test_firms_file_is_put_in_by_hand_and_another_firms_is_not(application: Application) -> None:
    file = tax_paper(application, None)
    second, by = another(application), application.created_by
    attach_again(application=second, slot="tax", file_id=file.pk, by=by, now=NOW)
    assert [each.file_id for each in stored_files(second)] == [file.pk]
    call = make_call(application.agency, "셋째 모집", form=FILE_FORM, documents=DOCUMENTS)
    stranger = start_application(enterprise=make_firm("다라상사", 2), call=call, by=by, now=NOW)
    with pytest.raises(RefusedError, match="보관함에 없는 파일입니다"):
        attach_again(application=stranger, slot="tax", file_id=file.pk, by=by, now=NOW)


def test_file_in_a_draft_stays_and_one_that_was_handed_in_may_go(application: Application) -> None:
    file = tax_paper(application, None)
    with pytest.raises(RefusedError, match="‘도약 지원 모집’ 신청서에 붙어 있습니다"):
        remove_file(file=file, now=NOW)
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.SUBMITTED, submitted_at=NOW)
    remove_file(file=file, now=NOW)
    file.refresh_from_db()
    assert file.removed_at == NOW


def test_removed_file_is_forgotten_after_a_month_unless_equal_bytes_are_needed(
    application: Application,
) -> None:
    first = tax_paper(application, None)
    second = send(begin(application, slot="plan"), CONTENT).file
    attachments = {each.file_id: each.pk for each in Attachment.objects.all()}
    remove_attachment(application=application, attachment_id=attachments[first.pk], now=NOW)
    FirmFile.objects.filter(pk=first.pk).update(removed_at=NOW)
    due = NOW + KEPT_AFTER_REMOVAL
    end_stale_uploads(now=due)
    assert forget_removed_files(now=due - timedelta(seconds=1)) == 0
    assert forget_removed_files(now=due) == 1
    assert is_stored(second.sha256)
    remove_attachment(application=application, attachment_id=attachments[second.pk], now=NOW)
    assert forget_removed_files(now=due) == 1
    assert not is_stored(second.sha256)


def test_file_is_described_with_days_that_fit(application: Application) -> None:
    file = tax_paper(application, None)
    day = date(2026, 11, 20)
    describe_file(file=file, kind="local_tax", issued_on=day, valid_until=None, now=NOW)
    file.refresh_from_db()
    assert (file.kind, file.issued_on) == ("local_tax", day)
    for wrong in (
        {"kind": "nothing"},
        {"issued_on": day + timedelta(days=1)},
        {"valid_until": day - timedelta(days=1)},
    ):
        values = {"kind": "local_tax", "issued_on": day, "valid_until": None, **wrong}
        with pytest.raises(RefusedError) as refusal:
            describe_file(file=file, now=NOW, **values)
        assert [problem.field for problem in refusal.value.problems] == list(wrong)

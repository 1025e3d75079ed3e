"""Reports of visits: one way from writing to approval, by another person, with ledger and fee at once."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from PIL import Image

from didim.accounts.models import OutboundMessage
from didim.accounts.tenancy import DatabaseScope, scoped
from didim.applications.domain.files.storage import open_stored
from didim.experts.domain.visits.clinics import finish_clinic, plan_clinic
from didim.experts.domain.visits.photos import MOST_PHOTOS, add_photo, clean_photo, remove_photo
from didim.experts.domain.visits.reminding import remind_of_reports, remind_of_visits
from didim.experts.domain.visits.reporting import (
    Written,
    approve_report,
    begin_report,
    correct_report,
    file_report,
    return_report,
    save_report,
)
from didim.experts.domain.visits.satisfaction import answer_visit_satisfaction
from didim.experts.enums import RequestState
from didim.experts.models import FeeLine, Visit, VisitPhoto, VisitReport, VisitSatisfaction
from didim.experts.visit_enums import ClinicOutcome, ReportState, VisitState
from didim.kernel.refusals import RefusedError
from didim.support.enums import SupportForm
from didim.support.models import SupportRecord

from .conftest import NOW, at

GPS = 0x8825


def picture(*, size=(80, 40), colour="red", form="JPEG", turned=False) -> BytesIO:
    content = BytesIO()
    taken = Image.new("RGB", size, colour)
    exif = taken.getexif()
    if turned:
        exif[0x0112] = 6
    exif[0x010F] = "Camera"
    exif.get_ifd(GPS)[1] = "N"
    taken.save(content, form, exif=exif)
    return content


def photo_of(content: BytesIO, name: str = "photo.jpg"):
    return clean_photo(name=name, size=len(content.getvalue()), content=content)


@pytest.fixture
def officer(make_user):
    return make_user(name="김담당")


@pytest.fixture
def writing(make_visit):
    visit = make_visit()
    return begin_report(visit=visit, now=visit.ends_at)


def test_report_is_begun_once_the_visit_began(make_visit):
    visit = make_visit()
    with pytest.raises(RefusedError):
        begin_report(visit=visit, now=visit.starts_at - timedelta(minutes=1))
    report = begin_report(visit=visit, now=visit.starts_at)
    assert (report.version, report.state, report.minutes) == (1, ReportState.WRITING, 120)
    assert begin_report(visit=visit, now=visit.ends_at) == report


def test_what_is_missing_is_said_and_what_was_written_stays(writing):
    save_report(report=writing, written=Written(saw="어두운 입구"), now=NOW)
    with pytest.raises(RefusedError) as refusal:
        file_report(report=writing, by=writing.visit.expert.user, now=NOW)
    assert list(refusal.value.by_field()) == ["advice"]
    writing.refresh_from_db()
    assert (writing.saw, writing.state) == ("어두운 입구", ReportState.WRITING)


def test_filing_ends_visit_and_request_and_asks_the_firm_once(file):
    report = file()
    visit = Visit.objects.get()
    assert (visit.state, visit.request.state) == (VisitState.DONE, RequestState.FINISHED)
    question = VisitSatisfaction.objects.get()
    assert (question.dispatch_id, question.score, report.state) == (
        visit.dispatch_id,
        None,
        ReportState.FILED,
    )


def test_firm_is_asked_after_the_last_visit_of_a_clinic(make_dispatch, make_visit, file):
    dispatch = make_dispatch(visits=2)
    first, last = (make_visit(dispatch, hour=hour) for hour in (9, 13))
    file(first)
    assert VisitSatisfaction.objects.count() == 0
    file(last)
    assert VisitSatisfaction.objects.get().dispatch == dispatch


def test_approval_writes_ledger_and_fee(file, officer):
    report = approve_report(report=file(minutes=250), by=officer, now=NOW)
    line, record = FeeLine.objects.get(), SupportRecord.objects.get()
    assert (line.grade, line.minutes, line.fee_won, line.travel_won) == ("first", 250, 410_000, 20_000)
    assert (line.report, line.definition) == (report, "expert-fees@2016-09-01")
    assert (record.form, record.amount_won, record.received_on) == (
        SupportForm.ADVICE,
        410_000,
        at(report.visit.starts_at.date(), 0).date(),
    )
    assert (record.reference, record.enterprise) == (f"visit-{report.visit_id}", report.visit.enterprise)


def test_nothing_is_written_when_the_fee_cannot_be_paid(file, officer):
    report = file()
    report.visit.expert.terms.all().delete()
    with pytest.raises(RefusedError):
        approve_report(report=report, by=officer, now=NOW)
    report.refresh_from_db()
    assert (report.state, SupportRecord.objects.count()) == (ReportState.FILED, 0)


def test_nobody_approves_their_own_report(file, officer):
    report = file()
    with pytest.raises(RefusedError):
        approve_report(report=report, by=report.visit.expert.user, now=NOW)
    by_staff = VisitReport.objects.filter(pk=report.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        by_staff.update(state="approved", decided_at=NOW, decided_by=report.visit.expert.user)
    assert approve_report(report=report, by=officer, now=NOW).state == ReportState.APPROVED


def test_who_filed_for_the_expert_does_not_approve(file, officer):
    report = file(by=officer)
    with pytest.raises(RefusedError):
        approve_report(report=report, by=officer, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        VisitReport.objects.filter(pk=report.pk).update(state="approved", decided_at=NOW, decided_by=officer)


@pytest.mark.parametrize(
    "change",
    [{"saw": "다른 말"}, {"minutes": 10}, {"state": "filed"}, {"state": "writing"}, {"decided_at": NOW}],
)
def test_approved_report_is_never_altered(file, officer, change):
    report = approve_report(report=file(), by=officer, now=NOW + timedelta(days=9))
    with pytest.raises(DatabaseError), transaction.atomic():
        VisitReport.objects.filter(pk=report.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        report.delete()


def test_filed_words_are_not_changed_and_no_report_begins_filed(file, officer):
    report = file()
    with pytest.raises(DatabaseError), transaction.atomic():
        VisitReport.objects.filter(pk=report.pk).update(advice="다른 말")
    with pytest.raises(RefusedError):
        save_report(report=report, written=Written(), now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        VisitReport.objects.create(
            agency=report.agency,
            visit=report.visit,
            version=2,
            state="approved",
            saw="본 것",
            advice="조언",
            minutes=60,
            written_at=NOW,
            filed_at=NOW,
            filed_by=officer,
            decided_at=NOW,
            decided_by=officer,
        )


def test_returned_report_goes_on_as_the_next_version(file, officer):
    first = file()
    with pytest.raises(RefusedError):
        return_report(report=first, reason=" ", by=officer, now=NOW)
    return_report(report=first, reason="사진을 붙여 주세요", by=officer, now=NOW)
    second = begin_report(visit=first.visit, now=first.visit.ends_at)
    assert (second.version, second.saw, second.minutes) == (2, first.saw, first.minutes)
    file_report(report=second, by=first.visit.expert.user, now=NOW)
    assert list(first.visit.reports.order_by("version").values_list("state", flat=True)) == [
        "returned",
        "filed",
    ]
    assert VisitSatisfaction.objects.count() == 1


def test_correction_is_a_new_version_that_keeps_the_fee(file, officer):
    first = approve_report(report=file(), by=officer, now=NOW)
    with pytest.raises(RefusedError):
        correct_report(report=first, cause="", now=NOW)
    second = correct_report(report=first, cause="주소를 잘못 적음", now=NOW)
    save_report(report=second, written=Written("고친 글", "고친 조언", "", 500), now=NOW)
    file_report(report=second, by=first.visit.expert.user, now=NOW)
    approve_report(report=second, by=officer, now=NOW)
    assert FeeLine.objects.get().minutes == 120
    assert SupportRecord.objects.get().evidence == f"visit-report-{second.pk}"
    first.refresh_from_db()
    assert (first.state, first.saw) == (ReportState.APPROVED, "입구가 어둡습니다")
    with pytest.raises(RefusedError):
        correct_report(report=first, cause="또 고침", now=NOW)


def test_photo_is_upright_small_and_tells_nothing_of_its_taking():
    clean = photo_of(picture(size=(4_000, 2_000), turned=True))
    with Image.open(BytesIO(clean.content)) as kept:
        assert (kept.size, kept.format) == ((1_024, 2_048), "JPEG")
        assert dict(kept.getexif()) == {}
        assert "exif" not in kept.info
    assert (clean.width, clean.height) == (1_024, 2_048)


@pytest.mark.parametrize(("form", "name"), [("PNG", "a.png"), ("WEBP", "a.webp")])
def test_other_pictures_become_jpeg(form, name):
    clean = photo_of(picture(form=form), name)
    assert clean.content[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", BytesIO(b"%PDF-1.7")),
        ("a.jpg", BytesIO(b"%PDF-1.7")),
        ("a.jpg", BytesIO(b"\xff\xd8\xffbroken")),
        ("a.jpg", BytesIO(b"")),
        ("a.heic", BytesIO(b"0000ftypheic")),
    ],
)
def test_what_is_no_photo_is_refused(name, content):
    with pytest.raises(RefusedError):
        photo_of(content, name)


def test_photos_come_and_go_until_the_report_is_filed(writing):
    expert = writing.visit.expert.user
    kept, dropped = (
        add_photo(report=writing, photo=photo_of(picture(colour=c)), caption="매장", by=expert, now=NOW)
        for c in ("red", "blue")
    )
    with open_stored(kept.sha256) as content:
        assert content.read() == photo_of(picture()).content
    same = add_photo(report=writing, photo=photo_of(picture()), caption="", by=expert, now=NOW)
    assert same == kept
    remove_photo(photo=dropped)
    save_report(report=writing, written=Written("본 것", "조언"), now=NOW)
    file_report(report=writing, by=expert, now=NOW)
    with pytest.raises(RefusedError):
        remove_photo(photo=kept)
    with pytest.raises(RefusedError):
        add_photo(report=writing, photo=photo_of(picture(colour="blue")), caption="", by=expert, now=NOW)
    for act in (kept.delete, lambda: VisitPhoto.objects.update(caption="다른 말")):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_photos_go_with_the_next_version(writing, officer):
    expert = writing.visit.expert.user
    add_photo(report=writing, photo=photo_of(picture()), caption="입구", by=expert, now=NOW)
    save_report(report=writing, written=Written("본 것", "조언"), now=NOW)
    filed = file_report(report=writing, by=expert, now=NOW)
    return_report(report=filed, reason="더 자세히", by=officer, now=NOW)
    second = begin_report(visit=filed.visit, now=filed.visit.ends_at)
    assert list(second.photos.values_list("caption", "sha256")) == list(
        filed.photos.values_list("caption", "sha256")
    )


def test_report_takes_ten_photos(writing):
    expert = writing.visit.expert.user
    for number in range(MOST_PHOTOS):
        photo = photo_of(picture(colour=(number * 20, 0, 0)))
        add_photo(report=writing, photo=photo, caption="", by=expert, now=NOW)
    with pytest.raises(RefusedError):
        add_photo(report=writing, photo=photo_of(picture(colour="white")), caption="", by=expert, now=NOW)


def test_firm_reads_what_is_approved_alone(file, officer):
    report = file()
    firm = DatabaseScope(enterprises=frozenset({report.visit.enterprise_id}))
    with scoped(firm):
        assert VisitReport.objects.count() == 0
    approve_report(report=report, by=officer, now=NOW)
    with scoped(firm):
        assert VisitReport.objects.get().saw == report.saw


def test_expert_writes_and_files_in_their_own_scope(make_visit, make_dispatch):
    visit = make_visit()
    make_visit(make_dispatch())
    expert = visit.expert.user
    with scoped(DatabaseScope(user=expert.pk)):
        report = begin_report(visit=visit, now=visit.ends_at)
        add_photo(report=report, photo=photo_of(picture()), caption="", by=expert, now=NOW)
        save_report(report=report, written=Written("본 것", "조언"), now=NOW)
        file_report(report=report, by=expert, now=NOW)
        assert VisitReport.objects.count() == 1
        assert VisitSatisfaction.objects.count() == 0
    assert VisitSatisfaction.objects.count() == 1


def test_satisfaction_is_answered_once(file):
    file()
    question = VisitSatisfaction.objects.get()
    with pytest.raises(RefusedError):
        answer_visit_satisfaction(question=question, score=6, comment="", now=NOW)
    answer_visit_satisfaction(question=question, score=5, comment="큰 도움", now=NOW)
    with pytest.raises(RefusedError):
        answer_visit_satisfaction(question=question, score=1, comment="", now=NOW)


def test_clinic_has_a_plan_and_ends_with_a_result(make_dispatch, make_visit, file):
    dispatch = make_dispatch(visits=2)
    expert = dispatch.expert.user
    with pytest.raises(RefusedError):
        plan_clinic(dispatch=dispatch, aim="", plan="", by=expert, now=NOW)
    clinic = plan_clinic(dispatch=dispatch, aim="매출 10 % 늘리기", plan="1회: 진열", by=expert, now=NOW)
    assert plan_clinic(dispatch=dispatch, aim="매출 늘리기", plan="1회: 조명", by=expert, now=NOW) == clinic
    first, last = (make_visit(dispatch, hour=hour) for hour in (9, 13))
    file(first)
    said = {"outcome": ClinicOutcome.PARTLY, "result": "매출이 7 % 늘었습니다"}
    with pytest.raises(RefusedError):
        finish_clinic(clinic=clinic, now=NOW, **said)
    file(last)
    with pytest.raises(RefusedError):
        finish_clinic(clinic=clinic, outcome=ClinicOutcome.PARTLY, result="", now=NOW)
    assert finish_clinic(clinic=clinic, now=NOW, **said).outcome == ClinicOutcome.PARTLY
    with pytest.raises(RefusedError):
        finish_clinic(clinic=clinic, now=NOW, **said)


def test_single_visit_has_no_clinic(make_dispatch):
    dispatch = make_dispatch()
    with pytest.raises(RefusedError):
        plan_clinic(dispatch=dispatch, aim="목표", plan="계획", by=dispatch.expert.user, now=NOW)


def test_visit_is_reminded_of_once_in_office_hours(make_visit):
    visit = make_visit()
    morning = at(visit.starts_at.date(), 9, 10)
    assert remind_of_visits(now=NOW + timedelta(hours=12)) == 0
    # Agreed today: whoever agreed knows.
    assert remind_of_visits(now=NOW) == 0
    assert [remind_of_visits(now=morning), remind_of_visits(now=morning)] == [1, 0]
    assert OutboundMessage.objects.filter(template="visit-reminder").count() == 1


def test_report_owed_for_two_working_days_is_asked_for_once(make_visit):
    visit = make_visit()
    days = [at(visit.starts_at.date() + timedelta(days=n), 10) for n in (1, 2, 3)]
    assert [remind_of_reports(now=day) for day in days] == [0, 1, 0]

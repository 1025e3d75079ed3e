"""An expert sets a time, files a report and is paid; the owner answers; staff approve; others see nothing."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from didim.experts.domain.visits.booking import VisitTime, propose_visit
from didim.experts.enums import DispatchState, PoolKind, RequestKind, RequestState
from didim.experts.models import (
    Clinic,
    Dispatch,
    ExpertTerm,
    FeeSlip,
    PoolExpert,
    Visit,
    VisitPhoto,
    VisitReport,
    VisitRequest,
)
from didim.experts.visit_enums import FeeSlipState, ReportState, VisitSide, VisitState
from didim.kernel.calendar import SEOUL
from didim.registry.enums import AgencyKind, AgencyRole
from didim.registry.models import Agency, Expert, Person
from didim.support.models import SupportRecord
from tests.registry.conftest import make_firm, new_number, now
from tests.sign_in import make_firm_member, make_staff, make_user, sign_in
from tests.web.conftest import whole_page

__all__ = ["make_firm", "new_number", "now", "whole_page"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency(db):
    return Agency.objects.create(name="한빛자영업센터", name_en="Hanbit centre", kind=AgencyKind.CENTRE)


@pytest.fixture
def officer(agency):
    return make_staff(agency, AgencyRole.OFFICER)


@pytest.fixture
def expert(agency):
    profile = Expert.objects.create(person=Person.objects.create(name="이전문"), is_working_owner=True)
    expert = PoolExpert.objects.create(
        agency=agency,
        profile=profile,
        user=make_user("expert@example.org", name="이전문"),
        kind=PoolKind.INDUSTRY_DOCTOR,
        capacity_month=20,
        joined_at=timezone.now(),
    )
    today = timezone.localdate()
    ExpertTerm.objects.create(
        agency=agency,
        expert=expert,
        valid_from=today - timedelta(days=400),
        valid_to=today + timedelta(days=400),
        fee_grade="first",
        signed_at=timezone.now(),
    )
    return expert


@pytest.fixture
def firm(make_firm):
    return make_firm(phone="02-123-4567")


def send(expert, firm, *, visits=1):
    today = timezone.localdate()
    request = VisitRequest.objects.create(
        agency=expert.agency,
        enterprise=firm,
        kind=RequestKind.VISIT if visits == 1 else RequestKind.CLINIC,
        state=RequestState.ASSIGNED,
        subject="매장 진열을 바꾸고 싶습니다",
        topics=["market"],
        visits_planned=visits,
        wanted_from=today,
        wanted_until=today + timedelta(days=30),
        asked_at=timezone.now(),
    )
    return Dispatch.objects.create(
        agency=expert.agency,
        enterprise=firm,
        request=request,
        expert=expert,
        expert_user=expert.user,
        state=DispatchState.CONFIRMED,
        confirmed_at=timezone.now(),
        month=today.replace(day=1),
        loads=[visits],
        fit=700,
        made_at=timezone.now(),
    )


def past_visit(expert, firm, *, days=1, hour=10):
    day = timezone.localdate() - timedelta(days=days)
    starts_at = datetime.combine(day, time(hour), SEOUL)
    return propose_visit(
        dispatch=send(expert, firm),
        time=VisitTime(starts_at, 60, agreed=True, place="한빛로 1"),
        side=VisitSide.EXPERT,
        now=starts_at - timedelta(days=1),
    )


@pytest.fixture
def phone(expert) -> Client:
    return sign_in(expert.user, second_factor=True)


@pytest.fixture
def owner(firm) -> Client:
    return sign_in(make_firm_member(firm))


@pytest.fixture
def desk(officer) -> Client:
    return sign_in(officer, second_factor=True)


def seen(client, name, *values):
    """Return the status of a photo, read to its end."""
    response = page(client, name, *values)
    return response.status_code, b"".join(response)[:3]


SHOWN = (200, b"\xff\xd8\xff")


def jpeg(name="shop.jpg"):
    content = BytesIO()
    Image.new("RGB", (60, 40), "green").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def page(client, name, *values):
    return client.get(reverse(name, args=values))


def test_expert_proposes_a_time_and_the_owner_takes_it(phone, owner, expert, firm):
    dispatch = send(expert, firm)
    assert "매장 진열" in page(phone, "expert:home").content.decode()
    tomorrow = timezone.localdate() + timedelta(days=1)
    typed = {"day": tomorrow, "at": "14:00", "minutes": 120, "place": "한빛로 1", "aim": "진열 보기"}
    wrong = phone.post(reverse("expert:propose", args=[dispatch.pk]), {**typed, "day": "2020-01-01"})
    assert wrong.status_code == 422
    assert "진열 보기" in wrong.content.decode()
    assert phone.post(reverse("expert:propose", args=[dispatch.pk]), typed).status_code == 302
    visit = Visit.objects.get()
    assert visit.state == VisitState.PROPOSED
    assert "이 시간이 괜찮으신가요?" in page(owner, "portal:visit-list").content.decode()
    assert owner.post(reverse("portal:visit-accept", args=[visit.pk])).status_code == 302
    visit.refresh_from_db()
    assert visit.state == VisitState.PLANNED
    assert "이전문" in page(owner, "portal:visit", visit.pk).content.decode()
    assert page(owner, "portal:visit-ics", visit.pk).content.startswith(b"BEGIN:VCALENDAR")
    assert page(phone, "expert:visit-ics", visit.pk).content.startswith(b"BEGIN:VCALENDAR")
    again = owner.post(reverse("portal:visit-accept", args=[visit.pk]))
    assert again.status_code == 422


def test_owner_asks_for_another_time(phone, owner, expert, firm):
    dispatch = send(expert, firm)
    tomorrow = timezone.localdate() + timedelta(days=1)
    typed = {"day": tomorrow, "at": "14:00", "minutes": 60, "place": "한빛로 1"}
    phone.post(reverse("expert:propose", args=[dispatch.pk]), typed)
    visit = Visit.objects.get()
    owner.post(reverse("portal:visit-other-time", args=[visit.pk]), {"reason": "목요일 오후"})
    visit.refresh_from_db()
    assert (visit.state, visit.end_reason) == (VisitState.CANCELLED, "목요일 오후")
    assert "시간 정하기" in page(phone, "expert:home").content.decode()


def test_expert_moves_cancels_and_finds_nobody_there(phone, expert, firm):
    dispatch = send(expert, firm)
    day = timezone.localdate() + timedelta(days=2)
    typed = {"day": day, "at": "14:00", "minutes": 60, "place": "한빛로 1", "agreed": "on"}
    phone.post(reverse("expert:propose", args=[dispatch.pk]), typed)
    visit = Visit.objects.get()
    assert page(phone, "expert:move", visit.pk).status_code == 200
    phone.post(reverse("expert:move", args=[visit.pk]), {**typed, "at": "16:00"})
    visit.refresh_from_db()
    assert timezone.localtime(visit.starts_at).hour == 16
    phone.post(reverse("expert:cancel", args=[visit.pk]), {"reason": "병가"})
    missed = past_visit(expert, firm)
    phone.post(reverse("expert:missed", args=[missed.pk]), {"reason": "문 닫힘", "side": "firm"})
    states = dict(Visit.objects.values_list("pk", "state"))
    assert states == {visit.pk: VisitState.CANCELLED, missed.pk: VisitState.NO_SHOW}


def test_report_keeps_words_and_photos_when_something_is_missing(phone, expert, firm):
    visit = past_visit(expert, firm)
    address = reverse("expert:report", args=[visit.pk])
    assert "보고서를 쓸 방문" in page(phone, "expert:home").content.decode()
    assert page(phone, "expert:report", visit.pk).status_code == 200
    assert VisitReport.objects.count() == 0
    typed = {"saw": "어두운 입구", "advice": "", "minutes": 90, "action": "file"}
    wrong = phone.post(address, {**typed, "photos": [jpeg()], "caption": "입구"})
    assert wrong.status_code == 422
    assert "어두운 입구" in wrong.content.decode()
    photo = VisitPhoto.objects.get()
    assert seen(phone, "expert:photo", photo.pk) == SHOWN
    bad = SimpleUploadedFile("paper.jpg", b"%PDF-1.7", "image/jpeg")
    wrong = phone.post(address, {**typed, "advice": "조명 바꾸기", "photos": [bad]})
    assert wrong.status_code == 422
    assert "조명 바꾸기" in wrong.content.decode()
    phone.post(reverse("expert:photo-remove", args=[photo.pk]))
    assert VisitPhoto.objects.count() == 0
    saved = phone.post(reverse("expert:report-save", args=[visit.pk]), {**typed, "advice": "조명 바꾸기"})
    assert saved.json().keys() == {"saved_at"}
    assert phone.post(address, {**typed, "advice": "조명 바꾸기"}).status_code == 302
    assert VisitReport.objects.get().state == ReportState.FILED
    assert page(phone, "expert:report", visit.pk).status_code == 302
    late = phone.post(reverse("expert:report-save", args=[visit.pk]), typed)
    assert late.status_code == 422


def filed(phone, expert, firm, **when):
    visit = past_visit(expert, firm, **when)
    typed = {"saw": "어두운 입구", "advice": "조명 바꾸기", "minutes": 60, "action": "file"}
    phone.post(reverse("expert:report", args=[visit.pk]), {**typed, "photos": [jpeg()]})
    return visit


def test_staff_return_and_approve_and_the_owner_reads_and_rates(phone, desk, owner, expert, firm):
    visit = filed(phone, expert, firm)
    assert "가나상사" in page(desk, "workbench:visit-list").content.decode()
    photo = VisitPhoto.objects.get()
    assert seen(desk, "workbench:visit-photo", photo.pk) == SHOWN
    assert page(owner, "portal:visit-photo", visit.pk, photo.pk).status_code == 404
    desk.post(reverse("workbench:visit-return", args=[visit.pk]), {"reason": "사진 설명을 적어 주세요"})
    assert "사진 설명을 적어 주세요" in page(phone, "expert:report", visit.pk).content.decode()
    typed = {"saw": "어두운 입구", "advice": "조명을 바꾸세요", "minutes": 60, "action": "file"}
    phone.post(reverse("expert:report", args=[visit.pk]), typed)
    assert desk.post(reverse("workbench:visit-approve", args=[visit.pk])).status_code == 302
    assert SupportRecord.objects.get().reference == f"visit-{visit.pk}"
    assert "조명을 바꾸세요" in page(desk, "workbench:visit", visit.pk).content.decode()
    read = page(owner, "portal:visit", visit.pk)
    assert "조명을 바꾸세요" in read.content.decode()
    kept = VisitPhoto.objects.latest("pk")
    assert seen(owner, "portal:visit-photo", visit.pk, kept.pk) == SHOWN
    assert owner.post(reverse("portal:visit-rate", args=[visit.pk]), {"score": "9"}).status_code == 422
    owner.post(reverse("portal:visit-rate", args=[visit.pk]), {"score": "5", "comment": "고맙습니다"})
    assert "5점을 주셨습니다" in page(owner, "portal:visit", visit.pk).content.decode()
    phone.post(reverse("expert:correct", args=[visit.pk]), {"cause": "주소를 잘못 적음"})
    assert VisitReport.objects.latest("pk").cause == "주소를 잘못 적음"


def test_fees_are_worked_out_approved_paid_and_downloaded(phone, desk, expert, firm):
    last_month = timezone.localdate().replace(day=1) - timedelta(days=3)
    days = (timezone.localdate() - last_month).days
    visit = filed(phone, expert, firm, days=days)
    desk.post(reverse("workbench:visit-approve", args=[visit.pk]))
    assert "다음 명세서에 오를 방문" in page(phone, "expert:fees").content.decode()
    month = last_month.replace(day=1)
    assert page(desk, "workbench:fee-draw").status_code == 200
    desk.post(reverse("workbench:fee-draw"), {"month": month.isoformat()})
    slip = FeeSlip.objects.get()
    again = desk.post(reverse("workbench:fee-draw"), {"month": month.isoformat()})
    assert again.status_code == 422
    assert slip.number in page(desk, "workbench:fee-list").content.decode()
    desk.post(reverse("workbench:fee-approve", args=[slip.pk]))
    assert page(desk, "workbench:fee-slip", slip.pk).status_code == 200
    desk.post(reverse("workbench:fee-pay", args=[slip.pk]), {"paid_on": timezone.localdate().isoformat()})
    slip.refresh_from_db()
    assert (slip.state, slip.pay_won) == (FeeSlipState.PAID, 248_000)
    for client, name in ((desk, "workbench:fee-paper"), (phone, "expert:fee-paper")):
        assert page(client, name, slip.pk).content[:5] == b"%PDF-"
    book = reverse("workbench:fee-workbook")
    assert desk.post(book, {"reason": " "}).status_code == 422
    assert desk.post(book, {"reason": "지난달 전문가 수당의 지급 서류 작성"}).content[:2] == b"PK"
    assert slip.number in page(phone, "expert:fees").content.decode()


def test_slip_that_is_not_approved_can_be_taken_back(phone, desk, expert, firm):
    visit = filed(phone, expert, firm, days=timezone.localdate().day + 2)
    desk.post(reverse("workbench:visit-approve", args=[visit.pk]))
    month = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    desk.post(reverse("workbench:fee-draw"), {"month": month.isoformat()})
    slip = FeeSlip.objects.get()
    desk.post(reverse("workbench:fee-cancel", args=[slip.pk]), {"reason": "등급이 틀림"})
    slip.refresh_from_db()
    assert slip.state == FeeSlipState.CANCELLED


def test_clinic_is_planned_and_finished(phone, desk, expert, firm):
    dispatch = send(expert, firm, visits=2)
    plan = {"aim": "점심 손님 늘리기", "plan": "1회 진열\n2회 차림표"}
    phone.post(reverse("expert:clinic", args=[dispatch.pk]), plan)
    assert Clinic.objects.get().aim == "점심 손님 늘리기"
    early = {"outcome": "reached", "result": "늘었습니다"}
    assert phone.post(reverse("expert:clinic-result", args=[dispatch.pk]), early).status_code == 422
    assert "클리닉 계획" in page(phone, "expert:home").content.decode()


def test_strangers_and_the_other_side_see_nothing(phone, owner, desk, expert, firm, make_firm):
    visit = filed(phone, expert, firm)
    stranger = sign_in(make_firm_member(make_firm("다라상사"), email="stranger@example.org"))
    assert page(stranger, "portal:visit", visit.pk).status_code == 404
    assert page(owner, "expert:visit", visit.pk).status_code == 403
    assert page(phone, "workbench:visit", visit.pk).status_code == 403
    other = Agency.objects.create(name="다라센터", kind=AgencyKind.CENTRE)
    elsewhere = sign_in(make_staff(other, AgencyRole.OFFICER, email="other@example.org"), second_factor=True)
    assert page(elsewhere, "workbench:visit", visit.pk).status_code == 404


def test_pages_are_whole_in_both_languages(phone, owner, desk, expert, firm, whole_page):
    visit = filed(phone, expert, firm, days=timezone.localdate().day + 2)
    waiting = filed(phone, expert, firm, hour=14)
    desk.post(reverse("workbench:visit-approve", args=[visit.pk]))
    month = date.fromisoformat(f"{(timezone.localdate().replace(day=1) - timedelta(days=1)):%Y-%m}-01")
    desk.post(reverse("workbench:fee-draw"), {"month": month.isoformat()})
    owed, dispatch = past_visit(expert, firm, hour=17), send(expert, firm, visits=3)
    slip = FeeSlip.objects.get()
    pages = [
        *((phone, f"expert:{name}") for name in ("home", "fees")),
        *((phone, f"expert:{name}", dispatch.pk) for name in ("propose", "clinic")),
        *((phone, "expert:visit", each.pk) for each in (visit, waiting, owed)),
        *((phone, f"expert:{name}", owed.pk) for name in ("report", "cancel", "missed", "move")),
        (phone, "expert:correct", visit.pk),
        (owner, "portal:visit-list"),
        *((owner, "portal:visit", each.pk) for each in (visit, waiting)),
        (owner, "portal:visit-other-time", owed.pk),
        *((desk, f"workbench:{name}") for name in ("visit-list", "fee-list", "fee-draw", "fee-workbook")),
        *((desk, "workbench:visit", each.pk) for each in (visit, waiting, owed)),
        *((desk, f"workbench:{name}", slip.pk) for name in ("fee-slip", "fee-pay", "fee-cancel")),
        (desk, "workbench:visit-return", waiting.pk),
    ]
    for language in ("ko", "en"):
        for client, name, *values in pages:
            with override(language):
                address = reverse(name, args=values)
            response = client.get(address)
            assert response.status_code == 200, (language, name)
            whole_page(response)


def test_lists_ask_as_much_for_three_rows_as_for_one(
    phone, owner, desk, expert, firm, same_queries_for_three_rows
):
    hours = iter(range(8, 20))

    def add() -> None:
        filed(phone, expert, firm, hour=next(hours), days=2)
        past_visit(expert, firm, hour=next(hours), days=3)

    def read() -> None:
        for client, name in (
            (phone, "expert:home"),
            (owner, "portal:visit-list"),
            (desk, "workbench:visit-list"),
        ):
            assert page(client, name).status_code == 200

    same_queries_for_three_rows(add_row=add, read=read)

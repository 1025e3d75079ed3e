"""Staff hold a fair; a firm and a buyer abroad register, are accepted, browse, ask, answer and stay away."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from didim.accounts.enums import SubjectKind
from didim.accounts.models import AccessLogEntry, OutboundMessage
from didim.fairs.enums import Side
from didim.fairs.models import Absence, Fair, MeetingRequest, Participant
from didim.fairs.queries.access import link_token
from didim.registry.enums import CommissionKind, PartnerKind
from didim.registry.models import Commission, Partner, Person
from tests.registry.conftest import make_firm, new_number
from tests.sign_in import make_firm_member, sign_in
from tests.web.fair_rows import DAY, address, fair, join, linked, now

__all__ = ["fair", "join", "make_firm", "new_number", "now"]

pytestmark = pytest.mark.django_db
FORMAT = "%Y-%m-%dT%H:%M"


def test_officer_makes_a_fair_and_opens_it(officer, agency, now, whole_page):
    said = {
        "agency": agency.pk, "name": "투자 상담회", "kind": "investment",
        "register_until": f"{now + DAY:{FORMAT}}", "request_until": f"{now + 2 * DAY:{FORMAT}}",
        "answer_until": f"{now + 3 * DAY:{FORMAT}}", "partner_most": 12, "partner_least": 0, "firm_most": 6,
        "firm_least": 0,
    }  # fmt: skip
    wrong = officer.post(address("workbench:fair-create"), said | {"answer_until": f"{now:{FORMAT}}"})
    assert (wrong.status_code, Fair.objects.count()) == (422, 0)
    response = officer.post(address("workbench:fair-create"), said)
    made = Fair.objects.get()
    assert response.url == address("workbench:fair", made.pk)
    assert officer.post(address("workbench:fair-open", made.pk)).status_code == 422
    slots = {"days": str(timezone.localdate() + 9 * DAY), "spans": "09:00-12:00", "minutes": 30, "pause": 0}
    officer.post(address("workbench:fair-slots", made.pk), slots)
    officer.post(address("workbench:fair-tables", made.pk), {"count": 3, "name": "테이블"})
    officer.post(
        address("workbench:fair-interpreter-create", made.pk), {"name": "이통역", "languages": ["vi"]}
    )
    officer.post(address("workbench:fair-table-remove", made.tables.last().pk))
    officer.post(address("workbench:fair-open", made.pk))
    made.refresh_from_db()
    counts = (made.slots.count(), made.tables.count(), made.interpreters.count())
    assert (made.state, counts) == ("open", (6, 2, 1))
    for language in ("ko", "en"):
        whole_page(officer.get(address("workbench:fair", made.pk, language=language)))
        whole_page(officer.get(address("workbench:fair-list", language=language)))


@pytest.mark.parametrize(
    "name",
    [
        "edit",
        "slots",
        "tables",
        "interpreter-create",
        "hosts",
        "call-off",
        "participant-create",
        "participants",
    ],
)
def test_every_page_of_a_fair_is_whole_in_both_languages(officer, fair, whole_page, name):
    for language in ("ko", "en"):
        whole_page(officer.get(address(f"workbench:fair-{name}", fair.pk, language=language)))


def test_firm_and_buyer_register_meet_and_answer(officer, fair, make_firm, whole_page):
    firm = sign_in(make_firm_member(make_firm("가나상사"), email="firm@example.org"))
    number = firm.get(address("portal:fair-register", fair.pk)).context["form"].fields["role"].choices[0][0]
    said = {
        "name": "가나상사",
        "country": "KR",
        "language": "ko",
        "person_name": "김대표",
        "email": "firm@example.org",
    }
    assert firm.post(address("portal:fair-register", fair.pk), said).status_code == 422
    firm.post(address("portal:fair-register", fair.pk), said | {"role": number})
    buyer_said = said | {
        "role": "partner", "name": "Alpha", "country": "VN", "language": "en", "email": "buyer@example.org",
    }  # fmt: skip
    Client().post(address("portal:fair-register", fair.pk), buyer_said)
    own, buyer = Participant.objects.order_by("pk")
    assert (own.enterprise.name, buyer.country, buyer.state) == ("가나상사", "VN", "applied")
    assert firm.get(address("portal:fair-person", fair.pk, buyer.pk)).status_code == 404
    for row in (own, buyer):
        officer.post(address("workbench:fair-participant-accept", row.pk))
    firm.post(address("portal:fair-person", fair.pk, buyer.pk), {"message": "수출하고 싶습니다"})
    request = MeetingRequest.objects.get()
    guest = linked(buyer)
    guest.post(address("portal:fair-request-answer", fair.pk, request.pk), {"accept": "1"})
    request.refresh_from_db()
    assert request.state == "accepted"
    slot = fair.slots.first()
    guest.post(address("portal:fair-absences", fair.pk), {"slots": [slot.pk]})
    assert Absence.objects.get().participant == buyer
    for language in ("ko", "en"):
        for client, other in ((firm, buyer), (guest, own)):
            for name in (
                "fair",
                "fair-people",
                "fair-requests",
                "fair-absences",
                "fair-profile",
                "fair-leave",
            ):
                whole_page(client.get(address(f"portal:{name}", fair.pk, language=language)))
            whole_page(client.get(address("portal:fair-person", fair.pk, other.pk, language=language)))
        whole_page(Client().get(address("portal:fair-list", language=language)))
        whole_page(officer.get(address("workbench:fair-participant", own.pk, language=language)))


def test_own_request_is_not_answered_by_its_asker(fair, join):
    firm, buyer = join("가나상사"), join("Alpha", Side.PARTNER)
    linked(buyer).post(address("portal:fair-person", fair.pk, firm.pk), {"message": ""})
    request = MeetingRequest.objects.get()
    answer = address("portal:fair-request-answer", fair.pk, request.pk)
    assert linked(buyer).post(answer, {"accept": "1"}).status_code == 404
    assert linked(join("Beta", Side.PARTNER)).post(answer, {"accept": "1"}).status_code == 404
    linked(buyer).post(address("portal:fair-request-withdraw", fair.pk, request.pk))
    request.refresh_from_db()
    assert request.state == "withdrawn"


def test_new_link_shuts_the_old_one(officer, fair, join):
    buyer = join("Alpha", Side.PARTNER)
    token, guest = link_token(buyer), linked(buyer)
    assert guest.get(address("portal:fair-people", fair.pk)).status_code == 200
    officer.post(address("workbench:fair-participant-link", buyer.pk))
    assert Client().get(address("portal:fair-link", token)).status_code == 404
    assert guest.get(address("portal:fair-people", fair.pk)).status_code == 404
    assert OutboundMessage.objects.count() == 2


def test_lists_take_as_many_queries_for_three_as_for_one(officer, fair, join, same_queries_for_three_rows):
    same_queries_for_three_rows(
        add_row=lambda: join(f"기업 {Participant.objects.count()}"),
        read=lambda: officer.get(address("workbench:fair-participants", fair.pk)),
    )


def test_people_take_as_many_queries_for_three_as_for_one(fair, join, same_queries_for_three_rows):
    guest = linked(join("Alpha", Side.PARTNER))
    same_queries_for_three_rows(
        add_row=lambda: join(f"기업 {Participant.objects.count()}"),
        read=lambda: guest.get(address("portal:fair-people", fair.pk)),
    )


def test_officer_says_when_an_interpreter_is_away(officer, fair, whole_page):
    slot = fair.slots.first()
    said = {"name": "이통역", "languages": ["vi"], "away": [slot.pk]}
    officer.post(address("workbench:fair-interpreter-create", fair.pk), said)
    one = fair.interpreters.get()
    assert [absence.slot for absence in one.absences.all()] == [slot]
    edit = address("workbench:fair-interpreter-edit", one.pk)
    assert officer.post(edit, {"name": "이통역"}).status_code == 422
    officer.post(edit, {"name": "이통역", "languages": ["vi", "ja"], "phone": "010-1234-5678"})
    one.refresh_from_db()
    assert (one.languages, one.phone, one.absences.count()) == (["vi", "ja"], "010-1234-5678", 0)
    for language in ("ko", "en"):
        whole_page(officer.get(address("workbench:fair-interpreter-edit", one.pk, language=language)))
        whole_page(officer.get(address("workbench:fair", fair.pk, language=language)))


def test_title_of_a_page_has_no_tags_in_it(officer, join, whole_page):
    own = join("가나 <상사> & 딸")
    page = whole_page(officer.get(address("workbench:fair-participant", own.pk, language="en")))
    assert page.find("head/title").text.startswith("가나 <상사> & 딸 · ")


def test_commissioned_partner_comes_with_its_profile(officer, agency, fair, whole_page):
    partner = Partner.objects.create(
        name="한강벤처스", kind=PartnerKind.INVESTOR, name_en="Hangang", introduction="초기 기업에 투자"
    )
    person = Person.objects.create(name="김심사", position="팀장", email="kim@hangang.example")
    Commission.objects.create(
        agency=agency,
        partner=partner,
        person=person,
        kind=CommissionKind.INVESTOR,
        letter_number="2026-1",
        valid_from=date(2026, 1, 1),
    )
    page = address("workbench:fair-participant-create", fair.pk)
    whole_page(officer.get(page))
    filled = officer.get(page, {"partner": partner.pk})
    whole_page(filled)
    typed = {name: field.value() for name, field in by_name(filled.context["form"]).items()}
    assert (typed["side"], typed["partner"], typed["name_en"]) == (Side.PARTNER, partner.pk, "Hangang")
    assert (typed["person_name"], typed["email"]) == ("김심사", "kim@hangang.example")
    assert AccessLogEntry.objects.filter(subject_kind=SubjectKind.PERSON, subject_id=person.pk).count() == 1
    said = {name: value for name, value in typed.items() if value is not None} | {
        "trades": "",
        "sought_trades": "",
    }
    assert officer.post(page, said | {"by_video": "on"}).status_code == 302
    made = Participant.objects.get(partner=partner)
    assert (made.name, made.offers, made.by_video) == ("한강벤처스", "초기 기업에 투자", True)
    Participant.objects.filter(pk=made.pk).update(offers="시드 투자", state="withdrawn")
    again = officer.get(page, {"partner": partner.pk})
    assert by_name(again.context["form"])["offers"].value() == "시드 투자"


def by_name(form):
    return {field.name: field for field in form}

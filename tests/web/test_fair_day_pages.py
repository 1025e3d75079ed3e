"""A firm and a buyer see their day and write records; staff mark, check in and follow deals."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from didim.fairs.domain.deals import DealSaid, advance_deal
from didim.fairs.domain.recording import Written, write_record
from didim.fairs.domain.video import keep_room, seat_of
from didim.fairs.enums import DealStage, Interest, MeetingState, Session, Side
from didim.fairs.models import Deal, FairSlot, Meeting, MeetingRecord
from didim.fairs.queries.access import link_token
from didim.fairs.queries.days import check_in_code
from didim.outcomes.models import Observation
from didim.registry.enums import AgencyRole
from didim.rooms.domain.links import link_token as link_token_of_seat
from didim.support.models import SupportRecord
from didim.web.portal.fair_links import LINKED
from tests.fairs.attending.conftest import DAY, fair, make_fair, meet, meeting, take_part
from tests.registry.conftest import make_agency, make_firm, new_number, now
from tests.sign_in import make_firm_member, make_staff, sign_in
from tests.web.conftest import whole_page

__all__ = [
    "fair", "make_agency", "make_fair", "make_firm", "meet", "meeting", "new_number", "now", "take_part",
    "whole_page",
]  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(meeting):
    return sign_in(make_firm_member(meeting.enterprise))


@pytest.fixture
def staff(fair):
    return sign_in(make_staff(fair.agency, AgencyRole.OFFICER), second_factor=True)


@pytest.fixture
def guest(meeting):
    """The buyer, who has no account: their session has opened the personal link."""
    client = Client()
    session = client.session
    session[LINKED] = link_token(meeting.partner)
    session.save()
    return client


def started_deal(meeting):
    write_record(
        meeting=meeting,
        side=Side.FIRM,
        written=Written(Interest.CONTRACT_TALKS, expected_minor=5_000_00, currency="USD"),
        by=None,
        now=timezone.now(),
    )
    return Deal.objects.get(meeting=meeting)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pages_are_whole_in_both_languages(fair, meeting, firm, guest, staff, whole_page, language):
    deal = started_deal(meeting)
    pages = [
        (firm, "portal:fair-day", [fair.pk]),
        (guest, "portal:fair-day", [fair.pk]),
        (firm, "portal:fair-meeting-cancel", [fair.pk, meeting.pk]),
        (guest, "portal:fair-record", [fair.pk, meeting.pk]),
        (firm, "portal:fair-deals", [fair.pk]),
        (firm, "portal:fair-deal", [fair.pk, deal.pk]),
        (staff, "workbench:fair-day", [fair.pk]),
        (staff, "workbench:fair-arrivals", [fair.pk]),
        (staff, "workbench:fair-meeting", [fair.pk, meeting.pk]),
        (staff, "workbench:fair-no-show", [fair.pk, meeting.pk]),
        (staff, "workbench:fair-mark-take-back", [fair.pk, meeting.pk]),
        (staff, "workbench:fair-deals", [fair.pk]),
        (staff, "workbench:fair-deals-export", [fair.pk]),
        (staff, "workbench:fair-deal", [fair.pk, deal.pk]),
        (staff, "workbench:fair-deal-cancel", [fair.pk, deal.pk]),
    ]
    with override(language):
        for client, name, args in pages:
            response = client.get(reverse(name, args=args))
            assert response.status_code == 200, name
            whole_page(response)


def test_own_day_is_the_asker_s_alone(fair, meeting, guest, meet, make_firm):
    other = meet(fair, slot=1)
    text = guest.get(reverse("portal:fair-day", args=[fair.pk])).text
    assert meeting.firm.name in text
    assert "<svg" in text
    stranger = sign_in(make_firm_member(make_firm("남의상사"), email="stranger@example.org"))
    for client in (Client(), stranger):
        assert client.get(reverse("portal:fair-day", args=[fair.pk])).status_code in {403, 404}
    assert guest.get(reverse("portal:fair-record", args=[fair.pk, other.pk])).status_code == 404


def test_day_as_a_calendar_file(fair, meeting, firm):
    response = firm.get(reverse("portal:fair-day-ics", args=[fair.pk]))
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert [(event["uid"], event["summary"]) for event in events] == [
        (f"fair-meeting-{meeting.pk}@didim", "Saigon Trading")
    ]


def test_draft_meeting_is_not_shown(fair, meeting, firm):
    Meeting.objects.update(state=MeetingState.DRAFT)
    assert "Saigon Trading" not in firm.get(reverse("portal:fair-day", args=[fair.pk])).text


def test_both_sides_write_what_the_other_does_not_see(fair, meeting, firm, guest):
    address = reverse("portal:fair-record", args=[fair.pk, meeting.pk])
    said = {"interest": "second_meeting", "amount": "1,200.50", "currency": "USD", "text": "기업의 말"}
    assert firm.post(address, said).status_code == 302
    assert guest.post(address, {"interest": "none", "fit": "2"}).status_code == 302
    assert list(MeetingRecord.objects.values_list("side", "expected_minor", "fit")) == [
        ("firm", 120_050, None),
        ("partner", None, 2),
    ]
    assert SupportRecord.objects.count() == 1
    assert "기업의 말" not in guest.get(address).text
    wrong = firm.post(address, said | {"currency": ""})
    assert (wrong.status_code, "1,200.50" in wrong.text) == (422, True)


def test_firm_answers_for_its_deal(fair, meeting, firm, guest):
    deal = started_deal(meeting)
    address = reverse("portal:fair-deal", args=[fair.pk, deal.pk])
    said = {"stage": "contract", "amount": "600000", "currency": "USD", "signed_on": f"{DAY}"}
    assert firm.post(address, said).status_code == 422
    assert firm.post(address, said | {"evidence": "수출계약서"}).status_code == 302
    deal.refresh_from_db()
    assert (deal.stage, deal.amount_minor) == (DealStage.CONTRACT, 600_000_00)
    assert [row.value for row in Observation.objects.all()] == [600_000]
    # A buyer has no deals of its own.
    assert guest.get(address).status_code == 404


def test_staff_mark_what_took_place(fair, meeting, meet, staff):
    other = meet(fair, slot=1)
    staff.post(reverse("workbench:fair-meeting-held", args=[fair.pk, meeting.pk]))
    said = {"absent": other.partner_id, "reason": "연락 없음"}
    assert staff.post(reverse("workbench:fair-no-show", args=[fair.pk, other.pk]), said).status_code == 302
    assert list(Meeting.objects.order_by("pk").values_list("state", flat=True)) == ["done", "no_show"]
    again = staff.post(reverse("workbench:fair-no-show", args=[fair.pk, other.pk]), said)
    assert again.status_code == 422
    back = reverse("workbench:fair-mark-take-back", args=[fair.pk, meeting.pk])
    assert back in staff.get(reverse("workbench:fair-meeting", args=[fair.pk, meeting.pk])).text
    assert staff.post(back, {"reason": ""}).status_code == 422
    assert staff.post(back, {"reason": "잘못 적음"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.state, SupportRecord.objects.exists()) == ("planned", False)


def test_check_in_by_code_and_by_number(fair, meeting, staff, meet):
    today = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0)
    page, act = (reverse(f"workbench:{name}", args=[fair.pk]) for name in ("fair-arrivals", "fair-check-in"))
    code = check_in_code(meeting.firm)
    assert staff.post(act, {"code": code}).status_code == 422
    FairSlot.objects.create(
        agency=fair.agency, fair=fair, number=9, session=Session.MORNING, starts_at=today,
        ends_at=today + timedelta(minutes=30),
    )  # fmt: skip
    assert meeting.firm.name in staff.get(page, {"code": code}).text
    staff.post(act, {"code": code})
    staff.post(act, {"code": str(meeting.partner_id)})
    arrived = [one.checked_in_at for one in fair.participants.all()]
    assert all(isinstance(at, datetime) for at in arrived)
    staff.post(act, {"code": code, "undo": "1"})
    meeting.firm.refresh_from_db()
    assert meeting.firm.checked_in_at is None
    assert staff.post(act, {"code": "0"}).status_code == 200
    assert not meeting.fair.participants.filter(pk=0).exists()


def test_staff_of_elsewhere_see_nothing(fair, meeting, make_agency):
    other = sign_in(
        make_staff(make_agency("다른기관"), AgencyRole.OFFICER, email="other@example.org"), second_factor=True
    )
    for name, args in (
        ("fair-day", [fair.pk]),
        ("fair-meeting", [fair.pk, meeting.pk]),
        ("fair-deals", [fair.pk]),
    ):
        assert other.get(reverse(f"workbench:{name}", args=args)).status_code == 404


def test_deals_are_summed_by_currency_and_exported(fair, meeting, meet, staff):
    deals = [started_deal(meeting), started_deal(meet(fair, slot=1))]
    for deal, (amount, currency) in zip(deals, ((360_000_00, "USD"), (5_000_000, "KRW")), strict=True):
        advance_deal(
            deal=deal,
            said=DealSaid(DealStage.MOU, amount, currency, DAY, "협약서"),
            by=None,
            now=timezone.now(),
        )
    text = staff.get(reverse("workbench:fair-deals", args=[fair.pk])).text
    assert "USD 360,000" in text
    assert "KRW 5,000,000" in text
    response = staff.post(
        reverse("workbench:fair-deals-export", args=[fair.pk]), {"reason": "수출상담회 결과 보고서 작성"}
    )
    rows = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(1).to_python()
    assert sorted(row[2:] for row in rows[1:]) == [["KRW", 1.0, 5_000_000.0], ["USD", 1.0, 360_000.0]]


@pytest.mark.parametrize(
    ("room", "name"),
    [
        ("portal", "fair-day"),
        ("portal", "fair-deals"),
        ("workbench", "fair-day"),
        ("workbench", "fair-deals"),
    ],
)
def test_lists_ask_as_often_for_three_as_for_one(fair, meeting, meet, firm, staff, room, name):
    client = firm if room == "portal" else staff
    started_deal(meeting)
    counts = []
    for more in (0, 2):
        for at in range(more):
            started_deal(meet(fair, firm=meeting.firm, slot=1 + at, table=1))
        client.get(reverse(f"{room}:{name}", args=[fair.pk]))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse(f"{room}:{name}", args=[fair.pk]))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_one_side_cancels_its_own_meeting_and_the_other_sees_why(fair, meeting, firm, guest, whole_page):
    address = reverse("portal:fair-meeting-cancel", args=[fair.pk, meeting.pk])
    day = reverse("portal:fair-day", args=[fair.pk])
    # It began in the morning of a day gone by.
    assert address not in guest.get(day).text
    assert guest.post(address, {"reason": "비행기가 늦음"}).status_code == 422
    later = timezone.now() + timedelta(days=1)
    Meeting.objects.update(starts_at=later, ends_at=later + timedelta(minutes=30))
    assert address in guest.get(day).text
    whole_page(guest.get(f"/en{address}"))
    assert guest.post(address, {"reason": " "}).status_code == 422
    assert guest.post(address, {"reason": "비행기가 늦음"}).url == day
    assert "Saigon Trading: 비행기가 늦음" in firm.get(day).text
    assert address not in firm.get(day).text


def test_video_meeting_leads_either_side_to_its_own_seat(fair, meeting, firm, guest, whole_page):
    later = timezone.now() + timedelta(days=1)
    Meeting.objects.update(starts_at=later, ends_at=later + timedelta(minutes=30))
    meeting.table.is_video = True
    meeting.table.save()
    meeting.refresh_from_db()
    keep_room(meeting=meeting, by=None, now=timezone.now())
    addresses = []
    for client, side in ((firm, meeting.firm), (guest, meeting.partner)):
        seat = seat_of(meeting=meeting, participant=side)
        own = reverse("portal:room", args=[meeting.room_key, link_token_of_seat(seat)])
        page = client.get(reverse("portal:fair-day", args=[fair.pk]))
        assert page.text.count(own) == 2
        whole_page(client.get(f"/en{reverse('portal:fair-day', args=[fair.pk])}"))
        calendar = client.get(reverse("portal:fair-day-ics", args=[fair.pk])).content
        (event,) = Calendar.from_ical(calendar).walk("VEVENT")
        assert event["url"].endswith(own)
        assert client.get(own).status_code == 200
        addresses.append(own)
    assert addresses[0] != addresses[1]


def test_home_tells_of_the_next_meetings_of_who_takes_part(fair, meeting, meet, firm, guest, whole_page):
    later = timezone.now() + timedelta(days=1)
    Meeting.objects.update(starts_at=later, ends_at=later + timedelta(minutes=30))
    meet(fair, slot=1, table=1)
    for client, other in ((firm, meeting.partner), (guest, meeting.firm)):
        page = client.get("/")
        assert [one.other for one in page.context["ahead"]] == [other]
        assert reverse("portal:fair-day", args=[fair.pk]) in page.text
    whole_page(guest.get("/en/"))
    assert Client().get("/").context["ahead"] == []


def test_a_day_lists_the_meetings_of_the_time_asked_for(fair, meeting, meet, staff, whole_page):
    later = meet(fair, slot=1)
    page = reverse("workbench:fair-day", args=[fair.pk])
    at = timezone.localtime(later.starts_at).strftime("%H:%M")
    listed = {
        asked: [row.get("id") for row in whole_page(staff.get(page, {"at": asked})).iterfind(".//tbody/tr")]
        for asked in ("", "all", at, "99:99")
    }
    both = [f"m{meeting.pk}", f"m{later.pk}"]
    assert listed == {"": both, "all": both, at: [f"m{later.pk}"], "99:99": both}

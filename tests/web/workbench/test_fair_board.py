"""The board of a fair: compute, move, see who is taken, publish, change on the day; in both languages."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from didim.fairs.domain.publishing import publish_plan
from didim.fairs.enums import FairKind, FairState, MeetingState, ParticipantState, Session, Side
from didim.fairs.models import (
    Fair,
    FairHost,
    FairSlot,
    FairTable,
    Meeting,
    MeetingRequest,
    Participant,
    PlanRun,
)

HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def fair(agency):
    """A fair tomorrow, with two partners and two firms who ask for both of them, in four slots."""
    now = timezone.now()
    before = now - timedelta(days=1)
    fair = Fair.objects.create(
        agency=agency,
        name="투자 상담회",
        kind=FairKind.JOBS,
        state=FairState.SCHEDULING,
        place="대회의실",
        register_until=before,
        request_until=before,
        answer_until=before,
        seed=7,
        recorded_at=before,
    )
    FairHost.objects.create(fair=fair, agency=agency)
    ours = {"agency": agency, "fair": fair}
    for number in range(4):
        starts_at = now + timedelta(days=1) + number * HALF_AN_HOUR
        FairSlot.objects.create(
            **ours,
            number=number,
            session=Session.MORNING,
            starts_at=starts_at,
            ends_at=starts_at + HALF_AN_HOUR,
        )
    for number in range(2):
        FairTable.objects.create(**ours, number=number, name=f"{number + 1}번")
    joined = {**ours, "state": ParticipantState.ACCEPTED, "applied_at": before, "decided_at": before}
    partners = [Participant.objects.create(**joined, side=Side.PARTNER, name=name) for name in ("갑", "을")]
    for name in ("가나", "다라"):
        firm = Participant.objects.create(**joined, side=Side.FIRM, name=name, is_person=True)
        for partner in partners:
            MeetingRequest.objects.create(**ours, partner=partner, firm=firm, side=Side.FIRM, sent_at=before)
    return fair


@pytest.fixture
def address(fair):
    return f"/workbench/fairs/{fair.pk}/plan/"


@pytest.fixture
def planned(fair, officer, address):
    officer.post(f"{address}compute/")
    return fair


def moves(meeting, slot, table):
    fair = meeting.fair
    return {"slot": fair.slots.get(number=slot).pk, "table": fair.tables.get(number=table).pk}


def test_officer_computes_sees_the_board_and_publishes(fair, officer, address, parse_page):
    page = officer.get(address)
    parse_page(page)
    assert "일정 계산" in page.content.decode()
    assert officer.post(f"{address}compute/").status_code == 302
    assert (Meeting.objects.count(), PlanRun.objects.count()) == (4, 1)
    text = officer.get(address).content.decode()
    assert text.count('data-meeting="') == 4
    assert officer.post(f"{address}publish/").status_code == 302
    assert set(Meeting.objects.values_list("state", flat=True)) == {MeetingState.PLANNED}
    again = officer.post(f"{address}publish/")
    assert (again.status_code, "이미 공개했거나" in again.content.decode()) == (422, True)


def test_meeting_is_moved_by_its_form_and_what_is_taken_is_named(planned, officer, address, parse_page):
    one, other = Meeting.objects.order_by("starts_at", "table__number")[:2]
    page = officer.get(address, {"meeting": one.pk})
    parse_page(page)
    assert 'id="meeting"' in page.content.decode()
    refused = officer.post(f"{address}{one.pk}/move/", moves(one, other.slot.number, other.table.number))
    assert refused.status_code == 422
    assert f"{other.partner.name} – {other.firm.name}" in refused.content.decode()
    cells = officer.get(f"{address}{one.pk}/taken/").json()["cells"]
    assert f"{other.slot_id}-{other.table_id}" in cells
    free = [
        (slot.number, table.number)
        for slot in planned.slots.all()
        for table in planned.tables.all()
        if f"{slot.pk}-{table.pk}" not in cells and (slot.pk, table.pk) != (one.slot_id, one.table_id)
    ]
    assert officer.post(f"{address}{one.pk}/move/", moves(one, *free[0])).status_code == 302
    one.refresh_from_db()
    assert ((one.slot.number, one.table.number), one.is_pinned) == (free[0], True)


def test_marked_cells_are_those_the_act_refuses(planned, officer, address):
    """What the board marks while one drags, and what the act says, agree cell by cell."""
    one = Meeting.objects.order_by("pk").first()
    cells = set(officer.get(f"{address}{one.pk}/taken/").json()["cells"])
    for slot in planned.slots.all():
        for table in planned.tables.all():
            home = Meeting.objects.get(pk=one.pk)
            answer = officer.post(f"{address}{one.pk}/move/", {"slot": slot.pk, "table": table.pk})
            assert (answer.status_code == 422) is (f"{slot.pk}-{table.pk}" in cells)
            officer.post(f"{address}{one.pk}/move/", {"slot": home.slot_id, "table": home.table_id})


def test_pair_is_added_pinned_let_go_and_cancelled(planned, officer, address):
    Meeting.objects.all().delete()
    people = {one.name: one.pk for one in planned.participants.all()}
    where = {"slot": planned.slots.get(number=3).pk, "table": planned.tables.get(number=1).pk}
    said = {"partner": people["갑"], "firm": people["가나"], **where}
    assert officer.post(f"{address}add/", said).status_code == 302
    assert officer.post(f"{address}add/", said).status_code == 422
    one = Meeting.objects.get()
    officer.post(f"{address}{one.pk}/pin/", {"pinned": ""})
    one.refresh_from_db()
    assert one.is_pinned is False
    assert officer.post(f"{address}{one.pk}/cancel/", {"reason": ""}).status_code == 422
    assert officer.post(f"{address}{one.pk}/cancel/", {"reason": "담당자 판단"}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.end_reason) == (MeetingState.CANCELLED, "담당자 판단")


def test_change_on_the_day_is_previewed_then_applied(planned, officer, address, parse_page):
    publish_plan(fair=planned, by=None, now=timezone.now())
    hit = Meeting.objects.order_by("starts_at").first()
    said = {"what": "leaves", "participant": hit.firm_id, "reason": "급한 일"}
    preview = officer.post(f"{address}change/", said)
    parse_page(preview)
    text = preview.content.decode()
    assert (preview.status_code, "이렇게 바뀝니다" in text) == (200, True)
    assert Meeting.objects.filter(state=MeetingState.CANCELLED).count() == 0
    assert officer.post(f"{address}change/", {**said, "apply": "1"}).status_code == 302
    gone = Meeting.objects.filter(firm=hit.firm)
    assert set(gone.values_list("state", "end_reason")) == {(MeetingState.CANCELLED, "급한 일")}
    missing = officer.post(f"{address}change/", {"what": "table", "reason": "고장"})
    assert (missing.status_code, "쓸 수 없는 자리를 골라 주세요." in missing.content.decode()) == (422, True)


def test_viewer_reads_and_changes_nothing(planned, viewer, address):
    text = viewer.get(address).content.decode()
    assert "data-meeting" not in text
    assert viewer.post(f"{address}compute/").status_code == 403


def test_board_of_another_agency_is_not_there(planned, other_agency, officer, address):
    Fair.objects.filter(pk=planned.pk).update(agency=other_agency)
    FairHost.objects.update(agency=other_agency)
    assert officer.get(address).status_code == 404


@pytest.mark.parametrize("path", ["", "change/"])
def test_english_pages_have_no_korean_of_our_own(planned, officer, address, path):
    publish_plan(fair=planned, by=None, now=timezone.now())
    one = Meeting.objects.first()
    text = officer.get(f"/en{address}{path}", {"meeting": one.pk}).content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    main = re.sub(r'<(\w+)[^>]* lang="ko"[^>]*>.*?</\1>', "", main, flags=re.DOTALL)
    main = re.sub(r"<select.*?</select>", "", main, flags=re.DOTALL)
    assert re.findall(r"[가-힣]+", main) == []


def test_queries_do_not_grow_with_meetings(planned, officer, address, same_queries_for_three_rows):
    Meeting.objects.all().delete()
    partners = list(planned.participants.filter(side=Side.PARTNER))
    firms = list(planned.participants.filter(side=Side.FIRM))
    spots = iter([(0, 0, 0, 0), (0, 1, 1, 1), (1, 0, 0, 1)])

    def add_row():
        slot, table, partner, firm = next(spots)
        at = planned.slots.get(number=slot)
        Meeting.objects.create(
            agency=planned.agency,
            fair=planned,
            partner=partners[partner],
            firm=firms[firm],
            slot=at,
            starts_at=at.starts_at,
            ends_at=at.ends_at,
            table=planned.tables.get(number=table),
            origin="both",
        )

    same_queries_for_three_rows(add_row=add_row, read=lambda: officer.get(address))

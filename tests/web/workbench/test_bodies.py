from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from didim.registry.domain.departments import assign_duty, open_department
from didim.registry.domain.networks import appoint, join_network, set_field
from didim.registry.domain.partners import commission_partner, set_commission_target
from didim.registry.enums import AgencyRole, CommissionKind, NetworkKind, PartnerKind, PlaceKind
from didim.registry.models import (
    Agency,
    AgencyMember,
    Appointment,
    CaseOfficer,
    Commission,
    CommissionTarget,
    Department,
    Duty,
    Network,
    NetworkMember,
    Partner,
    Person,
    Place,
    Seat,
)
from tests.sign_in import LONG_AGO as SINCE
from tests.sign_in import make_staff, sign_in

LONG_AGO = date(2020, 1, 2)


def make_board(agency: Agency, name: str = "정책자문위원회") -> Network:
    return Network.objects.create(hub=agency, kind=NetworkKind.ADVISORY_BOARD, name=name, valid_from=LONG_AGO)


def make_commission(agency: Agency, at: int = 1) -> Commission:
    partner, _ = Partner.objects.get_or_create(name=f"큰상사 {at}", kind=PartnerKind.LARGE_FIRM)
    return commission_partner(
        agency=agency,
        partner=partner,
        kind=CommissionKind.BUYER,
        letter_number=f"제{at}호",
        valid_from=LONG_AGO,
    )


def test_board_shows_seats_quotas_and_vacancies(officer: Client, agency: Agency) -> None:
    board = make_board(agency)
    for name in ("수출", "창업", "기술", "인력", "소상공인", "금융"):
        set_field(board=board, name=name, quota=3)
    today = timezone.localdate()
    person = Person.objects.create(name="김자문", affiliation="한빛대학교")
    seat = Seat.objects.filter(board=board).earliest("pk")
    appoint(seat=seat, person=person, valid_from=LONG_AGO, valid_to=today + timedelta(days=30))
    page = officer.get(f"/workbench/boards/{board.pk}/")
    assert (page.context["seats"], page.context["held"], page.context["vacant"]) == (18, 1, 17)
    text = page.content.decode()
    assert "김자문" in text
    assert "곧 끝남" in text
    (row,) = officer.get("/workbench/boards/").context["page"]
    assert (row.seats_all, row.seats_held, row.vacant) == (18, 1, 17)


def test_board_of_an_earlier_day_shows_who_sat_then(officer: Client, agency: Agency) -> None:
    board = make_board(agency)
    set_field(board=board, name="수출", quota=1)
    person = Person.objects.create(name="옛위원")
    appoint(seat=Seat.objects.get(), person=person, valid_from=LONG_AGO, valid_to=date(2021, 12, 31))
    assert officer.get(f"/workbench/boards/{board.pk}/?on=2021-05-01").context["held"] == 1
    assert officer.get(f"/workbench/boards/{board.pk}/").context["held"] == 0


def test_members_are_counted_at_the_end_of_each_year(
    officer: Client, agency: Agency, other_agency: Agency
) -> None:
    board = make_board(agency)
    join_network(network=board, agency=agency, on=LONG_AGO)
    join_network(network=board, agency=other_agency, on=date(2021, 3, 1))
    years = officer.get(f"/workbench/boards/{board.pk}/").context["years"]
    assert [(row["year"], row["all"]) for row in years[:2]] == [(2020, 1), (2021, 2)]


def test_seat_is_filled_and_ended(officer: Client, agency: Agency) -> None:
    board = make_board(agency)
    url = f"/workbench/boards/{board.pk}/"
    assert officer.post(f"{url}fields/", {"name": "수출", "quota": 1}).status_code == 302
    seat = Seat.objects.get()
    typed = {
        "person": "이위원",
        "affiliation": "누리연구원",
        "valid_from": "2026-01-01",
        "valid_to": "2099-12-31",
    }
    assert officer.post(f"{url}seats/{seat.pk}/appoint/", typed).status_code == 302
    again = officer.post(f"{url}seats/{seat.pk}/appoint/", typed | {"person": "박위원"})
    assert again.status_code == 422
    appointment = Appointment.objects.get()
    assert appointment.person.name == "이위원"
    end = officer.post(f"{url}terms/{appointment.pk}/end/", {"last_day": "2026-06-30", "reason": "resigned"})
    assert end.status_code == 302
    appointment.refresh_from_db()
    assert (appointment.valid_to, appointment.end_reason) == (date(2026, 6, 30), "resigned")


def test_member_joins_and_leaves(officer: Client, agency: Agency, other_agency: Agency) -> None:
    board = make_board(agency)
    url = f"/workbench/boards/{board.pk}/members/"
    assert officer.post(f"{url}new/", {"agency": other_agency.pk, "on": "2024-01-01"}).status_code == 302
    member = NetworkMember.objects.get()
    assert officer.post(f"{url}{member.pk}/end/", {"last_day": "2025-12-31"}).status_code == 302
    member.refresh_from_db()
    assert member.valid_to == date(2025, 12, 31)


def test_board_led_by_another_agency_is_read_only(officer: Client, other_agency: Agency) -> None:
    board = make_board(other_agency)
    set_field(board=board, name="수출", quota=1)
    url = f"/workbench/boards/{board.pk}/"
    assert officer.get(url).status_code == 200
    for path in ("fields/", "members/new/", f"seats/{Seat.objects.get().pk}/appoint/"):
        assert officer.get(f"{url}{path}").status_code == 404


def test_commissions_show_progress_and_only_the_own_agency(
    officer: Client, agency: Agency, other_agency: Agency
) -> None:
    make_commission(agency, 1)
    make_commission(other_agency, 2)
    for due, count in ((date(2020, 7, 31), 150), (date(2020, 12, 31), 300), (date(2021, 12, 31), 600)):
        set_commission_target(agency=agency, due_on=due, count=count)
    page = officer.get("/workbench/commissions/")
    assert [row.partner.name for row in page.context["page"]] == ["큰상사 1"]
    assert [(row.target.count, row.reached) for row in page.context["progress"]] == [
        (150, 1),
        (300, 1),
        (600, 1),
    ]
    assert officer.get("/workbench/commissions/", {"agency": other_agency.pk}).status_code == 404


def test_partner_is_commissioned_and_ended(officer: Client, agency: Agency) -> None:
    typed = {
        "partner": "나라투자",
        "partner_kind": "investor",
        "person": "최심사",
        "kind": "investor",
        "letter_number": "2026-7",
        "valid_from": "2026-01-02",
    }
    assert officer.post("/workbench/commissions/new/", typed).status_code == 302
    row = Commission.objects.get()
    assert (row.partner.name, row.person and row.person.name, row.agency) == ("나라투자", "최심사", agency)
    assert officer.post("/workbench/commissions/new/", typed).status_code == 422
    url = f"/workbench/commissions/{row.pk}/end/"
    assert officer.post(url, {"last_day": "2026-03-31", "reason": "resigned"}).status_code == 302
    row.refresh_from_db()
    assert row.end_reason == "resigned"


def test_other_agencys_commission_cannot_be_ended(officer: Client, other_agency: Agency) -> None:
    row = make_commission(other_agency)
    assert officer.get(f"/workbench/commissions/{row.pk}/end/").status_code == 404


def test_only_the_director_sets_targets_and_reorganises(
    officer: Client, director: Client, agency: Agency
) -> None:
    for path in ("commissions/targets/", "departments/reorganise/", "departments/duties/"):
        assert officer.get(f"/workbench/{path}").status_code == 403
    typed = {"due_on": "2027-12-31", "count": 600, "kind": ""}
    assert director.post("/workbench/commissions/targets/", typed).status_code == 302
    assert CommissionTarget.objects.get().count == 600


def test_reorganisation_lets_duties_follow(director: Client, agency: Agency) -> None:
    planning = open_department(agency=agency, name="기획부", on=LONG_AGO)
    kept = open_department(agency=agency, name="성장부", on=LONG_AGO)
    assign_duty(department=planning, name="예산", on=LONG_AGO)
    today = timezone.localdate()
    typed = {"on": f"{today}", "opening": "소공인센터 / 센터", f"heir_{planning.pk}": "없는부서"}
    assert director.post("/workbench/departments/reorganise/", typed).status_code == 422
    typed[f"heir_{planning.pk}"] = "소공인센터"
    assert director.post("/workbench/departments/reorganise/", typed).status_code == 302
    centre = Department.objects.get(name="소공인센터")
    planning.refresh_from_db()
    assert (centre.kind, planning.succeeded_by) == ("centre", centre)
    assert Duty.objects.get(valid_to=None).department == centre
    page = director.get("/workbench/departments/")
    assert sorted(row.name for row in page.context["departments"]) == ["성장부", "소공인센터"]
    before = director.get(f"/workbench/departments/?on={today - timedelta(days=1)}")
    assert sorted(row.name for row in before.context["departments"]) == ["기획부", "성장부"]
    assert kept.valid_to is None


def test_officer_is_put_in_charge_of_a_place(officer: Client, agency: Agency) -> None:
    place = Place.objects.create(name="큰시장", kind=PlaceKind.MARKET)
    assert officer.get("/workbench/places/?unattended=on").context["page"].paginator.count == 1
    typed = {"person": "한담당", "role": "lead", "on": "2026-01-02"}
    assert officer.post(f"/workbench/places/{place.pk}/officer/", typed).status_code == 302
    assert CaseOfficer.objects.get().agency == agency
    assert officer.get("/workbench/places/?unattended=on").context["page"].paginator.count == 0
    assert officer.get("/workbench/places/?q=한담당").context["page"].paginator.count == 1


@pytest.mark.parametrize("path", ["boards", "commissions", "places", "departments"])
def test_lists_take_the_same_queries_for_any_number_of_rows(
    officer: Client, agency: Agency, path: str, same_queries_for_three_rows: Callable[..., None]
) -> None:
    at = iter(range(1, 9))

    def add_row() -> None:
        number = next(at)
        make_board(agency, f"위원회 {number}")
        make_commission(agency, number)
        place = Place.objects.create(name=f"시장 {number}", kind=PlaceKind.MARKET)
        person = Person.objects.create(name=f"담당 {number}")
        CaseOfficer.objects.create(agency=agency, person=person, place=place, valid_from=LONG_AGO)
        assign_duty(
            department=open_department(agency=agency, name=f"부서 {number}", on=LONG_AGO),
            name=f"업무 {number}",
            on=LONG_AGO,
        )

    same_queries_for_three_rows(add_row=add_row, read=lambda: officer.get(f"/workbench/{path}/"))


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_are_well_formed(
    director: Client, agency: Agency, prefix: str, whole_page: Callable[[HttpResponse], object]
) -> None:
    board = make_board(agency)
    set_field(board=board, name="수출", quota=2)
    seat = Seat.objects.earliest("pk")
    person = Person.objects.create(name="김자문")
    appointment = appoint(seat=seat, person=person, valid_from=LONG_AGO, valid_to=date(2099, 1, 1))
    member = join_network(network=board, agency=agency, on=LONG_AGO)
    commission = make_commission(agency)
    set_commission_target(agency=agency, due_on=date(2027, 1, 1), count=3)
    open_department(agency=agency, name="기획부", on=LONG_AGO)
    place = Place.objects.create(name="큰시장", kind=PlaceKind.MARKET)
    paths = ["boards/", "commissions/", "commissions/new/", "commissions/targets/", "departments/", "places/"]
    paths += ["departments/reorganise/", "departments/duties/", f"commissions/{commission.pk}/end/"]
    board_paths = ["", "fields/", "members/new/", f"members/{member.pk}/end/", f"terms/{appointment.pk}/end/"]
    paths += [f"boards/{board.pk}/{path}" for path in [*board_paths, f"seats/{seat.pk}/appoint/"]]
    for path in [*paths, f"places/{place.pk}/officer/"]:
        whole_page(director.get(f"{prefix}/workbench/{path}"))


def test_commissions_of_the_agency_that_has_any_are_shown_first(agency: Agency, other_agency: Agency) -> None:
    hub = Agency.objects.create(name="힘찬지원청", kind=other_agency.kind)
    user = make_staff(agency, AgencyRole.OFFICER)
    AgencyMember.objects.create(agency=hub, user=user, role=AgencyRole.OFFICER, since=SINCE)
    officer = sign_in(user, second_factor=True)
    show = lambda **query: officer.get("/workbench/commissions/", query).context["agency"]  # noqa: E731
    assert show().current == agency
    make_commission(hub)
    assert (show().current, show().all) == (hub, [hub, agency])
    assert show(agency=agency.pk).current == agency
    assert officer.get("/workbench/commissions/", {"agency": other_agency.pk}).status_code == 404

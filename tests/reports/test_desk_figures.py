"""Figures of the desk: who used an agency, who is in charge of what, what came of grievances."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from didim.desk.domain.grievances.handling import AnswerText, answer_grievance, classify_grievance
from didim.desk.domain.grievances.intake import Contact, Intake, receive_grievance
from didim.desk.domain.uses import Use, record_uses
from didim.desk.enums import ContactChannel, UseKind
from didim.desk.grievance_enums import GrievanceChannel, GrievanceClass, GrievanceTopic, ResultCode
from didim.desk.models import UseRecord
from didim.kernel.calendar import SEOUL
from didim.registry.enums import CaseOfficerRole
from didim.registry.models import CaseOfficer, Person, Place, Region
from didim.reports.catalogue import figure
from didim.reports.queries.measuring import measure_parts
from didim.reports.queries.opening import open_term
from didim.reports.queries.part_names import part_names
from didim.reports.scopes import Period, Scope

from .conftest import YEAR

pytestmark = pytest.mark.django_db

WALK_IN, ONLINE = ContactChannel.WALK_IN, ContactChannel.ONLINE


@pytest.fixture
def use(agency, now):
    """Return a function that writes a use of the agency."""
    count = 0

    def make(day: date, kind=UseKind.TRAINING, channel=WALK_IN, *, of=None, **fields) -> None:
        nonlocal count
        count += 1
        said = [(f"test-{count}", Use(day, kind, channel, **fields))]
        record_uses(agency=of or agency, uses=said, by=None, now=now)

    return make


def test_users_are_people_each_time_they_come(use, measured):
    for _ in range(2):
        use(date(YEAR, 3, 2))
    use(date(YEAR, 3, 3), people=30)
    use(date(YEAR - 1, 3, 2), people=8)
    found = measured("users")
    assert (found.value, found.rows, found.before, found.change) == (32, 3, 8, Decimal(3))


def test_a_day_is_one_with_any_use_and_a_month_one_of_the_period(use, measured):
    for day, people in ((2, 10), (2, 20), (3, 30)):
        use(date(YEAR, 3, day), people=people)
    assert (measured("users-daily").value, measured("users-daily").denominator) == (30, 2)
    assert measured("users-monthly").value == 5
    assert measured("days-open").value == 2


def test_consultation_users_against_a_base_year(use, measured):
    for day in (2, 3):
        use(date(YEAR, 3, day), UseKind.CONSULTATION)
    use(date(YEAR, 3, 2))
    use(date(2015, 3, 2), UseKind.CONSULTATION)
    baseline = Period.year(2015)
    assert measured("consultation-users-multiple", baseline=baseline).value == 2
    assert measured("users-multiple", baseline=baseline).value == 3
    assert measured("consultation-users-multiple").value is None


def test_uses_of_other_agencies_firms_and_programmes_do_not_count(
    use, measured, agency, make_agency, make_firm
):
    firm = make_firm()
    use(date(YEAR, 3, 2), enterprise_id=firm.pk)
    use(date(YEAR, 3, 2), of=make_agency("다른 기관"))
    assert measured("users").value == 1
    assert measured("firms-using").value == 1
    assert measured("users", scope=Scope((agency.pk,), firm=firm.pk)).value == 1
    assert measured("users", scope=Scope((agency.pk,), programmes=("청년창업",))).value is None


def test_parts_stand_beside_the_year_before_even_where_there_are_none_now(use, measured):
    for _ in range(3):
        use(date(YEAR, 3, 2))
    use(date(YEAR - 1, 3, 2))
    use(date(YEAR - 1, 3, 2), channel=ONLINE)
    parts = measured("users", by="channel", with_before=True).parts
    assert [(part.key, part.value, part.before, part.rows) for part in parts] == [
        ("walk_in", 3, 1, 3),
        ("online", 0, 1, 0),
    ]
    alone = measured("users", by="channel").parts
    assert [(part.key, part.value, part.before) for part in alone] == [("walk_in", 3, None)]


def test_months_stand_beside_the_same_months_of_the_year_before(use, measured):
    use(date(YEAR, 3, 31), people=3)
    use(date(YEAR, 12, 1), people=5)
    use(date(YEAR - 1, 3, 1), people=2)
    parts = measured("users", by="month", with_before=True).parts
    assert {part.key: (part.value, part.before) for part in parts} == {
        f"{YEAR}-12-01": (5, None),
        f"{YEAR}-03-01": (3, 2),
    }
    days = measured("users", by="day", with_before=True).parts
    assert {part.key: (part.value, part.before) for part in days} == {
        f"{YEAR}-12-01": (5, None),
        f"{YEAR}-03-31": (3, None),
        f"{YEAR}-03-01": (0, 2),
    }


def test_rows_of_one_part_are_opened(use, agency):
    use(date(YEAR, 3, 2))
    use(date(YEAR, 3, 2), channel=ONLINE, what="온라인 교육")
    use(date(YEAR, 3, 2), stage="pre_founder")
    of, scope = figure("users", on=date(YEAR, 12, 31)), Scope((agency.pk,))

    def opened(by: str, key: str) -> list[str]:
        found = open_term(of, of.value, scope=scope, period=Period.year(YEAR), part=(by, key))
        return [row.cells[-1].text for row in found.cells_of(found.rows)]

    assert opened("channel", "online") == ["test-2"]
    assert opened("stage", "") == ["test-2", "test-1"]
    assert opened("month", f"{YEAR}-03-01") == ["test-3", "test-2", "test-1"]


def test_parts_are_named_in_both_languages(use, agency):
    of = figure("users", on=date(YEAR, 12, 31)).value
    assert part_names(of, "channel", ["phone"], language="en")["phone"] == "Telephone"
    assert part_names(of, "month", ["2022-03-01"], language="ko") == {"2022-03-01": "2022년 3월"}
    assert part_names(of, "day", ["2022-03-01"], language="en") == {"2022-03-01": "1 Mar"}
    assert part_names(of, "programme", ["청년창업"], language="ko") == {}


def test_districts_and_places_in_charge_are_those_of_the_last_day(agency, measured):
    region = Region.objects.create(code="9910", name="가온구", level=2, path=["99", "9910"])
    places = Place.objects.bulk_create(
        Place(name=name, kind=kind, region=region)
        for name, kind in (
            ("가 센터", "knowledge_centre"),
            ("나 시장", "market"),
            ("다 시장", "market"),
        )
    )
    one, two, away = (Person.objects.create(name=name) for name in ("가", "나", "다"))
    since = date(YEAR, 1, 3)
    for person, where in (
        (one, {"place": places[0]}),
        (one, {"place": places[1]}),
        (two, {"region": region}),
        (two, {"place": places[2], "valid_to": date(YEAR, 6, 30)}),
        (away, {"place": places[0], "role": CaseOfficerRole.DEPUTY}),
    ):
        CaseOfficer.objects.create(agency=agency, person=person, **{"valid_from": since, **where})
    assert (measured("districts-in-charge").value, measured("district-officers").value) == (1, 1)
    found = measured("places-in-charge")
    assert (found.value, measured("place-officers").value) == (2, 1)
    assert {part.key: part.value for part in found.parts} == {"knowledge_centre": 1, "market": 1}
    assert measured("places-in-charge", period=Period(since, date(YEAR, 6, 30))).value == 3


def test_grievances_are_counted_answered_in_time_and_solved(agency, measured, make_user):
    by = make_user()
    came, year = datetime(2026, 3, 3, 10, tzinfo=SEOUL), Period.year(2026)

    def grievance(triage: GrievanceClass, result: ResultCode | None, days: int) -> None:
        intake = Intake(
            title="주차장이 없습니다",
            body="배달 차를 세울 곳이 없습니다.",
            channel=GrievanceChannel.PHONE,
            topic=GrievanceTopic.FACILITY,
            contact=Contact("김신청", "010-0000-0000", agreed=True),
        )
        case = receive_grievance(intake=intake, agency=agency, by=by, now=came).grievance
        classify_grievance(grievance=case, triage=triage, reason="읽고 나눔", by=by, now=came)
        if result:
            objection = "" if result != ResultCode.NOT_ACCEPTED else "90일 안에 다시 신청하실 수 있습니다."
            answer = AnswerText(
                result, "한 줄 답", "구청 주차장을 저녁과 주말에 함께 쓰실 수 있습니다.", objection
            )
            answer_grievance(grievance=case, answer=answer, by=by, now=came + timedelta(days=days))

    grievance(GrievanceClass.SIMPLE, ResultCode.GUIDED, 3)
    grievance(GrievanceClass.SIMPLE, ResultCode.NOT_ACCEPTED, 60)
    grievance(GrievanceClass.REGIONAL, None, 0)
    received = measured("grievances-received", period=year)
    assert (received.value, {part.key: part.value for part in received.parts}) == (
        3,
        {"simple": 2, "regional": 1},
    )
    assert measured("grievances-answered", period=year).value == 2
    assert measured("grievances-in-time", period=year).value == Decimal("0.5")
    assert measured("grievances-solved", period=year).value == Decimal("0.5")


BY = ("service", "channel", "stage", "trade", "district", "branch", "weekday", "month", "day")


@given(
    said=st.lists(
        st.tuples(
            st.integers(0, 800),
            st.sampled_from(UseKind),
            st.sampled_from([WALK_IN, ONLINE]),
            st.sampled_from(["", "early", "growth"]),
            st.sampled_from([None, "11680", "11110"]),
            st.integers(1, 40),
        ),
        max_size=12,
    )
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_parts_told_at_once_are_those_told_one_by_one(agency, now, measured, said):
    UseRecord.objects.filter(agency=agency).delete()
    uses = [
        (
            f"{at}",
            Use(
                date(YEAR, 12, 31) - timedelta(days=back), kind, channel,
                stage=stage, region_id=region, people=people,
            ),
        )
        for at, (back, kind, channel, stage, region, people) in enumerate(said)
    ]  # fmt: skip
    record_uses(agency=agency, uses=uses, by=None, now=now)
    period, scope = Period.year(YEAR), Scope((agency.pk,))
    for code in ("users", "consultation-users", "days-open", "firms-using"):
        of = figure(code, on=period.end)
        together = measure_parts(of, scope=scope, period=period, by=BY)
        assert together == {name: measured(code, by=name, with_before=True).parts for name in BY}


def test_figures_that_share_terms_say_the_same_as_alone(use, measured, agency, django_assert_max_num_queries):
    for day in (1, 2, 2):
        use(date(YEAR, 3, day), people=7)
        use(date(YEAR - 1, 3, day), UseKind.CONSULTATION)
    codes = ("users", "users-daily", "users-monthly", "users-multiple", "days-open", "consultation-users")
    baseline, known = Period.year(YEAR - 1), {}
    for code in codes:
        assert measured(code, baseline=baseline, known=known) == measured(code, baseline=baseline)
    with django_assert_max_num_queries(0):
        for code in codes:
            measured(code, baseline=baseline, known=known)

from datetime import date, datetime, time, timedelta

import pytest

from didim.fairs.domain import holding
from didim.fairs.domain.holding import DayPlan
from didim.fairs.domain.interpreting import add_interpreter
from didim.fairs.enums import FairState, MeetingOrigin, Session, Side
from didim.fairs.models import Fair, FairSlot, Meeting
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import RefusedError
from tests.fairs.joining.conftest import ANSWER, ASK, DAY, NOW, PLAN, REGISTER, details

pytestmark = pytest.mark.django_db


def spans(fair):
    rows = fair.slots.order_by("number").values_list("number", "starts_at", "ends_at")
    return [
        (number, start.astimezone(SEOUL).time(), end.astimezone(SEOUL).time()) for number, start, end in rows
    ]


def test_slots_of_a_day_are_counted_in_order_of_time(fair):
    assert spans(fair)[:2] == [(0, time(9), time(9, 25)), (1, time(9, 30), time(9, 55))]
    assert spans(fair)[6] == (6, time(13), time(13, 25))
    assert [slot.session for slot in fair.slots.order_by("number")] == (
        [Session.MORNING] * 6 + [Session.AFTERNOON] * 8
    )


def test_slots_laid_anew_keep_the_row_of_a_time_that_stays(fair):
    kept = fair.slots.get(starts_at=datetime.combine(DAY, time(11), SEOUL))
    plan = DayPlan((DAY, DAY + timedelta(days=1)), ((time(11), time(12)),), minutes=25, pause=5)
    rows = holding.set_slots(fair=fair, plan=plan, by=None)
    assert [row.number for row in rows] == [0, 1, 2, 3]
    assert rows[0].pk == kept.pk


def test_slot_of_a_meeting_cannot_go(fair, join):
    firm, buyer = join(fair), join(fair, "Alpha", Side.PARTNER)
    slot, table = fair.slots.first(), fair.tables.first()
    Meeting.objects.create(
        agency=fair.agency, fair=fair, partner=buyer, firm=firm, enterprise=firm.enterprise, slot=slot,
        starts_at=slot.starts_at, ends_at=slot.ends_at, table=table, origin=MeetingOrigin.OFFICER,
    )  # fmt: skip
    with pytest.raises(RefusedError) as refusal:
        holding.set_slots(fair=fair, plan=DayPlan((DAY,), ((time(14), time(15)),)), by=None)
    assert list(refusal.value.by_field()) == ["days"]
    with pytest.raises(RefusedError):
        holding.remove_table(table=table, by=None)


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (DayPlan((), ((time(9), time(12)),)), "days"),
        (DayPlan((DAY,), ((time(9), time(9, 10)),)), "days"),
        (DayPlan((DAY,), ((time(9), time(12)), (time(11), time(13)))), "spans"),
        (DayPlan((DAY,), ((time(9), time(12)),), minutes=0), "minutes"),
        (DayPlan(tuple(date(2026, 12, n) for n in range(1, 29)), PLAN.spans, minutes=25), "days"),
    ],
)
def test_plan_of_days_that_cannot_be_is_refused_by_field(fair, plan, field):
    before = FairSlot.objects.count()
    with pytest.raises(RefusedError) as refusal:
        holding.set_slots(fair=fair, plan=plan, by=None)
    assert list(refusal.value.by_field()) == [field]
    assert FairSlot.objects.count() == before


def test_tables_are_numbered_on_and_never_named_twice(fair):
    holding.remove_table(table=fair.tables.get(name="테이블 1"), by=None)
    holding.add_tables(fair=fair, count=2, name="테이블", by=None)
    assert list(fair.tables.order_by("number").values_list("number", "name")) == [
        (1, "테이블 2"),
        (2, "테이블 1"),
        (3, "테이블 3"),
    ]


def test_interpreter_is_away_in_the_slots_said(fair):
    first = fair.slots.first()
    who = add_interpreter(fair=fair, name="이통역", languages=["en"], away=[first.pk, 0], by=None)
    assert list(who.absences.values_list("slot", flat=True)) == [first.pk]


def test_details_are_refused_by_field(agency, make_fair_of, make_user):
    make_fair_of("같은 이름")
    wrong = details(
        "같은 이름", register_until=ANSWER, request_until=ASK, answer_until=REGISTER, firm_least=7,
        officer=make_user(),
    )  # fmt: skip
    with pytest.raises(RefusedError) as refusal:
        holding.make_fair(agency=agency, details=wrong, seed=1, by=None, now=NOW)
    assert set(refusal.value.by_field()) == {"name", "request_until", "answer_until", "firm_least", "officer"}


def test_fair_without_times_is_not_opened(agency):
    fair = holding.make_fair(agency=agency, details=details(), seed=1, by=None, now=NOW)
    with pytest.raises(RefusedError):
        holding.open_fair(fair=fair, by=None, now=NOW)
    with pytest.raises(RefusedError):
        holding.call_off_fair(fair=fair, reason=" ", by=None, now=NOW)
    assert (
        holding.call_off_fair(fair=fair, reason="참가자 부족", by=None, now=NOW).state == FairState.CALLED_OFF
    )


def test_published_fair_is_closed_after_its_last_time(fair):
    Fair.objects.filter(pk=fair.pk).update(state=FairState.PUBLISHED, published_at=NOW)
    last = fair.slots.last().ends_at
    with pytest.raises(RefusedError):
        holding.close_fair(fair=fair, by=None, now=last - timedelta(minutes=1))
    assert holding.close_fair(fair=fair, by=None, now=last).state == FairState.CLOSED


def test_hosts_are_the_agencies_said_without_its_own(fair, make_agency):
    first, second = make_agency("가센터"), make_agency("나센터")
    holding.set_hosts(fair=fair, agencies=[first, fair.agency], by=None)
    holding.set_hosts(fair=fair, agencies=[second], by=None)
    assert [host.agency for host in fair.hosts.all()] == [second]

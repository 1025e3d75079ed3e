"""Fee slips: drawn from approved visits, approved by another, settled for good."""

from datetime import date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from didim.experts.domain.fees import approve_slip, cancel_slip, draw_slips, pay_slip
from didim.experts.domain.visits.reporting import approve_report
from didim.experts.models import FeeLine, FeeSlip
from didim.experts.visit_enums import FeeSlipState
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import RefusedError

from .conftest import NOW

NOVEMBER = date(2026, 11, 1)
DECEMBER = datetime(2026, 12, 2, 10, tzinfo=SEOUL)


@pytest.fixture
def officer(make_user):
    return make_user(name="김담당")


@pytest.fixture
def approved(file, officer):
    def make(visit=None, *, minutes=None):
        return approve_report(report=file(visit, minutes=minutes), by=officer, now=NOW)

    return make


def draw(agency, now=DECEMBER, month=NOVEMBER):
    return draw_slips(agency=agency, month=month, by=None, now=now)


def test_slip_adds_up_the_approved_visits_of_a_month(
    agency, make_expert, make_dispatch, make_visit, approved, file
):
    expert = make_expert()
    approved(make_visit(make_dispatch(expert), hour=9))
    approved(make_visit(make_dispatch(expert), hour=13), minutes=240)
    file(make_visit(make_dispatch(expert), hour=16))
    (slip,) = draw(agency)
    assert (slip.number, slip.visits, slip.fee_won, slip.travel_won) == ("2026-11-0001", 2, 660_000, 40_000)
    assert (slip.withheld_won, slip.pay_won) == (58_080, 641_920)
    assert [row.get("fee_won") for row in slip.working] == [250_000, 410_000, None]
    assert FeeLine.objects.filter(slip=slip).count() == 2


def test_month_is_drawn_once_it_is_over_and_once(agency, approved):
    approved()
    with pytest.raises(RefusedError):
        draw(agency, now=datetime(2026, 11, 30, 23, tzinfo=SEOUL))
    draw(agency)
    with pytest.raises(RefusedError):
        draw(agency)


def test_late_approval_comes_with_the_next_month(agency, make_expert, make_dispatch, make_visit, approved):
    expert = make_expert()
    late = make_visit(make_dispatch(expert), hour=13)
    approved(make_visit(make_dispatch(expert), hour=9))
    draw(agency)
    approved(late)
    with pytest.raises(RefusedError):
        draw(agency)
    (slip,) = draw(agency, now=datetime(2027, 1, 3, tzinfo=SEOUL), month=date(2026, 12, 1))
    assert (slip.visits, slip.number) == (1, "2026-12-0001")


def test_cancelled_slip_frees_its_visits_and_keeps_its_number(agency, approved):
    approved()
    (slip,) = draw(agency)
    with pytest.raises(RefusedError):
        cancel_slip(slip=slip, reason="")
    cancel_slip(slip=slip, reason="등급이 틀림")
    (again,) = draw(agency)
    assert (again.number, again.visits) == ("2026-11-0002", 1)


def test_nobody_approves_their_own_fees(agency, approved, officer):
    report = approved()
    (slip,) = draw(agency)
    expert = report.visit.expert.user
    with pytest.raises(RefusedError):
        approve_slip(slip=slip, by=expert, now=DECEMBER)
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeSlip.objects.update(state="approved", approved_at=DECEMBER, approved_by=expert)
    assert approve_slip(slip=slip, by=officer, now=DECEMBER).state == FeeSlipState.APPROVED


def test_slip_is_paid_after_its_approval(agency, approved, officer):
    approved()
    (slip,) = draw(agency)
    with pytest.raises(RefusedError):
        pay_slip(slip=slip, paid_on=DECEMBER.date(), now=DECEMBER)
    approve_slip(slip=slip, by=officer, now=DECEMBER)
    for wrong in (date(2026, 12, 1), date(2026, 12, 3)):
        with pytest.raises(RefusedError):
            pay_slip(slip=slip, paid_on=wrong, now=DECEMBER)
    assert pay_slip(slip=slip, paid_on=DECEMBER.date(), now=DECEMBER).state == FeeSlipState.PAID
    with pytest.raises(RefusedError):
        cancel_slip(slip=slip, reason="잘못")


@pytest.mark.parametrize(
    "change", [{"fee_won": 1, "pay_won": 1}, {"state": "drawn"}, {"state": "cancelled"}, {"visits": 2}]
)
def test_approved_slip_is_never_altered(agency, approved, officer, change):
    approved()
    (slip,) = draw(agency)
    approve_slip(slip=slip, by=officer, now=DECEMBER)
    with pytest.raises(DatabaseError), transaction.atomic():
        FeeSlip.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        FeeLine.objects.update(slip=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        slip.delete()


def test_fee_of_a_visit_only_moves_between_slips(agency, approved):
    approved()
    for change in ({"visit_won": 1}, {"grade": "special"}, {"minutes": 1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            FeeLine.objects.update(**change)

from datetime import date, timedelta
from decimal import Decimal

import pytest

from didim.kernel.refusals import RefusedError
from didim.outcomes.domain.observing import Said, correct_observation, record_observation, record_observations
from didim.outcomes.domain.periods import close_period, reopen_period
from didim.outcomes.domain.targets import TargetDetails, remove_target, set_target
from didim.outcomes.enums import Basis, ObservationSource
from didim.outcomes.models import Observation, Target

pytestmark = pytest.mark.django_db
YEAR = (date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture
def say(make_agency, make_firm, now):
    agency, firm = make_agency(), make_firm()

    def make(code: str = "sales", value: object = 1000, *, source=ObservationSource.STAFF, **fields):
        said = {"enterprise_id": firm.pk, "currency": "KRW" if code == "sales" else ""}
        return record_observation(
            agency=agency,
            said=Said(code, *YEAR, Decimal(value), **(said | fields)),
            source=source,
            by=None,
            now=now,
        )

    make.agency, make.firm = agency, firm
    return make


def test_value_is_recorded_with_the_version_and_the_usual_basis(say):
    sales, employees = say(), say("employees", 12)
    assert (sales.indicator.code, sales.indicator.version, sales.basis, sales.currency) == (
        "sales",
        1,
        Basis.DURING,
        "KRW",
    )
    assert (employees.basis, employees.is_effective) == (Basis.AS_OF, True)


@pytest.mark.parametrize(
    ("code", "value", "fields", "wrong"),
    [
        ("nothing", 1, {}, "code"),
        ("sales", "-1", {}, "value"),
        ("sales", "0.5", {}, "value"),
        ("sales", "NaN", {}, "value"),
        ("sales", 1, {"currency": ""}, "currency"),
        ("exports", "1.234", {"currency": "USD"}, "value"),
        ("employees", 1, {"currency": "KRW"}, "currency"),
        ("employees", "1.5", {}, "value"),
        ("employees", 1, {"breakdown": "부서"}, "breakdown"),
        ("cycle_time", 40, {}, "basis"),
        ("ict_firms", 1, {}, "subject"),
        ("sales", 1, {"place_id": 1}, "subject"),
    ],
)
def test_what_cannot_be_is_refused_by_field(say, code, value, fields, wrong):
    with pytest.raises(RefusedError) as refusal:
        say(code, value, **fields)
    assert list(refusal.value.by_field()) == [wrong]
    assert Observation.objects.count() == 0


def test_second_value_of_its_kind_is_refused_and_another_breakdown_is_not(say):
    say("exports", "10.25", currency="USD", breakdown="베트남")
    say("exports", "10.25", currency="USD", breakdown=" 미국 ")
    with pytest.raises(RefusedError, match="이미 입력한 값"):
        say("exports", "3", currency="USD", breakdown="미국")
    with pytest.raises(RefusedError, match="두 번"):
        record_observations(
            agency=say.agency,
            said=[Said("employees", *YEAR, Decimal(1), enterprise_id=say.firm.pk)] * 2,
            source=ObservationSource.STAFF,
            by=None,
            now=Observation.objects.first().recorded_at,
        )


def test_delivery_said_again_is_one_row_and_said_otherwise_a_correction(say):
    delivery = {"source": ObservationSource.DELIVERY, "reference": "contract-1"}
    first = say(**delivery)
    assert say(**delivery) == first
    changed = say(value=900, **delivery)
    assert (changed.corrects, changed.reference) == (first, "contract-1")
    assert say(value=900, **delivery) == changed
    assert [row.value for row in Observation.objects.filter(is_effective=True)] == [900]


def test_correction_keeps_the_old_value_and_a_withdrawal_leaves_none(say, now, make_user):
    first, officer = say(), make_user()
    act = {"source": ObservationSource.STAFF, "by": officer, "now": now + timedelta(days=1)}
    with pytest.raises(RefusedError, match="까닭"):
        correct_observation(observation=first, value=Decimal(1), reason=" ", **act)
    with pytest.raises(RefusedError, match="정수"):
        correct_observation(observation=first, value=Decimal("1.5"), reason="오타", **act)
    second = correct_observation(observation=first, value=Decimal(900), reason="재무제표 확인", **act)
    with pytest.raises(RefusedError, match="이미 정정한"):
        correct_observation(observation=first, value=Decimal(800), reason="또", **act)
    gone = correct_observation(observation=second, value=None, reason="다른 기업의 값", **act)
    assert [first.value, second.value, gone.value] == [1000, 900, None]
    assert Observation.objects.filter(is_effective=True).count() == 0
    assert (second.recorded_by, second.programme_name, second.year) == (officer, "", 2025)
    say(value=700)


def test_closed_period_refuses_entries_until_it_is_opened_again(say, now, make_user):
    act = {"by": make_user(), "now": now}
    first = say()
    period = close_period(
        agency=say.agency, period_start=YEAR[0], period_end=YEAR[1], reason="2025년 공표", **act
    )
    with pytest.raises(RefusedError, match="마감한 기간"):
        say("employees", 3)
    correct_observation(
        observation=first, value=Decimal(1), reason="정정", source=ObservationSource.STAFF, **act
    )
    for start, end, reason, field in (
        (*YEAR, " ", "reason"),
        (YEAR[1], YEAR[0], "거꾸로", "period_end"),
        (YEAR[0], date(2026, 12, 31), "아직", "period_end"),
        (date(2025, 6, 1), date(2026, 5, 31), "겹침", "period_start"),
    ):
        with pytest.raises(RefusedError) as refusal:
            close_period(agency=say.agency, period_start=start, period_end=end, reason=reason, **act)
        assert list(refusal.value.by_field()) == [field]
    with pytest.raises(RefusedError):
        reopen_period(period=period, reason="", **act)
    reopen_period(period=period, reason="누락 보완", **act)
    with pytest.raises(RefusedError):
        reopen_period(period=period, reason="또", **act)
    say("employees", 3)
    assert period.events.count() == 2


def test_target_set_again_is_one_row_with_its_history(make_agency, now):
    agency = make_agency()

    def target(value, **fields):
        said = {"code": "partners", "due_on": date(2020, 12, 31), "value": Decimal(value)}
        return set_target(agency=agency, details=TargetDetails(**(said | fields)), by=None, now=now)

    target(250)
    row = target(300, note="2차 계획")
    assert list(Target.objects.values_list("value", "note")) == [(300, "2차 계획")]
    for wrong in ({"code": "nothing"}, {"value": Decimal(0)}, {"counts_from": date(2021, 1, 1)}):
        with pytest.raises(RefusedError) as refusal:
            target(**({"value": 1} | wrong))
        assert list(refusal.value.by_field()) == list(wrong)
    assert target(30, code="fund_committed").currency == "KRW"
    remove_target(target=row, by=None)
    assert Target.pgh_event_models["delete"].objects.filter(pgh_label="delete").count() == 1

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from didim.accounts.models import OutboundMessage
from didim.accounts.tenancy import DatabaseScope, scoped
from didim.kernel.refusals import RefusedError
from didim.outcomes.domain.observing import correct_observation
from didim.outcomes.domain.reminding import remind_firms, tell_firms
from didim.outcomes.domain.requests import (
    RequestDetails,
    close_request,
    entered_meanwhile,
    open_request,
    save_answer,
    submit_answer,
)
from didim.outcomes.enums import Basis, ObservationSource
from didim.outcomes.models import Observation, OutcomeAnswer, OutcomeQuestion
from didim.outcomes.queries.known import Known, known_values
from didim.registry.domain.firms import record_firm_year
from didim.registry.domain.members import add_firm_member
from didim.registry.enums import FirmRole

pytestmark = pytest.mark.django_db
DETAILS = {
    "name": "2025년 성과",
    "indicator_codes": ("sales", "employees", "cycle_time"),
    "period_start": date(2025, 1, 1),
    "period_end": date(2025, 12, 31),
    "due_on": date(2026, 12, 18),
    "remind_on": date(2026, 12, 14),
    "programme_name": "스마트공장",
}


@pytest.fixture
def ask(now):
    def make(agency, *firms, **fields):
        return open_request(
            agency=agency,
            details=RequestDetails(**(DETAILS | fields)),
            enterprise_ids=[firm.pk for firm in firms],
            by=None,
            now=now,
        )

    return make


def fill(answer, values: dict[str, dict[str, str]], now) -> None:
    """Type values by indicator code (and basis) as the form sends them."""
    rows = answer.questions.select_related("indicator")
    questions = {f"{row.indicator.code}:{row.basis}": str(row.pk) for row in rows}
    save_answer(answer=answer, typed={questions[key]: said for key, said in values.items()}, now=now)


WHOLE = {
    "sales:during": {"value": "1,200,000", "evidence": "재무제표"},
    "employees:as_of": {"value": "12"},
    "cycle_time:before": {"value": "40.5", "breakdown": "자재 공급"},
    "cycle_time:after": {"none": "on"},
}


def test_firm_is_asked_once_for_the_same_thing(ask, make_agency, make_firm):
    agency, one, two = make_agency(), make_firm("하나"), make_firm("둘")
    first = ask(agency, one)
    assert (first.asked, first.left_alone, OutcomeQuestion.objects.count()) == (1, 0, 4)
    second = ask(agency, one, two, indicator_codes=("sales", "new_jobs"))
    assert second.asked == 2
    asked = OutcomeQuestion.objects.filter(answer__request=second.request)
    assert sorted(asked.values_list("enterprise__name", "indicator__code")) == [
        ("둘", "new_jobs"),
        ("둘", "sales"),
        ("하나", "new_jobs"),
    ]
    with pytest.raises(RefusedError, match="물어볼 기업이 없습니다"):
        ask(agency, one, two, indicator_codes=("sales",))
    assert ask(make_agency("다른 기관"), one).asked == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"indicator_codes": ()}, "indicator_codes"),
        ({"indicator_codes": ("ict_firms",)}, "indicator_codes"),
        ({"period_start": date(2026, 1, 1)}, "period_end"),
        ({"due_on": date(2025, 6, 1), "remind_on": date(2025, 5, 1)}, "due_on"),
        ({"remind_on": date(2026, 12, 31)}, "remind_on"),
    ],
)
def test_request_that_cannot_be_is_refused(ask, make_agency, make_firm, wrong, field):
    with pytest.raises(RefusedError) as refusal:
        ask(make_agency(), make_firm(), **wrong)
    assert list(refusal.value.by_field()) == [field]


def test_answer_becomes_observations_and_a_second_one_corrections(
    ask, make_agency, make_firm, make_user, now
):
    agency, firm, owner = make_agency(), make_firm(), make_user()
    ask(agency, firm)
    answer = OutcomeAnswer.objects.get()
    fill(answer, WHOLE, now)
    submit_answer(answer=answer, by=owner, now=now)
    rows = Observation.objects.order_by("indicator__position", "basis")
    assert [(row.indicator.code, row.value, row.basis, row.breakdown, row.currency) for row in rows] == [
        ("sales", Decimal(1_200_000), Basis.DURING, "", "KRW"),
        ("employees", Decimal(12), Basis.AS_OF, "", ""),
        ("cycle_time", Decimal("40.5"), Basis.BEFORE, "자재 공급", ""),
    ]
    assert {(row.source, row.programme_name, row.recorded_by) for row in rows} == {
        (ObservationSource.FIRM, "스마트공장", owner)
    }
    fill(answer, {"employees:as_of": {"value": "13"}, "cycle_time:before": {"none": "on"}}, now)
    for _again in range(2):
        submit_answer(answer=answer, by=owner, now=now)
    effective = Observation.objects.filter(is_effective=True).order_by("indicator__position")
    assert [row.value for row in effective] == [1_200_000, 13]
    assert Observation.objects.count() == 5


def test_answer_with_gaps_is_refused_by_question_and_records_nothing(
    ask, make_agency, make_firm, make_user, now
):
    ask(make_agency(), make_firm())
    answer = OutcomeAnswer.objects.get()
    fill(answer, {"sales:during": {"value": "많이"}, "employees:as_of": {"value": "1.5"}}, now)
    with pytest.raises(RefusedError) as refusal:
        submit_answer(answer=answer, by=make_user(), now=now)
    assert list(refusal.value.by_field()) == [
        str(pk) for pk in answer.questions.order_by("indicator__position", "pk").values_list("pk", flat=True)
    ]
    assert Observation.objects.count() == 0
    close_request(request=answer.request, now=now)
    for act in (
        lambda: submit_answer(answer=answer, by=make_user(), now=now),
        lambda: fill(answer, {"sales:during": {"value": "1"}}, now),
        lambda: close_request(request=answer.request, now=now),
    ):
        with pytest.raises(RefusedError, match="마감"):
            act()


def test_form_begins_with_what_the_firm_told_before(ask, observe, make_agency, make_firm, now):
    agency, other, firm = make_agency("가"), make_agency("나"), make_firm()
    record_firm_year(enterprise=firm, year=2025, employees=9, sales=5_000, now=now)
    observe(other, firm, value=7_000)
    ask(agency, firm)
    answer = OutcomeAnswer.objects.select_related("request").get()
    assert known_values(answer=answer) == {
        ("sales", "during"): Known(Decimal(7_000), "KRW", "observation"),
        ("employees", "as_of"): Known(Decimal(9), "", "profile"),
    }
    # The agency that asks sees what it has itself.
    with scoped(DatabaseScope(agencies=frozenset({agency.pk}))):
        assert known_values(answer=answer)["sales", "during"].source == "profile"


def test_firms_are_told_and_reminded_once_in_office_hours(ask, make_agency, make_firm, make_user, now):
    firms = [make_firm(name) for name in ("하나", "둘", "셋")]
    for firm in firms[:2]:
        add_firm_member(enterprise=firm, user=make_user(), role=FirmRole.OWNER, now=now)
    request = ask(make_agency(), *firms).request
    assert [tell_firms(request=request, now=now, site="https://didim.example") for _ in range(2)] == [2, 2]
    assert OutboundMessage.objects.count() == 2
    OutcomeAnswer.objects.filter(enterprise=firms[0]).update(submitted_at=now)
    for instant, reminded in (
        (datetime(2026, 12, 11, 1, tzinfo=UTC), 0),  # before its day
        (datetime(2026, 12, 14, 12, tzinfo=UTC), 0),  # after office hours
        (datetime(2026, 12, 15, 1, tzinfo=UTC), 1),
        (datetime(2026, 12, 16, 1, tzinfo=UTC), 0),
    ):
        assert remind_firms(now=instant, site="") == reminded
    reminder = OutboundMessage.objects.get(template="outcome-reminder")
    assert "2026-12-18까지" in reminder.body


def test_value_the_agency_entered_meanwhile_is_shown_then_corrected(
    ask, observe, make_agency, make_firm, make_user, now
):
    agency, firm, owner = make_agency(), make_firm(), make_user()
    ask(agency, firm)
    answer = OutcomeAnswer.objects.get()
    entered = observe(agency, firm, value=Decimal(1_000_000), programme_name="스마트공장", evidence="결산서")
    fill(answer, WHOLE, now)
    (question,) = answer.questions.filter(indicator__code="sales").values_list("pk", flat=True)
    answer.refresh_from_db()
    assert entered_meanwhile(answer=answer) == {question: entered}
    with pytest.raises(RefusedError) as refusal:
        submit_answer(answer=answer, by=owner, now=now)
    assert list(refusal.value.by_field()) == [str(question)]
    assert "1,000,000" in str(refusal.value)
    assert Observation.objects.count() == 1
    submit_answer(answer=answer, by=owner, now=now, seen={question: entered.pk})
    standing = Observation.objects.get(indicator__code="sales", is_effective=True)
    assert (standing.value, standing.corrects, standing.source, standing.evidence) == (
        Decimal(1_200_000),
        entered,
        ObservationSource.FIRM,
        "재무제표",
    )
    entered.refresh_from_db()
    assert (entered.value, entered.is_effective) == (Decimal(1_000_000), False)
    assert Observation.objects.filter(is_effective=True).count() == 3
    answer.refresh_from_db()
    assert entered_meanwhile(answer=answer) == {}


def test_same_value_as_the_agency_entered_is_taken_without_a_word(
    ask, observe, make_agency, make_firm, make_user, now
):
    agency, firm = make_agency(), make_firm()
    ask(agency, firm)
    answer = OutcomeAnswer.objects.get()
    entered = observe(
        agency,
        firm,
        code="employees",
        value=Decimal(12),
        currency="",
        basis=Basis.AS_OF,
        programme_name="스마트공장",
    )
    fill(answer, WHOLE, now)
    submit_answer(answer=answer, by=make_user(), now=now)
    assert Observation.objects.get(indicator__code="employees") == entered
    assert answer.questions.get(indicator__code="employees").observation == entered


def test_none_leaves_what_the_agency_entered(ask, observe, make_agency, make_firm, make_user, now):
    agency, firm = make_agency(), make_firm()
    ask(agency, firm)
    answer = OutcomeAnswer.objects.get()
    entered = observe(agency, firm, programme_name="스마트공장")
    fill(answer, WHOLE | {"sales:during": {"none": "on"}}, now)
    submit_answer(answer=answer, by=make_user(), now=now)
    assert Observation.objects.get(indicator__code="sales") == entered


def test_what_staff_corrected_after_the_hand_in_is_shown_too(ask, make_agency, make_firm, make_user, now):
    agency, firm, owner = make_agency(), make_firm(), make_user()
    ask(agency, firm)
    answer = OutcomeAnswer.objects.get()
    fill(answer, WHOLE, now)
    submit_answer(answer=answer, by=owner, now=now)
    said = Observation.objects.get(indicator__code="employees")
    by_staff = correct_observation(
        observation=said,
        value=Decimal(11),
        reason="고용보험 명부",
        source=ObservationSource.STAFF,
        by=owner,
        now=now,
    )
    fill(answer, {"employees:as_of": {"value": "13"}}, now)
    with pytest.raises(RefusedError, match="11"):
        submit_answer(answer=answer, by=owner, now=now)
    question = answer.questions.get(indicator__code="employees").pk
    submit_answer(answer=answer, by=owner, now=now, seen={question: by_staff.pk})
    standing = Observation.objects.get(indicator__code="employees", is_effective=True)
    assert (standing.value, standing.corrects) == (Decimal(13), by_staff)

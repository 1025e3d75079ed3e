"""A second extension by the word of whoever brought the case."""

from datetime import date

import pytest

from didim.accounts.models import OutboundMessage, User
from didim.desk.domain.grievances import handling
from didim.desk.domain.grievances.consenting import ask_consent, give_consent, refuse_consent
from didim.desk.grievance_enums import ConsentState, GrievanceClass
from didim.desk.models import ExtensionConsent, Grievance
from didim.kernel.refusals import RefusedError
from didim.registry.models import Person
from tests.sign_in import make_user

from .test_handling import days, due, sorted_case


@pytest.fixture
def extended(case: Grievance, officer: User) -> Grievance:
    sorted_case(case, GrievanceClass.SIMPLE, officer)
    handling.extend_grievance(grievance=case, count=7, reason="현장", by=officer, now=days(2))
    return case


def ask(case: Grievance, by: User, **changes: object) -> ExtensionConsent:
    values = {"count": 5, "reason": "감정이 늦습니다", "now": days(3)} | changes
    return ask_consent(grievance=case, by=by, **values)


def test_consent_moves_the_day_and_the_officer_is_told(
    extended: Grievance, officer: User, lead: Person
) -> None:
    lead.user = make_user("lead@example.org")
    lead.save()
    asked = ask(extended, officer)
    assert (due(extended), asked.new_day) == (date(2026, 2, 19), date(2026, 2, 23))

    give_consent(grievance=extended, by=None, now=days(4))

    asked.refresh_from_db()
    assert due(extended) == date(2026, 2, 23)
    assert (asked.state, asked.decided_at) == (ConsentState.AGREED, days(4))
    sent = OutboundMessage.objects.values_list("template", "address")
    assert list(sent) == [("grievance-consent", "lead@example.org")]
    with pytest.raises(RefusedError):
        give_consent(grievance=extended, by=None, now=days(4))


def test_without_consent_the_day_stays(extended: Grievance, officer: User) -> None:
    ask(extended, officer)

    refuse_consent(grievance=extended, text="급합니다", by=None, now=days(4))

    assert due(extended) == date(2026, 2, 19)
    assert ExtensionConsent.objects.get().state == ConsentState.DISAGREED
    ask(extended, officer, now=days(5))
    assert ExtensionConsent.objects.filter(state=ConsentState.ASKED).count() == 1


def test_what_the_rule_does_not_allow_is_not_asked(case: Grievance, officer: User) -> None:
    sorted_case(case, GrievanceClass.SIMPLE, officer)
    with pytest.raises(RefusedError):
        ask(case, officer)
    handling.extend_grievance(grievance=case, count=7, reason="현장", by=officer, now=days(2))
    for changes in ({"count": 8}, {"reason": " "}, {"now": days(20)}):
        with pytest.raises(RefusedError):
            ask(case, officer, **changes)
    ask(case, officer)
    with pytest.raises(RefusedError):
        ask(case, officer)


def test_consent_comes_too_late_once_the_day_is_over(extended: Grievance, officer: User) -> None:
    ask(extended, officer)

    with pytest.raises(RefusedError) as refused:
        give_consent(grievance=extended, by=None, now=days(18))

    assert "처리기한이 이미 지났습니다." in str(refused.value)

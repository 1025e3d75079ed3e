"""The same case of the same person brought again."""

import pytest

from didim.accounts.models import User
from didim.desk.domain.grievances import handling
from didim.desk.domain.grievances.intake import Contact, Intake, receive_grievance
from didim.desk.domain.grievances.repeating import earlier_of, mark_same
from didim.desk.grievance_enums import CaseStatus, GrievanceChannel, GrievanceClass
from didim.desk.models import Grievance
from didim.desk.queries.grievances import grievance_by_code
from didim.kernel.refusals import RefusedError
from didim.registry.models import Enterprise, Region

from .conftest import BODY, make_case
from .test_handling import ANSWER, days, sorted_case


def test_third_time_over_three_receipts_is_closed(case: Grievance, district: Region, officer: User) -> None:
    sorted_case(case, GrievanceClass.SIMPLE, officer)
    close = {"grievance": case, "decision": "민원조정위원회 2026-02-20", "by": officer}
    for day in (2, 4):
        handling.answer_grievance(grievance=case, answer=ANSWER, by=officer, now=days(day))
        again = make_case(district=district, now=days(day + 1))
        assert mark_same(grievance=again, earlier=case, by=officer, now=days(day + 1)) == case
        again.refresh_from_db()
        assert (again.status, again.same_as, again.is_open) == (CaseStatus.SAME, case, False)
        assert again.look_at is None
        if day == 2:
            with pytest.raises(RefusedError):
                handling.close_as_repeated(**close, now=days(3))

    handling.close_as_repeated(**close, now=days(6))

    case.refresh_from_db()
    assert (case.status, case.repeated_by.count()) == (CaseStatus.CLOSED_AS_REPEATED, 2)


def test_an_open_case_goes_on_with_its_day(case: Grievance, district: Region, officer: User) -> None:
    sorted_case(case, GrievanceClass.SIMPLE, officer)
    before = Grievance.objects.get(pk=case.pk).due_at
    again = make_case(district=district, now=days(2))

    mark_same(grievance=again, earlier=case, by=officer, now=days(2))

    case.refresh_from_db()
    assert (case.due_at, case.status) == (before, CaseStatus.RUNNING)


def test_a_joined_case_stays_ended(case: Grievance, district: Region, officer: User) -> None:
    again = make_case(district=district, now=days(1))
    mark_same(grievance=again, earlier=case, by=officer, now=days(1))

    handling.note_grievance(grievance=again, text="전화함", by=officer, now=days(2))

    again.refresh_from_db()
    assert (again.status, again.is_open) == (CaseStatus.SAME, False)
    with pytest.raises(RefusedError):
        handling.reopen_grievance(grievance=again, reason="다시", by=officer, now=days(3))
    with pytest.raises(RefusedError):
        mark_same(grievance=again, earlier=case, by=officer, now=days(3))


def test_only_earlier_cases_of_the_same_person_are_the_same(
    case: Grievance, district: Region, firm: Enterprise, officer: User
) -> None:
    contact = Contact(phone="010-9999-0000")
    other = Intake(case.title, BODY, GrievanceChannel.PHONE, region=district, contact=contact)
    stranger = receive_grievance(intake=other, by=None, now=days(1)).grievance
    of_firm = make_case(district=district, now=days(1), enterprise=firm)
    again = make_case(district=district, now=days(2))

    assert list(earlier_of(again)) == [case]
    for earlier in (stranger, of_firm, again):
        with pytest.raises(RefusedError):
            mark_same(grievance=again, earlier=earlier, by=officer, now=days(2))


def test_the_code_of_the_later_one_opens_the_earlier(
    case: Grievance, district: Region, officer: User
) -> None:
    contact = Contact(phone="010-1234-5678")
    intake = Intake(case.title, BODY, GrievanceChannel.PORTAL, region=district, contact=contact)
    told = receive_grievance(intake=intake, by=None, now=days(1))

    mark_same(grievance=told.grievance, earlier=case, by=officer, now=days(1))

    assert grievance_by_code(number=told.grievance.number, code=told.access_code) == case

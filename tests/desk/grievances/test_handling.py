from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from didim.accounts.models import OutboundMessage, User
from didim.desk.domain.grievances import handling
from didim.desk.domain.grievances.assigning import join_grievance, transfer_grievance
from didim.desk.domain.grievances.handling import AnswerText
from didim.desk.domain.grievances.in_charge import put_in_charge
from didim.desk.grievance_enums import EventKind, GrievanceClass, ResultCode, RoutingBasis
from didim.desk.models import Grievance, GrievanceAnswer, GrievanceEvent
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import RefusedError
from didim.registry.models import Agency, Department, Person

from .conftest import NOW, TODAY

ANSWER = AnswerText(
    ResultCode.ACCEPTED,
    "허가가 나왔습니다",
    "구청과 협의해 오늘 허가가 나왔습니다. 내일부터 쓰실 수 있습니다.",
)


def hours(count: int) -> datetime:
    return NOW + timedelta(hours=count)


def days(count: int) -> datetime:
    return NOW + timedelta(days=count)


def due(case: Grievance) -> date:
    case.refresh_from_db()
    return case.due_at.astimezone(SEOUL).date()


def sorted_case(case: Grievance, triage: GrievanceClass, by: User) -> Grievance:
    return handling.classify_grievance(
        grievance=case, triage=triage, reason="구청과 협의하면 됩니다", by=by, now=hours(1)
    )


@pytest.mark.parametrize(
    ("triage", "clock", "last"),
    [
        # Seven days after Monday 2 February.
        (GrievanceClass.SIMPLE, "grievance-simple", date(2026, 2, 9)),
        # A month from the 3rd would end on Monday 2 March, a substitute holiday for Sunday 1 March.
        (GrievanceClass.REGIONAL, "grievance-regional", date(2026, 3, 3)),
        (GrievanceClass.LEGISLATIVE, "grievance-legislative", date(2026, 3, 3)),
    ],
)
def test_class_decides_the_term(
    case: Grievance, officer: User, triage: GrievanceClass, clock: str, last: date
) -> None:
    sorted_case(case, triage, officer)

    assert (due(case), case.clock, case.triage) == (last, clock, triage)
    assert case.term.startswith(clock)


def test_class_needs_a_reason_and_another_class(case: Grievance, officer: User) -> None:
    with pytest.raises(RefusedError):
        handling.classify_grievance(
            grievance=case, triage=GrievanceClass.SIMPLE, reason=" ", by=officer, now=NOW
        )
    sorted_case(case, GrievanceClass.SIMPLE, officer)
    with pytest.raises(RefusedError):
        sorted_case(case, GrievanceClass.SIMPLE, officer)


def test_legislative_case_goes_to_who_knows_the_topic(
    case: Grievance, agency: Agency, officer: User, lead: Person
) -> None:
    expert = Person.objects.create(name="최법령")
    put_in_charge(agency=agency, person=expert, on=TODAY, topic=case.topic, by=officer)

    sorted_case(case, GrievanceClass.LEGISLATIVE, officer)

    case.refresh_from_db()
    assert (case.officer, case.basis) == (expert, RoutingBasis.TOPIC)
    assert list(case.routings.values_list("officer", "from_officer")) == [
        (lead.pk, None),
        (expert.pk, lead.pk),
    ]


def test_pause_moves_the_day_and_resuming_goes_on(case: Grievance, officer: User) -> None:
    sorted_case(case, GrievanceClass.SIMPLE, officer)

    handling.pause_grievance(
        grievance=case, reason="supplement", text="도면을 내 주세요", until=date(2026, 2, 10),
        by=officer, now=days(1),
    )  # fmt: skip
    case.refresh_from_db()
    assert (case.status, case.paused_for) == ("paused", "supplement")
    # Midnight after the last day to hand it in comes before the next reminder.
    assert case.look_at is not None
    handling.supplement_grievance(grievance=case, text="도면입니다", by=None, now=days(3))

    # The 3rd, 4th and 5th are left out.
    assert (due(case), case.status, case.paused_for) == (date(2026, 2, 12), "running", "")


def test_supplement_without_a_day_or_a_known_reason_is_refused(case: Grievance, officer: User) -> None:
    sorted_case(case, GrievanceClass.SIMPLE, officer)
    common = {"grievance": case, "text": "도면", "until": None, "by": officer, "now": days(1)}

    with pytest.raises(RefusedError) as refused:
        handling.pause_grievance(reason="supplement", **common)
    assert list(refused.value.by_field()) == ["until"]
    with pytest.raises(RefusedError):
        handling.pause_grievance(reason="holiday", **common)
    assert not GrievanceEvent.objects.filter(kind=EventKind.PAUSED).exists()


def test_extension_once_and_once_more_by_consent(case: Grievance, officer: User) -> None:
    sorted_case(case, GrievanceClass.SIMPLE, officer)
    common = {"grievance": case, "by": officer}

    handling.extend_grievance(**common, count=7, reason="현장 확인이 더 필요합니다", now=days(2))
    assert due(case) == date(2026, 2, 19)
    with pytest.raises(RefusedError):
        handling.extend_grievance(**common, count=1, reason="또 필요합니다", now=days(3))
    with pytest.raises(RefusedError):
        handling.extend_by_consent(**common, count=5, reason="더 필요", consent=" ", now=days(3))
    handling.extend_by_consent(
        **common, count=5, reason="더 필요", consent="2월 5일 전화로 동의", now=days(3)
    )

    assert due(case) == date(2026, 2, 23)
    subjects = OutboundMessage.objects.values_list("template", flat=True)
    assert list(subjects) == []  # only a phone number was left: nobody gets mail


def test_late_case_is_not_extended(case: Grievance, officer: User) -> None:
    sorted_case(case, GrievanceClass.SIMPLE, officer)

    with pytest.raises(RefusedError) as refused:
        handling.extend_grievance(grievance=case, count=1, reason="늦음", by=officer, now=days(10))

    assert "처리기한이 이미 지났습니다." in str(refused.value)


def test_transfer_keeps_the_day(case: Grievance, officer: User, department: Department, lead: Person) -> None:
    sorted_case(case, GrievanceClass.SIMPLE, officer)
    other = Person.objects.create(name="이담당")

    transfer_grievance(
        grievance=case, person=other, department=department, reason="구청 소관", by=officer, now=days(1)
    )

    assert due(case) == date(2026, 2, 9)
    assert (case.officer, case.basis, case.charge) == (other, RoutingBasis.TRANSFER, None)
    with pytest.raises(RefusedError):
        transfer_grievance(
            grievance=case, person=other, department=department, reason="또", by=officer, now=days(2)
        )


def test_joint_handler_is_told_of_once(case: Grievance, officer: User, lead: Person) -> None:
    other = Person.objects.create(name="이담당")
    common = {"grievance": case, "department": None, "task": "도로 협의", "by": officer, "now": days(1)}

    join_grievance(person=other, **common)

    for person in (other, lead):
        with pytest.raises(RefusedError):
            join_grievance(person=person, **common)


def test_answer_ends_the_case_in_time(case: Grievance, officer: User, lead: Person) -> None:
    with pytest.raises(RefusedError):
        handling.answer_grievance(grievance=case, answer=ANSWER, by=officer, now=days(1))
    sorted_case(case, GrievanceClass.SIMPLE, officer)

    answer = handling.answer_grievance(grievance=case, answer=ANSWER, by=officer, now=days(2))

    case.refresh_from_db()
    assert (case.status, case.result, case.ended_at, case.look_at) == (
        "answered", ResultCode.ACCEPTED, days(2), None,
    )  # fmt: skip
    assert (answer.round, answer.in_time, answer.officer) == (1, True, lead)
    with pytest.raises(RefusedError):
        handling.answer_grievance(grievance=case, answer=ANSWER, by=officer, now=days(3))


def test_answer_after_the_day_is_late(case: Grievance, officer: User) -> None:
    sorted_case(case, GrievanceClass.SIMPLE, officer)

    answer = handling.answer_grievance(grievance=case, answer=ANSWER, by=officer, now=days(8))

    assert not answer.in_time


def test_what_is_not_accepted_says_how_to_object(case: Grievance, officer: User) -> None:
    sorted_case(case, GrievanceClass.SIMPLE, officer)
    refusal = AnswerText(ResultCode.NOT_ACCEPTED, "어렵습니다", "안전 기준 때문에 지금은 허가할 수 없습니다.")

    with pytest.raises(RefusedError) as refused:
        handling.answer_grievance(grievance=case, answer=refusal, by=officer, now=days(1))

    assert list(refused.value.by_field()) == ["objection"]


def test_what_is_no_grievance_is_answered_with_the_way_to_object(case: Grievance, officer: User) -> None:
    answer = AnswerText(
        ResultCode.NOT_A_GRIEVANCE, "개인 사이의 일입니다", "임대차 분쟁은 조정위원회에서 다룹니다.",
        "60일 안에 다시 내실 수 있습니다.",
    )  # fmt: skip

    handling.decline_grievance(grievance=case, answer=answer, by=officer, now=days(1))

    case.refresh_from_db()
    assert (case.triage, case.result, case.status) == (
        GrievanceClass.NONE, ResultCode.NOT_A_GRIEVANCE, "answered",
    )  # fmt: skip


def test_third_time_of_the_same_may_be_closed(case: Grievance, officer: User) -> None:
    sorted_case(case, GrievanceClass.SIMPLE, officer)
    close = {"grievance": case, "decision": "민원조정위원회 2026-02-20", "by": officer}
    for day in (1, 3):
        handling.answer_grievance(grievance=case, answer=ANSWER, by=officer, now=days(day))
        handling.repeat_grievance(grievance=case, text="또 냅니다", by=None, now=days(day + 1))
        if day == 1:
            with pytest.raises(RefusedError):
                handling.close_as_repeated(**close, now=days(2))

    handling.close_as_repeated(**close, now=days(5))

    case.refresh_from_db()
    assert case.status == "closed_as_repeated"
    assert list(GrievanceAnswer.objects.values_list("round", flat=True)) == [1, 2]


def test_reopened_case_gets_a_new_term(case: Grievance, officer: User) -> None:
    sorted_case(case, GrievanceClass.SIMPLE, officer)
    handling.answer_grievance(grievance=case, answer=ANSWER, by=officer, now=days(1))

    handling.reopen_grievance(grievance=case, reason="약속이 지켜지지 않음", by=officer, now=days(30))

    # Seven days after 4 March.
    assert (due(case), case.status, case.result) == (date(2026, 3, 11), "running", "")


def test_withdrawn_case_is_over(case: Grievance) -> None:
    handling.withdraw_grievance(grievance=case, text="해결되었습니다", by=None, now=hours(1))

    case.refresh_from_db()
    assert (case.status, case.ended_at) == ("withdrawn", hours(1))


def test_notes_do_not_count(case: Grievance, officer: User) -> None:
    before = due(case)

    handling.note_grievance(grievance=case, text="전화했음", by=officer, now=hours(2))

    assert due(case) == before


def test_events_are_never_changed(case: Grievance) -> None:
    for sql in ("UPDATE desk_grievanceevent SET reason = 'x'", "DELETE FROM desk_grievanceevent"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)

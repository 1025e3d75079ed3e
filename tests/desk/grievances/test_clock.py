"""Domain and clock together: whatever is done, the row says what the events say."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from didim.desk.domain.grievances import handling
from didim.desk.domain.grievances.assigning import transfer_grievance
from didim.desk.domain.grievances.clock import recorded_events, state_of
from didim.desk.domain.grievances.following import follow_grievances
from didim.desk.domain.grievances.handling import AnswerText
from didim.desk.grievance_enums import GrievanceClass, ResultCode
from didim.desk.models import Grievance
from didim.kernel.refusals import RefusedError
from didim.registry.models import Agency, Person

from .conftest import make_case

ANSWER = AnswerText(ResultCode.GUIDED, "안내했습니다", "구청 건설과에서 신청하시면 이레 안에 나옵니다.")
REASONS = ("supplement", "hearing", "committee", "technical_review", "investigation")
# Before 설날 2024 up to after 추석 2027.
INSTANTS = st.datetimes(datetime(2024, 1, 30), datetime(2027, 9, 30)).map(lambda at: at.replace(tzinfo=UTC))
ACTS = st.one_of(
    st.tuples(st.just("classify"), st.sampled_from(["simple", "regional", "legislative"])),
    st.tuples(st.just("pause"), st.tuples(st.sampled_from(REASONS), st.integers(0, 20))),
    st.tuples(st.just("resume"), st.sampled_from(REASONS)),
    st.tuples(st.just("extend"), st.integers(1, 9)),
    st.tuples(st.just("consent"), st.integers(1, 9)),
    st.tuples(st.just("transfer"), st.integers(0, 1)),
    st.tuples(st.sampled_from(["answer", "reopen", "repeat", "close", "withdraw", "note"]), st.none()),
)  # fmt: skip


def do(case: Grievance, people: list[Person], name: str, value: object, now: datetime) -> None:
    common = {"grievance": case, "by": None, "now": now}
    acts = {
        "classify": lambda: handling.classify_grievance(
            **common, triage=GrievanceClass(value), reason="사유"
        ),
        "pause": lambda: handling.pause_grievance(
            **common, reason=value[0], text="기다림", until=(now + timedelta(days=value[1])).date()
        ),
        "resume": lambda: handling.resume_grievance(**common, reason=value, text=""),
        "extend": lambda: handling.extend_grievance(**common, count=value, reason="사유"),
        "consent": lambda: handling.extend_by_consent(**common, count=value, reason="사유", consent="전화"),
        "transfer": lambda: transfer_grievance(
            **common, person=people[value], department=None, reason="사유"
        ),
        "answer": lambda: handling.answer_grievance(**common, answer=ANSWER),
        "reopen": lambda: handling.reopen_grievance(**common, reason="사유"),
        "repeat": lambda: handling.repeat_grievance(**common, text="다시"),
        "close": lambda: handling.close_as_repeated(**common, decision="위원회"),
        "withdraw": lambda: handling.withdraw_grievance(**common, text="취하"),
        "note": lambda: handling.note_grievance(**common, text="메모"),
    }
    acts[name]()


@pytest.mark.usefixtures("agency")
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(INSTANTS, st.lists(st.tuples(ACTS, st.integers(0, 9 * 24 * 60)), max_size=9))
def test_row_says_what_its_events_say(
    agency: Agency, begins: datetime, plan: list[tuple[tuple[str, object], int]]
) -> None:
    people = [Person.objects.create(name=name) for name in ("김", "이")]
    case = make_case(agency=agency, now=begins)
    now = begins
    for (name, value), minutes in plan:
        now += timedelta(minutes=minutes)
        before = recorded_events(case)
        try:
            do(case, people, name, value, now)
        except RefusedError:
            assert recorded_events(case) == before
        case.refresh_from_db()
        events = recorded_events(case)
        told = state_of(events, at=events[-1].at)
        assert (case.due_at, case.status, case.term) == (told.due_at, told.status, told.term)
        assert case.is_open == (told.status in {"running", "paused", "overdue"})
        assert [event.number for event in events] == list(range(1, len(events) + 1))
        assert [event.at for event in events] == sorted(event.at for event in events)


def test_lapsed_pause_is_seen_by_the_job(agency: Agency) -> None:
    monday = datetime(2026, 2, 2, 1, tzinfo=UTC)
    case = make_case(agency=agency, now=monday)
    handling.classify_grievance(
        grievance=case, triage=GrievanceClass.SIMPLE, reason="단순", by=None, now=monday
    )
    handling.pause_grievance(
        grievance=case, reason="supplement", text="도면", until=datetime(2026, 2, 4).date(), by=None,
        now=monday + timedelta(days=1),
    )  # fmt: skip

    assert follow_grievances(now=monday + timedelta(days=1, hours=1)) == 0
    follow_grievances(now=monday + timedelta(days=3))

    case.refresh_from_db()
    assert (case.status, case.paused_for) == ("running", "")

"""Worked cases around 설날, 추석 and substitute holidays, counted by hand.

`by_hand` lists the days that count, month by month; its last one is the day the case is due. Holidays they
meet (관공서의 공휴일에 관한 규정): 2024 설날 9-12 February (Monday 12 for Sunday 11), 추석 16-18 September,
1 October proclaimed, 3 and 9 October; 2025 27-30 January (27 proclaimed), 5-6 May, 추석 3-9 October (8 for
Sunday 5); 2026 16-18 February, 2 March (for Sunday 1), 1 and 5 May, 17 July, 24-25 September, 5 and
9 October; 2027 설날 8-9 February (Tuesday 9 for Sunday 7), 1 March, 추석 14-16 September, 4 and 11 October.
"""

import re
from datetime import date

import pytest

from didim.engines.clocks import (
    Answered,
    Extended,
    ExtendedByConsent,
    Paused,
    Received,
    Resumed,
    Status,
    Transferred,
)
from tests.engines.clocks.building import CLOCKS, ask, at, due, make_clock


def counted(by_hand):
    """Return how many days a list counts, and its last: "2024-09: 27 30 2024-10: 2"."""
    month, days = "", []
    for word in by_hand.split():
        if word.endswith(":"):
            month = word[:-1]
        else:
            days.append(f"{month}-{int(word):02}")
    return len(days), days[-1]


@pytest.mark.parametrize(
    ("clock", "received", "by_hand"),
    [
        # 7 working days, the day of receipt counts (민원 처리에 관한 법률 제19조 제2항)
        ("petition-complaint", "2024-02-07", "2024-02: 7 8 13 14 15 16 19"),
        ("petition-complaint", "2024-02-08T23:59", "2024-02: 8 13 14 15 16 19 20"),
        ("petition-complaint", "2024-02-10", "2024-02: 13 14 15 16 19 20 21"),
        ("petition-complaint", "2024-09-13", "2024-09: 13 19 20 23 24 25 26"),
        ("petition-complaint", "2024-09-27", "2024-09: 27 30 2024-10: 2 4 7 8 10"),
        ("petition-complaint", "2025-01-24", "2025-01: 24 31 2025-02: 3 4 5 6 7"),
        ("petition-complaint", "2025-04-30", "2025-04: 30 2025-05: 1 2 7 8 9 12"),
        ("petition-complaint", "2025-10-02", "2025-10: 2 10 13 14 15 16 17"),
        ("petition-complaint", "2026-02-13", "2026-02: 13 19 20 23 24 25 26"),
        ("petition-complaint", "2026-02-27", "2026-02: 27 2026-03: 3 4 5 6 9 10"),
        ("petition-complaint", "2026-04-30", "2026-04: 30 2026-05: 4 6 7 8 11 12"),
        ("petition-complaint", "2026-07-16", "2026-07: 16 20 21 22 23 24 27"),
        ("petition-complaint", "2026-09-23", "2026-09: 23 28 29 30 2026-10: 1 2 6"),
        ("petition-complaint", "2027-02-05", "2027-02: 5 10 11 12 15 16 17"),
        ("petition-complaint", "2027-09-13", "2027-09: 13 17 20 21 22 23 24"),
        # 14 working days
        ("petition-proposal", "2024-09-26", "2024-09: 26 27 30 2024-10: 2 4 7 8 10 11 14 15 16 17 18"),
        ("petition-law", "2027-02-04", "2027-02: 4 5 10 11 12 15 16 17 18 19 22 23 24 25"),
        # the day of receipt left out (민법 제157조)
        ("response-centre-review", "2026-09-21", "2026-09: 22 23 28 29 30 2026-10: 1 2 6 7 8 12 13 14 15"),
        ("grievance-triage", "2024-09-13", "2024-09: 19 20 23"),
        ("grievance-triage", "2027-02-05", "2027-02: 10 11 12"),
        # what comes after six in the evening was received at the next opening
        ("consultation-online", "2026-02-13T17:59", "2026-02: 19 20 23"),
        ("consultation-online", "2026-02-13T18:00", "2026-02: 20 23 24"),
        ("consultation-online", "2026-02-14", "2026-02: 20 23 24"),
    ],
)
def test_working_days(clock, received, by_hand):
    found = ask(CLOCKS[clock], Received(at(received)))
    assert (found.allowed, found.due_on.isoformat()) == counted(by_hand)


@pytest.mark.parametrize(
    ("received", "seventh", "last"),
    [
        ("2024-02-05", "2024-02-12", "2024-02-13"),  # Monday 12 substitutes for Sunday 11
        ("2024-09-11", "2024-09-18", "2024-09-19"),
        ("2025-01-20", "2025-01-27", "2025-01-31"),  # 27 proclaimed, 28-30 설날
        ("2025-09-26", "2025-10-03", "2025-10-10"),  # 3, the weekend, 6-8 추석, 9 한글날
        ("2026-02-09", "2026-02-16", "2026-02-19"),
        ("2026-09-17", "2026-09-24", "2026-09-28"),
        ("2027-02-01", "2027-02-08", "2027-02-10"),  # Tuesday 9 substitutes for Sunday 7
        ("2027-09-08", "2027-09-15", "2027-09-17"),
        ("2027-09-10T23:59", "2027-09-17", "2027-09-17"),
    ],
)
def test_seven_calendar_days_end_on_a_day_that_is_worked(received, seventh, last):
    found = ask(CLOCKS["grievance-simple"], Received(at(received)))
    assert found.due_on.isoformat() == last
    moved = [step.value("from_day").isoformat() for step in found.steps if step.code == "closed_end"]
    assert moved == ([seventh] if seventh != last else [])


@pytest.mark.parametrize(
    ("received", "ends", "last"),
    [
        ("2024-01-09", "10 January to 9 February; 9-12 closed", "2024-02-13"),
        ("2024-01-30", "31 January; February has no 31", "2024-02-29"),
        ("2024-01-31", "1 February: the whole month", "2024-02-29"),
        ("2024-02-28", "29 February to 28 March", "2024-03-28"),
        ("2024-02-29", "1 March to Sunday 31", "2024-04-01"),
        ("2025-02-28", "1 March: the whole month, not 28 March", "2025-03-31"),
        ("2025-12-31", "1 January to Saturday 31", "2026-02-02"),
        ("2026-01-16", "17 January to 16 February; 16-18 closed", "2026-02-19"),
        ("2026-08-25", "26 August to 25 September, 추석, a Friday", "2026-09-28"),
        ("2027-01-31", "1 February to Sunday 28; 1 March closed", "2027-03-02"),
        ("2027-08-14", "15 August to 14 September; 14-16 closed", "2027-09-17"),
    ],
)
def test_one_month_ends_the_day_before_its_first_days_number_civil_act_160(received, ends, last):
    assert due(CLOCKS["grievance-regional"], Received(at(received))) == last, ends


def test_a_legislative_grievance_takes_up_to_three_months_with_a_reason():
    # 1 December to 31 December; three months end on Saturday 28 February, Monday 2 March is closed.
    events = [Received(at("2025-11-30"))]
    assert due(CLOCKS["grievance-legislative"], *events) == "2025-12-31"
    events.append(Extended(at("2025-12-30"), 2, "law change"))
    assert due(CLOCKS["grievance-legislative"], *events) == "2026-03-03"


@pytest.mark.parametrize(
    ("clock", "received", "expected", "by_hand"),
    [
        ("petition-immediate", "2024-02-08T11:30", "2024-02-08T15:30", "0:30 before lunch, 2:30 after"),
        ("petition-immediate", "2026-02-13T16:30", "2026-02-19T10:30", "1:30 on Friday, 1:30 on Thursday"),
        ("petition-immediate", "2026-09-23T17:59", "2026-09-28T11:59", "0:01 and 2:59"),
        ("petition-immediate", "2025-10-02T18:00", "2025-10-10T12:00", "9:00 to 12:00 a week later"),
        ("petition-immediate", "2025-01-24T23:59", "2025-01-31T12:00", "9:00 to 12:00 a week later"),
        ("consultation-chat", "2027-02-06T12:00", "2027-02-10T11:00", "from Wednesday, nine"),
        (
            "consultation-callback",
            "2027-02-05T10:00",
            "2027-02-10T10:00",
            "7:00 on Friday, 1:00 on Wednesday",
        ),
    ],
)
def test_working_hours(clock, received, expected, by_hand):
    assert ask(CLOCKS[clock], Received(at(received))).due_at == at(expected), by_hand


COMPLAINT = CLOCKS["petition-complaint"]


def test_a_supplement_over_chuseok_takes_the_day_it_is_sent_and_the_day_it_comes():
    events = [
        Received(at("2026-09-21")),
        Paused(at("2026-09-23"), "supplement", date(2026, 10, 7)),
        Resumed(at("2026-09-29"), "supplement"),
    ]
    assert counted("2026-09: 21 22 30 2026-10: 1 2 6 7") == (7, due(COMPLAINT, *events))


def test_a_hearing_that_overlaps_a_supplement_counts_once():
    events = [
        Received(at("2026-09-21")),
        Paused(at("2026-09-23"), "supplement", date(2026, 10, 7)),
        Paused(at("2026-09-28"), "hearing"),
        Resumed(at("2026-09-29"), "supplement"),
        Resumed(at("2026-09-30"), "hearing"),
    ]
    assert counted("2026-09: 21 22 2026-10: 1 2 6 7 8") == (7, due(COMPLAINT, *events))


def test_an_investigation_is_left_out_for_14_working_days_and_the_complaint_extended_by_7():
    events = [Received(at("2026-03-03")), Paused(at("2026-03-04"), "investigation")]
    # Left out: 4 5 6, 9 to 13, 16 to 20 and 23 March, fourteen in all.
    assert counted("2026-03: 3 24 25 26 27 30 31") == (7, due(COMPLAINT, *events, seen="2026-03-31"))
    assert ask(COMPLAINT, *events, seen="2026-03-23").status is Status.PAUSED
    assert ask(COMPLAINT, *events, seen="2026-03-24").status is Status.RUNNING
    events += [Extended(at("2026-03-31"), 7, "facts on site")]
    assert due(COMPLAINT, *events) == "2026-04-09"  # 1 2 3, 6 to 9 April
    assert ask(COMPLAINT, *events).extension == 0


def test_a_limit_holds_for_hours_too():
    # Fourteen working days, 3 to 20 March, are left out of eight working hours: Monday 23, nine to six.
    clock = make_clock(unit="working_hours", count=8, start="at_the_hour")
    events = [Received(at("2026-03-03T09:00")), Paused(at("2026-03-03T09:00"), "investigation")]
    assert ask(clock, *events, seen="2026-04-10").due_at == at("2026-03-23T18:00")


def test_one_extension_with_a_reason_and_one_more_by_consent():
    events = [Received(at("2026-09-16"))]
    clock = CLOCKS["petition-system"]
    assert counted("2026-09: 16 17 18 21 22 23 28") == (7, due(clock, *events))
    events.append(Extended(at("2026-09-28T23:59"), 7, "other bodies"))
    assert counted("2026-09: 29 30 2026-10: 1 2 6 7 8") == (7, due(clock, *events))
    found = ask(clock, *events)
    assert (found.extension, found.extension_by_consent) == (7, True)
    events.append(ExtendedByConsent(at("2026-10-08"), 7, "other bodies"))
    assert counted("2026-10: 12 13 14 15 16 19 20") == (7, due(clock, *events))


def test_a_petition_transferred_on_its_last_day_is_counted_anew_and_a_grievance_is_not():
    last_day = Transferred(at("2025-10-10T17:00"), "B")
    petition = [Received(at("2025-09-25"), "A")]
    assert counted("2025-09: 25 26 29 30 2025-10: 1 2 10") == (7, due(COMPLAINT, *petition))
    assert counted("2025-10: 10 13 14 15 16 17 20") == (7, due(COMPLAINT, *petition, last_day))
    assert due(CLOCKS["grievance-simple"], Received(at("2025-09-26")), last_day) == "2025-10-10"


@pytest.mark.parametrize(
    ("clock", "received", "moved", "last"),
    [
        ("grievance-simple", "2025-09-26", "2025-10-10T17:00", "2025-10-17"),  # 11 to 17 October
        ("grievance-simple", "2027-01-27", "2027-02-01", "2027-02-10"),  # 2 to 8, 설날 and its substitute
        ("grievance-simple", "2026-09-17", "2026-09-18", "2026-09-28"),  # 19 to 25, 추석, a Friday
        ("grievance-regional", "2026-08-25", "2026-09-01", "2026-10-01"),  # 2 September to 1 October
        ("grievance-triage", "2026-02-13", "2026-02-19", "2026-02-24"),  # 20, 23, 24
    ],
)
def test_a_grievance_for_another_agency_is_counted_anew(clock, received, moved, last):
    events = Received(at(received), "A"), Transferred(at(moved), "agency:2", elsewhere=True)
    assert due(CLOCKS[clock], *events) == last


def test_an_answer_one_minute_before_midnight_is_in_time_and_one_after_it_is_not():
    received = Received(at("2026-09-23"))
    assert ask(COMPLAINT, received, Answered(at("2026-10-06T23:59"))).overdue_days == 0
    late = ask(COMPLAINT, received, Answered(at("2026-10-07T00:00")))
    assert (late.status, late.overdue, late.overdue_days) == (Status.ANSWERED, 1, 1)


def test_over_a_weekend_a_case_is_overdue_by_days_and_by_no_working_day():
    # Seven working days from Thursday 12 March 2026 end on Friday 20.
    saturday = ask(COMPLAINT, Received(at("2026-03-12")), seen="2026-03-21")
    assert (saturday.status, saturday.overdue, saturday.overdue_days) == (Status.OVERDUE, 0, 1)
    monday = ask(COMPLAINT, Received(at("2026-03-12")), seen="2026-03-23")
    assert (monday.overdue, monday.overdue_days) == (1, 3)


def test_the_steps_name_what_happened_with_its_article():
    events = [
        Received(at("2026-09-21"), "A"),
        Paused(at("2026-09-23"), "supplement", date(2026, 10, 7)),
        Resumed(at("2026-09-29"), "supplement"),
        Extended(at("2026-10-01"), 3, "other bodies"),
        Answered(at("2026-10-08")),
    ]
    found = ask(COMPLAINT, *events)
    assert [(step.code.value, step.label.ko) for step in found.steps] == [
        ("received", "접수"),
        ("term", "처리기간"),
        ("starts", "기산"),
        ("extended", "처리기간 연장"),
        ("paused", "불산입 기간"),
        ("holidays", "공휴일·휴무일(불산입)"),
        ("due", "처리기한"),
        ("answered", "답변"),
    ]
    by_code = {step.code.value: step for step in found.steps}
    assert by_code["paused"].value("days") == 7  # 23 to 29 September
    assert by_code["holidays"].value("days") == "2026-09-24, 2026-09-25, 2026-10-05, 2026-10-09"
    assert by_code["due"].value("day") == date(2026, 10, 13)  # 7 October and three more: 8, 12, 13
    assert (by_code["due"].value("allowed"), by_code["due"].value("used")) == (10, 7)
    assert re.search("제11조 제1호.*보낸 날과 도달한 날", by_code["paused"].source)
    assert by_code["term"].value("definition") == "petition-complaint@2016-02-12"

from datetime import timedelta

import pytest

from didim.fairs.domain.attending import check_in, hold_meeting, mark_no_show, take_back_check_in
from didim.fairs.enums import ChangeKind, FairKind, MeetingState, ParticipantState, Side
from didim.fairs.models import MeetingChange
from didim.kernel.refusals import RefusedError
from didim.support.enums import RecordSource, SupportForm
from didim.support.models import SupportRecord

from .conftest import AFTER, BEFORE, BEGINS, DAY


def test_check_in_keeps_the_first_instant(fair, take_part):
    firm = take_part(fair)
    check_in(participant=firm, now=BEFORE)
    assert check_in(participant=firm, now=AFTER).checked_in_at == BEFORE
    assert take_back_check_in(participant=firm).checked_in_at is None


@pytest.mark.parametrize(
    ("state", "at"),
    [(ParticipantState.APPLIED, BEGINS), (ParticipantState.ACCEPTED, BEGINS + timedelta(days=1))],
)
def test_check_in_of_nobody_who_comes_today(fair, take_part, state, at):
    firm = take_part(fair, state=state)
    with pytest.raises(RefusedError):
        check_in(participant=firm, now=at)


def test_held_meeting_stands_in_the_ledger_once(meeting, make_user):
    by = make_user()
    for _time in range(2):
        held = hold_meeting(meeting=meeting, by=by, now=AFTER)
    record = SupportRecord.objects.get()
    assert (held.state, held.support_record) == (MeetingState.DONE, record)
    assert (record.enterprise_id, record.agency_id, record.form, record.source) == (
        meeting.enterprise_id,
        meeting.fair.agency_id,
        SupportForm.MARKET,
        RecordSource.DELIVERED,
    )
    assert (record.programme_name, record.received_on, record.detail) == (
        "수출 상담회",
        DAY,
        "Saigon Trading",
    )
    assert [(row.kind, row.by) for row in MeetingChange.objects.all()] == [(ChangeKind.DONE, by)]


def test_meeting_is_not_held_before_it_begins(meeting):
    with pytest.raises(RefusedError):
        hold_meeting(meeting=meeting, by=None, now=BEFORE)
    assert not SupportRecord.objects.exists()


@pytest.mark.parametrize("state", [MeetingState.DRAFT, MeetingState.CANCELLED])
def test_meeting_that_is_not_to_be_held(fair, meet, state):
    with pytest.raises(RefusedError):
        hold_meeting(meeting=meet(fair, state=state, end_reason="사정"), by=None, now=AFTER)


def test_interview_at_a_job_fair_supports_the_employer(make_fair, take_part, meet, make_firm):
    fair = make_fair(kind=FairKind.JOBS)
    employer = make_firm("일터상사")
    seeker = take_part(fair, Side.FIRM, is_person=True, name="박구직")
    at = take_part(fair, Side.PARTNER, enterprise=employer, name="일터상사")
    meeting = meet(fair, partner=at, firm=seeker, enterprise=employer)
    record = hold_meeting(meeting=meeting, by=None, now=AFTER).support_record
    assert (record.enterprise_id, record.detail) == (employer.pk, "")


def test_no_show_is_marked_with_its_side_and_reason(meeting):
    missed = mark_no_show(meeting=meeting, absent=meeting.partner, reason=" 연락  없음 ", by=None, now=AFTER)
    assert (missed.state, missed.absent_id, missed.end_reason) == (
        MeetingState.NO_SHOW,
        meeting.partner_id,
        "연락 없음",
    )
    assert not SupportRecord.objects.exists()


def test_no_show_needs_a_reason_and_one_of_both_sides(fair, meeting, take_part):
    other = take_part(fair, name="다라상사")
    for absent, reason in ((meeting.firm, " "), (other, "연락 없음")):
        with pytest.raises(RefusedError):
            mark_no_show(meeting=meeting, absent=absent, reason=reason, by=None, now=AFTER)
    hold_meeting(meeting=meeting, by=None, now=AFTER)
    with pytest.raises(RefusedError):
        mark_no_show(meeting=meeting, absent=meeting.firm, reason="늦음", by=None, now=AFTER)


def test_no_show_that_came_after_all_is_held_unless_its_time_is_taken(fair, meet, take_part):
    firm = take_part(fair)
    missed = [meet(fair, firm=firm, slot=slot) for slot in (0, 1)]
    for one in missed:
        mark_no_show(meeting=one, absent=one.partner, reason="연락 없음", by=None, now=one.starts_at)
    meet(fair, firm=firm, slot=0, table=1)
    with pytest.raises(RefusedError):
        hold_meeting(meeting=missed[0], by=None, now=AFTER)
    held = hold_meeting(meeting=missed[1], by=None, now=missed[1].starts_at)
    assert (held.state, held.absent, held.end_reason) == (MeetingState.DONE, None, "")
    assert SupportRecord.objects.count() == 1

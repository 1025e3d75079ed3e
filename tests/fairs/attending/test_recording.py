from datetime import date

import pytest

from didim.fairs.domain.attending import mark_no_show
from didim.fairs.domain.recording import Written, write_record
from didim.fairs.enums import DealStage, FairKind, Interest, MeetingState, Side
from didim.fairs.models import Deal, MeetingRecord
from didim.kernel.refusals import RefusedError
from didim.support.models import SupportRecord

from .conftest import AFTER, BEFORE


def write(meeting, side=Side.FIRM, interest=Interest.MORE_INFO, *, now=AFTER, **said):
    return write_record(meeting=meeting, side=side, written=Written(interest, **said), by=None, now=now)


def test_record_of_a_planned_meeting_holds_it(meeting):
    write(meeting, text=" 견적을 보내기로 함 ", fit=4)
    meeting.refresh_from_db()
    record = MeetingRecord.objects.get()
    assert (meeting.state, record.text, record.fit) == (MeetingState.DONE, "견적을 보내기로 함", 4)
    assert SupportRecord.objects.count() == 1
    assert not Deal.objects.exists()


def test_record_written_again_is_one_a_side(meeting):
    write(meeting, fit=2)
    write(meeting, fit=5)
    write(meeting, Side.PARTNER, fit=1)
    assert list(MeetingRecord.objects.values_list("side", "fit")) == [("firm", 5), ("partner", 1)]
    assert SupportRecord.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"expected_minor": 10, "currency": ""}, "currency"),
        ({"expected_minor": 10, "currency": "XXX"}, "currency"),
        ({"expected_minor": -1, "currency": "USD"}, "expected"),
        ({"fit": 6}, "fit"),
        ({"interest": "maybe"}, "interest"),
    ],
)
def test_record_that_cannot_be(meeting, said, field):
    with pytest.raises(RefusedError) as refused:
        write(meeting, **said)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert not SupportRecord.objects.exists()


def test_record_before_the_meeting_or_of_a_no_show(meeting):
    with pytest.raises(RefusedError):
        write(meeting, now=BEFORE)
    mark_no_show(meeting=meeting, absent=meeting.firm, reason="연락 없음", by=None, now=AFTER)
    with pytest.raises(RefusedError):
        write(meeting)
    assert not MeetingRecord.objects.exists()


def test_deal_is_followed_from_the_first_side_that_wants_it(meeting):
    write(meeting, Side.PARTNER, Interest.SECOND_MEETING, expected_minor=2_000_000, currency="USD")
    write(meeting, Side.FIRM, Interest.CONTRACT_TALKS, expected_minor=1_500_000, currency="USD")
    deal = Deal.objects.get()
    assert (deal.stage, deal.counterpart, deal.country, deal.amount_minor, deal.currency) == (
        DealStage.TALKS,
        "Saigon Trading",
        "VN",
        2_000_000,
        "USD",
    )
    assert deal.support_record == SupportRecord.objects.get()
    assert [(one.months, one.due_on) for one in deal.follow_ups.all()] == [
        (3, date(2027, 2, 20)),
        (6, date(2027, 5, 20)),
        (12, date(2027, 11, 20)),
    ]


def test_interview_starts_no_deal(make_fair, meet):
    meeting = meet(make_fair(kind=FairKind.JOBS))
    write(meeting, Side.PARTNER, Interest.SECOND_MEETING)
    assert not Deal.objects.exists()

from datetime import timedelta

import pytest
from django.apps import apps

from didim.fairs.domain.attending import hold_meeting, mark_no_show
from didim.fairs.domain.deals import DealSaid, advance_deal
from didim.fairs.domain.recording import Written, write_record
from didim.fairs.domain.taking_back import take_back_mark
from didim.fairs.enums import ChangeKind, DealStage, Interest, MeetingState, Side
from didim.fairs.models import Deal, MeetingChange
from didim.kernel.refusals import RefusedError
from didim.outcomes.models import Observation
from didim.registry.enums import RelationKind
from didim.registry.models import AgencyRelation
from didim.support.models import SupportRecord

from .conftest import AFTER, DAY

LATER = AFTER + timedelta(days=40)


def taken_back(meeting, reason="다른 상담과 바뀜", now=AFTER):
    return take_back_mark(meeting=meeting, reason=reason, by=None, now=now)


def contract(meeting, cents=5_000_00):
    write_record(
        meeting=meeting, side=Side.FIRM, written=Written(Interest.CONTRACT_TALKS), by=None, now=AFTER
    )
    said = DealSaid(DealStage.CONTRACT, cents, "USD", DAY + timedelta(days=30), "계약서")
    return advance_deal(deal=Deal.objects.get(), said=said, by=None, now=LATER)


def test_held_by_mistake_leaves_the_ledger_and_its_history_says_why(meeting, make_user):
    by = make_user()
    hold_meeting(meeting=meeting, by=by, now=AFTER)
    line = SupportRecord.objects.get()
    back = take_back_mark(meeting=meeting, reason="다른 상담과 바뀜", by=by, now=AFTER)
    assert (back.state, back.support_record) == (MeetingState.PLANNED, None)
    assert not SupportRecord.objects.exists()
    history = apps.get_model("support", "SupportRecordEvent").objects.filter(pgh_obj_id=line.pk)
    last = history.select_related("pgh_context").latest("pgh_id")
    assert last.pgh_label == "delete"
    assert last.pgh_context.metadata == {
        "act": "withdraw_support", "user": by.pk, "reason": "다른 상담과 바뀜",
    }  # fmt: skip
    changes = MeetingChange.objects.order_by("pk").values_list("kind", "reason")
    assert list(changes) == [(ChangeKind.DONE, ""), (ChangeKind.UNMARKED, "다른 상담과 바뀜")]


def test_missed_by_mistake_is_planned_again_unless_its_time_is_taken(fair, meet, take_part):
    firm = take_part(fair)
    missed = [meet(fair, firm=firm, slot=slot) for slot in (0, 1)]
    for one in missed:
        mark_no_show(meeting=one, absent=one.partner, reason="연락 없음", by=None, now=one.starts_at)
    meet(fair, firm=firm, slot=0, table=1)
    with pytest.raises(RefusedError, match="다른 상담이 잡혀"):
        taken_back(missed[0])
    back = taken_back(missed[1])
    assert (back.state, back.end_reason, back.absent) == (MeetingState.PLANNED, "", None)


def test_contract_of_a_meeting_that_was_not_held_counts_no_longer(meeting):
    contract(meeting)
    taken_back(meeting, now=LATER)
    assert not Observation.objects.filter(is_effective=True).exists()
    assert not SupportRecord.objects.exists()
    deal = Deal.objects.get()
    assert (deal.stage, deal.support_record) == (DealStage.LOST, None)
    # It was held after all: the deal goes on under the new line.
    again = contract(meeting, cents=7_000_00)
    assert again.support_record == SupportRecord.objects.get()
    row = Observation.objects.get(is_effective=True)
    assert (row.value, row.support_record_id) == (7_000, again.support_record_id)


@pytest.mark.parametrize("state", [MeetingState.DRAFT, MeetingState.PLANNED, MeetingState.CANCELLED])
def test_meeting_that_is_not_marked_is_left_alone(fair, meet, state):
    meeting = meet(fair, state=state, end_reason="사정")
    with pytest.raises(RefusedError, match="표시를 취소할 수"):
        taken_back(meeting)


def test_taking_back_wants_a_reason(meeting):
    hold_meeting(meeting=meeting, by=None, now=AFTER)
    with pytest.raises(RefusedError) as refused:
        taken_back(meeting, reason=" ")
    assert [one.field for one in refused.value.problems] == ["reason"]
    assert SupportRecord.objects.count() == 1


def test_agency_knows_whom_it_brought_together(meeting):
    hold_meeting(meeting=meeting, by=None, now=AFTER)
    known = AgencyRelation.objects.filter(agency=meeting.fair.agency, enterprise=meeting.enterprise_id)
    assert list(known.values_list("kind", "since")) == [(RelationKind.CASE, AFTER)]

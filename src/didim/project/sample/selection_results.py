"""What a call of the sample ends with: a committee, letters, objections."""

from dataclasses import dataclass

from django.db.models import F

from didim.accounts.enums import MessageState
from didim.accounts.models import OutboundMessage, User
from didim.programmes.models import Call
from didim.registry.models import Person
from didim.selection.domain.committees import (
    Attendance,
    convene_for_objections,
    convene_for_plan,
    record_meeting,
)
from didim.selection.domain.deciding import decide_plan
from didim.selection.domain.notifying import send_notices, start_notices
from didim.selection.domain.objections import decide_objection, file_objection
from didim.selection.domain.planning import assumptions_of_call, put_to_committee, simulate
from didim.selection.enums import DecisionGround, Outcome, VoteValue
from didim.selection.models import Committee, Decision, Objection, ScoreSheet

from .selection_people import make_committee
from .tables import count_rows, number_chains
from .world import World

AT_ONCE = 300
DECIDED_AT, TOLD_AT = 14, 10  # hours
COMPLAINT = (
    "서류평가의 시장 규모 항목에서 제출한 매출 자료가 반영되지 않은 것으로 보입니다. "
    "첨부한 계약서와 세금계산서를 다시 살펴봐 주시기 바랍니다. (예시)"
)
ANSWER = "제출하신 자료는 평가 때 이미 살펴본 것이며 점수 산정에 잘못이 없어 기각합니다. (예시)"


@dataclass(frozen=True, slots=True)
class Ending:
    """When a committee decides and everybody is told (days from today); the dice of its people."""

    meets: int
    told: int
    room: int


def decide(world: World, call: Call, sheet: ScoreSheet, ending: Ending, by: User) -> list[Person]:
    """Put the plan of the call to a committee and let it decide; return its members."""
    made_at = sheet.computed_at
    plan = simulate(
        sheet=sheet, assumptions=assumptions_of_call(sheet=sheet), title="공고대로", by=by, now=made_at
    )
    plan = put_to_committee(plan=plan, by=by)
    people = make_committee(world, ending.room)
    met_at = world.instant(world.day(ending.meets), DECIDED_AT)
    committee = convene_for_plan(
        plan=plan,
        title=f"{call.programme.name} 사업운영위원회",
        held_at=met_at,
        members=people,
        chair=people[0],
        by=by,
        now=made_at,
    )
    _meet(committee, VoteValue.YES, "원안대로 의결함(예시).", by)
    decide_plan(committee=committee, by=by, now=met_at)
    number_chains()
    count_rows("selection_decision")
    return people


def _meet(committee: Committee, vote: VoteValue, minutes: str, by: User) -> None:
    """Record a meeting that all members but the last one attended, of one mind."""
    seats = list(committee.votes.order_by("pk"))
    attendance = {seat.pk: Attendance(is_present=True, vote=vote) for seat in seats[:-1]}
    record_meeting(committee=committee, attendance=attendance, minutes=minutes, by=by)


def tell(world: World, call: Call, ending: Ending, by: User) -> None:
    """Notify everybody; the PDF of a letter is made when somebody opens it."""
    at = world.instant(world.day(ending.told), TOLD_AT)
    job = start_notices(call=call, by=by, now=at)
    send_notices(job_id=job.pk, render=None, now=at, limit=AT_ONCE)


def take_mails_as_sent() -> None:
    """Mark the mails to firms as sent, for their addresses do not exist."""
    OutboundMessage.objects.filter(state=MessageState.QUEUED).update(
        state=MessageState.SENT, sent_at=F("created_at")
    )


def object_to(world: World, decision: Decision, days: int, by: User) -> Objection:
    """File a firm's objection on a day."""
    filed_at = world.instant(world.day(days), 11)
    return file_objection(decision=decision, text=COMPLAINT, by=by, now=filed_at)


def first_left_out(call: Call) -> Decision:
    """Return the best of those a call had no place for."""
    return (
        Decision.objects.filter(call=call, outcome=Outcome.REJECTED, ground=DecisionGround.PLACES)
        .order_by("rank")
        .select_related("call__programme")[0]
    )


def dismiss(world: World, objection: Objection, days: tuple[int, int], room: int, by: User) -> None:
    """Let other people than those who decided hear an objection, dismiss it and answer (called, held)."""
    called_at = world.instant(world.day(days[0]))
    held_at = world.instant(world.day(days[1]), DECIDED_AT)
    people = make_committee(world, room)
    committee = convene_for_objections(
        objections=[objection],
        title=f"{objection.decision.call.programme.name} 이의신청 심의위원회",
        held_at=held_at,
        members=people,
        chair=people[0],
        by=by,
        now=called_at,
    )
    _meet(committee, VoteValue.NO, "이유 없으므로 기각함(예시).", by)
    decide_objection(
        objection=objection, answer=ANSWER, outcome=Outcome.SELECTED, render=None, by=by, now=held_at
    )

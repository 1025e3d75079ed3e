"""A fair of the other agency at which the marked firm met somebody: what was written, what became of it.

The fair itself and who takes part are for everybody to read.
"""

from datetime import timedelta
from typing import Any

from didim.fairs.enums import (
    DealStage,
    FairKind,
    FairState,
    Interest,
    MeetingOrigin,
    MeetingState,
    ParticipantState,
    Session,
    Side,
)
from didim.fairs.models import (
    Deal,
    DealFollowUp,
    Fair,
    FairHost,
    FairSlot,
    FairTable,
    Interpreter,
    Meeting,
    MeetingRecord,
    Participant,
)


def marked_fair_day(things: dict[str, Any], *, mark: str, now: Any) -> dict[str, Any]:
    """Make a meeting that was held, its record, and the deal that came of it."""
    agency, firm = things["agency"], things["firm"]
    fair = Fair.objects.create(
        agency=agency,
        name="열린 수출상담회",
        kind=FairKind.EXPORT,
        state=FairState.PUBLISHED,
        published_at=now,
        register_until=now - timedelta(days=4),
        request_until=now - timedelta(days=3),
        answer_until=now - timedelta(days=2),
        seed=7,
        recorded_at=now,
    )
    FairHost.objects.create(fair=fair, agency=agency)
    of_fair = {"agency": agency, "fair": fair}
    begins, ends = now - timedelta(hours=2), now - timedelta(hours=1)
    slot = FairSlot.objects.create(
        **of_fair, number=0, session=Session.MORNING, starts_at=begins, ends_at=ends
    )
    table = FairTable.objects.create(**of_fair, number=0, name="1번")
    interpreter = Interpreter.objects.create(**of_fair, name=f"{mark} 통역", languages=["vi"])
    takes_part = {"state": ParticipantState.ACCEPTED, "applied_at": now, "decided_at": now}
    partner, other = (
        Participant.objects.create(**of_fair, **takes_part, side=side, enterprise=whose, name=name)
        for side, whose, name in ((Side.PARTNER, None, "구매사"), (Side.FIRM, firm, "참가 기업"))
    )
    meeting = Meeting.objects.create(
        **of_fair,
        partner=partner,
        firm=other,
        enterprise=firm,
        slot=slot,
        starts_at=begins,
        ends_at=ends,
        table=table,
        interpreter=interpreter,
        state=MeetingState.DONE,
        origin=MeetingOrigin.BOTH,
    )
    MeetingRecord.objects.create(
        agency=agency,
        meeting=meeting,
        side=Side.FIRM,
        interest=Interest.CONTRACT_TALKS,
        text=f"{mark} 이야기",
        written_at=now,
    )
    deal = Deal.objects.create(
        **of_fair,
        meeting=meeting,
        enterprise=firm,
        counterpart=f"{mark} 구매사",
        country="VN",
        stage=DealStage.TALKS,
        recorded_at=now,
    )
    DealFollowUp.objects.create(agency=agency, deal=deal, months=3, due_on=now.date())
    return {"fair": fair, "fair_meeting": meeting, "deal": deal}

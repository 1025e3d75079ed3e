"""What the marked firm came to the other agency's desk for, and that desk itself."""

from datetime import date, datetime, timedelta
from typing import Any

from didim.accounts.models import User
from didim.desk.enums import ConsultationState, ContactChannel, NeedState, TicketState, Topic
from didim.desk.models import (
    Absence,
    Booking,
    Branch,
    Consultation,
    Counsellor,
    Counter,
    DeskMessage,
    FollowUp,
    Need,
    Prescription,
    Ticket,
)


def marked_desk(things: dict[str, Any], staff: User, *, mark: str, now: datetime) -> dict[str, Any]:
    """Make a booked consultation with everything beside it."""
    agency, firm = things["agency"], things["firm"]
    begins = {"valid_from": date(2026, 1, 5)}
    branch = Branch.objects.create(agency=agency, name="공개 지점", **begins)
    counter = Counter.objects.create(agency=agency, name="공개 창구", **begins)
    counsellor = Counsellor.objects.create(agency=agency, user=staff, topics=[Topic.FUNDING], **begins)
    whose = {"agency": agency, "enterprise": firm}
    consultation = Consultation.objects.create(
        **whose,
        channel=ContactChannel.WALK_IN,
        counter=counter,
        counsellor=counsellor,
        state=ConsultationState.BOOKED,
        subject=f"{mark} 물음",
        record=f"{mark} 기록",
        asked_at=now,
    )
    span = {"starts_at": now, "ends_at": now + timedelta(minutes=30)}
    booking = Booking.objects.create(
        **whose, consultation=consultation, counter=counter, counsellor=counsellor, booked_at=now, **span
    )
    DeskMessage.objects.create(
        agency=agency, consultation=consultation, side="firm", body=f"{mark} 글", written_at=now
    )
    Prescription.objects.create(
        **whose, consultation=consultation, kind="own_action", text=f"{mark} 처방", written_at=now
    )
    return {
        "branch": branch,
        "counter": counter,
        "counsellor": counsellor,
        "consultation": consultation,
        "booking": booking,
        "absence": Absence.objects.create(agency=agency, counsellor=counsellor, note=f"{mark} 부재", **span),
        "need": Need.objects.create(
            **whose,
            consultation=consultation,
            topic=Topic.FUNDING,
            state=NeedState.SENT,
            sent_to=counsellor,
            sent_at=now,
        ),
        "follow_up": FollowUp.objects.create(
            **whose,
            consultation=consultation,
            counsellor=counsellor,
            what=f"{mark} 할 일",
            due_on=now.date(),
        ),
        "ticket": Ticket.objects.create(
            agency=agency,
            counter=counter,
            day=now.date(),
            number=1,
            consultation=consultation,
            state=TicketState.CALLED,
            taken_at=now,
            called_at=now,
            called_by=counsellor,
        ),
    }

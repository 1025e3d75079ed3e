"""A fair of the other agency that takes registrations; who applied, and who interprets, is not public."""

from datetime import UTC, datetime
from typing import Any

from didim.fairs.models import Fair, FairSlot, FairTable, Interpreter, MeetingRequest, Participant

from .marked_checks import marked_file

FAR = datetime(2099, 1, 5, tzinfo=UTC)


def marked_fair(things: dict[str, Any], *, mark: str, now: datetime) -> dict[str, Any]:
    """Make an open fair with a slot, a table, an interpreter, an applicant on each side and a request."""
    agency = things["agency"]
    fair = Fair.objects.create(
        agency=agency,
        name="공개 상담회",
        kind="export",
        state="open",
        register_until=FAR,
        request_until=FAR,
        answer_until=FAR,
        seed=1,
        recorded_at=now,
    )
    whose = {"agency": agency, "fair": fair}
    FairSlot.objects.create(
        **whose, number=0, session="morning", starts_at=FAR.replace(month=2), ends_at=FAR.replace(month=3)
    )
    applied = {**whose, "state": "applied", "applied_at": now}
    firm = Participant.objects.create(
        **applied, side="firm", enterprise=things["firm"], name=f"{mark} 참가자", offers=mark
    )
    partner = Participant.objects.create(**applied, side="partner", name=f"{mark} 바이어", country="VN")
    for participant in (firm, partner):
        participant.people.create(agency=agency, name=f"{mark} 사람")
    return {
        "open_fair": fair,
        "fair_import": marked_file(agency, f"fair-{fair.pk}", mark, now),
        "fair_participant": firm,
        "fair_table": FairTable.objects.create(**whose, number=0, name=f"{mark} 테이블"),
        "interpreter": Interpreter.objects.create(**whose, name=f"{mark} 통역", languages=["vi"]),
        "fair_request": MeetingRequest.objects.create(
            **whose, partner=partner, firm=firm, side="firm", message=mark, sent_at=now
        ),
    }

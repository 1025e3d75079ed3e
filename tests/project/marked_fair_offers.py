"""A job fair and an open-innovation fair of the other agency; who asked for what there is not public."""

from typing import Any

from didim.fairs.enums import FairKind, FairState, ParticipantState, Side
from didim.fairs.models import Challenge, Fair, FairHost, JobApplication, Participant, Posting, Proposal

from .marked_fairs import FAR


def marked_fair_offers(things: dict[str, Any], *, mark: str, now: Any) -> dict[str, Any]:
    """Make work that is offered and a task that is set, each with an answer of the marked."""
    agency = things["agency"]
    fairs = {}
    for kind, name in ((FairKind.JOBS, "열린 채용 박람회"), (FairKind.OPEN_INNOVATION, "열린 혁신")):
        fairs[kind] = Fair.objects.create(
            agency=agency,
            name=name,
            kind=kind,
            state=FairState.OPEN,
            register_until=FAR,
            request_until=FAR,
            answer_until=FAR,
            seed=1,
            recorded_at=now,
        )
        FairHost.objects.create(fair=fairs[kind], agency=agency)

    def joined(kind: FairKind, side: Side, **fields: Any) -> Participant:
        accepted = {"state": ParticipantState.ACCEPTED, "applied_at": now, "decided_at": now}
        return Participant.objects.create(agency=agency, fair=fairs[kind], side=side, **accepted, **fields)

    jobs, innovation = FairKind.JOBS, FairKind.OPEN_INNOVATION
    employer = joined(jobs, Side.PARTNER, name="채용 기업")
    posting = Posting.objects.create(
        agency=agency, fair=fairs[jobs], employer=employer, title="제빵사", duties="반죽",
        work_place="한빛시", employment="permanent", places=1, closes_at=FAR, posted_at=now,
    )  # fmt: skip
    challenge = Challenge.objects.create(
        agency=agency, fair=fairs[innovation], partner=joined(innovation, Side.PARTNER, name="대기업"),
        title="포장재 줄이기", task="절반으로", gives="실증", closes_at=FAR, posted_at=now,
    )  # fmt: skip
    return {
        "job_fair": fairs[jobs],
        "innovation_fair": fairs[innovation],
        "posting": posting,
        "job_application": JobApplication.objects.create(
            agency=agency,
            posting=posting,
            applicant=joined(jobs, Side.FIRM, name=f"{mark} 구직자", is_person=True),
            letter=f"{mark} 동기",
            applied_at=now,
        ),
        "challenge": challenge,
        "proposal": Proposal.objects.create(
            agency=agency,
            challenge=challenge,
            firm=joined(innovation, Side.FIRM, name="참가 기업", enterprise=things["firm"]),
            file=things["firm_file"],
            idea=f"{mark} 방법",
            sent_at=now,
        ),
    }

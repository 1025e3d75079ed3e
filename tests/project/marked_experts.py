"""An expert of the other agency's pool, and what the marked firm asked them for."""

from datetime import date, datetime
from typing import Any

from didim.experts.enums import DispatchState, RequestKind, RequestState, RunState
from didim.experts.models import (
    Dispatch,
    DispatchRun,
    ExpertAbsence,
    ExpertTerm,
    ExpertTie,
    PoolExpert,
    VisitRequest,
)
from didim.registry.models import Expert, Person


def marked_experts(things: dict[str, Any], *, mark: str, now: datetime) -> dict[str, Any]:
    """Make an expert under contract, a request of the firm and the confirmed run that sends the one to it."""
    agency, firm = things["agency"], things["firm"]
    person = Person.objects.create(name=f"{mark} 전문가")
    expert = PoolExpert.objects.create(
        agency=agency,
        profile=Expert.objects.create(person=person),
        kind="industry_doctor",
        note=f"{mark} 메모",
        joined_at=now,
    )
    begins = {"agency": agency, "expert": expert, "valid_from": date(2026, 1, 5)}
    request = VisitRequest.objects.create(
        agency=agency,
        enterprise=firm,
        kind=RequestKind.VISIT,
        state=RequestState.ASSIGNED,
        subject=f"{mark} 요청",
        topics=["market"],
        wanted_from=date(2026, 11, 1),
        wanted_until=date(2026, 11, 30),
        asked_at=now,
    )
    run = DispatchRun.objects.create(
        agency=agency, number=1, state=RunState.FAILED, month=date(2026, 11, 1), seed=1, asked_at=now
    )
    Dispatch.objects.create(
        agency=agency,
        enterprise=firm,
        request=request,
        expert=expert,
        run=run,
        state=DispatchState.CONFIRMED,
        month=date(2026, 11, 1),
        loads=[1],
        fit=500,
        made_at=now,
        confirmed_at=now,
    )
    return {
        "pool_expert": expert,
        "visit_request": request,
        "dispatch_run": run,
        "expert_term": ExpertTerm.objects.create(
            **begins, valid_to=date(2026, 12, 31), fee_grade="first", signed_at=now
        ),
        "expert_absence": ExpertAbsence.objects.create(
            **begins, valid_to=date(2026, 1, 6), note=f"{mark} 부재", recorded_at=now
        ),
        "expert_tie": ExpertTie.objects.create(
            **begins, enterprise=firm, kind="other", reason=f"{mark} 사유", recorded_at=now
        ),
    }

"""What an expert of the other agency did at the marked firm: a visit, its report, what is paid for it."""

from datetime import date, timedelta
from typing import Any

from didim.accounts.models import User
from didim.experts.enums import DispatchState, PoolKind, RequestKind, RequestState
from didim.experts.models import (
    Dispatch,
    FeeLine,
    FeeSlip,
    PoolExpert,
    Visit,
    VisitPhoto,
    VisitReport,
    VisitRequest,
)
from didim.experts.visit_enums import VisitSide, VisitState
from didim.registry.models import Agency, Expert, Person


def make_pool_expert(agency: Agency, user: User, name: str) -> PoolExpert:
    """Make somebody of an agency's pool of experts, with an account."""
    profile = Expert.objects.create(person=Person.objects.create(name=name))
    return PoolExpert.objects.create(
        agency=agency, profile=profile, user=user, kind=PoolKind.MENTOR, joined_at=user.joined_at
    )


def marked_visit(things: dict[str, Any], user: User, *, mark: str, now: Any) -> dict[str, Any]:
    """Make a visit with a report that waits, a photo, and a slip of another one."""
    agency, firm = things["agency"], things["firm"]
    expert = make_pool_expert(agency, user, f"{mark} 전문가")
    whose = {"agency": agency, "enterprise": firm}
    request = VisitRequest.objects.create(
        **whose,
        kind=RequestKind.CLINIC,
        state=RequestState.ASSIGNED,
        subject=f"{mark} 도움",
        visits_planned=2,
        wanted_from=date(2026, 1, 5),
        wanted_until=date(2026, 12, 31),
        asked_at=now,
    )
    dispatch = Dispatch.objects.create(
        **whose,
        request=request,
        expert=expert,
        expert_user=user,
        state=DispatchState.CONFIRMED,
        confirmed_at=now,
        month=date(2026, 2, 1),
        loads=[2],
        fit=500,
        made_at=now,
    )
    visit = Visit.objects.create(
        **whose,
        expert=expert,
        profile=expert.profile,
        request=request,
        dispatch=dispatch,
        number=1,
        place=f"{mark} 가게",
        starts_at=now,
        ends_at=now + timedelta(hours=2),
        state=VisitState.PLANNED,
        proposed_side=VisitSide.EXPERT,
        proposed_at=now,
        accepted_at=now,
    )
    report = VisitReport.objects.create(
        agency=agency, visit=visit, version=1, saw=f"{mark} 본 것", advice="조언", minutes=60, written_at=now
    )
    photo = VisitPhoto.objects.create(
        agency=agency,
        report=report,
        sha256="0" * 64,
        size=1,
        width=1,
        height=1,
        caption=f"{mark} 사진",
        added_at=now,
        added_by=user,
    )
    VisitReport.objects.filter(pk=report.pk).update(state="filed", filed_at=now, filed_by=user)
    slip = FeeSlip.objects.create(
        agency=agency,
        expert=expert,
        month=date(2026, 1, 1),
        number="2026-01-0001",
        visits=1,
        fee_won=250_000,
        travel_won=0,
        withheld_won=0,
        pay_won=250_000,
        working=[{"income_tax_won": 0, "local_tax_won": 0}],
        drawn_at=now,
    )
    FeeLine.objects.create(
        agency=agency,
        expert=expert,
        visit=visit,
        report=report,
        slip=slip,
        grade="first",
        minutes=60,
        visit_won=250_000,
        definition="expert-fees@2016-09-01",
        recorded_at=now,
    )
    return {"visit": visit, "visit_photo": photo, "fee_slip": slip, "dispatch": dispatch}

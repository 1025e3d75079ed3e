from datetime import date, datetime, time, timedelta

import pytest

from didim.experts.domain.visits.booking import VisitTime, propose_visit
from didim.experts.domain.visits.reporting import Written, begin_report, file_report, save_report
from didim.experts.enums import DispatchState, PoolKind, RequestKind, RequestState
from didim.experts.models import Dispatch, ExpertTerm, PoolExpert, VisitRequest
from didim.experts.visit_enums import VisitSide
from didim.kernel.calendar import SEOUL
from didim.registry.models import Expert, Person
from tests.registry.conftest import make_agency, make_firm, make_user, new_number, staff_of

__all__ = ["make_agency", "make_firm", "make_user", "new_number", "staff_of"]

# A Friday, 09:30 in Seoul.
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=SEOUL)
MONDAY = date(2026, 11, 23)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SEOUL)


def slot(day: date = MONDAY, hour: int = 10, *, minutes: int = 120, agreed: bool = True, **more) -> VisitTime:
    return VisitTime(at(day, hour), minutes, agreed=agreed, **more)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def agency(make_agency):
    return make_agency()


@pytest.fixture
def make_expert(agency, make_user):
    def make(
        name: str = "이전문", *, capacity: int = 8, profile: Expert | None = None, **fields
    ) -> PoolExpert:
        profile = profile or Expert.objects.create(person=Person.objects.create(name=name))
        expert = PoolExpert.objects.create(
            **{"agency": agency, "user": make_user(name=name), "kind": PoolKind.INDUSTRY_DOCTOR, **fields},
            profile=profile,
            capacity_month=capacity,
            joined_at=NOW,
        )
        ExpertTerm.objects.create(
            agency=expert.agency,
            expert=expert,
            valid_from=date(2026, 1, 1),
            valid_to=date(2026, 12, 31),
            fee_grade="first",
            signed_at=NOW,
        )
        return expert

    return make


@pytest.fixture
def make_dispatch(make_expert, make_firm):
    def make(expert: PoolExpert | None = None, firm=None, *, visits: int = 1, **fields) -> Dispatch:
        expert, firm = expert or make_expert(), firm or make_firm()
        request = VisitRequest.objects.create(
            agency=expert.agency,
            enterprise=firm,
            kind=RequestKind.VISIT if visits == 1 else RequestKind.CLINIC,
            state=RequestState.ASSIGNED,
            subject="매장 진열을 바꾸고 싶습니다",
            topics=["market"],
            visits_planned=visits,
            wanted_from=NOW.date(),
            wanted_until=NOW.date() + timedelta(days=60),
            asked_at=NOW,
        )
        return make_other_dispatch(request, expert, **fields)

    return make


def make_other_dispatch(request: VisitRequest, expert: PoolExpert, **fields) -> Dispatch:
    values = {"state": DispatchState.CONFIRMED, "confirmed_at": NOW, **fields}
    return Dispatch.objects.create(
        agency=request.agency,
        enterprise=request.enterprise,
        request=request,
        expert=expert,
        expert_user=expert.user,
        month=NOW.date().replace(day=1),
        loads=[request.visits_planned],
        fit=700,
        made_at=NOW,
        **values,
    )


@pytest.fixture
def make_visit(make_dispatch):
    def make(dispatch: Dispatch | None = None, **fields):
        return propose_visit(
            dispatch=dispatch or make_dispatch(), time=slot(**fields), side=VisitSide.EXPERT, now=NOW
        )

    return make


@pytest.fixture
def file(make_visit):
    """Make a visit and file its report, two hours after it began."""

    def make(visit=None, *, by=None, minutes: int | None = None):
        visit = visit or make_visit()
        later = visit.ends_at
        report = begin_report(visit=visit, now=later)
        save_report(
            report=report,
            written=Written("입구가 어둡습니다", "조명을 바꾸세요", "2주 뒤 매출을 봅니다", minutes),
            now=later,
        )
        return file_report(report=report, by=by or visit.expert.user, now=later)

    return make

"""A firm asks for an expert to come; what becomes of the request until somebody is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.enums import Topic
from didim.desk.models import Need
from didim.experts.domain.telling import tell_of_cancelled_request
from didim.experts.domain.visits.booking import call_off_visits
from didim.experts.enums import DispatchState, RequestKind, RequestState
from didim.experts.models import Dispatch, VisitRequest
from didim.experts.visit_enums import VisitSide
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.registry.domain.firms import relate_firm
from didim.registry.enums import RelationKind
from didim.registry.models import Agency, Enterprise, Region

MOST_VISITS = 20


@dataclass(frozen=True, slots=True)
class Wish:
    """What a firm wants: subjects, how many visits, from when until when, where, in what language."""

    kind: RequestKind
    subject: str
    topics: Sequence[str]
    wanted_from: date
    wanted_until: date
    visits: int = 1
    wanted_when: str = ""
    address: str = ""
    region: Region | None = None
    language: str = "ko"


def request_visit(
    *,
    agency: Agency,
    enterprise: Enterprise,
    wish: Wish,
    by: User | None,
    now: datetime,
    need: Need | None = None,
    is_sample: bool = False,
) -> VisitRequest:
    """Write a firm's request for an expert; the firm's trade and region are kept as they are now.

    From a `need` of a consultation it keeps that, and the need is asked for once. The agency may see the firm
    from now on (relation "case"). RefusedError field by field.
    """
    _check(wish, now.astimezone(SEOUL).date())
    with recorded("request_visit", by):
        if need is not None and VisitRequest.objects.filter(need=need).exists():
            raise refuse("", _("이 주제로는 이미 전문가를 요청했습니다."))
        made = VisitRequest.objects.create(
            agency=agency,
            enterprise=enterprise,
            consultation=need.consultation if need else None,
            need=need,
            kind=wish.kind,
            subject=" ".join(wish.subject.split())[:300],
            topics=list(dict.fromkeys(wish.topics)),
            visits_planned=wish.visits,
            industry=enterprise.industry,
            region=wish.region or enterprise.region,
            address=(wish.address.strip() or enterprise.address)[:200],
            language=wish.language,
            wanted_from=wish.wanted_from,
            wanted_until=wish.wanted_until,
            wanted_when=" ".join(wish.wanted_when.split())[:120],
            asked_at=now,
            asked_by=by,
            is_sample=is_sample,
        )
        # A firm that asks by itself cannot write whom an agency knows.
        with scoped(SYSTEM):
            relate_firm(agency=agency, enterprise=enterprise, kind=RelationKind.CASE, now=now)
        return made


def _check(wish: Wish, today: date) -> None:
    problems = []
    if not wish.subject.strip():
        problems.append(Problem("subject", _("어떤 도움이 필요한지 한 줄로 적어 주세요.")))
    if not wish.topics or any(topic not in Topic.values for topic in wish.topics):
        problems.append(Problem("topics", _("주제를 하나 이상 골라 주세요.")))
    if wish.wanted_until < wish.wanted_from:
        problems.append(
            Problem("wanted_until", _("마지막 날이 시작일보다 빠릅니다. 두 날짜를 확인해 주세요."))
        )
    elif wish.wanted_until < today:
        problems.append(Problem("wanted_until", _("이미 지난 날입니다. 오늘이나 그 뒤로 골라 주세요.")))
    if not 1 <= wish.visits <= MOST_VISITS:
        problems.append(Problem("visits", _("방문은 1번에서 20번까지 적을 수 있습니다.")))
    elif wish.kind == RequestKind.VISIT and wish.visits > 1:
        problems.append(Problem("visits", _("여러 번 방문하려면 클리닉으로 요청해 주세요.")))
    if problems:
        raise RefusedError(problems)


def cancel_request(
    *, request: VisitRequest, reason: str, side: VisitSide, by: User | None, now: datetime
) -> VisitRequest:
    """Take a request back, by the firm or the agency: visits ahead are called off, who was to come is told.

    RefusedError without a reason, or when it is over.
    """
    if not reason.strip():
        raise refuse("reason", _("취소하는 사유를 적어 주세요."))
    # A firm does not see proposals, which end with its request.
    with scoped(SYSTEM), recorded("cancel_request", by):
        locked = VisitRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
        if locked.state not in (RequestState.OPEN, RequestState.ASSIGNED):
            raise refuse("", _("이미 끝난 요청입니다."))
        locked.state, locked.ended_at = RequestState.CANCELLED, now
        locked.end_reason = reason.strip()[:200]
        locked.save(update_fields=["state", "ended_at", "end_reason"])
        Dispatch.objects.filter(request=locked, state=DispatchState.PROPOSED).update(
            state=DispatchState.DROPPED, ended_at=now
        )
        held = Dispatch.objects.filter(request=locked, state=DispatchState.CONFIRMED).first()
        called_off = 0
        if held is not None:
            held.state, held.ended_at, held.reason = DispatchState.REPLACED, now, locked.end_reason
            held.save(update_fields=["state", "ended_at", "reason"])
            called_off = call_off_visits(dispatch=held, reason=locked.end_reason, side=side, now=now)
        # Who had a visit ahead is told of that one.
        if not called_off:
            tell_of_cancelled_request(locked, held=held, by_agency=side == VisitSide.AGENCY, now=now)
        return locked


def finish_request(*, request: VisitRequest, by: User | None, now: datetime) -> VisitRequest:
    """Say that all visits of a request have been made. RefusedError unless somebody was sent."""
    with recorded("finish_request", by):
        locked = VisitRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
        if locked.state != RequestState.ASSIGNED:
            raise refuse("", _("전문가를 배정한 요청만 마칠 수 있습니다."))
        locked.state, locked.ended_at = RequestState.FINISHED, now
        locked.save(update_fields=["state", "ended_at"])
        return locked

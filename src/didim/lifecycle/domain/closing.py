"""Help with closing: a firm asks, an expert advises, what is open is settled, demolition is paid for.

Money has one way only: the grant for demolition is an agreement, drafted, signed, paid and settled there.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.agreements.domain.drafting import draft_agreement
from didim.agreements.domain.terms import AgreementTerms, LineAmount
from didim.agreements.enums import AgreementState
from didim.agreements.models import Agreement
from didim.engines.expenditure import shipped_packs
from didim.experts.domain.requesting import Wish, cancel_request, request_visit
from didim.experts.enums import RequestKind, RequestState
from didim.experts.models import VisitRequest
from didim.experts.visit_enums import VisitSide
from didim.kernel.calendar import SEOUL
from didim.kernel.definitions import shipped_definitions
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.kernel.wording import Text
from didim.lifecycle.enums import CheckVerdict, ClosureReason, ClosureState
from didim.lifecycle.models import Closure, ClosureCheck
from didim.registry.domain.firms import close_firm, relate_firm
from didim.registry.enums import EnterpriseStage, RelationKind
from didim.registry.models import Agency, Enterprise
from didim.selection.models import Decision
from didim.support.domain.recording import SupportDetails, record_support
from didim.support.enums import RecordSource, SupportForm

PROGRAMME = "사업정리 지원"
PACK = "closure-support"
LINE = "demolition"
_OVER = (AgreementState.SETTLED, AgreementState.TERMINATED, AgreementState.LAPSED)


@dataclass(frozen=True, slots=True)
class ClosureItem:
    """One thing to settle before closing, with a hint, in both languages."""

    key: str
    label: Text
    hint: Text


@dataclass(frozen=True, slots=True)
class Situation:
    """What an owner says: why, how things stand, when; `area` of the shop in square metres."""

    reason: ClosureReason
    story: str = ""
    planned_on: date | None = None
    wants_demolition: bool = False
    area: Decimal | None = None


def closure_items(*, on: date) -> list[ClosureItem]:
    """Return what is to be settled by the definition "closure" in force on a day, in its order."""
    rows = _definition(on)["items"]
    return [
        ClosureItem(row["key"], Text(row["label"], row["label_en"]), Text(row["hint"], row["hint_en"]))
        for row in rows
    ]


def demolition_ceiling(*, area: Decimal, on: date) -> int:
    """Return the most a grant for demolition may be, in won: by area begun, up to a most ("closure")."""
    rule = _definition(on)["demolition"]
    units = (area / Decimal(rule["area_m2"])).to_integral_value(rounding=ROUND_CEILING)
    return min(int(units) * int(rule["per_area_won"]), int(rule["most_won"]))


def request_closure(
    *,
    agency: Agency,
    enterprise: Enterprise,
    situation: Situation,
    by: User | None,
    now: datetime,
    is_sample: bool = False,
) -> Closure:
    """Write that a firm wants to close and be helped; the agency may see the firm from now on.

    RefusedError while another request of the firm is open there, for a firm without a business, or without
    the area that demolition is reckoned by.
    """
    problems = []
    if enterprise.stage not in (EnterpriseStage.OPERATING, EnterpriseStage.SUSPENDED):
        problems.append(Problem("", _("영업 중이거나 휴업 중인 기업만 신청할 수 있습니다.")))
    if situation.wants_demolition and (situation.area is None or situation.area <= 0):
        problems.append(
            Problem("area", _("철거 지원은 점포 면적으로 셉니다. 임대차계약서의 면적을 적어 주세요."))
        )
    if problems:
        raise RefusedError(problems)
    with recorded("request_closure", by):
        # Two that come at once stand in line at the firm.
        with scoped(SYSTEM):
            Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
        whose: dict[str, Any] = {"agency": agency, "enterprise": enterprise}
        if Closure.objects.filter(
            **whose, state__in=(ClosureState.REQUESTED, ClosureState.UNDER_WAY)
        ).exists():
            raise refuse("", _("이미 신청한 사업정리가 있습니다."))
        made = Closure.objects.create(
            **whose,
            reason=situation.reason,
            story=situation.story.strip(),
            planned_on=situation.planned_on,
            wants_demolition=situation.wants_demolition,
            area=situation.area,
            requested_at=now,
            requested_by=by,
            is_sample=is_sample,
        )
        ClosureCheck.objects.bulk_create(
            ClosureCheck(**whose, closure=made, item=item.key)
            for item in closure_items(on=now.astimezone(SEOUL).date())
        )
        # A firm that asks by itself cannot write whom an agency knows.
        with scoped(SYSTEM):
            relate_firm(agency=agency, enterprise=enterprise, kind=RelationKind.CASE, now=now)
        return made


def ask_advice(*, closure: Closure, wish: Wish, by: User | None, now: datetime) -> VisitRequest:
    """Ask the pool for an expert who advises on closing; once for a closure."""
    with recorded("ask_advice", by):
        kept = _open(closure)
        if kept.visit_request_id is not None:
            raise refuse("", _("이미 전문가를 요청했습니다."))
        if wish.kind != RequestKind.CLOSURE:
            raise ValueError("a closure asks for advice on closing")
        kept.visit_request = request_visit(
            agency=kept.agency,
            enterprise=kept.enterprise,
            wish=wish,
            by=by,
            now=now,
            is_sample=kept.is_sample,
        )
        kept.state = ClosureState.UNDER_WAY
        kept.save(update_fields=["visit_request", "state"])
        return kept.visit_request


def record_check(
    *, check: ClosureCheck, verdict: CheckVerdict, note: str, by: User, now: datetime
) -> ClosureCheck:
    """Say what was found about one thing to settle. RefusedError once the closure is over."""
    with recorded("record_closure_check", by):
        closure = _open(check.closure)
        check.verdict, check.note = verdict, note.strip()[:300]
        check.checked_at, check.checked_by = now, by
        check.save(update_fields=["verdict", "note", "checked_at", "checked_by"])
        if closure.state == ClosureState.REQUESTED:
            closure.state = ClosureState.UNDER_WAY
            closure.save(update_fields=["state"])
        return check


def grant_demolition(
    *,
    closure: Closure,
    decision: Decision,
    won: int,
    starts_on: date,
    ends_on: date,
    by: User,
    now: datetime,
) -> Agreement:
    """Draft the agreement on the cost of demolition, from the firm's selection in a call.

    It goes on as every agreement does. RefusedError above the ceiling of its area, for another firm's or
    agency's decision, a second grant, and as `draft_agreement` says.
    """
    with recorded("grant_demolition", by):
        kept = _open(closure)
        if kept.agreement_id is not None:
            raise refuse("", _("철거비 협약이 이미 있습니다."))
        if (decision.agency_id, decision.enterprise_id) != (kept.agency_id, kept.enterprise_id):
            raise refuse("decision", _("이 기업의 선정 결과를 골라 주세요."))
        if not kept.wants_demolition or kept.area is None:
            raise refuse("", _("철거 지원을 신청하지 않은 건입니다."))
        most = demolition_ceiling(area=kept.area, on=kept.requested_at.astimezone(SEOUL).date())
        if not 0 < won <= most:
            raise refuse("won", _("1원에서 %(most)s원까지 적을 수 있습니다.") % {"most": f"{most:,}"})
        basis = f"점포 {kept.area.normalize():f}㎡"
        terms = AgreementTerms(
            title="점포 철거·원상복구",
            starts_on=starts_on,
            ends_on=ends_on,
            lines=(LineAmount(LINE, grant_won=won, basis=basis),),
            plan={},
        )
        pack = shipped_packs()[PACK].as_of(now.astimezone(SEOUL).date()).id
        kept.agreement = draft_agreement(
            decision=decision, terms=terms, rule_pack_id=pack, by=by, now=now, is_sample=kept.is_sample
        )
        kept.state = ClosureState.UNDER_WAY
        kept.save(update_fields=["agreement", "state"])
        return kept.agreement


def finish_closure(*, closure: Closure, closed_on: date, result: str, by: User, now: datetime) -> Closure:
    """Say how the closing went: the firm is closed from that day, and the help stands in its history.

    RefusedError while something is unknown, while the grant runs, or for a day that cannot be.
    """
    with recorded("finish_closure", by):
        kept = _open(closure)
        problems = [] if result.strip() else [Problem("result", _("어떻게 정리했는지 적어 주세요."))]
        if ClosureCheck.objects.filter(closure=kept, verdict=CheckVerdict.UNKNOWN).exists():
            problems.append(Problem("", _("아직 확인하지 않은 항목이 있습니다. 점검을 마쳐 주세요.")))
        if kept.agreement is not None and kept.agreement.state not in _OVER:
            problems.append(Problem("", _("철거비 협약이 끝나지 않았습니다. 정산을 먼저 마쳐 주세요.")))
        if problems:
            raise RefusedError(problems)
        close_firm(enterprise=kept.enterprise, closed_on=closed_on, now=now)
        kept.state, kept.closed_on, kept.result = ClosureState.FINISHED, closed_on, result.strip()
        kept.ended_at, kept.ended_by = now, by
        kept.save(update_fields=["state", "closed_on", "result", "ended_at", "ended_by"])
        today = now.astimezone(SEOUL).date()
        record_support(
            agency=kept.agency,
            enterprise=kept.enterprise,
            details=SupportDetails(
                form=SupportForm.ADVICE,
                programme_name=PROGRAMME,
                year=today.year,
                received_on=today,
                detail=str(ClosureReason(kept.reason).value),
            ),
            source=RecordSource.DELIVERED,
            reference=f"closure-{kept.pk}",
            by=by,
            now=now,
            is_sample=kept.is_sample,
        )
        return kept


def withdraw_closure(*, closure: Closure, reason: str, by: User, now: datetime) -> Closure:
    """Take the request back: the firm goes on, and nobody comes to advise on closing.

    RefusedError without a reason, or while a grant runs.
    """
    with recorded("withdraw_closure", by):
        kept = _open(closure)
        if not reason.strip():
            raise refuse("reason", _("취소하는 사유를 적어 주세요."))
        if kept.agreement is not None and kept.agreement.state not in _OVER:
            raise refuse("", _("철거비 협약이 끝나지 않았습니다. 협약을 먼저 매듭지어 주세요."))
        kept.state, kept.end_reason = ClosureState.WITHDRAWN, reason.strip()[:200]
        kept.ended_at, kept.ended_by = now, by
        kept.save(update_fields=["state", "end_reason", "ended_at", "ended_by"])
        asked = kept.visit_request
        if asked is not None and asked.state in (RequestState.OPEN, RequestState.ASSIGNED):
            cancel_request(request=asked, reason=kept.end_reason, side=VisitSide.AGENCY, by=by, now=now)
        return kept


def _definition(on: date) -> Any:
    return shipped_definitions().as_of("closure", on).values


def _open(closure: Closure) -> Closure:
    rows = Closure.objects.select_for_update(of=("self",)).select_related("agency", "enterprise", "agreement")
    kept = rows.get(pk=closure.pk)
    if not kept.is_open:
        raise refuse("", _("이미 끝난 사업정리입니다."))
    return kept

"""What the pools of experts hold about somebody, for themself (개인정보 보호법 제35조)."""

from typing import Any

from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.experts.models import ExpertAbsence, ExpertTerm, FeeSlip, PoolExpert, Visit, VisitReport


def own_expert_data(user: User) -> dict[str, Any] | None:
    """Return what is held about somebody as an expert, ready for JSON; None for who stands in no pool.

    Firms are not named: visits are told by their numbers. What a firm said of a visit is the firm's word.
    """
    # Pools belong to agencies, whose rows a person does not see; these are about the person.
    with scoped(SYSTEM):
        pools = list(
            PoolExpert.objects.filter(user=user)
            .select_related("agency", "profile__person", "base")
            .order_by("joined_at", "pk")
        )
        if not pools:
            return None
        mine = {"expert__in": pools}
        return {
            "pools": [_pool(one) for one in pools],
            "terms": [
                {"from": one.valid_from.isoformat(), "to": one.valid_to.isoformat(), "grade": one.fee_grade}
                for one in ExpertTerm.objects.filter(**mine).order_by("valid_from", "pk")
            ],
            "absences": [
                {
                    "kind": one.kind,
                    "from": one.valid_from.isoformat(),
                    "to": one.valid_to.isoformat(),
                    "note": one.note,
                }
                for one in ExpertAbsence.objects.filter(**mine).order_by("valid_from", "pk")
            ],
            "visits": [
                {
                    "visit": one.pk,
                    "number": one.number,
                    "starts_at": one.starts_at.isoformat(),
                    "ends_at": one.ends_at.isoformat(),
                    "state": one.state,
                }
                for one in Visit.objects.filter(**mine).order_by("starts_at", "pk")
            ],
            "reports": [
                _report(one) for one in VisitReport.objects.filter(visit__expert__in=pools).order_by("pk")
            ],
            "fee_slips": [_slip(one) for one in FeeSlip.objects.filter(**mine).order_by("month", "pk")],
        }


def _pool(one: PoolExpert) -> dict[str, Any]:
    return {
        "agency": one.agency.name,
        "name": one.profile.person.name,
        "role": one.kind,
        "topics": one.topics,
        "languages": one.profile.languages,
        "is_working_owner": one.profile.is_working_owner,
        "visits_a_month": one.capacity_month,
        "joined_at": one.joined_at.isoformat(),
    }


def _report(one: VisitReport) -> dict[str, Any]:
    return {
        "visit": one.visit_id,
        "version": one.version,
        "state": one.state,
        "saw": one.saw,
        "advice": one.advice,
        "next_steps": one.next_steps,
    }


def _slip(one: FeeSlip) -> dict[str, Any]:
    return {
        "number": one.number,
        "month": one.month.isoformat(),
        "state": one.state,
        "visits": one.visits,
        "fee_won": one.fee_won,
        "travel_won": one.travel_won,
        "withheld_won": one.withheld_won,
        "pay_won": one.pay_won,
    }


def counted(user: User) -> dict[str, int] | None:
    """Return how much of it there is, for the page of one's account; None for who stands in no pool."""
    with scoped(SYSTEM):
        if not PoolExpert.objects.filter(user=user).exists():
            return None
        return {
            "visits": Visit.objects.filter(expert__user=user).count(),
            "reports": VisitReport.objects.filter(visit__expert__user=user).count(),
            "slips": FeeSlip.objects.filter(expert__user=user).count(),
        }

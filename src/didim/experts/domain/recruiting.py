"""Recruiting experts through a call: whoever was selected joins the pool, with a contract."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.experts.domain.pool import ExpertDetails, Term, conclude_term, register_expert
from didim.experts.enums import PoolKind
from didim.experts.models import ExpertTerm, PoolExpert
from didim.kernel.refusals import refuse
from didim.programmes.models import Call
from didim.registry.enums import EnterpriseStage, FirmRole
from didim.registry.models import Enterprise, EnterpriseMember, Person
from didim.selection.enums import Outcome
from didim.selection.models import Decision


@dataclass(frozen=True, slots=True)
class Offer:
    """What those selected are taken on for."""

    kind: PoolKind
    term: Term
    capacity_month: int


def recruit_from_call(*, call: Call, offer: Offer, by: User, now: datetime) -> list[ExpertTerm]:
    """Take everybody a call selected into the pool, under contract; done twice nobody is taken on twice.

    An applicant is known as their firm: its representative becomes the expert, a working owner where the firm
    is in business, with its trade and region. RefusedError where the call has selected nobody yet.
    """
    selected = Decision.objects.filter(call=call, outcome=Outcome.SELECTED, notified_at__isnull=False)
    if not selected.exists():
        raise refuse("call", _("이 공고에는 통보한 선정 결과가 없습니다. 선정을 마친 공고를 골라 주세요."))
    new = selected.filter(application__expert_term=None).select_related("enterprise", "application")
    with scoped(SYSTEM), recorded("recruit_from_call", by):
        made = []
        for decision in new.order_by("rank", "pk"):
            expert = _expert_of(decision.enterprise, call, offer, by, now)
            made.append(
                conclude_term(
                    expert=expert, term=offer.term, by=by, now=now, application=decision.application
                )
            )
        return made


def _expert_of(firm: Enterprise, call: Call, offer: Offer, by: User, now: datetime) -> PoolExpert:
    known = PoolExpert.objects.filter(agency=call.agency_id, enterprise=firm).first()
    if known is not None:
        return known
    owner = (
        EnterpriseMember.objects.filter(enterprise=firm, role=FirmRole.OWNER, user__is_active=True)
        .select_related("user")
        .order_by("pk")
        .first()
    )
    person = Person.objects.filter(user=owner.user).first() if owner else None
    in_business = firm.stage == EnterpriseStage.OPERATING
    details = ExpertDetails(
        name=person.name if person else firm.representative_name or firm.name,
        kind=offer.kind,
        capacity_month=offer.capacity_month,
        email=owner.user.email if owner else firm.email,
        phone=firm.phone,
        affiliation=firm.name,
        position="대표",
        is_working_owner=in_business,
        enterprise=firm if in_business else None,
        trades=[firm.industry_id] if firm.industry_id else (),
        regions=[firm.region_id] if firm.region_id else (),
        base=firm.region,
    )
    if owner is not None and person is None:
        person = Person.objects.create(name=details.name, email=details.email, user=owner.user)
    return register_expert(agency=call.agency, details=details, by=by, now=now, person=person)

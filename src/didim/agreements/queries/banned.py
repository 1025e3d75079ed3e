"""Reading who is barred as a supplier under an agreement, and on which grounds one may be."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Q, QuerySet

from didim.agreements.models import BannedCounterparty, Expenditure
from didim.engines.expenditure import RulePack
from didim.engines.expenditure.conditions import BannedRelations, FormerEmployer
from didim.kernel.wording import Text
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible

EMPLOYER = "employer"


def ban_grounds(pack: RulePack) -> Mapping[str, Text]:
    """Return the grounds a pack knows, by the code a row keeps: relations of a supplier, and employers."""
    grounds: dict[str, Text] = {}
    for rule in pack.rules:
        if isinstance(rule.condition, BannedRelations):
            grounds |= {relation.value: label for relation, label in rule.condition.relations.items()}
        if isinstance(rule.condition, FormerEmployer):
            grounds[EMPLOYER] = rule.label
    return grounds


def bans_on(*, agreement_id: int, business_number: str, day: date) -> QuerySet[BannedCounterparty]:
    """Return what bars a business under an agreement on a day."""
    holds = Q(until=None) | Q(until__gte=day)
    return BannedCounterparty.objects.filter(
        holds, agreement=agreement_id, business_number=business_number
    ).order_by("pk")


def bans_of(expenditure: Expenditure) -> list[BannedCounterparty]:
    """Return what bars the supplier of an expenditure on the first day of its use."""
    if not expenditure.payee_number:
        return []
    return list(
        bans_on(
            agreement_id=expenditure.agreement_id,
            business_number=expenditure.payee_number,
            day=expenditure.used_from,
        )
    )


def access_banned(*, actor: Actor, banned_id: int, roles: tuple[AgencyRole, ...] = ()) -> BannedCounterparty:
    """Return a barred supplier for staff of its agency; else NotVisible."""
    rows = BannedCounterparty.objects.select_related("agreement")
    row = rows.filter(pk=banned_id, agency__in=actor.agencies_with(*roles)).first()
    if row is None:
        raise NotVisible(f"banned counterparty {banned_id}")
    return row

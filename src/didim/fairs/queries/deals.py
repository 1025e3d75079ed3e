"""Deals of a fair: whose, how far, how much in which currency and country, and what is to be asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Prefetch, QuerySet, Sum

from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.enums import DealStage
from didim.fairs.models import Deal, DealFollowUp, Fair, Participant
from didim.registry.queries.visibility import NotVisible


@dataclass(frozen=True, slots=True)
class DealSum:
    """How many deals of a stage, in a currency and a country, and their amount in minor units.

    Amounts of two currencies are never added up. A deal without an amount counts with currency "".
    """

    stage: DealStage
    country: str
    currency: str
    deals: int
    amount_minor: int


def deals_of_fair(*, fair: Fair) -> QuerySet[Deal]:
    """Return a fair's deals with their follow-ups, for those who hold it."""
    rows = Deal.objects.filter(fair=fair).select_related("meeting__firm", "meeting__partner", "fair")
    return rows.prefetch_related(_follow_ups()).order_by("meeting__firm__name", "pk")


def _follow_ups() -> "Prefetch[str, QuerySet[DealFollowUp], str]":
    return Prefetch("follow_ups", DealFollowUp.objects.order_by("months"))


def sums_of_fair(*, fair: Fair) -> list[DealSum]:
    """Return the deals of a fair by stage, country and currency; contracts first, the largest first."""
    rows = (
        Deal.objects.filter(fair=fair)
        .order_by()
        .values("stage", "country", "currency")
        .annotate(deals=Count("pk"), amount=Sum("amount_minor"))
    )
    sums = [
        DealSum(DealStage(row["stage"]), row["country"], row["currency"], row["deals"], row["amount"] or 0)
        for row in rows
    ]
    order = list(_BY_IMPORTANCE)
    return sorted(
        sums, key=lambda one: (order.index(one.stage), one.currency, -one.amount_minor, one.country)
    )


_BY_IMPORTANCE = (DealStage.CONTRACT, DealStage.MOU, DealStage.TALKS, DealStage.LOST)


def totals_by_currency(sums: Iterable[DealSum], stage: DealStage) -> list[tuple[str, int]]:
    """Return the amounts of a stage, currency by currency, over all countries."""
    totals: dict[str, int] = {}
    for one in sums:
        if one.stage == stage and one.currency:
            totals[one.currency] = totals.get(one.currency, 0) + one.amount_minor
    return sorted(totals.items())


def due_of_fair(*, fair: Fair, on: date) -> list[DealFollowUp]:
    """Return what was due by a day and is not answered, the oldest first; not of deals that were lost."""
    return list(
        DealFollowUp.objects.filter(deal__fair=fair, answered_at=None, due_on__lte=on)
        .exclude(deal__stage=DealStage.LOST)
        .select_related("deal__meeting__firm")
        .order_by("due_on", "pk")
    )


def access_deal(*, fair: Fair, deal_id: int) -> Deal:
    """Return a deal of a fair that `access_fair` has returned."""
    found = deals_of_fair(fair=fair).filter(pk=deal_id).first()
    if found is None:
        raise NotVisible(f"deal {deal_id}")
    return found


def _own(own: Participant) -> QuerySet[Deal]:
    rows = Deal.objects.select_related("meeting__firm", "meeting__partner", "fair")
    return rows.filter(fair=own.fair_id, enterprise=own.enterprise_id, enterprise__isnull=False)


def own_deals(*, own: Participant) -> list[Deal]:
    """Return the deals of a participant's firm at this fair, with their follow-ups."""
    with scoped(SYSTEM):
        return list(_own(own).prefetch_related(_follow_ups()).order_by(F("pk")))


def access_own_deal(*, own: Participant, deal_id: int) -> Deal:
    """Return a deal of a participant's firm."""
    with scoped(SYSTEM):
        found = _own(own).prefetch_related(_follow_ups()).filter(pk=deal_id).first()
    if found is None:
        raise NotVisible(f"deal {deal_id}")
    return found


def waiting_follow_up(deal: Deal, *, on: date) -> DealFollowUp | None:
    """Return what is to be answered of a deal by a day: the oldest that was not."""
    return next((one for one in deal.follow_ups.all() if one.answered_at is None and one.due_on <= on), None)

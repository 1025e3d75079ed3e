"""The pool of an agency: who is in it, under contract, how full their month is, how many run a shop."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from didim.experts.enums import DispatchState, RequestState
from didim.experts.models import Dispatch, ExpertTerm, PoolExpert, VisitRequest
from didim.registry.domain.days import lasting_on
from didim.registry.models import Agency

LIVE = (DispatchState.PROPOSED, DispatchState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class OwnerShare:
    """How many experts under contract on a day there are, and how many of them run a shop themselves."""

    experts: int
    owners: int

    @property
    def more_than_half(self) -> bool:
        """Whether working owners are more than half of them."""
        return self.owners * 2 > self.experts

    @property
    def per_cent(self) -> float:
        """The share in per cent; 0 of nobody."""
        return 100 * self.owners / self.experts if self.experts else 0.0


def pool_of(*, agency: Agency, on: date) -> QuerySet[PoolExpert]:
    """Return the pool of an agency, each with `under_contract` on a day."""
    term = ExpertTerm.objects.filter(lasting_on(on), expert=OuterRef("pk"))
    return (
        PoolExpert.objects.filter(agency=agency)
        .annotate(under_contract=Exists(term))
        .select_related("profile__person")
        .prefetch_related("profile__trades", "profile__regions")
        .order_by("profile__person__name", "pk")
    )


def owner_share(*, agency: Agency, on: date) -> OwnerShare:
    """Return the share of working owners among the experts under contract on a day."""
    here = pool_of(agency=agency, on=on).filter(under_contract=True).prefetch_related(None)
    return OwnerShare(here.count(), here.filter(profile__is_working_owner=True).count())


def requests_of(*, agency: Agency) -> QuerySet[VisitRequest]:
    """Return the requests to an agency with whoever goes or is proposed, open ones first."""
    live = Dispatch.objects.filter(state__in=LIVE).select_related("expert__profile__person")
    return (
        VisitRequest.objects.filter(agency=agency)
        .select_related("enterprise", "region", "industry")
        .prefetch_related(Prefetch("dispatches", queryset=live.order_by("pk"), to_attr="live"))
        .order_by("-asked_at", "-pk")
    )


def requests_of_firms(*, enterprise_ids: frozenset[int]) -> QuerySet[VisitRequest]:
    """Return what firms asked for, the newest first, with who comes."""
    sent = Dispatch.objects.filter(state=DispatchState.CONFIRMED).select_related("expert__profile__person")
    return (
        VisitRequest.objects.filter(enterprise__in=enterprise_ids)
        .select_related("agency", "enterprise")
        .prefetch_related(Prefetch("dispatches", queryset=sent, to_attr="live"))
        .order_by("-asked_at", "-pk")
    )


def waiting(*, agency: Agency) -> int:
    """Return how many requests wait for somebody."""
    return VisitRequest.objects.filter(agency=agency, state=RequestState.OPEN).count()


def has_experts(*, agency_id: int, on: date) -> bool:
    """Whether an agency has an expert under contract on a day."""
    return ExpertTerm.objects.filter(lasting_on(on), agency=agency_id).exists()


def agencies_with_experts(*, on: date) -> list[int]:
    """Return the agencies that have experts under contract on a day."""
    return list(
        ExpertTerm.objects.filter(lasting_on(on))
        .order_by("agency")
        .values_list("agency", flat=True)
        .distinct()
    )

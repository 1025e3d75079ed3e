"""Commissions against their targets."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, DateField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Least
from django.db.models.lookups import Exact

from didim.registry.domain.days import lasting_on
from didim.registry.models import Commission, CommissionTarget, Partner

from .actors import Actor


@dataclass(frozen=True, slots=True)
class TargetProgress:
    """A target and how many commissions began by its day, or by today where that is earlier."""

    target: CommissionTarget
    reached: int

    @property
    def missing(self) -> int:
        """How many are missing; 0 once the target is reached."""
        return max(0, self.target.count - self.reached)


def commissions_of(*, actor: Actor) -> QuerySet[Commission]:
    """Return the commissions of the actor's agencies, newest first; none without a second factor."""
    agencies = actor.agencies_with() if actor.mfa else frozenset()
    return (
        Commission.objects.filter(agency__in=agencies)
        .select_related("agency", "partner", "person")
        .order_by("-valid_from", "-pk")
    )


def target_progress(*, agency_id: int, on: date) -> list[TargetProgress]:
    """Return an agency's targets by day with what was reached as of `on`: one query.

    Counted is who was commissioned by the target's day (and by `on`), whether or not the term has ended
    since: a target speaks of appointing.
    """
    reached = (
        Commission.objects.filter(
            agency=OuterRef("agency"), valid_from__lte=Least(OuterRef("due_on"), Value(on, DateField()))
        )
        .filter(Q(kind=OuterRef("kind")) | Q(Exact(OuterRef("kind"), "")))
        .order_by()
        .values("agency")
        .annotate(count=Count("pk"))
        .values("count")
    )
    rows = CommissionTarget.objects.filter(agency=agency_id).annotate(reached=Coalesce(Subquery(reached), 0))
    return [TargetProgress(row, row.reached) for row in rows.order_by("due_on", "kind")]


def partners_commissioned(*, agency_id: int, on: date) -> QuerySet[Partner]:
    """Return the partners an agency has commissioned on a day, by name."""
    standing = Commission.objects.filter(lasting_on(on), agency=agency_id, partner=OuterRef("pk"))
    return Partner.objects.filter(Exists(standing)).order_by("name", "pk")

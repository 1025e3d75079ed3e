"""When a call takes applications: by its last published revision and what was added for an outage."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Subquery
from django.db.models.functions import Greatest

from didim.applications.enums import ApplicationState, SupplementState
from didim.applications.models import DeadlineExtension, SupplementRequest
from didim.programmes.enums import RevisionState
from didim.programmes.models import CallRevision


@dataclass(frozen=True, slots=True)
class IntakePeriod:
    """The revision that counts now and the instants between which applications arrive, both included.

    takes_online: whether the revision has a form at all.
    """

    revision_id: int
    opens_at: datetime | None
    closes_at: datetime | None
    takes_online: bool = True

    def has_begun(self, now: datetime) -> bool:
        """Whether applications are taken already."""
        return self.opens_at is None or self.opens_at <= now

    def is_over(self, now: datetime) -> bool:
        """Whether the closing instant has passed; what arrives at that very instant is in."""
        return self.closes_at is not None and now > self.closes_at

    def is_open(self, now: datetime) -> bool:
        """Whether an application that arrives now is in time."""
        return self.takes_online and self.has_begun(now) and not self.is_over(now)


def intake_period(*, call_id: int) -> IntakePeriod | None:
    """Return when a call takes applications, None for a call that was never published: one query.

    A recorded outage moves the end later, never earlier.
    """
    extended = (
        DeadlineExtension.objects.filter(call=call_id)
        .order_by()
        .values("call")
        .annotate(last=Max("closes_at"))
        .values("last")
    )
    row = (
        CallRevision.objects.filter(call=call_id, state=RevisionState.PUBLISHED)
        .order_by("-number")
        .values_list("pk", "opens_at", Greatest("closes_at", Subquery(extended)), "form__steps__0__key")
        .first()
    )
    if row is None:
        return None
    revision_id, opens_at, closes_at, first_step = row
    return IntakePeriod(revision_id, opens_at, closes_at, takes_online=first_step is not None)


def open_supplement(*, application_id: int, now: datetime) -> SupplementRequest | None:
    """Return the request for supplements that a handed-in application still has time to answer."""
    return SupplementRequest.objects.filter(
        application=application_id,
        application__state=ApplicationState.SUBMITTED,
        state=SupplementState.ASKED,
        due_at__gte=now,
    ).first()


def open_fields(
    period: IntakePeriod, supplement: SupplementRequest | None, now: datetime
) -> frozenset[str] | None:
    """Return the fields of a draft that may be changed now; None means all, an empty set none.

    After the closing only what an open request for supplements names, until that request's own deadline.
    """
    if period.is_open(now):
        return None
    return frozenset(supplement.slots) if supplement else frozenset()

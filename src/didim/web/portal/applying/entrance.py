"""The way from a call's page into an application: begin, go on, or why not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from didim.applications.models import Application
from didim.applications.queries.periods import IntakePeriod, intake_period
from didim.programmes.models import Notice
from didim.registry.models import Enterprise


@dataclass(frozen=True)
class Entrance:
    """What the page of a call offers: who of one's firms may begin, which have begun already."""

    call_id: int
    period: IntakePeriod
    state: str
    firms: list[Enterprise]
    begun: list[Application]


def entrance(request: HttpRequest, notice: Notice, now: datetime) -> Entrance | None:
    """Return the way into an application; None for a notice whose call takes none online.

    state: "upcoming", "open" or "over". Strangers see it too, and sign in first.
    """
    period = intake_period(call_id=notice.call_id) if notice.call_id else None
    if period is None or not period.takes_online:
        return None
    state = "open" if period.is_open(now) else "over" if period.is_over(now) else "upcoming"
    own: Any = request.actor.enterprises_with()
    begun = list(
        Application.objects.filter(call=notice.call_id, enterprise__in=own)
        .select_related("enterprise")
        .order_by("enterprise__name")
    )
    taken = {application.enterprise_id for application in begun}
    firms = list(Enterprise.objects.filter(pk__in=own - taken).order_by("name")) if own - taken else []
    return Entrance(notice.call_id, period, state, firms, begun)

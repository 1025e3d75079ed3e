"""The address under which an expert's own calendar program asks for the visits."""

import secrets
from datetime import datetime

from didim.accounts.models import User
from didim.experts.models import VisitCalendar


def open_calendar(*, user: User, now: datetime) -> VisitCalendar:
    """Make the secret address of an expert's calendar, or a new one: the old one opens nothing any more."""
    kept, _made = VisitCalendar.objects.update_or_create(
        user=user, defaults={"token": secrets.token_urlsafe(32), "made_at": now}
    )
    return kept


def close_calendar(*, user: User) -> None:
    """Take the address away."""
    VisitCalendar.objects.filter(user=user).delete()

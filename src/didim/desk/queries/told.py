"""What was said of a consultation, to whom, and whether it came."""

from dataclasses import dataclass
from datetime import datetime

from didim.accounts.enums import Channel
from didim.accounts.models import OutboundMessage

MOST = 20


@dataclass(frozen=True, slots=True)
class Told:
    """One message out; `address` is written so that it can be told from others, not called."""

    address: str
    title: str
    sent_at: datetime | None
    not_before: datetime
    state: str
    state_label: str
    channel_label: str
    gateway_code: str
    stands_in_for_id: int | None


def told_of(*, consultation_id: int) -> list[Told]:
    """Return the last messages about a consultation, newest first: one query."""
    rows = OutboundMessage.objects.filter(about=f"consultation-{consultation_id}").order_by("-pk")[:MOST]
    return [
        Told(
            _masked(row.address),
            row.subject if row.channel == Channel.EMAIL else row.body.partition("\n")[0],
            row.sent_at,
            row.not_before,
            row.state,
            str(row.get_state_display()),
            str(row.get_channel_display()),
            row.gateway_code,
            row.stands_in_for_id,
        )
        for row in rows
    ]


def _masked(address: str) -> str:
    name, at, domain = address.partition("@")
    if at:
        return f"{name[:2]}…@{domain}"
    return f"{address[:3]}-…-{address[-4:]}"

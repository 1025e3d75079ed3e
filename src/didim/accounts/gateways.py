"""What the outbox wants of a gateway for telephones; which one it is says a setting (as with mail).

A gateway takes SMS and 알림톡 (messages of KakaoTalk whose text was approved as a template beforehand), gives
each a number of its own, and says later whether it came.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from didim.accounts.enums import Channel


class GatewayRefusedError(Exception):
    """The gateway will not send this message (number, template, sender); trying again will not help."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class GatewayDownError(Exception):
    """The gateway could not be reached before it had the message: it may be sent later."""


@dataclass(frozen=True, slots=True)
class PhoneText:
    """One message out: digits of the number, the text, for 알림톡 our name of its template."""

    channel: Channel
    to: str
    text: str
    template: str


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a message: delivered, failed, or (None) not known yet; with the gateway's code."""

    delivered: bool | None
    code: str


class PhoneGateway(Protocol):
    """A gateway. Network failures after it may have the message are neither of the errors above."""

    def has_template(self, template: str) -> bool:
        """Whether our template is one the gateway may send as 알림톡."""
        ...

    def send(self, message: PhoneText) -> str:
        """Hand a message over; return the gateway's number. GatewayRefusedError or GatewayDownError."""
        ...

    def reports(self, numbers: Sequence[str]) -> Mapping[str, Report]:
        """Return what became of messages by their numbers. GatewayDownError."""
        ...


def phone_gateway() -> PhoneGateway | None:
    """Return the gateway of the setting PHONE_GATEWAY; None where there is none: nobody is told by phone."""
    if not settings.PHONE_GATEWAY:
        return None
    gateway: PhoneGateway = import_string(settings.PHONE_GATEWAY)()
    return gateway

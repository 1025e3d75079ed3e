"""The gateways for telephones, chosen by DIDIM_PHONE_GATEWAY: Solapi, or one that prints what it is given."""

import json
import sys
from collections.abc import Mapping, Sequence
from secrets import token_hex

from django.conf import settings

from didim.accounts.gateways import PhoneText, Report
from didim.feeds.solapi.client import CAME, SolapiGateway


def solapi() -> SolapiGateway:
    """Return Solapi with the keys of the settings."""
    said = settings.SOLAPI
    return SolapiGateway(
        said["api_key"],
        said["api_secret"],
        said["sender"],
        said["pf_id"],
        json.loads(settings.ALIMTALK_TEMPLATES),
    )


class ConsoleGateway:
    """Prints what it is given, as Django's mail does without a mail server: for trying things out."""

    def has_template(self, template: str) -> bool:  # noqa: ARG002 - the gateway's signature
        """Take every template, so that a demo shows 알림톡."""
        return True

    def send(self, message: PhoneText) -> str:
        """Print a message."""
        sys.stdout.write(f"[{message.channel}] {message.to}\n{message.text}\n\n")
        return f"console-{token_hex(8)}"

    def reports(self, numbers: Sequence[str]) -> Mapping[str, Report]:
        """Say that all of it came."""
        return {number: Report(delivered=True, code=CAME) for number in numbers}

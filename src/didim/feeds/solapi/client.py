"""The gateway Solapi for SMS, LMS and 알림톡, as its documents describe it.

Read on 22 November 2026 at docs.solapi.com: 단일 메시지, 메시지 조회, API Key 인증 방식, 메시지 상태 코드.
A message is handed over with POST /messages/v4/send. The answer gives its number and 2000 (taken) or another
code (refused). What became of it stands in GET /messages/v4/list: 2000 and 3000 are on their way, 4000 came,
any other code did not.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from didim.accounts.enums import Channel
from didim.accounts.gateways import GatewayDownError, GatewayRefusedError, PhoneText, Report
from didim.feeds.patient_client import TIMEOUT_S

BASE_URL = "https://api.solapi.com"
TAKEN, WITH_CARRIER, CAME = "2000", "3000", "4000"
# Up to so many bytes of EUC-KR a text is an SMS, above it an LMS with a subject.
_SMS_BYTES = 90
_SUBJECT = "디딤 안내"
_SALT_BYTES = 16
_TOO_MANY_REQUESTS = 429
_UNAVAILABLE = 503


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class SolapiGateway:
    """A gateway by its keys: `sender` is a number registered there, `pf_id` the KakaoTalk channel.

    `templates` gives the gateway's id of each of our templates. `clock` and `salt` are for tests.
    """

    api_key: str
    api_secret: str
    sender: str
    pf_id: str = ""
    templates: Mapping[str, str] = field(default_factory=dict)
    base_url: str = BASE_URL
    clock: Callable[[], datetime] = _now
    salt: Callable[[], str] = lambda: secrets.token_hex(_SALT_BYTES)

    def has_template(self, template: str) -> bool:
        """Whether a template was approved and its id given."""
        return bool(self.pf_id) and template in self.templates

    def send(self, message: PhoneText) -> str:
        """Hand a message over; return its number.

        GatewayRefusedError with the gateway's code; GatewayDownError where it cannot have the message.
        httpx.HTTPError where the connection broke after it may have it.
        """
        answer = self._call("POST", "/messages/v4/send", json={"message": self._written(message)})
        code = str(answer.get("statusCode", ""))
        if code != TAKEN:
            raise GatewayRefusedError(code, str(answer.get("statusMessage", "")))
        return str(answer["messageId"])

    def reports(self, numbers: Sequence[str]) -> dict[str, Report]:
        """Return what became of messages; one the gateway does not know is left out. One call each."""
        found = {}
        for number in numbers:
            asked = {"criteria": "messageId", "cond": "eq", "value": number}
            answer = self._call("GET", "/messages/v4/list", params=asked)
            row = (answer.get("messageList") or {}).get(number)
            if row is not None:
                found[number] = _report(str(row.get("statusCode", "")))
        return found

    def _written(self, message: PhoneText) -> dict[str, Any]:
        said: dict[str, Any] = {"to": message.to, "from": self.sender, "text": message.text}
        if message.channel == Channel.ALIMTALK:
            template = self.templates[message.template]
            # Our outbox sends the SMS itself, so that what was sent and why is in one place.
            options = {"pfId": self.pf_id, "templateId": template, "disableSms": True}
            return {**said, "type": "ATA", "kakaoOptions": options}
        # SMS knows the letters of EUC-KR only.
        text = message.text.encode("euc-kr", "replace")
        said["text"] = text.decode("euc-kr")
        if len(text) <= _SMS_BYTES:
            return {**said, "type": "SMS"}
        return {**said, "type": "LMS", "subject": _SUBJECT}

    def _call(self, method: str, path: str, **said: Any) -> dict[str, Any]:
        headers = {"Authorization": self._authorization()}
        try:
            response = httpx.request(
                method, f"{self.base_url}{path}", headers=headers, timeout=TIMEOUT_S, **said
            )
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise GatewayDownError(type(error).__name__) from error
        if response.status_code in {_TOO_MANY_REQUESTS, _UNAVAILABLE}:
            raise GatewayDownError(str(response.status_code))
        answer = _json(response)
        if response.is_client_error:
            raise GatewayRefusedError(
                str(answer.get("errorCode", response.status_code)), str(answer.get("errorMessage", ""))
            )
        response.raise_for_status()
        return answer

    def _authorization(self) -> str:
        date, salt = self.clock().strftime("%Y-%m-%dT%H:%M:%SZ"), self.salt()
        signature = hmac.new(self.api_secret.encode(), f"{date}{salt}".encode(), hashlib.sha256).hexdigest()
        return f"HMAC-SHA256 apiKey={self.api_key}, date={date}, salt={salt}, signature={signature}"


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _report(code: str) -> Report:
    if code == CAME:
        return Report(delivered=True, code=code)
    return Report(delivered=None if code in {TAKEN, WITH_CARRIER} else False, code=code)

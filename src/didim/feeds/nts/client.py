"""The client: at most 100 numbers a call, calls kept apart, a failing service asked again with patience."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from .answers import StatusAnswer, ValidationAnswer, read_status, read_validation

BASE_URL = "https://api.odcloud.kr/api/nts-businessman/v1"
MOST_NUMBERS = 100
_TIMEOUT_S = 10.0
_ATTEMPTS = 4
_FIRST_WAIT_S = 1.0
_LONGEST_WAIT_S = 30.0
_TOO_MANY_REQUESTS = 429
_SERVER_FAULT = 500


T = TypeVar("T")


class TaxServiceError(Exception):
    """The service gave no answer; the text says why, for the record of the check."""


class TaxServiceRefusedError(TaxServiceError):
    """The service refused the call (key, form, size): asking the same again will not help."""


@dataclass(frozen=True, slots=True)
class Business:
    """What is asked of a validation: number, opening day and representative belong together."""

    business_number: str
    opened_on: date
    representative_name: str
    name: str = ""
    corporate_number: str = ""

    def payload(self) -> dict[str, str]:
        """Return it under the service's own names."""
        return {
            "b_no": self.business_number,
            "start_dt": self.opened_on.strftime("%Y%m%d"),
            "p_nm": self.representative_name,
            "b_nm": self.name,
            "corp_no": self.corporate_number,
        }


@dataclass(slots=True)
class TaxServiceClient:
    """Calls the service. interval_s: least time between two calls; sleep and clock are replaced in tests."""

    service_key: str
    base_url: str = BASE_URL
    interval_s: float = 0.2
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _http: httpx.Client = field(init=False)
    _next_call: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._http = httpx.Client(timeout=_TIMEOUT_S, headers={"Accept": "application/json"})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def status(self, numbers: Sequence[str]) -> dict[str, StatusAnswer]:
        """Return the answers by number; a number the service said nothing about is left out.

        At most 100 numbers (ValueError). Raises TaxServiceError when there is no answer.
        """
        rows = self._call("status", {"b_no": _at_most(numbers)})
        answers = [answer for row in rows if (answer := read_status(row))]
        return {answer.business_number: answer for answer in answers}

    def validate(self, businesses: Sequence[Business]) -> dict[str, ValidationAnswer]:
        """Return by number whether its details belong together; limits and errors as with `status`."""
        payload = [business.payload() for business in _at_most(businesses)]
        answers = [
            answer
            for row in self._call("validate", {"businesses": payload})
            if (answer := read_validation(row))
        ]
        return {answer.business_number: answer for answer in answers}

    def _call(self, operation: str, body: dict[str, Any]) -> list[Any]:
        wait = _FIRST_WAIT_S
        for attempt in range(1, _ATTEMPTS + 1):
            self._keep_apart()
            try:
                response = self._http.post(
                    f"{self.base_url}/{operation}",
                    params={"serviceKey": self.service_key, "returnType": "JSON"},
                    json=body,
                )
            except httpx.HTTPError as error:
                # The address holds the service key: only the kind of failure is told.
                reason = f"연결하지 못했습니다({type(error).__name__})"
                asked_to_wait = None
            else:
                if response.status_code < _SERVER_FAULT and response.status_code != _TOO_MANY_REQUESTS:
                    return _rows(response)
                reason = f"서비스 오류 {response.status_code}"
                asked_to_wait = _seconds(response.headers.get("Retry-After"))
            if attempt < _ATTEMPTS:
                self.sleep(min(asked_to_wait if asked_to_wait is not None else wait, _LONGEST_WAIT_S))
                wait *= 2
        raise TaxServiceError(reason)

    def _keep_apart(self) -> None:
        early = self._next_call - self.clock()
        if early > 0:
            self.sleep(early)
        self._next_call = self.clock() + self.interval_s


def _at_most(items: Sequence[T]) -> list[T]:
    if len(items) > MOST_NUMBERS:
        raise ValueError(f"{len(items)} numbers in one call; the service takes {MOST_NUMBERS}")
    return list(items)


def _rows(response: httpx.Response) -> list[Any]:
    try:
        answer = response.json()
    except ValueError:
        raise TaxServiceError("응답을 읽을 수 없습니다") from None
    if response.is_success and isinstance(answer, dict) and isinstance(answer.get("data"), list):
        rows: list[Any] = answer["data"]
        return rows
    said = ""
    if isinstance(answer, dict):
        said = str(answer.get("msg") or answer.get("status_code") or answer.get("code") or "")
    if response.is_success:
        raise TaxServiceError(f"응답에 결과가 없습니다({said})")
    raise TaxServiceRefusedError(f"요청이 거절되었습니다({response.status_code} {said})".strip())


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.isascii() and text.isdigit() else None

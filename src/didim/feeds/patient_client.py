"""Asking outside services: calls kept apart, a failing service asked again with patience and jitter."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpx

TIMEOUT_S = 20.0
ATTEMPTS = 4
FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 60.0
_TOO_MANY_REQUESTS = 429
_SERVER_FAULT = 500


class FeedError(Exception):
    """A source gave no usable answer; the text says why, for the record of the run. It holds no key."""


@dataclass(slots=True)
class PatientClient:
    """An HTTP client for one source. interval_s: least time between calls; the callables are for tests."""

    interval_s: float
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random
    _http: httpx.Client = field(init=False)
    _next_call: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._http = httpx.Client(timeout=TIMEOUT_S, follow_redirects=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, url: str, params: Mapping[str, str | int]) -> httpx.Response:
        """Return a successful answer; ask again after faults of the service or the network.

        Raises FeedError after the last attempt, and at once when the service refuses (4xx other than 429).
        """
        reason, asked = "", None
        for attempt in range(ATTEMPTS):
            if attempt:
                self.sleep(self._wait(attempt, asked))
            self._keep_apart()
            try:
                response = self._http.get(url, params=dict(params))
            except httpx.HTTPError as error:
                # The address holds the key: only the kind of failure is told.
                reason, asked = f"연결하지 못했습니다({type(error).__name__}).", None
                continue
            if response.is_success:
                return response
            reason = f"서비스가 오류 {response.status_code}로 답했습니다."
            if response.status_code < _SERVER_FAULT and response.status_code != _TOO_MANY_REQUESTS:
                break
            asked = _seconds(response.headers.get("Retry-After"))
        raise FeedError(reason)

    def _wait(self, attempt: int, asked: float | None) -> float:
        wait = FIRST_WAIT_S * 2 ** (attempt - 1) * (1 + self.jitter())
        return min(max(wait, asked or 0.0), LONGEST_WAIT_S)

    def _keep_apart(self) -> None:
        early = self._next_call - self.clock()
        if early > 0:
            self.sleep(early)
        self._next_call = self.clock() + self.interval_s


def _seconds(header: str | None) -> float | None:
    return float(header) if header and header.isascii() and header.isdigit() else None

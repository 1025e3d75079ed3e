"""Asking about firms in batches; sign-up never waits for it."""

from collections.abc import Callable
from datetime import datetime

from didim.registry.domain.business_status import (
    claim_due_checks,
    record_business_status,
    record_failed_checks,
)

from .client import MOST_NUMBERS, TaxServiceClient, TaxServiceError

_NO_ANSWER = "국세청 응답에 이 번호가 없습니다"


def check_due_firms(*, client: TaxServiceClient, now: Callable[[], datetime], batches: int = 10) -> int:
    """Ask about the firms whose check is due, up to `batches` calls; return how many were answered.

    A call that fails is recorded for its firms and ends the round: the rest waits for the next one.
    """
    answered = 0
    for _batch in range(batches):
        requested_at = now()
        numbers = claim_due_checks(now=requested_at, limit=MOST_NUMBERS)
        if not numbers:
            break
        try:
            answers = client.status(list(dict.fromkeys(numbers.values())))
        except TaxServiceError as error:
            record_failed_checks(numbers=numbers, failure=str(error), requested_at=requested_at, now=now())
            break
        missing = {}
        for enterprise_id, number in numbers.items():
            answer = answers.get(number)
            if answer is None:
                missing[enterprise_id] = number
                continue
            record_business_status(
                enterprise_id=enterprise_id,
                business_number=number,
                status=answer.status,
                closed_on=answer.closed_on,
                answer=answer.raw,
                requested_at=requested_at,
                now=now(),
            )
            answered += 1
        if missing:
            record_failed_checks(numbers=missing, failure=_NO_ANSWER, requested_at=requested_at, now=now())
    return answered

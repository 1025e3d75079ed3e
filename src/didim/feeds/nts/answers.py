"""What the tax service answers, as values. Field names are the service's own (read 2026-01)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from didim.registry.enums import TaxStatus

_STATUSES = {"01": TaxStatus.ACTIVE, "02": TaxStatus.SUSPENDED, "03": TaxStatus.CLOSED}
_VALID = "01"


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """One number's status; `raw` is the answer as it came."""

    business_number: str
    status: TaxStatus
    closed_on: date | None
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ValidationAnswer:
    """Whether number, opening day and representative belong together, in the service's own words if not."""

    business_number: str
    is_valid: bool
    message: str
    status: StatusAnswer | None
    raw: Mapping[str, Any]


def read_status(row: Any) -> StatusAnswer | None:
    """Read one row of `data`; None when it is not an answer about a number.

    A number that is not registered has no status code; its tax_type says so in a sentence.
    """
    if not isinstance(row, Mapping) or not isinstance(row.get("b_no"), str):
        return None
    code = row.get("b_stt_cd")
    status = _STATUSES.get(code) if isinstance(code, str) else None
    if status is None:
        if not isinstance(row.get("tax_type"), str) or "등록되지 않은" not in row["tax_type"]:
            return None
        status = TaxStatus.UNREGISTERED
    return StatusAnswer(row["b_no"], status, _day(row.get("end_dt")), row)


def read_validation(row: Any) -> ValidationAnswer | None:
    """Read one row of a validation's `data`; None when it is not an answer about a number."""
    if not isinstance(row, Mapping) or not isinstance(row.get("b_no"), str) or "valid" not in row:
        return None
    return ValidationAnswer(
        row["b_no"],
        row["valid"] == _VALID,
        str(row.get("valid_msg") or ""),
        read_status(row.get("status")),
        row,
    )


def _day(text: Any) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day, no clock
    except (TypeError, ValueError):
        return None

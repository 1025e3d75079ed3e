"""Writing the support ledger: one line each time a firm received something."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from operator import attrgetter
from typing import Any

import pghistory
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.kernel.refusals import Problem, RefusedError
from didim.registry.models import Agency, Enterprise
from didim.support.enums import RecordSource, SupportForm
from didim.support.models import SupportRecord

_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class SupportDetails:
    """What was received: amount in won (None where it has no price), `ends_on` the last day of what runs.

    `detail` says what exactly; lines of one agreement or voucher share its `case_reference`.
    """

    form: SupportForm
    programme_name: str
    year: int
    received_on: date
    amount_won: int | None = None
    ends_on: date | None = None
    programme_id: int | None = None
    evidence: str = ""
    detail: str = ""
    case_reference: str = ""


@dataclass(frozen=True, slots=True)
class SupportLine:
    """A line to be written: whose it is, under which reference, and what it says."""

    enterprise_id: int
    reference: str
    details: SupportDetails


def record_support(
    *,
    agency: Agency,
    enterprise: Enterprise,
    details: SupportDetails,
    source: RecordSource,
    reference: str,
    by: User | None,
    now: datetime,
    is_sample: bool = False,
) -> SupportRecord:
    """Write a line of the ledger; said again (same agency, source and reference) it becomes what is said now.

    The history of the row keeps what was said before. RefusedError for an amount below zero, a period the
    wrong way round, or when the reference stands for another firm.
    """
    line = SupportLine(enterprise.merged_into_id or enterprise.pk, reference, details)
    with transaction.atomic():
        _write([line], agency, source, by, now, is_sample=is_sample)
        return SupportRecord.objects.get(agency=agency, source=source, reference=reference)


def record_supports(
    *,
    agency: Agency,
    lines: Sequence[SupportLine],
    source: RecordSource,
    by: User | None,
    now: datetime,
    is_sample: bool = False,
) -> int:
    """Write many lines of one agency as `record_support` writes one: all of them or none.

    Return how many were new or said something new. A firm that was merged must be named as it is now.
    RefusedError as above, and where two of the lines have the same reference.
    """
    if len({line.reference for line in lines}) < len(lines):
        raise RefusedError([Problem("reference", _("같은 근거 번호가 두 번 있습니다."))])
    with transaction.atomic():
        return sum(
            _write(lines[at : at + _BATCH], agency, source, by, now, is_sample=is_sample)
            for at in range(0, len(lines), _BATCH)
        )


def withdraw_support(*, record: SupportRecord, reason: str, by: User | None) -> None:
    """Take a line out of the ledger that should never have stood: nothing was received.

    Its history keeps what it said, who took it out and why. RefusedError without a reason.
    """
    said = " ".join(reason.split())
    if not said:
        raise RefusedError([Problem("reason", _("지원이력에서 빼는 까닭을 적어 주세요."))])
    user = by.pk if by else None
    with transaction.atomic(), pghistory.context(act="withdraw_support", user=user, reason=said):
        record.delete()


_TYPES = {
    "form": "text",
    "programme_name": "text",
    "year": "smallint",
    "received_on": "date",
    "amount_won": "bigint",
    "ends_on": "date",
    "programme_id": "bigint",
    "evidence": "text",
    "detail": "text",
    "case_reference": "text",
}
_SAID = tuple(field.name for field in fields(SupportDetails))
_COLUMNS = ", ".join(_SAID)
_LINES = f"unnest(%s::bigint[], %s::text[], {', '.join(f'%s::{_TYPES[name]}[]' for name in _SAID)})"
# Nothing is touched where a line says what stands already, so that its history does not grow.
_INSERT = f"""
INSERT INTO support_supportrecord AS standing
    (agency_id, source, recorded_at, recorded_by_id, is_sample, enterprise_id, reference, {_COLUMNS})
SELECT %s, %s, %s, %s, %s, line.* FROM {_LINES} AS line
ON CONFLICT (agency_id, source, reference) DO UPDATE SET
    ({_COLUMNS}, recorded_at, recorded_by_id) =
    ({", ".join(f"excluded.{name}" for name in _SAID)}, excluded.recorded_at, excluded.recorded_by_id)
WHERE standing.enterprise_id = excluded.enterprise_id
    AND ({", ".join(f"standing.{name}" for name in _SAID)})
        IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in _SAID)})
"""  # noqa: S608 - the names of our own columns
_OF_ANOTHER_FIRM = """
SELECT EXISTS (
    SELECT FROM unnest(%s::bigint[], %s::text[]) AS line (enterprise_id, reference)
    JOIN support_supportrecord AS standing
        ON standing.agency_id = %s AND standing.source = %s AND standing.reference = line.reference
    WHERE standing.enterprise_id <> line.enterprise_id
)
"""


def _write(
    lines: Sequence[SupportLine],
    agency: Agency,
    source: RecordSource,
    by: User | None,
    now: datetime,
    *,
    is_sample: bool,
) -> int:
    tidy = [
        replace(line.details, programme_name=" ".join(line.details.programme_name.split())) for line in lines
    ]
    for line, details in zip(lines, tidy, strict=True):
        if problems := support_problems(details, line.reference):
            raise RefusedError(problems)
    firms, references = [line.enterprise_id for line in lines], [line.reference for line in lines]
    said: list[list[Any]] = [list(map(attrgetter(name), tidy)) for name in _SAID]
    user = by.pk if by else None
    with pghistory.context(act="record_support", user=user), connection.cursor() as cursor:
        cursor.execute(_INSERT, [agency.pk, source, now, user, is_sample, firms, references, *said])
        written: int = cursor.rowcount
        if written < len(lines):
            cursor.execute(_OF_ANOTHER_FIRM, [firms, references, agency.pk, source])
            if cursor.fetchone()[0]:
                sentence = _("이 근거 번호는 다른 기업의 지원이력에 이미 쓰였습니다. 번호를 확인해 주세요.")
                raise RefusedError([Problem("reference", sentence)])
    return written


def support_problems(details: SupportDetails, reference: str) -> list[Problem]:
    """Return what keeps a line out of the ledger, field by field."""
    problems = []
    if not details.programme_name:
        problems.append(Problem("programme_name", _("사업명을 적어 주세요.")))
    if not reference:
        problems.append(Problem("reference", _("근거 번호를 적어 주세요.")))
    if details.amount_won is not None and details.amount_won < 0:
        problems.append(Problem("amount_won", _("금액은 0원 이상이어야 합니다.")))
    if details.ends_on is not None and details.ends_on < details.received_on:
        problems.append(Problem("ends_on", _("종료일이 지원일보다 빠릅니다. 두 날짜를 확인해 주세요.")))
    return problems

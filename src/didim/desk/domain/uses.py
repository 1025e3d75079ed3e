"""Writing down that somebody used the agency: a consultation by itself, courses by hand or in bulk."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.desk.enums import ContactChannel, UseKind
from didim.desk.models import Consultation, UseRecord
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.registry.models import Agency

_BATCH = 5_000
MOST_PEOPLE = 10_000


@dataclass(frozen=True, slots=True)
class Use:
    """What was used, on which day, how, by how many; what is known of them as it was on that day."""

    used_on: date
    kind: UseKind
    channel: ContactChannel
    people: int = 1
    enterprise_id: int | None = None
    consultation_id: int | None = None
    branch_id: int | None = None
    stage: str = ""
    region_id: str | None = None
    industry_id: str | None = None
    what: str = ""


_TYPES = {
    "used_on": "date",
    "kind": "text",
    "channel": "text",
    "people": "integer",
    "enterprise_id": "bigint",
    "consultation_id": "bigint",
    "branch_id": "bigint",
    "stage": "text",
    "region_id": "text",
    "industry_id": "text",
    "what": "text",
}
_SAID = tuple(field.name for field in fields(Use))
_COLUMNS = ", ".join(_SAID)
_LINES = f"unnest(%s::text[], {', '.join(f'%s::{_TYPES[name]}[]' for name in _SAID)})"
# Nothing is touched where a row says what stands already, so that its history does not grow.
_INSERT = f"""
INSERT INTO desk_userecord AS standing
    (agency_id, recorded_at, recorded_by_id, is_sample, reference, {_COLUMNS})
SELECT %s, %s, %s, %s, line.* FROM {_LINES} AS line
ON CONFLICT (agency_id, reference) DO UPDATE SET
    ({_COLUMNS}, recorded_at, recorded_by_id) =
    ({", ".join(f"excluded.{name}" for name in _SAID)}, excluded.recorded_at, excluded.recorded_by_id)
WHERE ({", ".join(f"standing.{name}" for name in _SAID)})
    IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in _SAID)})
"""  # noqa: S608 - the names of our own columns


def record_uses(
    *,
    agency: Agency,
    uses: Sequence[tuple[str, Use]],
    by: User | None,
    now: datetime,
    is_sample: bool = False,
) -> int:
    """Write many uses of one agency, each under its reference: all of them or none.

    Said again under its reference, a use becomes what is said now, and its history keeps what was. Return how
    many were new or said something new. RefusedError for a day to come, for less than one person, and where
    two have the same reference.
    """
    _check([use for _reference, use in uses], now)
    if len({reference for reference, _use in uses}) < len(uses):
        raise RefusedError([Problem("reference", _("같은 근거 번호가 두 번 있습니다."))])
    with transaction.atomic():
        return sum(
            _write(uses[at : at + _BATCH], agency, by, now, is_sample=is_sample)
            for at in range(0, len(uses), _BATCH)
        )


def note_use(*, agency: Agency, use: Use, by: User | None, now: datetime) -> UseRecord:
    """Write down a use that no other act writes: a course, a visit of the field, people at an event.

    RefusedError for a day to come, or for fewer than one person or more than anybody could count.
    """
    _check([use], now)
    with recorded("note_use", by):
        # Numbers of a day are given one after the other.
        Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
        day = f"noted-{use.used_on:%Y%m%d}-"
        number = UseRecord.objects.filter(agency=agency, reference__startswith=day).count() + 1
        _write([(f"{day}{number}", use)], agency, by, now, is_sample=False)
        return UseRecord.objects.get(agency=agency, reference=f"{day}{number}")


def record_consultation(*, consultation: Consultation, by: User | None, now: datetime) -> None:
    """Write the use that a finished consultation is, with what was known of the visitor when they came."""
    use = Use(
        used_on=now.astimezone(SEOUL).date(),
        kind=UseKind.CONSULTATION,
        channel=ContactChannel(consultation.channel),
        enterprise_id=consultation.enterprise_id,
        consultation_id=consultation.pk,
        branch_id=consultation.branch_id,
        stage=consultation.stage,
        region_id=consultation.region_id,
        industry_id=consultation.industry_id,
        what=consultation.subject[:120],
    )
    reference = f"consultation-{consultation.pk}"
    _write([(reference, use)], consultation.agency, by, now, is_sample=consultation.is_sample)


def _check(uses: Sequence[Use], now: datetime) -> None:
    today = now.astimezone(SEOUL).date()
    if any(use.used_on > today for use in uses):
        raise refuse("used_on", _("아직 오지 않은 날입니다. 이용한 날을 골라 주세요."))
    if any(not 1 <= use.people <= MOST_PEOPLE for use in uses):
        raise refuse("people", _("인원을 1명에서 1만 명 사이로 적어 주세요."))


def _write(
    uses: Sequence[tuple[str, Use]], agency: Agency, by: User | None, now: datetime, *, is_sample: bool
) -> int:
    references = [reference for reference, _use in uses]
    columns = [[getattr(use, name) for _reference, use in uses] for name in _SAID]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [agency.pk, now, by.pk if by else None, is_sample, references, *columns])
        return int(cursor.rowcount)

"""Writing the support ledger: one line each time a firm received something."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

import pghistory
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.kernel.refusals import Problem, RefusedError
from didim.registry.models import Agency, Enterprise
from didim.support.enums import RecordSource, SupportForm
from didim.support.models import SupportRecord


@dataclass(frozen=True, slots=True)
class SupportDetails:
    """What was received: amount in won (None where it has no price), `ends_on` the last day of what runs."""

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
    enterprise_id = enterprise.merged_into_id or enterprise.pk
    details = replace(details, programme_name=" ".join(details.programme_name.split()))
    if problems := support_problems(details, reference):
        raise RefusedError(problems)
    said = asdict(details)
    act = pghistory.context(act="record_support", user=by.pk if by else None)
    with transaction.atomic(), act:
        # The loser of a race waits for the winner's row instead of failing on it.
        SupportRecord.objects.bulk_create(
            [
                SupportRecord(
                    agency=agency,
                    enterprise_id=enterprise_id,
                    source=source,
                    reference=reference,
                    recorded_at=now,
                    recorded_by=by,
                    is_sample=is_sample,
                    **said,
                )
            ],
            ignore_conflicts=True,
        )
        record = SupportRecord.objects.select_for_update(of=("self",)).get(
            agency=agency, source=source, reference=reference
        )
        if record.enterprise_id != enterprise_id:
            sentence = _("이 근거 번호는 다른 기업의 지원이력에 이미 쓰였습니다. 번호를 확인해 주세요.")
            raise RefusedError([Problem("reference", sentence)])
        changed = [name for name, value in said.items() if getattr(record, name) != value]
        if changed:
            for name in changed:
                setattr(record, name, said[name])
            record.recorded_at, record.recorded_by = now, by
            record.save(update_fields=[*changed, "recorded_at", "recorded_by"])
    return record


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

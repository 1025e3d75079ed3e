"""What the other agency has observed of the marked firm, asked it, aimed at and closed."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from didim.outcomes.domain.indicators import indicator_on
from didim.outcomes.enums import Basis, ObservationSource
from didim.outcomes.models import (
    ClosedPeriod,
    EvidenceFile,
    Observation,
    OutcomeAnswer,
    OutcomeQuestion,
    OutcomeRequest,
    Target,
)
from didim.support.enums import RecordSource, SupportForm
from didim.support.models import SupportRecord

YEAR = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)}


def make_marked_outcomes(things: dict[str, Any], *, mark: str, value: int, now: datetime) -> dict[str, Any]:
    """Make a value, a request with the firm's answer, a target, a closed period and a line of the ledger."""
    agency, firm = things["agency"], things["firm"]
    sales = indicator_on("sales", date(2025, 12, 31))
    observation = Observation.objects.create(
        agency=agency,
        indicator=sales,
        enterprise=firm,
        programme_name=f"{mark} 사업",
        value=Decimal(value),
        currency="KRW",
        basis=Basis.DURING,
        evidence=f"{mark} 증빙",
        source=ObservationSource.STAFF,
        recorded_at=now,
        **YEAR,
    )
    file = EvidenceFile.objects.create(
        observation=observation,
        name=f"{mark} 증빙.pdf",
        size=1,
        content_type="application/pdf",
        sha256="0" * 64,
        added_at=now,
    )
    request = OutcomeRequest.objects.create(
        agency=agency,
        name=f"{mark} 조사",
        indicator_codes=["sales"],
        due_on=now.date() + timedelta(days=9),
        remind_on=now.date(),
        opened_at=now,
        **YEAR,
    )
    answer = OutcomeAnswer.objects.create(agency=agency, enterprise=firm, request=request, asked_at=now)
    OutcomeQuestion.objects.create(
        agency=agency, enterprise=firm, answer=answer, indicator=sales, basis=Basis.DURING, **YEAR
    )
    target = Target.objects.create(
        agency=agency,
        indicator=sales,
        programme_name=f"{mark} 사업",
        due_on=date(2026, 12, 31),
        value=Decimal(value),
        currency="KRW",
        set_at=now,
    )
    period = ClosedPeriod.objects.create(agency=agency, reason=f"{mark} 공표", closed_at=now, **YEAR)
    SupportRecord.objects.create(
        agency=agency,
        enterprise=firm,
        form=SupportForm.MONEY,
        programme_name=f"{mark} 사업",
        year=2025,
        amount_won=value,
        received_on=date(2025, 4, 1),
        source=RecordSource.DELIVERED,
        reference=f"{mark}-1",
        recorded_at=now,
    )
    return {
        "observation": observation,
        "observation_evidence": file,
        "outcome_request": request,
        "outcome_answer": answer,
        "outcome_target": target,
        "closed_period": period,
    }

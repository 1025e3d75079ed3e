"""A published report of the other agency, and rows that its figures count."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from didim.accounts.models import User
from didim.outcomes.domain.indicators import indicator_on
from didim.outcomes.enums import Basis, ObservationSource
from didim.outcomes.models import Observation
from didim.reports.domain.publishing import publish_report
from didim.reports.outlines import outline
from didim.reports.paper import Paragraph, Report, Section
from didim.reports.scopes import Period

DAY = date(2024, 1, 2)


def make_marked_report(things: dict[str, Any], by: User, *, mark: str, now: datetime) -> dict[str, Any]:
    """Make the report and an observation of the marked firm in every year a page may open with."""
    agency = things["agency"]
    for year in range(2020, now.year + 2):
        Observation.objects.create(
            agency=agency,
            enterprise=things["firm"],
            indicator=indicator_on("sales", date(year, 12, 31)),
            period_start=date(year, 1, 1),
            period_end=date(year, 12, 31),
            value=Decimal(1_000_000),
            currency="KRW",
            basis=Basis.DURING,
            source=ObservationSource.STAFF,
            evidence=mark,
            recorded_at=now,
        )
    report = Report(
        title=f"{mark} 보고서",
        kind="연간 성과보고서",
        whose=agency.name,
        period="2022년",
        made_on=DAY,
        sections=(Section("개요", (Paragraph(mark),)),),
        definitions=(),
    )
    published = publish_report(
        agency=agency,
        outline=outline("annual", on=DAY),
        report=report,
        period=Period.year(2022),
        by=by,
        now=now,
    )
    return {"published_report": published}

"""Taking the firms of a file: they, their figures and their relation to the agency."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from didim.kernel.refusals import refuse
from didim.registry.enums import RelationKind, RowOutcome
from didim.registry.models import Agency, AgencyRelation, Enterprise, EnterpriseYear

from .checking import FirmRow, YearFigures, merged

_BATCH = 1_000
_CHANGING = [
    "name", "stage", "legal_form", "business_number", "corporate_number", "opened_on", "closed_on", "region",
    "address", "industry", "size_class", "representative_name", "representative_birth_year",
    "representative_birth_date", "phone", "email", "website", "updated_at",
]  # fmt: skip


def take_firms(rows: Sequence[FirmRow], *, agency: Agency | None, now: datetime) -> None:
    """Write the firms of rows none of which is refused, their figures and their relation to the agency.

    RefusedError (field `file`) when somebody registered one of them in the same moment.
    """
    new, changed = _those(rows, RowOutcome.NEW), _those(rows, RowOutcome.UPDATED)
    for row, firm in new:
        firm.created_at = firm.updated_at = now
        firm.tax_check_due_at = None if row.is_pre_founder else now
    for _row, firm in changed:
        firm.updated_at = now
    try:
        _write(new, changed, agency=agency, now=now)
    except IntegrityError as error:
        if "enterprise_business_number_unique" in str(error):
            sentence = _("그 사이에 같은 사업자등록번호가 등록되었습니다. 파일을 다시 올려 확인해 주세요.")
            raise refuse("file", sentence) from error
        raise


def _write(
    new: list[tuple[FirmRow, Enterprise]],
    changed: list[tuple[FirmRow, Enterprise]],
    *,
    agency: Agency | None,
    now: datetime,
) -> None:
    with transaction.atomic():
        Enterprise.objects.bulk_create([firm for _row, firm in new], batch_size=_BATCH)
        Enterprise.objects.bulk_update([firm for _row, firm in changed], _CHANGING, batch_size=_BATCH)
        _write_years([*new, *changed])
        if agency is not None:
            AgencyRelation.objects.bulk_create(
                [
                    AgencyRelation(agency=agency, enterprise=firm, kind=RelationKind.REGISTERED, since=now)
                    for _row, firm in new
                ],
                batch_size=_BATCH,
            )


def _those(rows: Sequence[FirmRow], outcome: RowOutcome) -> list[tuple[FirmRow, Enterprise]]:
    return [(row, row.enterprise) for row in rows if row.outcome is outcome and row.enterprise]


def _write_years(rows: Iterable[tuple[FirmRow, Enterprise]]) -> None:
    said = {(firm.pk, year): figures for row, firm in rows for year, figures in row.years.items()}
    standing = {
        (enterprise, year): YearFigures(employees, sales)
        for enterprise, year, employees, sales in EnterpriseYear.objects.filter(
            enterprise__in={enterprise for enterprise, _year in said}
        ).values_list("enterprise_id", "year", "employees", "sales")
    }
    figures = {key: merged(standing.get(key), value) for key, value in said.items()}
    EnterpriseYear.objects.bulk_create(
        [
            EnterpriseYear(enterprise_id=enterprise, year=year, employees=value.employees, sales=value.sales)
            for (enterprise, year), value in figures.items()
        ],
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["enterprise", "year"],
        update_fields=["employees", "sales"],
    )

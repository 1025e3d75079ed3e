"""The acts on a file of firms: preview it, then take it as a whole."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.kernel.refusals import refuse
from didim.registry.enums import ImportState, RelationKind, RowOutcome
from didim.registry.models import (
    Agency,
    AgencyRelation,
    Enterprise,
    EnterpriseYear,
    FirmImport,
    FirmImportRow,
)

from .checking import FirmFile, FirmRow, YearFigures, check_firm_table, merged
from .reading import FirmTable, columns_of, read_firm_table

_BATCH = 1_000
_CHANGING = [
    "name", "stage", "legal_form", "business_number", "corporate_number", "opened_on", "closed_on", "region",
    "address", "industry", "size_class", "representative_name", "representative_birth_year",
    "representative_birth_date", "phone", "email", "website", "updated_at",
]  # fmt: skip


def preview_firm_file(
    *, agency: Agency, user: User | None, content: bytes, file_name: str, now: datetime
) -> FirmImport:
    """Read and check a file an agency brings, and keep what was found; no firm is touched yet.

    The import is PREVIEWED, or REJECTED when a row has to be mended. RefusedError (field `file`) when the
    file cannot be read at all.
    """
    table = read_firm_table(content)
    checked = check_firm_table(table, agency=agency, today=localdate(now))
    with transaction.atomic():
        firm_import = FirmImport.objects.create(
            agency=agency,
            file_name=file_name[:200],
            file_hash=sha256(content).hexdigest(),
            headings=list(table.headings),
            state=ImportState.PREVIEWED if checked.is_acceptable else ImportState.REJECTED,
            uploaded_by=user,
            uploaded_at=now,
        )
        _keep_rows(firm_import, checked)
    return firm_import


def apply_firm_import(*, firm_import: FirmImport, now: datetime) -> FirmImport:
    """Take a previewed file: checked again, then all its rows in one transaction or none.

    Returns it APPLIED, or REJECTED when the registry has changed meanwhile so that a row no longer fits. Only
    a preview can be taken, once: RefusedError otherwise.
    """
    with transaction.atomic():
        locked = FirmImport.objects.select_for_update().get(pk=firm_import.pk)
        if locked.state != ImportState.PREVIEWED:
            raise refuse("state", _("미리보기 상태의 파일만 반영할 수 있습니다. 파일을 다시 올려 주세요."))
        headings = tuple(locked.headings)
        stored = locked.rows.order_by("number").values_list("number", "cells")
        table = FirmTable(
            headings, columns_of(headings), tuple((number, tuple(cells)) for number, cells in stored)
        )
        checked = check_firm_table(table, agency=locked.agency, today=localdate(now))
        if checked.is_acceptable:
            take_firms(checked, agency=locked.agency, now=now)
            locked.state, locked.applied_at = ImportState.APPLIED, now
        else:
            locked.state = ImportState.REJECTED
        locked.rows.all().delete()
        _keep_rows(locked, checked)
        locked.save(update_fields=["state", "applied_at"])
        return locked


def take_firms(checked: FirmFile, *, agency: Agency | None, now: datetime) -> None:
    """Write the firms of a file without refused rows, their figures and their relation to the agency.

    RefusedError (field `file`) when somebody registered one of them in the same moment.
    """
    if not checked.is_acceptable:
        raise ValueError("a file with refused rows is not taken")
    new, changed = _rows(checked, RowOutcome.NEW), _rows(checked, RowOutcome.UPDATED)
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


def _rows(checked: FirmFile, outcome: RowOutcome) -> list[tuple[FirmRow, Enterprise]]:
    return [(row, row.enterprise) for row in checked.rows if row.outcome is outcome and row.enterprise]


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


def _keep_rows(firm_import: FirmImport, checked: FirmFile) -> None:
    FirmImportRow.objects.bulk_create(
        [
            FirmImportRow(
                agency_id=firm_import.agency_id,
                firm_import=firm_import,
                number=row.number,
                cells=list(row.cells),
                outcome=row.outcome,
                problems=[{"field": problem.field, "message": str(problem)} for problem in row.problems],
                enterprise=row.enterprise if row.enterprise and row.enterprise.pk else None,
            )
            for row in checked.rows
        ],
        batch_size=_BATCH,
    )

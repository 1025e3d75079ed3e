"""The acts on a file of any kind: check it, preview it, take it as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Generic

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.kernel.refusals import refuse
from didim.registry.enums import ImportState, RowOutcome
from didim.registry.models import Agency, FileImport, FileImportRow

from .kinds import Bringing, FileRow, ImportKind, RowT
from .reading import FileTable, read_table
from .sheets import empty_sheet, marked_sheet

_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class CheckedFile(Generic[RowT]):
    """A file and what each of its rows would do."""

    kind: ImportKind[RowT]
    table: FileTable
    rows: list[RowT]

    @property
    def is_acceptable(self) -> bool:
        """Whether no row is refused: only then is the file taken."""
        return all(row.outcome is not RowOutcome.REJECTED for row in self.rows)

    def counts(self) -> dict[str, int]:
        """Return how many rows have which outcome."""
        found = {outcome.value: 0 for outcome in RowOutcome}
        for row in self.rows:
            found[row.outcome] += 1
        return found

    def error_sheet(self) -> bytes:
        """Return the file again (.xlsx) with a last column that says what to mend."""
        rows = [(row.number, row.cells, told(row)) for row in self.rows]
        return marked_sheet(str(self.kind.title), self.table.headings, self.table.columns, rows)


def told(row: FileRow) -> list[dict[str, str]]:
    """Return what is wrong with a row, as it is stored and shown."""
    return [{"field": problem.field, "message": str(problem)} for problem in row.problems]


def check_content(kind: ImportKind[RowT], content: bytes, bringing: Bringing) -> CheckedFile[RowT]:
    """Read and check a file; nothing is written. RefusedError (field `file`) when it cannot be read."""
    table = read_table(content, kind.headings)
    return CheckedFile(kind, table, kind.check(table, bringing))


def take_checked(checked: CheckedFile[RowT], bringing: Bringing) -> None:
    """Write the rows of a file without refused rows, in one transaction."""
    if not checked.is_acceptable:
        raise ValueError("a file with refused rows is not taken")
    with transaction.atomic():
        checked.kind.take(checked.rows, bringing)


def preview_file(
    kind: ImportKind[RowT],
    *,
    agency: Agency,
    user: User | None,
    content: bytes,
    file_name: str,
    now: datetime,
) -> FileImport:
    """Read and check a file an agency brings, and keep what was found; nothing else is touched yet.

    The import is PREVIEWED, or REJECTED when a row has to be mended. RefusedError (field `file`) when the
    file cannot be read at all.
    """
    checked = check_content(kind, content, Bringing(agency, user, now))
    with transaction.atomic():
        file_import = FileImport.objects.create(
            agency=agency,
            kind=kind.code,
            file_name=file_name[:200],
            file_hash=sha256(content).hexdigest(),
            headings=list(checked.table.headings),
            state=ImportState.PREVIEWED if checked.is_acceptable else ImportState.REJECTED,
            uploaded_by=user,
            uploaded_at=now,
        )
        _keep_rows(file_import, checked.rows)
    return file_import


def apply_import(
    kind: ImportKind[RowT], *, file_import: FileImport, by: User | None, now: datetime
) -> FileImport:
    """Take a previewed file: checked again, then all its rows in one transaction or none.

    Returns it APPLIED, or REJECTED when things have changed meanwhile so that a row no longer fits. Only a
    preview can be taken, once: RefusedError otherwise.
    """
    with transaction.atomic():
        locked = FileImport.objects.select_for_update().get(pk=file_import.pk, kind=kind.code)
        if locked.state != ImportState.PREVIEWED:
            raise refuse("state", _("미리보기 상태의 파일만 반영할 수 있습니다. 파일을 다시 올려 주세요."))
        bringing = Bringing(locked.agency, by, now)
        table = _stored_table(kind, locked)
        checked = CheckedFile(kind, table, kind.check(table, bringing))
        if checked.is_acceptable:
            take_checked(checked, bringing)
            locked.state, locked.applied_at = ImportState.APPLIED, now
        else:
            locked.state = ImportState.REJECTED
        locked.rows.all().delete()
        _keep_rows(locked, checked.rows)
        locked.save(update_fields=["state", "applied_at"])
        return locked


def error_sheet(kind: ImportKind[RowT], file_import: FileImport) -> bytes:
    """Return the file again (.xlsx) with a last column that says what to mend; the cells meant are marked.

    Row numbers stay as they were in the rows kept, so that "행" in a sentence is the row of the file brought.
    """
    rows = file_import.rows.order_by("number").values_list("number", "cells", "problems")
    columns = kind.headings.columns(file_import.headings)
    return marked_sheet(str(kind.title), file_import.headings, columns, rows)


def template_of(kind: ImportKind[RowT]) -> bytes:
    """Return an empty workbook with the headings staff fill in, and a sheet that explains them (.xlsx)."""
    return empty_sheet(str(kind.title), kind.headings)


def _stored_table(kind: ImportKind[RowT], file_import: FileImport) -> FileTable:
    headings = tuple(file_import.headings)
    stored = file_import.rows.order_by("number").values_list("number", "cells")
    rows = tuple((number, tuple(cells)) for number, cells in stored)
    return FileTable(headings, kind.headings.columns(headings), rows)


def _keep_rows(file_import: FileImport, rows: Sequence[FileRow]) -> None:
    FileImportRow.objects.bulk_create(
        [
            FileImportRow(
                agency_id=file_import.agency_id,
                file_import=file_import,
                number=row.number,
                cells=list(row.cells),
                outcome=row.outcome,
                problems=told(row),
                enterprise_id=row.firm_id(),
            )
            for row in rows
        ],
        batch_size=_BATCH,
    )

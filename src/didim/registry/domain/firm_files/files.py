"""A whole file in one act, for the operator at the command line."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from didim.registry.enums import RowOutcome
from didim.registry.models import Agency

from .applying import take_firms
from .checking import check_firm_table
from .reading import read_firm_table
from .sheets import marked_sheet


@dataclass(frozen=True, slots=True)
class FirmFileResult:
    """What became of a file: rows read and by outcome, refused rows with reasons, the workbook to mend."""

    counts: dict[str, int]
    rejected: list[tuple[int, str]]
    error_sheet: bytes


def import_firm_file(
    *, content: bytes, agency: Agency | None, now: datetime, dry_run: bool = False
) -> FirmFileResult:
    """Read, check and take a file as a whole; with a refused row, or dry, nothing is written.

    RefusedError (field `file`) when the file cannot be read at all.
    """
    table = read_firm_table(content)
    checked = check_firm_table(table, agency=agency, today=localdate(now))
    refused = [row for row in checked.rows if row.outcome is RowOutcome.REJECTED]
    if not refused and not dry_run:
        take_firms(checked, agency=agency, now=now)
    counts = {"read": len(checked.rows), **checked.counts()}
    del counts[RowOutcome.REJECTED]
    sheet = marked_sheet(
        table.headings,
        [
            (
                row.number,
                row.cells,
                [{"field": problem.field, "message": str(problem)} for problem in row.problems],
            )
            for row in checked.rows
        ],
    )
    return FirmFileResult(
        counts, [(row.number, " ".join(map(str, row.problems))) for row in refused], sheet if refused else b""
    )

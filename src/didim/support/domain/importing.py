"""Earlier support from a spreadsheet: read, check row by row, take as a whole or not at all."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from hashlib import sha256

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from didim.accounts.models import User
from didim.kernel.business_numbers import read_business_number
from didim.kernel.refusals import Problem, refuse
from didim.registry.domain.firm_files.cells import (
    read_choice,
    read_day,
    read_number,
    read_won,
    read_year,
    unit_of,
)
from didim.registry.domain.firm_files.reading import MOST_ROWS, Column, plain_heading, read_cells
from didim.registry.domain.firm_files.sheets import marked_sheet
from didim.registry.enums import ImportState, RowOutcome
from didim.registry.models import Agency, Enterprise
from didim.support.domain.recording import SupportDetails, support_problems
from didim.support.enums import RecordSource, SupportForm
from didim.support.models import SupportImport, SupportImportRow, SupportRecord

_BATCH = 1_000
_ROWS_TO_LOOK_FOR_HEADINGS = 15
_LONGEST_REFERENCE = 120
# field: the heading of our template, then what else staff write. Spaces, stars and brackets do not count.
HEADINGS: dict[str, tuple[str, ...]] = {
    "business_number": ("사업자등록번호", "사업자번호"),
    "enterprise": ("기업명", "업체명", "회사명", "상호"),
    "programme_name": ("사업명", "지원사업명", "지원사업", "과제명"),
    "year": ("연도", "지원연도", "사업연도"),
    "form": ("지원형태", "지원유형", "지원내용"),
    "amount_won": ("지원금액", "지원금", "금액", "정부지원금"),
    "received_on": ("지원일", "지원일자", "협약시작일", "협약일", "시작일"),
    "ends_on": ("종료일", "협약종료일", "지원종료일"),
    "evidence": ("증빙", "근거", "비고"),
    "reference": ("관리번호", "과제번호", "협약번호", "근거번호"),
}
REQUIRED = ("business_number", "programme_name", "received_on")
_FIELDS = {plain_heading(word): name for name, words in HEADINGS.items() for word in words}
_FORMS: dict[str, str] = {
    "": SupportForm.MONEY,
    "사업비": SupportForm.MONEY,
    "자금": SupportForm.MONEY,
    "보조금": SupportForm.MONEY,
    "융자": SupportForm.LOAN,
    "보증": SupportForm.LOAN,
    "융자·보증": SupportForm.LOAN,
    "바우처": SupportForm.VOUCHER,
    "상담": SupportForm.ADVICE,
    "컨설팅": SupportForm.ADVICE,
    "멘토링": SupportForm.ADVICE,
    "상담·컨설팅": SupportForm.ADVICE,
    "교육": SupportForm.TRAINING,
    "공간": SupportForm.SPACE,
    "입주": SupportForm.SPACE,
    "장비": SupportForm.EQUIPMENT,
    "판로": SupportForm.MARKET,
    "상담회": SupportForm.MARKET,
    "판로·상담회": SupportForm.MARKET,
    "기타": SupportForm.OTHER,
    "그밖의지원": SupportForm.OTHER,
}


@dataclass(slots=True)
class SupportRow:
    """One row: where it stands, what it would do, and what is wrong in which field."""

    number: int
    cells: tuple[str, ...]
    outcome: RowOutcome = RowOutcome.NEW
    problems: list[Problem] = field(default_factory=list)
    business_number: str = ""
    enterprise_id: int | None = None
    details: SupportDetails | None = None
    reference: str = ""

    def note(self, column: str, sentence: object) -> None:
        """Add a sentence about a field, and refuse the row."""
        self.problems.append(Problem(column, sentence))
        self.outcome = RowOutcome.REJECTED


@dataclass(frozen=True, slots=True)
class SupportFile:
    """A file, which heading holds which field, and what each of its rows would do."""

    headings: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: list[SupportRow]

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
        return marked_sheet(
            self.headings,
            [(row.number, row.cells, _told(row.problems)) for row in self.rows],
            self.columns,
        )


def _told(problems: Iterable[Problem]) -> list[dict[str, str]]:
    return [{"field": problem.field, "message": str(problem)} for problem in problems]


def columns_of(headings: Sequence[str]) -> tuple[Column, ...]:
    """Return which heading holds which field; the first heading of a field counts."""
    found: dict[str, Column] = {}
    for at, heading in enumerate(headings):
        name = _FIELDS.get(plain_heading(heading))
        if name and name not in found:
            found[name] = Column(name, at, heading)
    return tuple(found.values())


def read_support_file(content: bytes, *, agency: Agency) -> SupportFile:
    """Read and check a file of an agency's earlier support: three queries whatever the number of rows.

    RefusedError (field `file`) when it cannot be read at all, or the headings it needs are not there.
    """
    table = read_cells(content)
    for at, headings in enumerate(table[:_ROWS_TO_LOOK_FOR_HEADINGS]):
        columns = columns_of(headings)
        if {column.field for column in columns}.issuperset(REQUIRED):
            numbered = [(number, row) for number, row in enumerate(table[at + 1 :], start=at + 2) if any(row)]
            return check_support_rows(headings, numbered, agency=agency)
    raise refuse(
        "file",
        gettext_lazy(
            "‘사업자등록번호’, ‘사업명’, ‘지원일’ 제목을 찾지 못했습니다. 서식을 받아 옮겨 적어 주세요."
        ),
    )


def check_support_rows(
    headings: Sequence[str], numbered: Sequence[tuple[int, Sequence[str]]], *, agency: Agency
) -> SupportFile:
    """Check rows under their headings against the registry and the ledger."""
    if not numbered:
        raise refuse("file", gettext_lazy("제목 아래에 지원이력이 한 줄도 없습니다."))
    if len(numbered) > MOST_ROWS:
        raise refuse("file", gettext_lazy("한 번에 2만 줄까지 올릴 수 있습니다. 나누어 올려 주세요."))
    columns = columns_of(headings)
    width = len(headings)
    rows = [SupportRow(number, (*cells[:width], *[""] * (width - len(cells)))) for number, cells in numbered]
    for row in rows:
        _read(row, columns)
    _find_firms(rows)
    _find_repeated(rows)
    _compare(rows, agency)
    return SupportFile(tuple(headings), columns, rows)


def _read(row: SupportRow, columns: Sequence[Column]) -> None:
    texts = {column.field: row.cells[column.at].strip() for column in columns}
    unit = next((unit_of(column.heading) for column in columns if column.field == "amount_won"), 1)
    number = read_business_number(read_number(texts.get("business_number", "")))
    if not number.is_valid:
        row.note(
            "business_number", _("사업자등록번호를 확인해 주세요. 열 자리이고 마지막 자리가 맞아야 합니다.")
        )
    row.business_number = number.digits
    values: dict[str, object] = {}
    readers: dict[str, Callable[[str], object]] = {
        "received_on": read_day,
        "ends_on": read_day,
        "year": read_year,
        "amount_won": lambda text: read_won(text, unit=unit),
        "form": lambda text: read_choice(
            text or "사업비",
            _FORMS,
            _("사업비, 융자, 바우처, 상담, 교육, 공간, 장비, 판로, 기타 가운데 하나로 적어 주세요."),
        ),
    }
    for name, reader in readers.items():
        try:
            values[name] = reader(texts.get(name, ""))
        except ValueError as error:
            row.note(name, str(error))
    received_on = values.get("received_on")
    if not isinstance(received_on, date):
        if "received_on" in values:
            row.note("received_on", _("지원일을 적어 주세요."))
        return
    if row.problems:
        return
    details = SupportDetails(
        form=SupportForm(str(values["form"])),
        programme_name=" ".join(texts.get("programme_name", "").split()),
        year=int(str(values["year"] or received_on.year)),
        received_on=received_on,
        amount_won=None if values["amount_won"] is None else int(str(values["amount_won"])),
        ends_on=values["ends_on"] if isinstance(values["ends_on"], date) else None,
        evidence=texts.get("evidence", "")[:300],
    )
    told = texts.get("reference", "") or f"{row.business_number}:{details.programme_name}:{received_on}"
    row.reference, row.details = told[:_LONGEST_REFERENCE], details
    for problem in support_problems(details, row.reference):
        row.note(problem.field, problem.message)


def _find_firms(rows: Sequence[SupportRow]) -> None:
    numbers = {row.business_number for row in rows}
    known = dict(
        Enterprise.objects.filter(business_number__in=numbers, merged_into=None).values_list(
            "business_number", "pk"
        )
    )
    for row in rows:
        row.enterprise_id = known.get(row.business_number)
        if row.enterprise_id is None and row.outcome is not RowOutcome.REJECTED:
            row.note(
                "business_number", _("등록되지 않은 기업입니다. 기업을 먼저 등록한 뒤 다시 올려 주세요.")
            )


def _find_repeated(rows: Sequence[SupportRow]) -> None:
    """Pass over a row that says the same again; refuse one that says something else under the same key."""
    first: dict[str, SupportRow] = {}
    for row in rows:
        if row.outcome is RowOutcome.REJECTED:
            continue
        earlier = first.setdefault(row.reference, row)
        if earlier is row:
            continue
        if (earlier.details, earlier.enterprise_id) == (row.details, row.enterprise_id):
            row.outcome = RowOutcome.DUPLICATE
        else:
            sentence = _("%(row)d행과 관리번호(또는 기업·사업·지원일)가 같지만 내용이 다릅니다.")
            row.note("reference", sentence % {"row": earlier.number})


def _compare(rows: Sequence[SupportRow], agency: Agency) -> None:
    standing = {
        record.reference: record
        for record in SupportRecord.objects.filter(
            agency=agency, source=RecordSource.IMPORTED, reference__in={row.reference for row in rows}
        )
    }
    for row in rows:
        record = standing.get(row.reference)
        if record is None or row.details is None or row.outcome is not RowOutcome.NEW:
            continue
        if record.enterprise_id != row.enterprise_id:
            row.note("reference", _("이 관리번호는 다른 기업의 지원이력에 이미 쓰였습니다."))
            continue
        same = all(getattr(record, name) == value for name, value in asdict(row.details).items())
        row.outcome = RowOutcome.UNCHANGED if same else RowOutcome.UPDATED


def take_support(file: SupportFile, *, agency: Agency, by: User | None, now: datetime) -> None:
    """Write the lines of a file without refused rows into the ledger, in one transaction."""
    if not file.is_acceptable:
        raise ValueError("a file with refused rows is not taken")
    records = [
        SupportRecord(
            agency=agency,
            enterprise_id=row.enterprise_id,
            source=RecordSource.IMPORTED,
            reference=row.reference,
            recorded_at=now,
            recorded_by=by,
            **asdict(row.details),
        )
        for row in file.rows
        if row.details is not None
        and row.enterprise_id is not None
        and row.outcome in (RowOutcome.NEW, RowOutcome.UPDATED)
    ]
    with transaction.atomic(), pghistory.context(act="import_support", user=by.pk if by else None):
        SupportRecord.objects.bulk_create(
            records,
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["agency", "source", "reference"],
            update_fields=[
                "form",
                "programme_name",
                "year",
                "amount_won",
                "received_on",
                "ends_on",
                "evidence",
                "recorded_at",
                "recorded_by",
            ],
        )


def preview_support_file(
    *, agency: Agency, user: User | None, content: bytes, file_name: str, now: datetime
) -> SupportImport:
    """Read and check a file an agency brings, and keep what was found; the ledger is not touched yet."""
    file = read_support_file(content, agency=agency)
    with transaction.atomic():
        made = SupportImport.objects.create(
            agency=agency,
            file_name=file_name[:200],
            file_hash=sha256(content).hexdigest(),
            headings=list(file.headings),
            state=ImportState.PREVIEWED if file.is_acceptable else ImportState.REJECTED,
            uploaded_by=user,
            uploaded_at=now,
        )
        _keep_rows(made, file)
    return made


def apply_support_import(*, support_import: SupportImport, by: User | None, now: datetime) -> SupportImport:
    """Take a previewed file: checked again, then all its rows in one transaction or none.

    Returns it APPLIED, or REJECTED where a row no longer fits. RefusedError for anything but a preview.
    """
    with transaction.atomic():
        locked = SupportImport.objects.select_for_update().get(pk=support_import.pk)
        if locked.state != ImportState.PREVIEWED:
            raise refuse(
                "state", gettext_lazy("미리보기 상태의 파일만 반영할 수 있습니다. 파일을 다시 올려 주세요.")
            )
        numbered = list(locked.rows.order_by("number").values_list("number", "cells"))
        file = check_support_rows(locked.headings, numbered, agency=locked.agency)
        if file.is_acceptable:
            take_support(file, agency=locked.agency, by=by, now=now)
            locked.state, locked.applied_at = ImportState.APPLIED, now
        else:
            locked.state = ImportState.REJECTED
        locked.rows.all().delete()
        _keep_rows(locked, file)
        locked.save(update_fields=["state", "applied_at"])
        return locked


def support_error_sheet(support_import: SupportImport) -> bytes:
    """Return the file again (.xlsx) with a last column that says what to mend; the cells meant are marked."""
    rows = support_import.rows.order_by("number").values_list("number", "cells", "problems")
    return marked_sheet(support_import.headings, rows, columns_of(support_import.headings))


def support_template() -> bytes:
    """Return an empty workbook with the headings staff fill in; a star marks what must be there."""
    return marked_sheet(
        [words[0] + ("*" if name in REQUIRED else "") for name, words in HEADINGS.items()], []
    )


def _keep_rows(support_import: SupportImport, file: SupportFile) -> None:
    SupportImportRow.objects.bulk_create(
        [
            SupportImportRow(
                agency_id=support_import.agency_id,
                support_import=support_import,
                number=row.number,
                cells=list(row.cells),
                outcome=row.outcome,
                problems=_told(row.problems),
            )
            for row in file.rows
        ],
        batch_size=_BATCH,
    )

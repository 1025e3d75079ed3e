"""Earlier support from a spreadsheet: read, check row by row, take as a whole or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

import pghistory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from didim.kernel.business_numbers import read_business_number
from didim.registry.domain.table_files.cells import (
    read_choice,
    read_day,
    read_number,
    read_won,
    read_year,
    unit_of,
)
from didim.registry.domain.table_files.kinds import Bringing, FileRow, ImportKind
from didim.registry.domain.table_files.reading import Column, FileTable, Headings
from didim.registry.domain.table_files.repeats import find_repeated
from didim.registry.enums import RowOutcome
from didim.registry.models import Agency, Enterprise
from didim.support.domain.recording import SupportDetails, support_problems
from didim.support.enums import RecordSource, SupportForm
from didim.support.models import SupportRecord

_BATCH = 1_000
_LONGEST_REFERENCE = 120
# field: the heading of our template, then what else staff write. Spaces, stars and brackets do not count.
_WORDS: dict[str, tuple[str, ...]] = {
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
_REQUIRED = frozenset({"business_number", "programme_name", "received_on"})
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
class SupportRow(FileRow):
    """One row of a file of earlier support: the firm and what it received."""

    business_number: str = ""
    enterprise_id: int | None = None
    details: SupportDetails | None = None
    reference: str = ""

    def firm_id(self) -> int | None:
        """Return the firm that was supported."""
        return self.enterprise_id


def check_support(table: FileTable, bringing: Bringing) -> list[SupportRow]:
    """Check rows against the registry and the ledger: two queries whatever their number."""
    rows = [SupportRow(number, cells) for number, cells in table.rows]
    for row in rows:
        _read(row, table.columns)
    _find_firms(rows)
    find_repeated(
        rows,
        key=lambda row: row.reference,
        said=lambda row: (row.details, row.enterprise_id),
        column="reference",
        sentence=_("%(row)d행과 관리번호(또는 기업·사업·지원일)가 같지만 내용이 다릅니다."),
    )
    _compare(rows, bringing.own_agency())
    return rows


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


def take_support(rows: Sequence[SupportRow], bringing: Bringing) -> None:
    """Write rows none of which is refused into the ledger."""
    agency, by = bringing.own_agency(), bringing.by
    records = [
        SupportRecord(
            agency=agency,
            enterprise_id=row.enterprise_id,
            source=RecordSource.IMPORTED,
            reference=row.reference,
            recorded_at=bringing.now,
            recorded_by=by,
            **asdict(row.details),
        )
        for row in rows
        if row.details is not None
        and row.enterprise_id is not None
        and row.outcome in (RowOutcome.NEW, RowOutcome.UPDATED)
    ]
    with pghistory.context(act="import_support", user=by.pk if by else None):
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


SUPPORT = ImportKind(
    code="support",
    title=gettext_lazy("지원이력"),
    headings=Headings(
        _WORDS,
        required=_REQUIRED,
        known_by=_REQUIRED,
        hints={
            "business_number": "124-81-00998",
            "year": "2025",
            "form": "사업비 / 융자 / 바우처 / 상담 / 교육 / 공간 / 장비 / 판로 / 기타",
            "amount_won": "30000000",
            "received_on": "2025-04-01",
            "ends_on": "2025-12-31",
        },
    ),
    check=check_support,
    take=take_support,
)

"""What each row of a file would do: a new firm, a change, nothing, or a sentence on how to mend it."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from didim.kernel.business_numbers import read_business_number
from didim.registry.domain.firm_details import FirmDetails, Known, check_year, fill_firm
from didim.registry.domain.table_files.cells import (
    read_choice,
    read_count,
    read_day,
    read_number,
    read_region,
    read_won,
    read_year,
    unit_of,
    year_of,
)
from didim.registry.domain.table_files.kinds import FileRow
from didim.registry.domain.table_files.reading import Column, FileTable
from didim.registry.enums import EnterpriseStage, LegalForm, RowOutcome, SizeClass
from didim.registry.models import Agency, AgencyRelation, Enterprise, EnterpriseYear
from didim.registry.queries.regions import RegionNames, region_names

if TYPE_CHECKING:
    from collections.abc import Callable

PRE_FOUNDER = "pre_founder"
_FORMS: dict[str, str] = {
    "개인": LegalForm.SOLE,
    "개인사업자": LegalForm.SOLE,
    "개인기업": LegalForm.SOLE,
    "법인": LegalForm.CORPORATION,
    "법인사업자": LegalForm.CORPORATION,
    "법인기업": LegalForm.CORPORATION,
    "주식회사": LegalForm.CORPORATION,
    "유한회사": LegalForm.CORPORATION,
    "협동조합": LegalForm.COOPERATIVE,
    "비영리": LegalForm.NONPROFIT,
    "비영리법인": LegalForm.NONPROFIT,
    "비영리법인·단체": LegalForm.NONPROFIT,
    "예비창업자": PRE_FOUNDER,
    "예비창업": PRE_FOUNDER,
    "예비": PRE_FOUNDER,
}
_COMPANY_MARKS = ("(주)", "㈜", "주식회사", "유한회사", "(유)")
_SIZES: dict[str, str] = {
    "소상공인": SizeClass.MICRO,
    "소기업": SizeClass.SMALL,
    "중기업": SizeClass.MEDIUM,
    "중견기업": SizeClass.MID_SIZED,
    "중견": SizeClass.MID_SIZED,
    "대기업": SizeClass.LARGE,
}
_FOUNDER_KEY = ("name", "email", "phone")
_AS_WRITTEN = ("name", "representative_name", "address", "phone", "email", "website", "corporate_number")
_FIELD_OF_COLUMN = {
    "representative_birth_year": "representative_birth",
    "representative_birth_date": "representative_birth",
}


@dataclass(frozen=True, slots=True)
class YearFigures:
    """A year's figures as a row gives them; None where it says nothing."""

    employees: int | None = None
    sales: int | None = None


@dataclass(slots=True)
class FirmRow(FileRow):
    """One row of a file of firms: what it says, and the firm it is about."""

    enterprise: Enterprise | None = None
    values: dict[str, Any] = field(default_factory=dict)
    details: FirmDetails | None = None
    years: dict[int, YearFigures] = field(default_factory=dict)
    is_pre_founder: bool = False

    def firm_id(self) -> int | None:
        """Return the firm the row is about, once it is registered."""
        return self.enterprise.pk if self.enterprise else None


def check_firms(table: FileTable, *, agency: Agency | None, today: date) -> list[FirmRow]:
    """Check every row against the registry; a handful of queries whatever the number of rows.

    `agency` is who brings the file: it may change firms it has a relation to (None: any firm).
    """
    names = region_names(on=today)
    rows = [FirmRow(number, cells) for number, cells in table.rows]
    for row in rows:
        _read(row, table.columns, names, today=today)
    _find_duplicates(rows)
    _find_known(rows, agency=agency)
    open_rows = [row for row in rows if row.details is not None]
    known = Known.of([row.details for row in open_rows if row.details], today=today)
    for row in open_rows:
        _judge(row, known, today=today)
    _compare_years(rows)
    return rows


def _read(row: FirmRow, columns: tuple[Column, ...], names: RegionNames, *, today: date) -> None:
    """Read the cells of a row into values by field; a cell that cannot be read refuses the row."""
    texts = {column.field: row.cells[column.at] for column in columns}
    values = {name: texts[name] for name in _AS_WRITTEN if texts.get(name)}
    readers: dict[str, Callable[[str], Any]] = {
        "business_number": read_number,
        "legal_form": lambda text: read_choice(
            text, _FORMS, _("개인, 법인, 협동조합, 비영리, 예비창업자 가운데 하나로 적어 주세요.")
        ),
        "size_class": lambda text: read_choice(
            text, _SIZES, _("소상공인, 소기업, 중기업, 중견기업, 대기업 가운데 하나로 적어 주세요.")
        ),
        "opened_on": read_day,
        "closed_on": read_day,
        "region": lambda text: read_region(text, names),
        "industry": lambda text: text.strip().upper(),
        "representative_birth": _birth,
    }
    for name, reader in readers.items():
        text = texts.get(name, "").strip()
        if text:
            try:
                values[name] = reader(text)
            except ValueError as error:
                row.note(name, str(error))
    if (
        "region" not in values
        and not texts.get("region", "").strip()
        and (address := texts.get("address", ""))
    ):
        values["region"] = _region_of_address(address, names) or ""
    _read_years(row, columns, today=today)
    row.values = _named(values)
    row.is_pre_founder = row.values.get("legal_form") == PRE_FOUNDER


def _named(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values under the names of FirmDetails; what is not said is left out."""
    birth = values.pop("representative_birth", None)
    if isinstance(birth, date):
        values["representative_birth_date"], values["representative_birth_year"] = birth, birth.year
    elif birth is not None:
        values["representative_birth_year"] = birth
    if not values.get("legal_form"):
        written = "".join(values.get("name", "").split())
        if values.get("corporate_number") or any(mark in written for mark in _COMPANY_MARKS):
            values["legal_form"] = LegalForm.CORPORATION
    return {name: value for name, value in values.items() if value not in (None, "")}


def _read_years(row: FirmRow, columns: tuple[Column, ...], *, today: date) -> None:
    """Read figures under the year of their heading, or of the row."""
    figures: dict[int, dict[str, int]] = {}
    try:
        shared = next((read_year(row.cells[column.at]) for column in columns if column.field == "year"), None)
    except ValueError as error:
        row.note("year", str(error))
        return
    for column in columns:
        text = row.cells[column.at]
        if column.field not in {"employees", "sales"} or not text.strip():
            continue
        try:
            value = (
                read_count(text)
                if column.field == "employees"
                else read_won(text, unit=unit_of(column.heading))
            )
        except ValueError as error:
            row.note(column.field, str(error))
            continue
        year = year_of(column.heading) or shared
        if value is not None and year is None:
            row.note("year", _("상시근로자와 매출액이 어느 해의 것인지 ‘기준연도’에 적어 주세요."))
        elif value is not None and year is not None:
            figures.setdefault(year, {})[column.field] = value
    for year, found in figures.items():
        row.years[year] = YearFigures(**found)
        for problem in check_year(
            year=year, employees=found.get("employees"), sales=found.get("sales"), today=today
        ):
            row.note(problem.field, problem.message)


def _find_duplicates(rows: list[FirmRow]) -> None:
    """Mark rows that repeat a business number: the same again is passed over, another content is refused."""
    first: dict[str, FirmRow] = {}
    for row in rows:
        number = read_business_number(row.values.get("business_number", "")).digits
        if not number:
            continue
        earlier = first.setdefault(number, row)
        if earlier is row or row.outcome is RowOutcome.REJECTED:
            continue
        if (earlier.values, earlier.years) == (row.values, row.years):
            row.outcome = RowOutcome.DUPLICATE
        else:
            row.note(
                "business_number",
                _("%(row)d행과 사업자등록번호가 같지만 내용이 다릅니다. 한 줄만 남겨 주세요.")
                % {"row": earlier.number},
            )


def _find_known(rows: list[FirmRow], *, agency: Agency | None) -> None:
    """Find the firms that rows speak of, and refuse those an agency has nothing to do with."""
    numbers = {read_business_number(row.values.get("business_number", "")).digits for row in rows} - {""}
    known = {
        firm.business_number: firm
        for firm in Enterprise.objects.filter(business_number__in=numbers, merged_into=None)
    }
    related = set(
        AgencyRelation.objects.filter(agency=agency, until=None, enterprise__in=known.values()).values_list(
            "enterprise_id", flat=True
        )
        if agency
        else ()
    )
    founders = _pre_founders(rows, agency=agency)
    for row in rows:
        if row.outcome is RowOutcome.DUPLICATE:
            continue
        row.enterprise = known.get(read_business_number(row.values.get("business_number", "")).digits)
        if row.enterprise and agency and row.enterprise.pk not in related:
            row.note(
                "business_number",
                _(
                    "다른 곳에서 이미 등록한 기업입니다. "
                    "기업의 신청이나 상담으로 관계가 생긴 뒤에 고칠 수 있습니다."
                ),
            )
            continue
        if row.is_pre_founder:
            row.enterprise = founders.get(
                tuple(" ".join(row.values.get(name, "").split()) for name in _FOUNDER_KEY)
            )
        row.details = _details(row)


def _pre_founders(rows: list[FirmRow], *, agency: Agency | None) -> dict[tuple[str, ...], Enterprise]:
    """Return the pre-founders rows may speak of: without a number, name, e-mail and phone tell them apart."""
    named = {" ".join(row.values.get("name", "").split()) for row in rows if row.is_pre_founder}
    found = Enterprise.objects.filter(stage=EnterpriseStage.PRE_FOUNDER, merged_into=None, name__in=named)
    if agency:
        found = found.filter(agency_relations__agency=agency, agency_relations__until=None).distinct()
    return {tuple(getattr(firm, name) for name in _FOUNDER_KEY): firm for firm in found.order_by("-pk")}


def _details(row: FirmRow) -> FirmDetails:
    """Return the details that would stand: the registry's, with what the row says instead."""
    values = dict(row.values)
    if row.is_pre_founder:
        values["legal_form"] = LegalForm.NONE
    if row.enterprise is not None:
        return replace(FirmDetails.of(row.enterprise), **values)
    return FirmDetails(**{"name": "", **values})


def _judge(row: FirmRow, known: Known, *, today: date) -> None:
    """Fill the firm of a row and say what is wrong, or whether anything changes."""
    assert row.details is not None  # noqa: S101 - only open rows come here
    before = FirmDetails.of(row.enterprise) if row.enterprise else None
    firm = row.enterprise or Enterprise()
    if before is None:
        firm.stage = EnterpriseStage.PRE_FOUNDER if row.is_pre_founder else EnterpriseStage.OPERATING
    if row.is_pre_founder and row.values.get("business_number"):
        row.note("business_number", _("예비창업자는 사업자등록번호가 없습니다. 구분이나 번호를 고쳐 주세요."))
    if row.details.closed_on and firm.stage != EnterpriseStage.PRE_FOUNDER:
        firm.stage = EnterpriseStage.CLOSED
    said = {problem.field for problem in row.problems}
    for problem in fill_firm(firm, row.details, today=today, known=known):
        column = _FIELD_OF_COLUMN.get(problem.field, problem.field)
        if column not in said:
            row.note(column, problem.message)
    row.enterprise = firm
    if row.outcome is RowOutcome.REJECTED:
        return
    if before is not None:
        row.outcome = RowOutcome.UNCHANGED if FirmDetails.of(firm) == before else RowOutcome.UPDATED


def _compare_years(rows: list[FirmRow]) -> None:
    """Make a row that changes nothing but a year's figures an update."""
    same = {row.enterprise.pk: row for row in rows if row.outcome is RowOutcome.UNCHANGED and row.enterprise}
    standing: dict[tuple[int, int], YearFigures] = {
        (enterprise, year): YearFigures(employees, sales)
        for enterprise, year, employees, sales in EnterpriseYear.objects.filter(
            enterprise__in=same
        ).values_list("enterprise_id", "year", "employees", "sales")
    }
    for enterprise_id, row in same.items():
        for year, figures in row.years.items():
            if merged(standing.get((enterprise_id, year)), figures) != standing.get((enterprise_id, year)):
                row.outcome = RowOutcome.UPDATED


def merged(before: YearFigures | None, said: YearFigures) -> YearFigures:
    """Return a year's figures after a row: what it does not say stays."""
    before = before or YearFigures()
    return YearFigures(
        before.employees if said.employees is None else said.employees,
        before.sales if said.sales is None else said.sales,
    )


def _region_of_address(address: str, names: RegionNames) -> str | None:
    """Return the smallest region an address begins with, where that is certain."""
    words = address.split()[:3]
    for count in range(len(words), 1, -1):
        codes = names.resolve(" ".join(words[:count]))
        if len(codes) == 1:
            return codes[0]
    return None


def _birth(text: str) -> date | int | None:
    try:
        return read_year(text)
    except ValueError:
        return read_day(text)

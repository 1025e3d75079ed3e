"""What is entered about a firm, checked as a whole: for one firm or for a file of thousands at once."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from didim.kernel.business_numbers import NumberFault, read_business_number, read_corporate_number
from didim.kernel.refusals import Problem, RefusedError
from didim.registry.enums import EnterpriseStage, LegalForm
from didim.registry.models import Enterprise, Industry, Region

_EARLIEST_YEAR = 1900
_EARLIEST_FIGURES = 1980
_LARGEST_SALES = 10**15
_LARGEST_EMPLOYEES = 1_000_000

_NUMBER_SENTENCES = {
    NumberFault.EMPTY: _(
        "사업자등록번호를 입력해 주세요. 사업자등록 전이면 예비창업자로 등록할 수 있습니다."
    ),
    NumberFault.NOT_DIGITS: _("사업자등록번호에 숫자가 아닌 글자가 있습니다. 숫자 10자리만 입력해 주세요."),
    NumberFault.LENGTH: _("사업자등록번호는 10자리입니다. 빠지거나 더 들어간 숫자가 없는지 확인해 주세요."),
    NumberFault.CHECK_DIGIT: _("맞지 않는 사업자등록번호입니다. 사업자등록증과 한 자씩 대조해 주세요."),
}
_CORPORATE_SENTENCES = {
    NumberFault.NOT_DIGITS: _("법인등록번호에 숫자가 아닌 글자가 있습니다. 숫자 13자리만 입력해 주세요."),
    NumberFault.LENGTH: _("법인등록번호는 13자리입니다. 빠지거나 더 들어간 숫자가 없는지 확인해 주세요."),
}
TAKEN = _("이미 등록된 사업자등록번호입니다. 기업 목록에서 찾아 쓰거나, 기업 구성원 초대를 요청해 주세요.")


@dataclass(frozen=True, slots=True)
class FirmDetails:
    """What is entered about a firm; numbers as typed, region and industry as codes."""

    name: str
    legal_form: LegalForm | str = LegalForm.NONE
    business_number: str = ""
    corporate_number: str = ""
    opened_on: date | None = None
    closed_on: date | None = None
    region: str | None = None
    address: str = ""
    industry: str | None = None
    size_class: str | None = None
    representative_name: str = ""
    representative_birth_year: int | None = None
    representative_birth_date: date | None = None
    phone: str = ""
    email: str = ""
    website: str = ""

    @classmethod
    def of(cls, enterprise: Enterprise) -> "FirmDetails":
        """Return what stands in the table."""
        values: dict[str, Any] = {name: getattr(enterprise, name) for name in _PLAIN}
        numbers: dict[str, Any] = {name: getattr(enterprise, name) or "" for name in _NUMBERS}
        return cls(**values, **numbers, region=enterprise.region_id, industry=enterprise.industry_id)


_CODES = frozenset({"region", "industry"})
_NUMBERS = frozenset({"business_number", "corporate_number"})
_PLAIN = frozenset(field.name for field in fields(FirmDetails)) - _CODES - _NUMBERS
_NOT_ENTERED = frozenset(field.name for field in Enterprise._meta.get_fields()) - _PLAIN - _NUMBERS


class Problems(list[Problem]):
    """What is wrong, collected while reading and raised together."""

    def note(self, field: str, sentence: object) -> None:
        """Add a sentence about a field."""
        self.append(Problem(field, sentence))

    def raise_if_any(self) -> None:
        """Raise RefusedError with all that was noted."""
        if self:
            raise RefusedError(self)


@dataclass(frozen=True, slots=True)
class Known:
    """What the registry holds of the codes and numbers that some details name.

    regions: each code as it is today. owners: the firm (id) that has a business number.
    """

    regions: dict[str, str]
    industries: frozenset[str]
    owners: dict[str, int]

    @classmethod
    def of(cls, details: Iterable[FirmDetails], *, today: date) -> "Known":
        """Look up everything that the details name: three queries whatever their number."""
        rows = list(details)
        regions: dict[str, str] = {}
        for code, valid_to, heir in Region.objects.filter(
            pk__in={row.region for row in rows if row.region}
        ).values_list("code", "valid_to", "succeeded_by"):
            regions[code] = heir if heir and valid_to and valid_to < today else code
        industries = Industry.objects.filter(pk__in={row.industry for row in rows if row.industry})
        numbers = {read_business_number(row.business_number).digits for row in rows} - {""}
        owners = Enterprise.objects.filter(business_number__in=numbers, merged_into=None)
        return cls(
            regions,
            frozenset(industries.values_list("pk", flat=True)),
            {number: pk for number, pk in owners.values_list("business_number", "pk") if number},
        )


def fill_firm(
    enterprise: Enterprise, details: FirmDetails, *, today: date, known: Known | None = None
) -> Problems:
    """Put details into a row that is not saved yet, and return what is wrong with them."""
    known = known or Known.of([details], today=today)
    problems = Problems()
    if not details.name.strip():
        problems.note(
            "name", _("기업명을 입력해 주세요. 예비창업자는 이름이나 준비 중인 상호를 적으면 됩니다.")
        )
    numbers = _read_numbers(enterprise, details, known, problems)
    _check_days(details, today, problems)
    codes = _read_codes(details, known, problems)
    plain = {name: getattr(details, name) for name in _PLAIN}
    for key, value in {**plain, **numbers, **codes}.items():
        setattr(enterprise, key, " ".join(value.split()) if isinstance(value, str) else value)
    if details.representative_birth_date:
        enterprise.representative_birth_year = details.representative_birth_date.year
    enterprise.size_class = details.size_class or None
    try:
        refused = {problem.field for problem in problems}
        enterprise.clean_fields(exclude=_NOT_ENTERED | refused)
    except ValidationError as error:
        for field, sentences in error.message_dict.items():
            for sentence in sentences:
                problems.note(field, sentence)
    return problems


def check_year(*, year: int, employees: int | None, sales: int | None, today: date) -> Problems:
    """Return what is wrong with a year's figures."""
    problems = Problems()
    if not _EARLIEST_FIGURES <= year <= today.year:
        problems.note("year", _("연도를 확인해 주세요. 1980년부터 올해까지 입력할 수 있습니다."))
    if employees is not None and not 0 <= employees <= _LARGEST_EMPLOYEES:
        problems.note("employees", _("상시근로자 수는 0 이상 100만 이하의 숫자로 입력해 주세요."))
    if sales is not None and not 0 <= sales <= _LARGEST_SALES:
        problems.note("sales", _("매출액은 원 단위로 0 이상 1,000조 이하의 숫자로 입력해 주세요."))
    return problems


def warnings_of(details: FirmDetails) -> list[Problem]:
    """Return what looks wrong but is taken, to be shown beside what was typed."""
    warnings = Problems()
    corporate = details.corporate_number or ""
    if corporate.strip() and read_corporate_number(corporate).fault is NumberFault.CHECK_DIGIT:
        warnings.note(
            "corporate_number",
            _("법인등록번호의 끝자리가 계산과 다릅니다. 등기부와 같다면 그대로 두어도 됩니다."),
        )
    return warnings


def _read_numbers(
    enterprise: Enterprise, details: FirmDetails, known: Known, problems: Problems
) -> dict[str, str | None]:
    numbers: dict[str, str | None] = {"business_number": None, "corporate_number": None}
    if enterprise.stage != EnterpriseStage.PRE_FOUNDER:
        business = read_business_number(details.business_number)
        numbers["business_number"] = business.digits
        if business.fault is not None:
            problems.note("business_number", _NUMBER_SENTENCES[business.fault])
        elif known.owners.get(business.digits, enterprise.pk) != enterprise.pk:
            problems.note("business_number", TAKEN)
        if details.legal_form == LegalForm.NONE:
            problems.note("legal_form", _("개인사업자인지 법인인지 골라 주세요."))
    corporate = read_corporate_number(details.corporate_number or "")
    if corporate.fault in _CORPORATE_SENTENCES:
        problems.note("corporate_number", _CORPORATE_SENTENCES[corporate.fault])
    elif corporate.digits:
        numbers["corporate_number"] = corporate.digits
    return numbers


def _check_days(details: FirmDetails, today: date, problems: Problems) -> None:
    if details.opened_on and not date(_EARLIEST_YEAR, 1, 1) <= details.opened_on <= today:
        problems.note(
            "opened_on", _("사업개시일은 오늘까지의 날짜여야 합니다. 사업자등록증의 개업일을 확인해 주세요.")
        )
    if details.closed_on:
        check_closing(details.closed_on, details.opened_on, today, problems)
    born = details.representative_birth_date
    year = born.year if born else details.representative_birth_year
    if year is not None and not _EARLIEST_YEAR <= year <= today.year:
        field = "representative_birth_date" if born else "representative_birth_year"
        problems.note(field, _("대표자의 출생연도를 확인해 주세요. 네 자리 연도로 입력합니다."))


def check_closing(closed_on: date, opened_on: date | None, today: date, problems: Problems) -> None:
    """Note what is wrong with the day a firm closed."""
    if closed_on > today:
        problems.note("closed_on", _("폐업일은 오늘까지의 날짜여야 합니다."))
    elif opened_on and closed_on < opened_on:
        problems.note("closed_on", _("폐업일이 사업개시일보다 빠릅니다. 두 날짜를 확인해 주세요."))


def _read_codes(details: FirmDetails, known: Known, problems: Problems) -> dict[str, str | None]:
    codes: dict[str, str | None] = {"region_id": None, "industry_id": details.industry or None}
    if details.region:
        codes["region_id"] = known.regions.get(details.region)
        if codes["region_id"] is None:
            problems.note("region", _("없는 지역 코드입니다. 목록에서 시군구를 골라 주세요."))
    if details.industry and details.industry not in known.industries:
        sentence = _(
            "업종표에 없는 코드입니다. 사업자등록증의 업종에 맞는 표준산업분류(KSIC) 코드를 골라 주세요."
        )
        problems.note("industry", sentence)
    return codes

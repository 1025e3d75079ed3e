"""Business acts on firms: registering, changing, yearly figures, certificates, relations to agencies.

What a user typed wrong comes back as RefusedError: under each field a sentence that says how to mend it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from didim.kernel.business_numbers import NumberFault, read_business_number, read_corporate_number
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.registry.enums import DesignationKind, EnterpriseStage, LegalForm, RelationKind
from didim.registry.models import (
    Agency,
    AgencyRelation,
    Designation,
    Enterprise,
    EnterpriseYear,
    Industry,
    Region,
)

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
_TAKEN = _("이미 등록된 사업자등록번호입니다. 기업 목록에서 찾아 쓰거나, 기업 구성원 초대를 요청해 주세요.")


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


class _Problems(list[Problem]):
    """What is wrong, collected while reading and raised together."""

    def note(self, field: str, sentence: object) -> None:
        self.append(Problem(field, sentence))

    def raise_if_any(self) -> None:
        if self:
            raise RefusedError(self)


def register_firm(
    *, details: FirmDetails, now: datetime, agency: Agency | None = None, is_sample: bool = False
) -> Enterprise:
    """Register a firm that has a business number; the tax service is asked about it later, by a job.

    An agency that registers it gets a relation to it. Raises RefusedError by field.
    """
    enterprise = Enterprise(
        stage=EnterpriseStage.OPERATING, is_sample=is_sample, created_at=now, updated_at=now
    )
    if details.closed_on:
        enterprise.stage = EnterpriseStage.CLOSED
    _fill(enterprise, details, today=localdate(now))
    enterprise.tax_check_due_at = now
    with transaction.atomic():
        _save_new(enterprise)
        if agency is not None:
            relate_firm(agency=agency, enterprise=enterprise, kind=RelationKind.REGISTERED, now=now)
    return enterprise


def register_pre_founder(
    *, details: FirmDetails, now: datetime, agency: Agency | None = None, is_sample: bool = False
) -> Enterprise:
    """Register somebody who has no business number yet; raises RefusedError by field."""
    enterprise = Enterprise(
        stage=EnterpriseStage.PRE_FOUNDER, is_sample=is_sample, created_at=now, updated_at=now
    )
    if details.business_number.strip():
        sentence = _("예비창업자는 사업자등록번호가 없습니다. 사업자등록을 했다면 기업으로 등록해 주세요.")
        raise refuse("business_number", sentence)
    details = replace(details, legal_form=LegalForm.NONE, opened_on=None, closed_on=None)
    _fill(enterprise, details, today=localdate(now))
    with transaction.atomic():
        enterprise.save()
        if agency is not None:
            relate_firm(agency=agency, enterprise=enterprise, kind=RelationKind.REGISTERED, now=now)
    return enterprise


def update_firm(*, enterprise: Enterprise, changes: Mapping[str, Any], now: datetime) -> Enterprise:
    """Change the named details; a pre-founder who is given a business number becomes a firm.

    Returns the firm as it stands now (the row is locked and read anew). Unknown names are a TypeError; what
    was typed wrong is a RefusedError by field.
    """
    with transaction.atomic():
        locked = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        before = FirmDetails.of(locked)
        details = replace(before, **changes)
        if details == before:
            return locked
        founded = locked.stage == EnterpriseStage.PRE_FOUNDER and bool(details.business_number.strip())
        if founded:
            locked.stage = EnterpriseStage.OPERATING
        if locked.stage != EnterpriseStage.PRE_FOUNDER and details.closed_on != before.closed_on:
            locked.stage = EnterpriseStage.CLOSED if details.closed_on else EnterpriseStage.OPERATING
        _fill(locked, details, today=localdate(now))
        locked.updated_at = now
        if locked.business_number and details.business_number != before.business_number:
            locked.tax_status = locked.tax_checked_at = None
            locked.tax_check_due_at = now
        _save_new(locked)
        return locked


def suspend_firm(*, enterprise: Enterprise, now: datetime) -> Enterprise:
    """Record that a firm rests (휴업)."""
    return _change_stage(enterprise, EnterpriseStage.SUSPENDED, closed_on=None, now=now)


def resume_firm(*, enterprise: Enterprise, now: datetime) -> Enterprise:
    """Record that a resting or closed firm runs again."""
    return _change_stage(enterprise, EnterpriseStage.OPERATING, closed_on=None, now=now)


def close_firm(*, enterprise: Enterprise, closed_on: date, now: datetime) -> Enterprise:
    """Record that a firm closed (폐업) on a day; raises RefusedError when that day cannot be."""
    problems = _Problems()
    _check_closing(closed_on, enterprise.opened_on, localdate(now), problems)
    problems.raise_if_any()
    return _change_stage(enterprise, EnterpriseStage.CLOSED, closed_on=closed_on, now=now)


def share_profile(*, enterprise: Enterprise, shared: bool, now: datetime) -> None:
    """Let every agency see the firm's profile, or take that back."""
    Enterprise.objects.filter(pk=enterprise.pk).update(profile_shared=shared, updated_at=now)


def declare_designations_complete(*, enterprise: Enterprise, complete: bool, now: datetime) -> None:
    """Record whether the firm says that its certificates are all listed."""
    Enterprise.objects.filter(pk=enterprise.pk).update(designations_complete=complete, updated_at=now)


def record_firm_year(
    *, enterprise: Enterprise, year: int, employees: int | None, sales: int | None, now: datetime
) -> EnterpriseYear:
    """Record regular employees at the end of a year and its sales in won; replaces what stood there."""
    problems = _Problems()
    if not _EARLIEST_FIGURES <= year <= localdate(now).year:
        problems.note("year", _("연도를 확인해 주세요. 1980년부터 올해까지 입력할 수 있습니다."))
    if employees is not None and not 0 <= employees <= _LARGEST_EMPLOYEES:
        problems.note("employees", _("상시근로자 수는 0 이상 100만 이하의 숫자로 입력해 주세요."))
    if sales is not None and not 0 <= sales <= _LARGEST_SALES:
        problems.note("sales", _("매출액은 원 단위로 0 이상 1,000조 이하의 숫자로 입력해 주세요."))
    problems.raise_if_any()
    row, _created = EnterpriseYear.objects.update_or_create(
        enterprise=enterprise, year=year, defaults={"employees": employees, "sales": sales}
    )
    return row


def add_designation(
    *,
    enterprise: Enterprise,
    kind: DesignationKind | str,
    number: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Designation:
    """Add a certificate; refuse one of a kind that the firm already holds on a shared day."""
    problems = _Problems()
    if kind not in DesignationKind.values:
        problems.note("kind", _("인증 종류를 목록에서 골라 주세요."))
    if valid_from and valid_to and valid_to < valid_from:
        problems.note("valid_to", _("유효 종료일이 시작일보다 빠릅니다. 두 날짜를 확인해 주세요."))
    problems.raise_if_any()
    with transaction.atomic():
        Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        held = Designation.objects.filter(enterprise=enterprise, kind=kind)
        if valid_to:
            held = held.exclude(valid_from__gt=valid_to)
        if valid_from:
            held = held.exclude(valid_to__lt=valid_from)
        if held.exists():
            sentence = _("같은 인증이 이 기간에 이미 등록되어 있습니다. 기존 인증의 기간을 먼저 고쳐 주세요.")
            raise refuse("kind", sentence)
        return Designation.objects.create(
            enterprise=enterprise,
            kind=kind,
            number=number.strip()[:40],
            valid_from=valid_from,
            valid_to=valid_to,
        )


def remove_designation(*, enterprise: Enterprise, designation_id: int) -> None:
    """Take a certificate off the list that was entered by mistake."""
    Designation.objects.filter(enterprise=enterprise, pk=designation_id).delete()


def relate_firm(
    *, agency: Agency, enterprise: Enterprise, kind: RelationKind, now: datetime
) -> AgencyRelation:
    """Record why an agency may see a firm's data; a relation that had ended begins again."""
    relation, created = AgencyRelation.objects.get_or_create(
        agency=agency, enterprise=enterprise, kind=kind, defaults={"since": now}
    )
    if not created and relation.until is not None:
        relation.since, relation.until = now, None
        relation.save(update_fields=["since", "until"])
    return relation


def end_relation(*, agency: Agency, enterprise: Enterprise, kind: RelationKind, now: datetime) -> None:
    """Record that the reason to see a firm's data is gone."""
    AgencyRelation.objects.filter(agency=agency, enterprise=enterprise, kind=kind, until=None).update(
        until=now
    )


def warnings_of(details: FirmDetails) -> list[Problem]:
    """Return what looks wrong but is taken, to be shown beside what was typed."""
    warnings = _Problems()
    corporate = details.corporate_number or ""
    if corporate.strip() and read_corporate_number(corporate).fault is NumberFault.CHECK_DIGIT:
        warnings.note(
            "corporate_number",
            _("법인등록번호의 끝자리가 계산과 다릅니다. 등기부와 같다면 그대로 두어도 됩니다."),
        )
    return warnings


def _fill(enterprise: Enterprise, details: FirmDetails, *, today: date) -> None:
    """Put checked details into a row that is not saved yet; raise RefusedError by field."""
    problems = _Problems()
    if not details.name.strip():
        problems.note(
            "name", _("기업명을 입력해 주세요. 예비창업자는 이름이나 준비 중인 상호를 적으면 됩니다.")
        )
    numbers = _read_numbers(enterprise, details, problems)
    _check_days(details, today, problems)
    codes = _read_codes(details, today, problems)
    plain = {name: getattr(details, name) for name in _PLAIN}
    for key, value in {**plain, **numbers, **codes}.items():
        setattr(enterprise, key, " ".join(value.split()) if isinstance(value, str) else value)
    if details.representative_birth_date:
        enterprise.representative_birth_year = details.representative_birth_date.year
    enterprise.size_class = details.size_class or None
    try:
        enterprise.clean_fields(
            exclude=[*(problem.field for problem in problems), "stage", "region", "industry", "merged_into"]
        )
    except ValidationError as error:
        for field, sentences in error.message_dict.items():
            for sentence in sentences:
                problems.note(field, sentence)
    problems.raise_if_any()


def _read_numbers(enterprise: Enterprise, details: FirmDetails, problems: _Problems) -> dict[str, str | None]:
    numbers: dict[str, str | None] = {"business_number": None, "corporate_number": None}
    if enterprise.stage != EnterpriseStage.PRE_FOUNDER:
        business = read_business_number(details.business_number)
        numbers["business_number"] = business.digits
        if business.fault is not None:
            problems.note("business_number", _NUMBER_SENTENCES[business.fault])
        elif Enterprise.objects.filter(business_number=business.digits, merged_into=None).exclude(
            pk=enterprise.pk
        ):
            problems.note("business_number", _TAKEN)
        if details.legal_form == LegalForm.NONE:
            problems.note("legal_form", _("개인사업자인지 법인인지 골라 주세요."))
    corporate = read_corporate_number(details.corporate_number or "")
    if corporate.fault in _CORPORATE_SENTENCES:
        problems.note("corporate_number", _CORPORATE_SENTENCES[corporate.fault])
    elif corporate.digits:
        numbers["corporate_number"] = corporate.digits
    return numbers


def _check_days(details: FirmDetails, today: date, problems: _Problems) -> None:
    if details.opened_on and not date(_EARLIEST_YEAR, 1, 1) <= details.opened_on <= today:
        problems.note(
            "opened_on", _("사업개시일은 오늘까지의 날짜여야 합니다. 사업자등록증의 개업일을 확인해 주세요.")
        )
    if details.closed_on:
        _check_closing(details.closed_on, details.opened_on, today, problems)
    born = details.representative_birth_date
    year = born.year if born else details.representative_birth_year
    if year is not None and not _EARLIEST_YEAR <= year <= today.year:
        field = "representative_birth_date" if born else "representative_birth_year"
        problems.note(field, _("대표자의 출생연도를 확인해 주세요. 네 자리 연도로 입력합니다."))


def _check_closing(closed_on: date, opened_on: date | None, today: date, problems: _Problems) -> None:
    if closed_on > today:
        problems.note("closed_on", _("폐업일은 오늘까지의 날짜여야 합니다."))
    elif opened_on and closed_on < opened_on:
        problems.note("closed_on", _("폐업일이 사업개시일보다 빠릅니다. 두 날짜를 확인해 주세요."))


def _read_codes(details: FirmDetails, today: date, problems: _Problems) -> dict[str, str | None]:
    codes: dict[str, str | None] = {
        "region_id": details.region or None,
        "industry_id": details.industry or None,
    }
    if details.region:
        region = Region.objects.select_related("succeeded_by").filter(pk=details.region).first()
        if region is None:
            problems.note("region", _("없는 지역 코드입니다. 목록에서 시군구를 골라 주세요."))
        elif region.valid_to and region.valid_to < today and region.succeeded_by:
            codes["region_id"] = region.succeeded_by.pk
    if details.industry and not Industry.objects.filter(pk=details.industry).exists():
        sentence = _(
            "업종표에 없는 코드입니다. 사업자등록증의 업종에 맞는 표준산업분류(KSIC) 코드를 골라 주세요."
        )
        problems.note("industry", sentence)
    return codes


def _change_stage(
    enterprise: Enterprise, stage: EnterpriseStage, *, closed_on: date | None, now: datetime
) -> Enterprise:
    with transaction.atomic():
        locked = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        if locked.stage == EnterpriseStage.PRE_FOUNDER:
            raise refuse("stage", _("예비창업자는 휴업이나 폐업을 할 수 없습니다."))
        locked.stage, locked.closed_on, locked.updated_at = stage, closed_on, now
        locked.save(update_fields=["stage", "closed_on", "updated_at"])
        return locked


def _save_new(enterprise: Enterprise) -> None:
    """Save; a number that somebody else registered in the same moment is refused like any taken one."""
    try:
        with transaction.atomic():
            enterprise.save()
    except IntegrityError as error:
        if "enterprise_business_number_unique" in str(error):
            raise refuse("business_number", _TAKEN) from error
        raise

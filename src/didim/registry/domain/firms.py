"""Business acts on firms: registering, changing, yearly figures, certificates, relations to agencies.

What a user typed wrong comes back as RefusedError: under each field a sentence that says how to mend it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from didim.kernel.refusals import refuse
from didim.registry.enums import DesignationKind, EnterpriseStage, LegalForm, RelationKind
from didim.registry.models import Agency, AgencyRelation, Designation, Enterprise, EnterpriseYear

from .firm_details import TAKEN, FirmDetails, Problems, check_closing, check_year, fill_firm, warnings_of

__all__ = [
    "FirmDetails",
    "add_designation",
    "close_firm",
    "declare_designations_complete",
    "end_relation",
    "record_firm_year",
    "register_firm",
    "register_pre_founder",
    "relate_firm",
    "remove_designation",
    "resume_firm",
    "share_profile",
    "suspend_firm",
    "update_firm",
    "warnings_of",
]


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
    fill_firm(enterprise, details, today=localdate(now)).raise_if_any()
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
    fill_firm(enterprise, details, today=localdate(now)).raise_if_any()
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
        locked = Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
        before = FirmDetails.of(locked)
        details = replace(before, **changes)
        if details == before:
            return locked
        founded = locked.stage == EnterpriseStage.PRE_FOUNDER and bool(details.business_number.strip())
        if founded:
            locked.stage = EnterpriseStage.OPERATING
        if locked.stage != EnterpriseStage.PRE_FOUNDER and details.closed_on != before.closed_on:
            locked.stage = EnterpriseStage.CLOSED if details.closed_on else EnterpriseStage.OPERATING
        fill_firm(locked, details, today=localdate(now)).raise_if_any()
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
    problems = Problems()
    check_closing(closed_on, enterprise.opened_on, localdate(now), problems)
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
    check_year(year=year, employees=employees, sales=sales, today=localdate(now)).raise_if_any()
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
    problems = Problems()
    if kind not in DesignationKind.values:
        problems.note("kind", _("인증 종류를 목록에서 골라 주세요."))
    if valid_from and valid_to and valid_to < valid_from:
        problems.note("valid_to", _("유효 종료일이 시작일보다 빠릅니다. 두 날짜를 확인해 주세요."))
    problems.raise_if_any()
    with transaction.atomic():
        Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
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


def _change_stage(
    enterprise: Enterprise, stage: EnterpriseStage, *, closed_on: date | None, now: datetime
) -> Enterprise:
    with transaction.atomic():
        locked = Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
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
            raise refuse("business_number", TAKEN) from error
        raise

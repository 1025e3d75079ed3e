"""Reading firms: the list, and one firm through its door."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.kernel.business_numbers import normalise_digits
from didim.registry.enums import EnterpriseStage, TaxStatus
from didim.registry.models import AgencyRelation, Designation, Enterprise, EnterpriseYear, Region

from .actors import Actor
from .visibility import NotVisible

PAGE_SIZE = 25
_SHORTEST_NUMBER = 3

# What the tax service says and what the registry says are not the same: somebody has to look.
TAX_FLAGGED = (
    Q(stage=EnterpriseStage.OPERATING, tax_status__in=[TaxStatus.SUSPENDED, TaxStatus.CLOSED])
    | Q(stage=EnterpriseStage.SUSPENDED, tax_status__in=[TaxStatus.ACTIVE, TaxStatus.CLOSED])
    | Q(stage=EnterpriseStage.CLOSED, tax_status__in=[TaxStatus.ACTIVE, TaxStatus.SUSPENDED])
    | Q(tax_status=TaxStatus.UNREGISTERED)
)


@dataclass(frozen=True, slots=True)
class FirmFilter:
    """What a list of firms is narrowed to; empty means any. Codes include everything below them."""

    text: str = ""
    region: str = ""
    industry: str = ""
    size_class: str = ""
    stage: str = ""
    designation: str = ""
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class FirmPage:
    """One page of firms, how many there are in all, and where in them we are (pages count from 1)."""

    firms: list[Enterprise]
    total: int
    page: int
    pages: int


def visible_firms(*, actor: Actor, now: datetime) -> QuerySet[Enterprise]:
    """Return the firms an actor may see: own ones; for staff those with a relation or a shared profile."""
    firms = Enterprise.objects.filter(merged_into=None)
    if actor.user.is_superuser and actor.mfa:
        return firms
    seen = Q(pk__in=actor.enterprises_with())
    if actor.agencies and actor.mfa:
        relations = AgencyRelation.objects.filter(
            Q(until=None) | Q(until__gt=now), enterprise=OuterRef("pk"), agency__in=actor.agencies_with()
        )
        seen |= Q(profile_shared=True) | Exists(relations)
    return firms.filter(seen)


def firm_page(
    *, actor: Actor, narrowed: FirmFilter, on: date, now: datetime, page: int = 1, size: int = PAGE_SIZE
) -> FirmPage:
    """Return a page of the firms an actor sees, by name; four queries whatever their number.

    The page is found by ids alone, so that a late page sorts narrow rows.

    Each firm carries `latest_years` (a list of one mapping with year, employees, sales; or none).
    A page beyond the last is the last one.
    """
    firms = narrow_firms(visible_firms(actor=actor, now=now), narrowed, on=on)
    total = firms.count()
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    ids = list(firms.order_by("name", "id").values_list("pk", flat=True)[(page - 1) * size : page * size])
    rows = list(with_latest_year(Enterprise.objects.filter(pk__in=ids)).order_by("name", "id"))
    if rows and actor.agencies:
        note_access(
            act=AccessAct.SEARCH,
            task="기업 목록",
            subject_kind=SubjectKind.MANY,
            subject_id=None,
            subject=narrowed.text[:200],
            subjects=len(rows),
        )
    return FirmPage(rows, total, page, pages)


def with_latest_year(firms: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    """Add what a row of a list shows: region, industry, designations and the latest year's figures."""
    latest = EnterpriseYear.objects.filter(enterprise=OuterRef("pk")).order_by("-year")
    figures = JSONObject(year="year", employees="employees", sales="sales")
    return (
        firms.select_related("region__parent", "industry")
        .prefetch_related("designations")
        .annotate(latest_years=ArraySubquery(latest.values(figures=figures)[:1]))
    )


def narrow_firms(firms: QuerySet[Enterprise], narrowed: FirmFilter, *, on: date) -> QuerySet[Enterprise]:
    """Return the firms that fit every part of a filter."""
    if text := " ".join(narrowed.text.split()):
        matching = Q(name__icontains=text)
        digits = normalise_digits(text)
        if digits.isdigit() and len(digits) >= _SHORTEST_NUMBER:
            matching |= Q(business_number__startswith=digits)
        firms = firms.filter(matching)
    if narrowed.region:
        firms = firms.filter(region__in=regions_within(narrowed.region))
    if narrowed.industry:
        within = "industry__section" if narrowed.industry.isalpha() else "industry__code__startswith"
        firms = firms.filter(**{within: narrowed.industry})
    if narrowed.size_class:
        firms = firms.filter(size_class=narrowed.size_class)
    if narrowed.stage:
        firms = firms.filter(stage=narrowed.stage)
    if narrowed.designation:
        held = Designation.objects.filter(
            Q(valid_from=None) | Q(valid_from__lte=on),
            Q(valid_to=None) | Q(valid_to__gte=on),
            enterprise=OuterRef("pk"),
            kind=narrowed.designation,
        )
        firms = firms.filter(Exists(held))
    return firms.filter(TAX_FLAGGED) if narrowed.flagged else firms


def access_enterprise(*, actor: Actor, enterprise_id: int, task: str, now: datetime) -> Enterprise:
    """Return a firm the actor may see, and note in the access log that staff looked (`task`: what for).

    A firm that was merged leads to the one it is now. Raises NotVisible (404).
    """
    kept = Enterprise.objects.filter(pk=enterprise_id).values_list("merged_into_id", flat=True).first()
    firm = (
        visible_firms(actor=actor, now=now)
        .select_related("region__parent", "industry")
        .filter(pk=kept or enterprise_id)
        .first()
    )
    if firm is None:
        raise NotVisible(f"enterprise {enterprise_id}")
    if firm.pk not in actor.enterprises:
        note_access(
            act=AccessAct.VIEW,
            task=task,
            subject_kind=SubjectKind.ENTERPRISE,
            subject_id=firm.pk,
            subject=firm.name,
            agency_id=min(actor.agencies, default=None),
        )
    return firm


def regions_within(code: str) -> QuerySet[Region]:
    """Return a region, everything below it, and the codes that became one of them."""
    return Region.objects.filter(Q(path__contains=[code]) | Q(succeeded_by__path__contains=[code]))

"""What the registry knows of firms, as the facts that eligibility rules ask for."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from didim.engines.eligibility import FirmFacts, HeldDesignation, LegalForm, SizeClass, Stage
from didim.engines.eligibility.tables import FirmTable
from didim.kernel.definitions import DefinitionError, DefinitionVersion, shipped_definitions
from didim.registry.domain.sizes import FirmYear, mean_sales, possible_sizes
from didim.registry.models import Designation, Enterprise, EnterpriseYear

# A look-up costs a tenth of an enum's call; a sheet makes three a firm.
_STAGES = {stage.value: stage for stage in Stage}
_FORMS = {form.value: form for form in LegalForm}
_SIZES = {size.value: size for size in SizeClass}


@dataclass(frozen=True, slots=True)
class FirmSheet:
    """Firms as columns: `ids[i]` is the firm of row i of the table."""

    ids: NDArray[np.int64]
    table: FirmTable


def firm_facts(*, enterprise_id: int, on: date) -> FirmFacts:
    """Return the facts of one firm as known on a day: three queries. Raises Enterprise.DoesNotExist."""
    for _id, facts in _facts(Enterprise.objects.filter(pk=enterprise_id), on=on):
        return facts
    raise Enterprise.DoesNotExist(enterprise_id)


def facts_of_firms(*, enterprise_ids: Collection[int], on: date) -> dict[int, FirmFacts]:
    """Return the facts of firms as known on a day, by their ids: three queries whatever their number."""
    return dict(_facts(Enterprise.objects.filter(pk__in=list(enterprise_ids)), on=on))


def firm_sheet(*, on: date, firms: QuerySet[Enterprise] | None = None) -> FirmSheet:
    """Return the facts of all firms (or of `firms`) as columns, by id: three queries whatever their number.

    Firms merged into others and closed ones are left out unless `firms` holds them.
    """
    if firms is None:
        firms = Enterprise.objects.filter(merged_into=None, closed_on=None)
    pairs = list(_facts(firms, on=on))
    return FirmSheet(
        np.fromiter((enterprise_id for enterprise_id, _facts in pairs), np.int64, len(pairs)),
        FirmTable.of(facts for _id, facts in pairs),
    )


def _facts(firms: QuerySet[Enterprise], *, on: date) -> Iterator[tuple[int, FirmFacts]]:
    definition = _size_definition(on)
    chosen = firms.order_by().values("pk")
    years = _years(EnterpriseYear.objects.filter(enterprise__in=chosen, year__lte=on.year))
    held = _designations(Designation.objects.filter(enterprise__in=chosen))
    # A region that was recoded counts as what it is now.
    rows = firms.order_by("pk").values_list(
        "pk",
        "stage",
        "legal_form",
        "opened_on",
        Coalesce("region__succeeded_by__path", "region__path"),
        "industry_id",
        "industry__section",
        "size_class",
        "representative_birth_year",
        "representative_birth_date",
        "designations_complete",
    )
    for row in rows:
        yield row[0], _one(row, years=years[row[0]], held=held[row[0]], definition=definition, on=on)


def _one(
    row: tuple[Any, ...],
    *,
    years: list[FirmYear],
    held: list[HeldDesignation],
    definition: DefinitionVersion | None,
    on: date,
) -> FirmFacts:
    _id, stage, form, opened_on, path, industry, section, size, birth_year, birth_date, complete = row
    legal_form = _FORMS[form]
    sizes = frozenset({_SIZES[size]}) if size else None
    if sizes is None and definition is not None:
        sizes = possible_sizes(
            definition=definition, legal_form=legal_form, section=section, years=years, on=on
        )
    return FirmFacts(
        stage=_STAGES[stage],
        legal_form=legal_form,
        opened_on=opened_on,
        region_path=tuple(path) if path else None,
        industry=industry,
        employees=next((year.employees for year in years if year.employees is not None), None),
        sales=next((year.sales for year in years if year.sales is not None), None),
        sales_average=mean_sales(years),
        birth_year=birth_year,
        birth_date=birth_date,
        size_classes=sizes,
        designations=tuple(held),
        designations_complete=complete,
    )


def _years(rows: QuerySet[EnterpriseYear]) -> defaultdict[int, list[FirmYear]]:
    years: defaultdict[int, list[FirmYear]] = defaultdict(list)
    for enterprise_id, year, employees, sales in rows.order_by("enterprise_id", "-year").values_list(
        "enterprise_id", "year", "employees", "sales"
    ):
        years[enterprise_id].append(FirmYear(year, employees, sales))
    return years


def _designations(rows: QuerySet[Designation]) -> defaultdict[int, list[HeldDesignation]]:
    held: defaultdict[int, list[HeldDesignation]] = defaultdict(list)
    for enterprise_id, kind, valid_from, valid_to in rows.order_by("enterprise_id", "pk").values_list(
        "enterprise_id", "kind", "valid_from", "valid_to"
    ):
        held[enterprise_id].append(HeldDesignation(kind, valid_from, valid_to))
    return held


def _size_definition(on: date) -> DefinitionVersion | None:
    try:
        return shipped_definitions().as_of("size_classes", on)
    except DefinitionError:
        return None

"""Names of regions and industries: from what people type to codes, and back."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, partial

from django.db.models import Q
from django.utils.translation import get_language

from didim.engines.eligibility import Names, Text
from didim.registry.enums import RegionLevel
from didim.registry.models import Industry, Region
from didim.registry.queries.regions import region_choices, region_names, regions_on

from .rules.drafts import Draft

_BETWEEN_NAMES = re.compile(r"[,;\n·、]+")


def names_for(draft: Draft) -> Names:
    """Return the names of all codes in a draft: one query for regions, one for industries, none unneeded."""
    wanted: dict[str, set[str]] = {"region": set(), "industry": set()}
    for node in draft.walk():
        if node.kind in wanted:
            wanted[node.kind].update(node.codes)
    regions = Region.objects.filter(pk__in=wanted["region"]).select_related("parent")
    industries = Industry.objects.filter(pk__in=wanted["industry"])
    return Names(
        {region.code: full_name(region) for region in regions} if wanted["region"] else {},
        {row.code: Text(row.name, row.name_en or row.name) for row in industries}
        if wanted["industry"]
        else {},
    )


def full_name(region: Region, by_code: Mapping[str, Region] | None = None) -> Text:
    """Return what a region is called so that no other has the name: a district with its province.

    `by_code` saves a query for the region above where many are named.
    """
    above = region.parent if by_code is None else by_code.get(region.parent_id or "")
    if above is None or region.level <= RegionLevel.PROVINCE:
        return Text(region.name, region.name_en or region.name)
    return Text(
        f"{above.short_name} {region.name}",
        f"{region.name_en or region.name}, {above.name_en or above.name}",
    )


def region_options(*, on: date) -> list[str]:
    """Return the names offered while typing: provinces and districts as they are on a day."""
    language = get_language() or "ko"
    regions = region_choices(on=on)
    by_code = {region.code: region for region in regions}
    return [full_name(region, by_code).text(language) for region in regions]


def industry_options() -> list[str]:
    """Return the industries offered while typing: sections and divisions, as "26 …"."""
    column = "name" if (get_language() or "ko").startswith("ko") else "name_en"
    industries = Industry.objects.filter(code__regex=r"^([A-U]|[0-9]{2})$").order_by("code")
    return [f"{code} {name}" for code, name in industries.values_list("code", column)]


def take_in(draft: Draft, *, on: date) -> None:
    """Turn what was typed into the adding fields of a draft into codes; what is not found stays typed."""
    nodes = [node for node in draft.walk() if node.adding and node.kind in {"region", "industry"}]
    if not nodes:
        return
    regions = region_finder(on=on)
    for node in nodes:
        find = regions if node.kind == "region" else industry_code
        whole = find(node.adding)
        names = [node.adding] if whole else _BETWEEN_NAMES.split(node.adding)
        left = []
        for typed in filter(None, (name.strip() for name in names)):
            code = whole or find(typed)
            if code is None:
                left.append(typed)
            elif code not in node.codes:
                node.codes.append(code)
        node.adding = ", ".join(left)


def region_finder(*, on: date) -> Callable[[str], str | None]:
    """Return a function from a name or code to the one region of it; two of a name (중구) are not guessed."""
    names = cache(partial(region_names, on=on))
    english = cache(partial(_english_names, on=on))

    def find(typed: str) -> str | None:
        if typed.isdecimal():
            known = regions_on(on).filter(pk=typed, level__lte=RegionLevel.DISTRICT)
            return typed if known.exists() else None
        found = names().resolve(typed)
        if len(found) == 1:
            return found[0]
        return english().get(typed.casefold())

    return find


def _english_names(*, on: date) -> dict[str, str]:
    regions = region_choices(on=on)
    by_code = {region.code: region for region in regions}
    return {full_name(region, by_code).en.casefold(): region.code for region in regions}


def industry_code(typed: str) -> str | None:
    """Return the industry that begins with this code ("26 …") or has this name; one only, else None."""
    code = typed.split(maxsplit=1)[0].upper().rstrip(".")
    found = Industry.objects.filter(Q(code=code) | Q(name=typed) | Q(name_en__iexact=typed))
    codes = list(found.order_by("code").values_list("code", flat=True)[:2])
    if code in codes:
        return code
    return codes[0] if len(codes) == 1 else None

"""Regions by the names people write."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from didim.registry.enums import RegionLevel
from didim.registry.models import Region

_SUFFIXES = "시군구"
_SHORTEST_STEM = 2


@dataclass(frozen=True, slots=True)
class RegionNames:
    """Codes under every way a region is written: 경기, 경기도, 서울 강남구, 수원, 수원시 장안구."""

    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def resolve(self, text: str) -> tuple[str, ...]:
        """Return the codes a name may mean, in order: several where ambiguous (중구), none if unknown."""
        return self.codes.get(_plain(text), ())


def regions_on(day: date) -> QuerySet[Region]:
    """Return the regions that exist on a day."""
    return Region.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
    )


def region_names(*, on: date) -> RegionNames:
    """Return the names of provinces and districts as they are on a day, and of the ones they followed.

    One query. A name that went (강원도) leads to the code that follows it.
    """
    rows = list(
        Region.objects.filter(level__lte=RegionLevel.DISTRICT)
        .order_by("code")
        .values_list("code", "name", "short_name", "aliases", "parent_id", "succeeded_by_id", "valid_to")
    )
    provinces = {code: {name, short, *aliases} for code, name, short, aliases, *_rest in rows}
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for code, name, short, aliases, parent, heir, valid_to in rows:
        current = heir if heir and valid_to and valid_to < on else code
        own = {name, short, *aliases}
        own |= {stem for written in own if (stem := _stem(written)) and current[2:]}
        for written in own | _under(provinces.get((parent or "")[:2], ()) if current[2:] else (), own):
            codes[_plain(written)].add(current)
    return RegionNames({name: tuple(sorted(found)) for name, found in codes.items()})


def region_choices(*, on: date) -> list[Region]:
    """Return provinces and districts as they are on a day, by code, for a list to choose from: one query."""
    return list(regions_on(on).filter(level__lte=RegionLevel.DISTRICT).order_by("code"))


def _under(provinces: Iterable[str], names: set[str]) -> set[str]:
    return {f"{province} {name}" for province in provinces for name in names}


def _stem(name: str) -> str:
    """Return 수원 for 수원시; nothing for 중구, whose stem says too little."""
    return name[:-1] if name[-1] in _SUFFIXES and len(name) > _SHORTEST_STEM else ""


def _plain(text: str) -> str:
    return "".join(text.split())

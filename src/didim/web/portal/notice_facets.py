"""What may be chosen on the notices page, and what has been: facets and chips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from didim.programmes.enums import FounderStage, NoticeStatus, SupportType, Target
from didim.programmes.queries.notice_filter import NoticeFilter
from didim.programmes.queries.notices import Facet, NoticePage
from didim.registry.enums import RegionLevel
from didim.registry.models import Agency, Region
from didim.web.components.facets import Option

# What a visitor sees without asking: notices that still take, or will take, applications.
CURRENT = (NoticeStatus.OPEN, NoticeStatus.ALWAYS_OPEN, NoticeStatus.UPCOMING, NoticeStatus.UNDATED)
CHOICES: dict[str, tuple[str | Promise, Mapping[str, str | Promise]]] = {
    "statuses": (_("상태"), dict(NoticeStatus.choices)),
    "support_types": (_("지원유형"), dict(SupportType.choices)),
    "targets": (pgettext_lazy("공고", "대상"), dict(Target.choices)),
    "stages": (_("업력"), dict(FounderStage.choices)),
}
CLOSED_AT_FIRST = frozenset({"targets", "stages"})


@dataclass(frozen=True)
class FacetGroup:
    """One field's choices."""

    title: str | Promise
    name: str
    options: list[Option]
    open: bool


@dataclass(frozen=True)
class Chip:
    """A choice that was made, and the address of the page without it."""

    label: str | Promise
    url: str
    lang: str = ""


def provinces() -> dict[str, str]:
    """Return the names of provinces and of the whole country by code: one query."""
    korean = (get_language() or "ko").startswith("ko")
    rows = Region.objects.filter(level__lte=RegionLevel.PROVINCE).order_by("code")
    return {
        code: name if korean or not name_en else name_en
        for code, name, name_en in rows.values_list("code", "name", "name_en")
    }


def facet_groups(found: NoticePage, names: Mapping[str, str]) -> list[FacetGroup]:
    """Return the groups in the order of the page: status and type as their enums, regions by how many."""
    groups = [
        FacetGroup(title, field, _options(labels, found.facets.get(field, ())), field not in CLOSED_AT_FIRST)
        for field, (title, labels) in CHOICES.items()
    ]
    regions = [
        Option(facet.value, names[facet.value], facet.chosen, facet.count, at_least=facet.at_least)
        for facet in found.facets.get("regions", ())
        if facet.value in names
    ]
    groups.insert(2, FacetGroup(_("지역"), "regions", regions, open=True))
    return groups


def _options(labels: Mapping[str, str | Promise], facets: Sequence[Facet]) -> list[Option]:
    counted = {facet.value: facet for facet in facets}
    return [
        Option(
            value,
            label,
            value in counted and counted[value].chosen,
            counted[value].count if value in counted else 0,
            at_least=any(facet.at_least for facet in facets),
        )
        for value, label in labels.items()
    ]


def chips(
    asked: QueryDict, wanted: NoticeFilter, names: Mapping[str, str], agencies: Sequence[Agency]
) -> list[Chip]:
    """Return the choices that were made; the statuses shown without asking are none."""
    made: list[tuple[str, str, str | Promise, str]] = []
    for field, (_title, labels) in CHOICES.items():
        if field == "statuses" and set(wanted.statuses) == set(CURRENT):
            continue
        made += [(field, value, labels[value], "") for value in getattr(wanted, field)]
    made += [("regions", code, names.get(code, code), "") for code in wanted.regions]
    made += [("agencies", str(agency.pk), agency.name, "ko") for agency in agencies]
    if wanted.closes_within is not None:
        days = wanted.closes_within
        label = ngettext("%(n)d일 안에 마감", "%(n)d일 안에 마감", days) % {"n": days}
        made.append(("closes_within", str(days), label, ""))
    return [Chip(label, _without(asked, field, value), lang) for field, value, label, lang in made]


def _without(asked: QueryDict, field: str, value: str) -> str:
    rest = asked.copy()
    rest.setlist(field, [other for other in rest.getlist(field) if other != value])
    rest.pop("page", None)
    return f"?{rest.urlencode()}"

"""What a report is asked about, found in the registry: an agency, a network, a firm by number or name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from didim.kernel.wording import Text
from didim.registry.models import Agency, Enterprise, Network
from didim.reports.outlines import Outline, ScopeKind
from didim.reports.queries.building import Asked
from didim.reports.queries.scoping import agency_scope, firm_scope, nation_scope, network_scope
from didim.reports.scopes import Period

NATION = Text("전국 지원기관", "All agencies")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class AskedWhom:
    """Numbers or names as typed; only the one the report's scope wants is read."""

    agency: str | None = None
    network: str | None = None
    firm: int | None = None


def ask(
    outline: Outline,
    whom: AskedWhom,
    *,
    period: Period,
    made_on: date,
    baseline: Period | None = None,
    language: str = "ko",
    with_rows: bool = False,
) -> Asked:
    """Return what a report is to be built of; LookupError (a sentence) when there is no such thing."""
    agency = _by_number_or_name(Agency.objects.all(), whom.agency)
    more: dict[str, Any] = {
        "period": period,
        "made_on": made_on,
        "baseline": baseline,
        "language": language,
        "with_rows": with_rows,
    }
    if outline.scope is ScopeKind.NATION and not whom.network:
        return nation_asked(**more)
    if outline.scope in (ScopeKind.NETWORK, ScopeKind.NATION):
        network = _by_number_or_name(Network.objects.all(), whom.network)
        if network is None:
            raise LookupError("네트워크를 번호나 이름으로 적어 주세요 / name a network")
        return network_asked(network, **more)
    if outline.scope is ScopeKind.FIRM:
        firm = Enterprise.objects.filter(pk=whom.firm or 0).first()
        if firm is None:
            raise LookupError("기업을 번호로 적어 주세요 / name a firm by its number")
        return firm_asked(firm, agency=agency, **more)
    if agency is None:
        raise LookupError("기관을 번호나 이름으로 적어 주세요 / name an agency")
    return agency_asked(agency, **more)


def agency_asked(agency: Agency, *, programmes: tuple[str, ...] = (), **more: Any) -> Asked:
    """Return what a report of an agency is built of."""
    return Asked(
        whose=Text(agency.name, agency.name_en or agency.name),
        scope=agency_scope(agency, programmes=programmes),
        is_sample=agency.is_sample,
        names={str(agency.pk): agency.name},
        **more,
    )


def network_asked(network: Network, *, programmes: tuple[str, ...] = (), **more: Any) -> Asked:
    """Return what a report of a network is built of: its members at the period's end."""
    scope = network_scope(network, on=more["period"].end, programmes=programmes)
    return Asked(
        whose=Text(network.name, network.name_en or network.name),
        scope=scope,
        is_sample=network.is_sample,
        names=_names(scope.agencies or (), more["language"]),
        **more,
    )


def nation_asked(**more: Any) -> Asked:
    """Return what a report of all agencies is built of."""
    agencies = dict(Agency.objects.values_list("pk", "is_sample"))
    return Asked(
        whose=NATION,
        scope=nation_scope(),
        is_sample=any(agencies.values()),
        names=_names(tuple(agencies), more["language"]),
        **more,
    )


def firm_asked(
    firm: Enterprise, *, agency: Agency | None = None, programmes: tuple[str, ...] = (), **more: Any
) -> Asked:
    """Return what a report of a firm is built of: of what one agency knows, or of all."""
    return Asked(
        whose=Text(firm.name, firm.name),
        scope=firm_scope(firm, agency=agency, programmes=programmes),
        is_sample=firm.is_sample,
        **more,
    )


def _names(agencies: tuple[int, ...], language: str) -> Mapping[str, str]:
    rows = Agency.objects.filter(pk__in=agencies)
    korean = language.startswith("ko")
    return {str(row.pk): row.name if korean else row.name_en or row.name for row in rows}


def _by_number_or_name(rows: QuerySet[M], said: str | None) -> M | None:
    if not said:
        return None
    return rows.filter(pk=int(said)).first() if said.isdigit() else rows.filter(name=said).first()

"""Whose figures a page shows, and what it may see of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from didim.accounts.tenancy import SYSTEM, scoped
from didim.kernel.definitions import DefinitionError
from didim.kernel.wording import Text
from didim.registry.enums import NetworkKind
from didim.registry.models import Agency, Enterprise, Network
from didim.registry.queries.firms import access_enterprise
from didim.reports.outlines import Outline, ScopeKind, outline
from didim.reports.queries.asking import agency_asked, firm_asked, network_asked
from didim.reports.queries.building import Asked
from didim.web.workbench.agencies import AgencyChoice, agency_choice


@dataclass(frozen=True)
class Whose:
    """The agency somebody works for, and the network it leads or the firm that is asked about."""

    agency: AgencyChoice
    network: Network | None = None
    networks: tuple[Network, ...] = ()
    firm: Enterprise | None = None

    @property
    def query(self) -> str:
        """The part of an address that asks for the same."""
        said: dict[str, Any] = {"agency": self.agency.current.pk}
        if self.network is not None:
            said["network"] = self.network.pk
        if self.firm is not None:
            said["firm"] = self.firm.pk
        return urlencode(said)

    @property
    def name(self) -> Text:
        """Whose figures they are."""
        one: Agency | Network | Enterprise = self.firm or self.network or self.agency.current
        return Text(one.name, getattr(one, "name_en", "") or one.name)

    def asked(self, **more: Any) -> Asked:
        """Return what a report of them is built of."""
        if self.firm is not None:
            return firm_asked(self.firm, agency=self.agency.current, **more)
        if self.network is not None:
            return network_asked(self.network, **more)
        return agency_asked(self.agency.current, **more)

    @contextmanager
    def totals(self) -> Iterator[None]:
        """Let the hub of a network see totals over its members; whatever names rows is read outside."""
        if self.network is None:
            yield
        else:
            with scoped(SYSTEM):
                yield


def known_outline(code: str, *, on: date) -> Outline:
    """Return a report's outline in force on a day; 404 where there is none."""
    try:
        return outline(code, on=on)
    except DefinitionError as error:
        raise Http404(str(error)) from error


def whose(request: HttpRequest, kind: ScopeKind, *, now: Any) -> Whose:
    """Return whose figures are asked for (`?agency=`, `?network=`, `?firm=`).

    404 for a network that none of the person's agencies leads, and for a firm they may not see.
    """
    actor = request.actor  # type: ignore[attr-defined]
    said = request.POST if request.method == "POST" else request.GET
    if kind in (ScopeKind.NETWORK, ScopeKind.NATION):
        networks = tuple(
            Network.objects.filter(hub__in=actor.agencies_with(), kind=NetworkKind.NETWORK)
            .select_related("hub")
            .order_by("name", "pk")
        )
        asked = said.get("network", "")
        found = [one for one in networks if str(one.pk) == asked] if asked else list(networks)
        if not found:
            raise Http404(f"network {asked}")
        chosen = found[0]
        return Whose(AgencyChoice(chosen.hub, [chosen.hub]), chosen, networks)
    agency = agency_choice(request)
    if kind is ScopeKind.FIRM:
        asked = said.get("firm", "")
        if not asked.isdigit():
            raise Http404(f"firm {asked}")
        firm = access_enterprise(actor=actor, enterprise_id=int(asked), task=_("기업 성과 보기"), now=now)
        return Whose(agency, firm=firm)
    return Whose(agency)


def scope_kind(request: HttpRequest) -> ScopeKind:
    """Return what the address asks about: a firm, a network, else an agency."""
    said = request.POST if request.method == "POST" else request.GET
    if said.get("firm"):
        return ScopeKind.FIRM
    return ScopeKind.NETWORK if said.get("network") else ScopeKind.AGENCY


def hidden_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what the address asked for, to be handed on by a form."""
    said = request.POST if request.method == "POST" else request.GET
    names = ("agency", "network", "firm", "year", "half", "baseline", "start", "end", "programme")
    return [(name, said[name]) for name in names if said.get(name)]

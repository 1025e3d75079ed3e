"""Whose facts a page judges notices by: the visitor's firm, or what was typed into the quick check."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from didim.engines.eligibility import FirmFacts, Stage
from didim.registry.models import Enterprise, Region
from didim.registry.queries.facts import firm_facts
from didim.registry.queries.firms import access_enterprise
from didim.web.portal.forms import QuickCheckForm


@dataclass(frozen=True)
class Judged:
    """The facts to judge by, and the firm they belong to (None in the quick check)."""

    facts: FirmFacts
    firm: Enterprise | None = None


def own_firm_id(request: HttpRequest) -> int | None:
    """Return the firm named by ?firm=, or the visitor's first; None for one that is not the visitor's own."""
    own = sorted(request.actor.enterprises_with())
    asked = request.GET.get("firm") or request.POST.get("firm") or ""
    if asked.isdigit() and int(asked) in own:
        return int(asked)
    return own[0] if own and not asked else None


def judged_firm(request: HttpRequest, *, today: date) -> Judged | None:
    """Return the visitor's own firm with its facts; None for a visitor without one."""
    chosen = own_firm_id(request)
    if chosen is None:
        return None
    firm = access_enterprise(
        actor=request.actor, enterprise_id=chosen, task=_("맞춤 공고 확인"), now=timezone.now()
    )
    return Judged(firm_facts(enterprise_id=firm.pk, on=today), firm)


def facts_of_quick_check(form: QuickCheckForm) -> FirmFacts:
    """Return the facts of a valid quick check; what was left empty is not known."""
    said = form.cleaned_data
    region = Region.objects.filter(pk=said["region"]).first() if said["region"] else None
    founded = said["stage"] == "operating"
    return FirmFacts(
        stage=Stage(said["stage"]),
        opened_on=said["opened_on"] if founded else None,
        region_path=tuple(region.path) if region else None,
        industry=said["industry"] or None,
        birth_year=said["birth_year"],
    )

"""Which facts of a firm are known, and what each missing one would decide."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from didim.engines.eligibility import Compare, HasDesignation, IndustryWithin, RegionWithin, Rule, Verdict
from didim.engines.eligibility.rules import leaves_of
from didim.programmes.queries.matching import matches_for_firm, open_book
from didim.registry.enums import EnterpriseStage, LegalForm
from didim.registry.models import Enterprise
from didim.registry.queries.facts import firm_facts

# What a rule asks for, by the fact a person enters.
ENTERED = {
    "firm_age": "opened_on",
    "opened_on": "opened_on",
    "representative_age": "birth",
    "birth_date": "birth",
    "employees": "employees",
    "sales": "sales",
    "sales_average": "sales",
    "legal_form": "legal_form",
    "size_class": "size_class",
}


@dataclass(frozen=True)
class Missing:
    """A fact that is not known; ``decides`` is how many open verdicts wait for it."""

    label: str | Promise
    anchor: str
    decides: int = 0


@dataclass(frozen=True)
class Completeness:
    """How many of the facts that rules ask for are known."""

    known: int
    total: int
    missing: list[Missing]


def completeness(firm: Enterprise, *, today: date, decides: Mapping[str, int] | None = None) -> Completeness:
    """Return what is known of a firm; ``decides`` counts open verdicts by the fact they wait for."""
    waiting = decides or {}
    founded = firm.stage != EnterpriseStage.PRE_FOUNDER
    recent = firm.years.filter(year__gte=today.year - 2)
    facts: list[tuple[str, str | Promise, str, bool]] = [
        ("region", _("소재지"), "edit", firm.region_id is not None),
        ("industry", _("업종"), "edit", firm.industry_id is not None),
        ("birth", _("대표자 생년월일"), "edit", firm.representative_birth_date is not None),
        ("designations", _("인증·확인을 모두 입력했음"), "certificates", firm.designations_complete),
    ]
    if founded:
        facts += [
            ("opened_on", _("사업개시일"), "edit", firm.opened_on is not None),
            ("legal_form", _("법적 형태"), "edit", firm.legal_form != LegalForm.NONE),
            ("size_class", _("기업 규모"), "edit", firm.size_class is not None),
            ("employees", _("최근 상시근로자 수"), "years", recent.filter(employees__isnull=False).exists()),
            ("sales", _("최근 매출액"), "years", recent.filter(sales__isnull=False).exists()),
        ]
    missing = [
        Missing(label, anchor, waiting.get(name, 0)) for name, label, anchor, known in facts if not known
    ]
    missing.sort(key=lambda fact: -fact.decides)
    return Completeness(len(facts) - len(missing), len(facts), missing)


def waiting_verdicts(firm: Enterprise, *, today: date) -> Counter[str]:
    """Return how many open notices that are still to be checked ask for each fact a person can enter."""
    rules = open_book(today).rules
    found = matches_for_firm(facts=firm_facts(enterprise_id=firm.pk, on=today), today=today)
    waiting: Counter[str] = Counter()
    for match in found:
        if match.verdict is Verdict.UNKNOWN and match.notice_id in rules:
            waiting.update({_entered(leaf) for leaf in leaves_of(rules[match.notice_id])} - {""})
    return waiting


def _entered(leaf: Rule) -> str:
    match leaf:
        case Compare():
            return ENTERED.get(leaf.fact, "")
        case RegionWithin():
            return "region"
        case IndustryWithin():
            return "industry"
        case HasDesignation():
            return "designations"
        case _:
            return ""

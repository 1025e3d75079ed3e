"""An expenditure as the rule pack sees it: budget, what was spent, the request, and what is known of it."""

from dataclasses import dataclass
from datetime import date

from didim.accounts.tenancy import SYSTEM, scoped
from didim.agreements.domain.spending_facts import SpendingFacts, WorkerFacts
from didim.agreements.models import (
    Agreement,
    AgreementVersion,
    Asset,
    Expenditure,
    ExpenditureEvidence,
    Participation,
    PriorApproval,
    SpendingLimit,
)
from didim.agreements.queries.banned import EMPLOYER, bans_of
from didim.agreements.queries.budgets import BOUND, bound_funds, funds_in
from didim.agreements.queries.rule_packs import pack_of
from didim.engines import expenditure as engine
from didim.registry.enums import EnterpriseStage

QUOTE = "quote"
# An agreement whose people work, or worked, under it.
_NEVER_BEGUN = ("draft", "offered", "lapsed")


@dataclass(frozen=True, slots=True)
class SpendingCase:
    """What `engines.expenditure.check` is given."""

    pack: engine.RulePack
    budget: engine.Budget
    spent: engine.Spent
    expenditure: engine.Expenditure
    facts: engine.Facts

    def check(self) -> tuple[engine.Finding, ...]:
        """Return what each rule says."""
        return engine.check(self.pack, self.budget, self.spent, self.expenditure, self.facts)


def case_of(expenditure: Expenditure, *, day: date) -> SpendingCase:
    """Return the case of an expenditure on a day; its agreement must have a version in force."""
    agreement = expenditure.agreement
    version = agreement.version
    if version is None:
        raise ValueError(f"agreement {agreement.pk} has no version in force")
    said = SpendingFacts.load(expenditure.facts)
    evidence = list(
        ExpenditureEvidence.objects.filter(expenditure=expenditure, removed_at=None)
        .order_by("pk")
        .values_list("kind", "sha256")
    )
    limit = SpendingLimit.objects.filter(line=expenditure.line_id).first()
    own = funds_in(expenditure).total if expenditure.state in BOUND else 0
    code = expenditure.line.code
    return SpendingCase(
        pack_of(agreement),
        engine.Budget(
            version.starts_on, version.ends_on, funds_in(version), {code: limit.limit_won if limit else 0}
        ),
        engine.Spent(
            bound_funds(agreement, without=expenditure.pk),
            {code: (limit.committed_won if limit else 0) - own},
        ),
        engine.Expenditure(
            line=code,
            sub_item=expenditure.line.item,
            stage=said.stage,
            funds=funds_in(expenditure),
            supply_won=expenditure.supply_won,
            vat_won=expenditure.vat_won,
            used_from=expenditure.used_from,
            used_to=expenditure.used_until,
            means=expenditure.method,
            advance_won=expenditure.advance_won,
            contract_won=said.contract_won,
            customs_refund_won=said.customs_refund_won,
            # The same file twice is one quote.
            quotes=len({sha256 for kind, sha256 in evidence if kind == QUOTE}),
            marks=said.marks,
        ),
        engine.Facts(
            day=day,
            evidence=frozenset(kind for kind, _sha256 in evidence),
            approvals=frozenset(
                PriorApproval.objects.filter(expenditure=expenditure).values_list("approval", flat=True)
            ),
            counterparty=_supplier(expenditure, said),
            worker=_worker(expenditure, said.worker) if said.worker else None,
            asset=_assets(expenditure),
            pre_founder=_was_pre_founder(agreement, version),
        ),
    )


def _supplier(expenditure: Expenditure, said: SpendingFacts) -> engine.Counterparty | None:
    """Return what is known of the supplier: who is barred first, then registers, then the firm's word."""
    number = expenditure.payee_number
    if not number:
        return None
    barred = {row.rule for row in bans_of(expenditure)}
    relations: dict[engine.Relation, bool] = {
        **said.relations,
        engine.Relation.SAME_PROGRAMME: takes_part(
            programme_id=expenditure.agreement.programme_id,
            business_number=number,
            but=expenditure.enterprise_id,
        ),
    }
    relations |= {relation: True for relation in engine.Relation if relation.value in barred}
    employment = engine.Employment(worked=True) if EMPLOYER in barred else said.employment
    return engine.Counterparty(relations, employment)


def takes_part(*, programme_id: int, business_number: str, but: int) -> bool:
    """Tell whether a firm (other than `but`) has an agreement of a programme; that alone is looked up."""
    with scoped(SYSTEM):
        return (
            Agreement.objects.filter(programme_id=programme_id, enterprise__business_number=business_number)
            .exclude(enterprise_id=but)
            .exclude(state="lapsed")
            .exists()
        )


def _worker(expenditure: Expenditure, said: WorkerFacts) -> engine.Worker | None:
    mine = Participation.objects.filter(pk=said.participation, agreement=expenditure.agreement_id).first()
    if mine is None:
        return None
    first, last = expenditure.used_from, expenditure.used_until
    elsewhere = [
        work
        for work in work_of(person_id=mine.person_id, starts_on=first, ends_on=last)
        if work.agreement_id != expenditure.agreement_id
    ]
    percent = engine.highest_percent((work.share for work in elsewhere), starts_on=first, ends_on=last)
    return engine.Worker(
        said.tie,
        mine.rate,
        percent,
        said.insurances,
        in_kind_elsewhere=any(work.is_in_kind for work in elsewhere),
    )


@dataclass(frozen=True, slots=True)
class Work:
    """What a person works under one agreement, and whether as the firm's contribution in kind."""

    agreement_id: int
    share: engine.Share
    is_in_kind: bool


def work_of(*, person_id: int, starts_on: date, ends_on: date) -> list[Work]:
    """Return what somebody works in a period under agreements of any agency: days and percents, no more."""
    with scoped(SYSTEM):
        rows = (
            Participation.objects.filter(
                person=person_id, ended_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on
            )
            .exclude(agreement__state__in=_NEVER_BEGUN)
            .values_list("agreement_id", "starts_on", "ends_on", "rate", "is_in_kind")
            .order_by("pk")
        )
        return [
            Work(agreement, engine.Share(first, last, rate), in_kind)
            for agreement, first, last, rate, in_kind in rows
        ]


def _assets(expenditure: Expenditure) -> engine.Asset | None:
    """Return all assets as one: the dearest price, the first to come, the last to be registered."""
    assets = list(Asset.objects.filter(expenditure=expenditure))
    if not assets:
        return None
    dearest = max(assets, key=lambda asset: asset.price_won)
    dates = [asset.registered_on for asset in assets]
    registered = None if None in dates else max(day for day in dates if day is not None)
    return engine.Asset(dearest.price_won, min(asset.acquired_on for asset in assets), registered)


def _was_pre_founder(agreement: Agreement, version: AgreementVersion) -> bool | None:
    firm = agreement.enterprise
    if firm.stage == EnterpriseStage.PRE_FOUNDER:
        return True
    if firm.opened_on is None:
        return None
    return firm.opened_on >= version.starts_on

"""A sound expenditure on the pack that ships, to be bent by one fact at a time."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from didim.engines.expenditure import (
    Asset,
    Budget,
    Counterparty,
    Employment,
    Expenditure,
    Facts,
    Funds,
    Insurance,
    Relation,
    Spent,
    Stage,
    Worker,
    WorkerTie,
    check,
    load_pack,
    shipped_packs,
)

STARTS, ENDS = date(2026, 4, 1), date(2026, 12, 31)
_DEFINITION = shipped_packs()["startup-funds"]
PACK = load_pack(_DEFINITION, _DEFINITION.as_of(STARTS))
BUDGET = Budget(
    STARTS,
    ENDS,
    Funds(70_000_000, 10_000_000, 20_000_000),
    {"materials": 30_000_000, "outsourcing": 30_000_000, "machinery": 20_000_000, "wages": 20_000_000},
)
SOUND_SUPPLIER = Counterparty(dict.fromkeys(Relation, False), Employment(worked=False))
SOUND_WORKER = Worker(WorkerTie.NONE, Decimal(60), Decimal(40), frozenset(Insurance), in_kind_elsewhere=False)
ALL_EVIDENCE = frozenset(PACK.evidence)
FACTS = Facts(
    date(2026, 6, 1),
    ALL_EVIDENCE,
    frozenset(PACK.approvals),
    SOUND_SUPPLIER,
    asset=Asset(3_000_000, date(2026, 5, 20), date(2026, 5, 25)),
    pre_founder=False,
)
MATERIALS = Expenditure(
    line="materials",
    sub_item="raw_materials",
    stage=Stage.COMPLETION,
    funds=Funds(7_000_000, 1_000_000),
    supply_won=8_000_000,
    vat_won=800_000,
    used_from=date(2026, 5, 1),
    used_to=date(2026, 5, 31),
    means="card",
)
WAGES = replace(MATERIALS, line="wages", sub_item="employees", stage=Stage.MONTHLY, vat_won=0)
OUTSOURCING = replace(MATERIALS, line="outsourcing", sub_item="design")
MACHINERY = replace(MATERIALS, line="machinery", sub_item="tools")
WAGE_FACTS = replace(FACTS, counterparty=None, worker=SOUND_WORKER, asset=None)


def found(expenditure=MATERIALS, facts=FACTS, spent=None, budget=BUDGET):
    """Return the outcomes of a check by rule."""
    findings = check(PACK, budget, spent or Spent(), expenditure, facts)
    return {one.rule: one.outcome.value for one in findings}


def finding(rule, expenditure=MATERIALS, facts=FACTS, spent=None, budget=BUDGET):
    """Return what a check says of one rule."""
    return next(one for one in check(PACK, budget, spent or Spent(), expenditure, facts) if one.rule == rule)

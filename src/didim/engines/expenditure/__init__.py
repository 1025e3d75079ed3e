"""The check of an expenditure against the rule pack of its agreement, rule by rule.

A rule pack (packs) is data: `definitions/rulepacks/*.toml`, read by `reading`. `check` applies every rule
that concerns the expenditure; each finding says pass, fail or "a person decides", by which numbers, and
where the rule is written.
"""

from didim.engines.expenditure.assets import AssetTerms, asset_terms
from didim.engines.expenditure.checking import check, outcome_of
from didim.engines.expenditure.facts import (
    Asset,
    Budget,
    Counterparty,
    Employment,
    Expenditure,
    Facts,
    Insurance,
    Relation,
    Share,
    Spent,
    Stage,
    Worker,
    WorkerTie,
    highest_percent,
)
from didim.engines.expenditure.findings import Citation, Finding, Judgement, Outcome
from didim.engines.expenditure.money import Funds, ahead_of_plan, split_paid, won
from didim.engines.expenditure.packs import Line, Named, Rule, RulePack, Scope
from didim.engines.expenditure.reading import load_pack, shipped_packs

__all__ = [
    "Asset",
    "AssetTerms",
    "Budget",
    "Citation",
    "Counterparty",
    "Employment",
    "Expenditure",
    "Facts",
    "Finding",
    "Funds",
    "Insurance",
    "Judgement",
    "Line",
    "Named",
    "Outcome",
    "Relation",
    "Rule",
    "RulePack",
    "Scope",
    "Share",
    "Spent",
    "Stage",
    "Worker",
    "WorkerTie",
    "ahead_of_plan",
    "asset_terms",
    "check",
    "highest_percent",
    "load_pack",
    "outcome_of",
    "shipped_packs",
    "split_paid",
    "won",
]

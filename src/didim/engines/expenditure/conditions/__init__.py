"""What a rule may demand, one class for each kind; `reading` knows them by the word in the pack."""

from didim.engines.expenditure.conditions.amounts import (
    AdvanceLimit,
    FundingShare,
    NoRefundedCustoms,
    NoVat,
    SourceLimit,
    UsePeriod,
    WithinLine,
)
from didim.engines.expenditure.conditions.papers import Approval, EvidenceList, Means, Quotes, Threshold
from didim.engines.expenditure.conditions.parties import (
    BannedRelations,
    BannedWorkers,
    FormerEmployer,
    Insured,
    NotInKindElsewhere,
    Participation,
)
from didim.engines.expenditure.conditions.things import AssetRegister, AssetTracking, BannedMarks

__all__ = [
    "AdvanceLimit",
    "Approval",
    "AssetRegister",
    "AssetTracking",
    "BannedMarks",
    "BannedRelations",
    "BannedWorkers",
    "EvidenceList",
    "FormerEmployer",
    "FundingShare",
    "Insured",
    "Means",
    "NoRefundedCustoms",
    "NoVat",
    "NotInKindElsewhere",
    "Participation",
    "Quotes",
    "SourceLimit",
    "Threshold",
    "UsePeriod",
    "WithinLine",
]

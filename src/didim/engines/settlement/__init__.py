"""Settlement: what goes back, until when, what is barred for how long, and who pays what of a voucher.

`settle` works an agreement out line by line and keeps the article of every step (balance); `instalment_plan`
and `standings` follow the paying back (recovering); `months_of` and `impose` add sanctions up (sanctions);
`report_due` counts days (reports); `share_price` splits a voucher's price (vouchers). Parameters are dated
definitions ("settlement", "sanctions", "voucher-subsidy"); amounts are whole won.
"""

from didim.engines.settlement.balance import (
    Funding,
    LineSpending,
    SettlementError,
    SettlementSheet,
    Step,
    settle,
    whole_recovery,
)
from didim.engines.settlement.recovering import (
    Instalment,
    Standing,
    arrears,
    instalment_plan,
    recovery_due,
    standings,
    surcharge_limit,
)
from didim.engines.settlement.reports import (
    ReportDue,
    ReportKind,
    late_warning_on,
    no_contact_caution_on,
    report_due,
)
from didim.engines.settlement.rules import InterestShare, SettlementRule
from didim.engines.settlement.sanctions import (
    Ground,
    RecoveryOf,
    SanctionError,
    SanctionTable,
    Term,
    excluded_on,
    impose,
    months_of,
)
from didim.engines.settlement.vouchers import (
    Points,
    SubsidyBand,
    mean_sales,
    points_of,
    read_bands,
    share_price,
    subsidy_percent,
)

__all__ = [
    "Funding",
    "Ground",
    "Instalment",
    "InterestShare",
    "LineSpending",
    "Points",
    "RecoveryOf",
    "ReportDue",
    "ReportKind",
    "SanctionError",
    "SanctionTable",
    "SettlementError",
    "SettlementRule",
    "SettlementSheet",
    "Standing",
    "Step",
    "SubsidyBand",
    "Term",
    "arrears",
    "excluded_on",
    "impose",
    "instalment_plan",
    "late_warning_on",
    "mean_sales",
    "months_of",
    "no_contact_caution_on",
    "points_of",
    "read_bands",
    "recovery_due",
    "report_due",
    "settle",
    "share_price",
    "standings",
    "subsidy_percent",
    "surcharge_limit",
    "whole_recovery",
]

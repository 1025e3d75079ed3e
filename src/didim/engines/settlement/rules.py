"""The rules of a settlement, read from the dated definition "settlement"; each keeps its own source."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from didim.engines.scoring.rounding import Rounding, rounded_ratio
from didim.kernel.definitions import DefinitionVersion


class InterestShare(StrEnum):
    """How much of the interest goes back: all of it, or the government's share."""

    WHOLE = "whole"
    GRANT_SHARE = "grant_share"


@dataclass(frozen=True, slots=True)
class SettlementRule:
    """Rounding, shares, days and limits; `sources` names the article of each by its key in the definition.

    `unit_won`: shares are multiples of it. `notice_days`: least days between a recovery notice and its due
    day. `instalment_months`: most monthly instalments. `surcharge_times`: most a penalty
    surcharge may be, as a multiple of what is recovered. `reminder_days`: how
    long before something is due a firm is reminded.
    """

    id: str
    rounding: Rounding
    unit_won: int
    interest: InterestShare
    final_report_days: int
    use_report_days: int
    use_report_extension_days: int
    notice_days: int
    instalment_months: int
    surcharge_times: int
    reminder_days: int
    sources: Mapping[str, str]

    @classmethod
    def of(cls, version: DefinitionVersion) -> "SettlementRule":
        """Read a version of the definition "settlement"."""
        values: Mapping[str, Mapping[str, Any]] = version.values
        sources = {key: str(part["source"]) for key, part in values.items()}
        sources["rounding"] = str(values["recovery"]["rounding_source"])
        return cls(
            id=version.id,
            rounding=Rounding(values["recovery"]["rounding"]),
            unit_won=int(values["recovery"]["unit_won"]),
            interest=InterestShare(values["interest"]["share"]),
            final_report_days=int(values["final_report"]["days"]),
            use_report_days=int(values["use_report"]["days"]),
            use_report_extension_days=int(values["use_report"]["extension_days"]),
            notice_days=int(values["notice"]["days"]),
            instalment_months=int(values["instalments"]["months"]),
            surcharge_times=int(values["surcharge"]["times"]),
            reminder_days=int(values["reminders"]["days"]),
            sources=sources,
        )

    def share(self, amount_won: int, part_won: int, whole_won: int) -> int:
        """Return amount × part ÷ whole in won, rounded once by the rule; 0 of nothing."""
        if amount_won == 0:
            return 0
        units = rounded_ratio(amount_won * part_won, whole_won * self.unit_won, 0, self.rounding)
        return int(units) * self.unit_won

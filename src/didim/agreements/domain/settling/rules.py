"""Which version of the rules a settlement and a sanction are judged by."""

from datetime import date

from didim.engines.settlement import SanctionTable, SettlementRule
from didim.kernel.definitions import shipped_definitions


def rule_on(day: date) -> SettlementRule:
    """Return the rules of settlements in force on a day."""
    return SettlementRule.of(shipped_definitions().as_of("settlement", day))


def rule_of(definition: str) -> SettlementRule:
    """Return the rules a settlement was opened under, by the id it keeps."""
    name, _at, first_day = definition.partition("@")
    return SettlementRule.of(shipped_definitions().as_of(name, date.fromisoformat(first_day)))


def sanctions_on(day: date) -> SanctionTable:
    """Return the sanctions in force on a day."""
    return SanctionTable.of(shipped_definitions().as_of("sanctions", day))

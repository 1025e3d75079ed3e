"""The rules shipped with Didim, as the tests of settlements use them."""

from datetime import date

from didim.engines.settlement import SanctionTable, SettlementRule
from didim.kernel.definitions import shipped_definitions

DAY = date(2026, 3, 2)
RULE = SettlementRule.of(shipped_definitions().as_of("settlement", DAY))
TABLE_14 = SanctionTable.of(shipped_definitions().as_of("sanctions", DAY))
TABLE_13 = SanctionTable.of(shipped_definitions().as_of("sanctions", date(2024, 6, 1)))

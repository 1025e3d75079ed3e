"""The rule pack an agreement's money is spent by."""

from datetime import date
from functools import cache

from didim.agreements.models import Agreement
from didim.engines.expenditure import RulePack, load_pack, shipped_packs


def pack_of(agreement: Agreement) -> RulePack:
    """Return the pack an agreement keeps, in the version it names; DefinitionError where there is none."""
    return _loaded(agreement.rule_pack)


@cache
def _loaded(pack_id: str) -> RulePack:
    name, _at, first_day = pack_id.partition("@")
    definition = shipped_packs()[name]
    return load_pack(definition, definition.as_of(date.fromisoformat(first_day)))

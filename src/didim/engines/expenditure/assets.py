"""What a rule pack asks of an asset: by when it is registered, until when it is looked after."""

from dataclasses import dataclass
from datetime import date

from didim.engines.expenditure.conditions import AssetRegister, AssetTracking
from didim.engines.expenditure.facts import Asset
from didim.engines.expenditure.packs import RulePack
from didim.kernel.calendar import months_after, years_after


@dataclass(frozen=True, slots=True)
class AssetTerms:
    """The last day to register an asset, and the last day of its years (the first day where it has none)."""

    register_by: date
    tracked_until: date


def asset_terms(pack: RulePack, asset: Asset) -> AssetTerms:
    """Return the terms of an asset by the rules in force on the day it came."""
    register_by = tracked_until = asset.acquired_on
    for rule in pack.rules:
        if not rule.in_force(asset.acquired_on):
            continue
        if isinstance(rule.condition, AssetRegister):
            register_by = months_after(asset.acquired_on, rule.condition.months)
        elif isinstance(rule.condition, AssetTracking) and asset.unit_won > rule.condition.above_won:
            tracked_until = years_after(asset.acquired_on, rule.condition.years)
    return AssetTerms(register_by, tracked_until)

"""Parameters of survival, from the dated definition "forecasting_survival"."""

from dataclasses import dataclass

from didim.kernel.definitions import DefinitionVersion


@dataclass(frozen=True, slots=True)
class SurvivalRule:
    """How spells are read from licences, modelled and shown; the definition's file explains each value."""

    definition: str
    source: str
    placeholder_year: int
    ended_states: tuple[str, ...]
    register_share: float
    years: tuple[int, ...]
    confidence_percent: int
    minimum_shops: int
    density_metres: float
    cox_penalty: float
    hazard_trees: int
    calibration_groups: int


def load_survival_rule(version: DefinitionVersion) -> SurvivalRule:
    """Return the rule of a version of the definition "forecasting_survival"."""
    values = version.values
    return SurvivalRule(
        definition=version.id,
        source=version.source,
        placeholder_year=values["placeholder_year"],
        ended_states=tuple(values["ended_states"]),
        register_share=float(values["register_share"]),
        years=tuple(values["years"]),
        confidence_percent=values["confidence_percent"],
        minimum_shops=values["minimum_shops"],
        density_metres=float(values["density_metres"]),
        cox_penalty=float(values["cox_penalty"]),
        hazard_trees=values["hazard_trees"],
        calibration_groups=values["calibration_groups"],
    )

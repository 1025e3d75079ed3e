"""Which editions there are, and the rules each of them was made by."""

from datetime import date
from functools import cache

from didim.districts.models import Edition
from didim.engines.districts.ranking_rules import RankingRule, load_ranking
from didim.engines.districts.risk import RiskRule, load_risk
from didim.engines.districts.rules import IndicatorRule, load_indicators
from didim.kernel.definitions import DefinitionVersion, shipped_definitions


def current_edition() -> Edition | None:
    """Return the edition that readers see; None before the first was published: one query."""
    return Edition.objects.filter(is_current=True).first()


def edition_numbered(number: int) -> Edition | None:
    """Return an edition by its number, also an older or a withdrawn one (it says so); None for no such."""
    return Edition.objects.filter(number=number).first()


def published_editions() -> list[Edition]:
    """Return all editions, the newest first: one query."""
    return list(Edition.objects.select_related("published_by", "withdrawn_by").order_by("-number"))


@cache
def definition_version(definition: str, version: str) -> DefinitionVersion:
    """Return a version of a shipped definition by its id ("districts_risk@2026-01-01").

    An edition made by a version that is no longer shipped is read by the one in force on that day.
    """
    shipped = shipped_definitions()
    for one in shipped[definition].versions:
        if one.id == version:
            return one
    return shipped.as_of(definition, date.fromisoformat(version.partition("@")[2]))


def indicator_rule(edition: Edition) -> IndicatorRule:
    """Return the indicators an edition was made by."""
    return load_indicators(
        definition_version("districts_indicators", edition.definitions["districts_indicators"])
    )


def risk_rule(edition: Edition) -> RiskRule:
    """Return the formula of entry risk an edition was made by."""
    return load_risk(definition_version("districts_risk", edition.definitions["districts_risk"]))


def ranking_rule(edition: Edition) -> RankingRule:
    """Return what districts of an edition are ranked by."""
    return load_ranking(definition_version("districts_ranking", edition.definitions["districts_ranking"]))

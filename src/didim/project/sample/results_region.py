"""The picture of the region (account S1.11): counts of the made-up provinces, year by year."""

from datetime import date
from decimal import Decimal

from didim.outcomes.domain.observing import Said

from .ledger import Ledger
from .published import stated
from .regions import PROVINCE, PROVINCES
from .shares import share_out, uneven
from .world import World

# Indicator, figure; what is counted at the end of a year.
COUNTED = {
    "ict_firms": "region-ict-firms",
    "universities": "region-universities",
    "graduate_students": "region-graduate-students",
    "research_institutes": "region-research-institutes",
    "venture_capital_firms": "region-vc-firms",
    "large_firms": "region-large-firms",
    "public_bodies": "region-public-bodies",
}
YEARS = (2019, 2020)
EARLIER = Decimal("0.97")  # of what is counted a year later
BACKED, BACKED_YEARS = "region-vc-backed-firms", (2017, 2018, 2019)
TABLE = "지역 통계표(예시)"


def make_region_results(world: World, ledger: Ledger) -> None:
    """Note the counts of every province: this one's as stated, the others' so that the share follows."""
    dice = world.dice(43)
    office = world.agencies["office"]
    others = [code for code in PROVINCES if code != PROVINCE]
    for indicator, code in COUNTED.items():
        own, rest = _parts(code)
        counts = {PROVINCE: own} | dict(zip(others, share_out(rest, uneven(dice, len(others))), strict=True))
        for year in YEARS:
            day = date(year, 12, 31)
            for region, count in counts.items():
                known = count if year == max(YEARS) else int(count * EARLIER)
                said = Said(indicator, day, day, Decimal(known), region_id=region, evidence=TABLE)
                ledger.observed(office, indicator, said)
    own, rest = _parts(BACKED)
    regions = [own, *share_out(rest, uneven(dice, len(others)))]
    for region, count in zip((PROVINCE, *others), regions, strict=True):
        for year, part in zip(BACKED_YEARS, share_out(count, [0.9, 1.0, 1.1]), strict=True):
            said = Said(
                "venture_backed_firms",
                date(year, 1, 1),
                date(year, 12, 31),
                Decimal(part),
                region_id=region,
                evidence=TABLE,
            )
            ledger.observed(office, "venture_backed_firms", said)


def _parts(code: str) -> tuple[int, int]:
    """Return the region's count and that of the rest of the nation, which the stated share leaves."""
    own, share = stated("S1.11", code), stated("S1.11", f"{code}-share")
    return own.total, (own.of or round(own.value / share.value)) - own.total

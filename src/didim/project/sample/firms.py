"""About 3,000 made-up firms: what they do, since when, with whom, and three years of sales.

Business numbers have a right check digit and begin with 0, which no tax office has: they are nobody's.
"""

import math
from datetime import date, timedelta

import numpy as np

from didim.kernel.business_numbers import business_check_digit
from didim.registry.enums import (
    DesignationKind,
    EnterpriseStage,
    LegalForm,
    RelationKind,
    ResidentRole,
)
from didim.registry.models import (
    Agency,
    AgencyRelation,
    Designation,
    Enterprise,
    EnterpriseYear,
    Industry,
    Place,
    PlaceResident,
)

from .trades import TRADES, Trade
from .words import STEMS, firm_name, person_name
from .world import World, pick, pick_several

FIRMS = 3_000
YEARS = 3
PRE_FOUNDERS, CLOSED, SUSPENDED = 0.05, 0.03, 0.02
PROFILE_SHARED = 0.4
# Share of the firms each agency knows, and why.
KNOWN_BY = {
    "promotion": (0.35, RelationKind.APPLICATION),
    "office": (0.2, RelationKind.APPLICATION),
    "technopark": (0.06, RelationKind.APPLICATION),
    "owners": (0.15, RelationKind.CASE),
    "innovation": (0.05, RelationKind.TENANCY),
}
TENANTS_A_CENTRE = 20


def make_firms(world: World, industries: dict[str, Industry], clusters: list[Place]) -> list[Enterprise]:
    """Make the firms with their years, certificates, relations to agencies and places; return them."""
    dice = world.dice(8)
    weights = [trade.weight for trade in TRADES]
    district_weights = dice.uniform(0.5, 2.0, len(world.districts)).tolist()
    trades = [pick(dice, TRADES, weights) for _ in range(FIRMS)]
    firms = []
    for serial, trade in enumerate(trades):
        firm = _firm(world, dice, trade, serial)
        firm.industry = industries[trade.code]
        firm.region = pick(dice, world.districts, district_weights)
        firm.address = f"{firm.region.name} {pick(dice, STEMS)}길 {1 + int(dice.integers(180))}"
        firms.append(firm)
    Enterprise.objects.bulk_create(firms, batch_size=1_000)
    years = [_years(world, dice, firm, trade) for firm, trade in zip(firms, trades, strict=True)]
    EnterpriseYear.objects.bulk_create([row for rows in years for row in rows], batch_size=2_000)
    Designation.objects.bulk_create(
        row
        for firm, trade, rows in zip(firms, trades, years, strict=True)
        for row in _designations(world, dice, firm, trade, rows)
    )
    _relate(world, dice, firms)
    _settle(dice, firms, trades, clusters)
    return firms


def _stage(dice: np.random.Generator) -> EnterpriseStage:
    others = {
        EnterpriseStage.PRE_FOUNDER: PRE_FOUNDERS,
        EnterpriseStage.CLOSED: CLOSED,
        EnterpriseStage.SUSPENDED: SUSPENDED,
    }
    shares = [1 - sum(others.values()), *others.values()]
    return pick(dice, [EnterpriseStage.OPERATING, *others], shares)


def _firm(world: World, dice: np.random.Generator, trade: Trade, serial: int) -> Enterprise:
    stage = _stage(dice)
    # Half of the firms are younger than about six years, a few older than thirty.
    opened_on = world.today - timedelta(days=int(min(dice.exponential(3_100), 15_000)) + 20)
    firm = made_firm(world, dice, trade, serial, None if stage == EnterpriseStage.PRE_FOUNDER else opened_on)
    firm.stage = stage
    registered_at = world.instant(world.today - timedelta(days=int(dice.integers(10, 900))), 10)
    firm.created_at = firm.updated_at = registered_at
    if stage == EnterpriseStage.CLOSED:
        firm.closed_on = opened_on + (world.today - opened_on) * float(dice.uniform(0.3, 1.0))
    return firm


def made_firm(
    world: World, dice: np.random.Generator, trade: Trade, serial: int, opened_on: date | None
) -> Enterprise:
    """Return an operating firm of a trade, or somebody who has opened none (None), with nobody's number."""
    founded = opened_on is not None
    is_corporation = founded and dice.random() < trade.corporations
    born = world.today.year - int(np.clip(dice.normal(46, 10.5), 21, 82))
    firm = Enterprise(
        name=firm_name(dice, kind=trade.kind, is_corporation=is_corporation),
        stage=EnterpriseStage.OPERATING if founded else EnterpriseStage.PRE_FOUNDER,
        legal_form=_legal_form(dice, founded=founded, is_corporation=is_corporation),
        business_number=_business_number(dice, serial, is_corporation=is_corporation) if founded else None,
        opened_on=opened_on,
        representative_name=person_name(dice),
        representative_birth_year=born,
        phone=f"02-0{int(dice.integers(100, 999))}-{int(dice.integers(10_000)):04d}",
        email=f"firm{serial:04d}@hanbit.example",
        profile_shared=bool(dice.random() < PROFILE_SHARED),
        is_sample=True,
    )
    if dice.random() < 0.5:
        firm.representative_birth_date = date(born, 1 + int(dice.integers(12)), 1 + int(dice.integers(28)))
    return firm


def _legal_form(dice: np.random.Generator, *, founded: bool, is_corporation: bool) -> LegalForm:
    if not founded:
        return LegalForm.NONE
    if not is_corporation:
        return LegalForm.SOLE
    return LegalForm.COOPERATIVE if dice.random() < 0.02 else LegalForm.CORPORATION


def _business_number(dice: np.random.Generator, serial: int, *, is_corporation: bool) -> str:
    kind = int(dice.choice([81, 86, 87, 88])) if is_corporation else int(dice.integers(1, 80))
    # The serial number runs over the office (3 digits, from 001) and the last four before the check digit.
    first_nine = f"{1 + serial % 90:03d}{kind:02d}{(serial * 37 + 101) % 10_000:04d}"
    return first_nine + str(business_check_digit(first_nine))


def _years(world: World, dice: np.random.Generator, firm: Enterprise, trade: Trade) -> list[EnterpriseYear]:
    """Return up to three full business years; small owners often have no regular employee at all."""
    if firm.opened_on is None:
        return []
    people = trade.people * math.exp(float(dice.normal(0, 0.9)))
    growth = float(dice.normal(0.06, 0.18))
    productivity = trade.sales * math.exp(float(dice.normal(0, 0.5)))
    rows = []
    for back in range(YEARS, 0, -1):
        year = world.today.year - back
        if year < firm.opened_on.year or (firm.closed_on and year >= firm.closed_on.year):
            continue
        size = people * (1 + growth) ** -back
        employees = max(0, round(size - 1 + float(dice.normal(0, 0.4))))
        months = 12 if year > firm.opened_on.year else 13 - firm.opened_on.month
        sales = (size + 1) * productivity * math.exp(float(dice.normal(0, 0.12))) * months / 12
        rows.append(
            EnterpriseYear(enterprise=firm, year=year, employees=employees, sales=round(sales * 100) * 10_000)
        )
    return rows


def _designations(
    world: World, dice: np.random.Generator, firm: Enterprise, trade: Trade, years: list[EnterpriseYear]
) -> list[Designation]:
    if firm.opened_on is None or firm.stage == EnterpriseStage.CLOSED:
        return []
    is_corporation = firm.legal_form == LegalForm.CORPORATION
    employees = (years[-1].employees or 0) if years else 0
    chances = {
        DesignationKind.WOMEN: 0.17,
        DesignationKind.DISABLED: 0.02,
        DesignationKind.VENTURE: 0.22 if is_corporation else 0,
        DesignationKind.INNOBIZ: 0.08 if is_corporation and employees >= 5 else 0,
        DesignationKind.MAINBIZ: 0.06 if is_corporation and employees >= 5 else 0,
        DesignationKind.RND_INSTITUTE: 0.25 if is_corporation and employees >= 3 else 0,
        DesignationKind.SOCIAL: 0.02,
        DesignationKind.SOLO_CREATIVE: 0.4
        if not employees and trade.kind in {"software", "media", "service"}
        else 0,
        DesignationKind.SMALL_MANUFACTURER: 0.5 if trade.is_making and employees < 10 else 0,
        DesignationKind.ROOT_INDUSTRY: 0.3 if trade.kind == "machine" else 0,
        DesignationKind.HUNDRED_YEAR_SHOP: 0.3 if (world.today - firm.opened_on).days > 30 * 365 else 0,
    }
    rows = []
    for number, (kind, chance) in enumerate(chances.items()):
        if dice.random() < chance:
            # Certificates last three years: some of them have run out.
            since = max(firm.opened_on, world.today - timedelta(days=int(dice.integers(30, 1_300))))
            rows.append(
                Designation(
                    enterprise=firm,
                    kind=kind,
                    number=f"예시-{firm.pk % 100_000:05d}-{number:02d}",
                    valid_from=since,
                    valid_to=since + timedelta(days=3 * 365),
                )
            )
    return rows


def _relate(world: World, dice: np.random.Generator, firms: list[Enterprise]) -> None:
    """Say which agencies know which firms, since the firm was registered."""
    known: list[tuple[Agency, Enterprise, RelationKind]] = []
    for key, (share, kind) in KNOWN_BY.items():
        known += [
            (world.agencies[key], firm, kind) for firm in pick_several(dice, firms, round(FIRMS * share))
        ]
    small = [firm for firm in firms if firm.stage in {EnterpriseStage.PRE_FOUNDER, EnterpriseStage.OPERATING}]
    for centre in world.centres:
        known += [
            (centre, firm, RelationKind.TENANCY) for firm in pick_several(dice, small, TENANTS_A_CENTRE)
        ]
    AgencyRelation.objects.bulk_create(
        (
            AgencyRelation(agency=agency, enterprise=firm, kind=kind, since=firm.created_at)
            for agency, firm, kind in known
        ),
        batch_size=2_000,
    )


def _settle(
    dice: np.random.Generator, firms: list[Enterprise], trades: list[Trade], clusters: list[Place]
) -> None:
    """Put firms of the clusters' industries into them: three anchors each, the rest neighbours."""
    fitting = [
        firm
        for firm, trade in zip(firms, trades, strict=True)
        if trade.kind in {"software", "bio", "media", "electronics"}
        and firm.stage == EnterpriseStage.OPERATING
    ]
    chosen = pick_several(dice, fitting, len(fitting) // 2)
    PlaceResident.objects.bulk_create(
        PlaceResident(
            place=clusters[at % len(clusters)],
            enterprise=firm,
            role=ResidentRole.ANCHOR if at < 3 * len(clusters) else ResidentRole.NEIGHBOUR,
            valid_from=firm.opened_on,
        )
        for at, firm in enumerate(chosen)
    )

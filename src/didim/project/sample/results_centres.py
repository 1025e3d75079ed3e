"""The first half of 2020 of the centres for one-person firms (account S0), by month and by firm."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from didim.outcomes.domain.observing import Said
from didim.registry.enums import RelationKind
from didim.registry.models import AgencyRelation

from .ledger import Ledger
from .published import stated
from .shares import share_out, uneven
from .world import World

FIRST, LAST = date(2020, 1, 1), date(2020, 6, 30)
MONTHS = tuple(date(2020, month, 1) for month in range(1, 7))
EMPLOYERS = 70
MILLION = 1_000_000


def make_centre_results(world: World, ledger: Ledger) -> None:
    """Note what the centres counted of their tenants and of those who founded firms."""
    dice = world.dice(41)
    _founded(world, ledger)
    tenants = _tenants(world)
    places = [(centre, firm) for centre in world.centres for firm in tenants[centre.pk]]
    sales = share_out(
        stated("S0.7", "sales-small").total, uneven(dice, len(places)), least=MILLION, step=10_000
    )
    for (centre, firm), amount in zip(places, sales, strict=True):
        said = Said(
            "sales", FIRST, LAST, Decimal(amount), currency="KRW", enterprise_id=firm,
            evidence="부가가치세 예정신고서(예시)",
        )  # fmt: skip
        ledger.observed(centre, "sales", said)
    hiring = [places[int(at)] for at in dice.permutation(len(places))[:EMPLOYERS]]
    jobs = share_out(stated("S0.7", "jobs-created").total, uneven(dice, len(hiring), spread=0.4), least=1)
    for (centre, firm), count in zip(hiring, jobs, strict=True):
        said = Said(
            "new_jobs", FIRST, LAST, Decimal(count), enterprise_id=firm,
            evidence="4대보험 가입자 명부(예시)",
        )  # fmt: skip
        ledger.observed(centre, "jobs", said)


def _founded(world: World, ledger: Ledger) -> None:
    """Count firms founded by centre and month, from the month a centre was open."""
    cells = [(centre, month) for centre in world.centres for month in MONTHS if centre.opened_on <= month]
    weights = uneven(world.dice(42), len(cells), spread=0.6)
    counts = share_out(stated("S0.7", "startups-founded").total, weights)
    for (centre, month), count in zip(cells, counts, strict=True):
        if count:
            last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            said = Said("startups_founded", month, last, Decimal(count), evidence="사업자등록증(예시)")
            ledger.observed(centre, "founded", said)


def _tenants(world: World) -> dict[int, list[int]]:
    """Return the tenants of each centre that did business by then."""
    rows = AgencyRelation.objects.filter(
        agency__in=world.centres, kind=RelationKind.TENANCY, enterprise__opened_on__lt=FIRST
    )
    found: dict[int, list[int]] = defaultdict(list)
    for agency, firm in rows.order_by("agency", "enterprise").values_list("agency_id", "enterprise_id"):
        found[agency].append(firm)
    return found

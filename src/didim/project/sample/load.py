from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection, transaction

from didim.registry.models import Agency, Enterprise, Industry, Region

from .agencies import make_agencies
from .agreements import make_agreements
from .boards import make_boards
from .cases import make_cases
from .centres import make_centres
from .desk import make_desk
from .dispatch import make_dispatch
from .districts import make_districts
from .experts import make_experts
from .fair_offers import make_fair_offers
from .fairs import make_fairs
from .firms import make_firms
from .grievances import make_grievances
from .lifecycle import make_lifecycle
from .outcome_requests import make_outcome_requests
from .partners import make_partners
from .partnerships import make_partnerships
from .places import make_places
from .programmes import make_programmes
from .regions import PROVINCE, make_regions
from .results import make_results
from .selection import make_selection
from .settlements import make_settlements
from .sign_ins import DEMO_SIGN_INS, DemoSignIn, make_sign_ins
from .tables import count_rows
from .uses import make_uses
from .vouchers import make_vouchers
from .world import World

SEED = 2020
# Any number, the same in every process: two loads at once would make the region twice.
LOCK = 9_920_200_701
# Joined by nearly every act on applications.
READ_BY_ALL = (
    "registry_agency", "registry_enterprise", "registry_enterpriseyear", "programmes_programme",
    "programmes_call", "programmes_callrevision",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SampleRegion:
    """What stands in the database, whether this call made it, and how to sign in."""

    made_now: bool
    firms: int
    agencies: int
    sign_ins: tuple[DemoSignIn, ...] = DEMO_SIGN_INS


@transaction.atomic
def load_sample_region(*, today: date, seed: int = SEED, districts: Path | None = None) -> SampleRegion:
    """Make the sample region as of `today`; where it stands already nothing changes.

    The same seed and day give the same region (the passwords come from the installation's key). It is one
    transaction: an interrupted load leaves no row. districts: where the store of the city's district
    statistics is to stay, so that later files go on from it; without it only its edition stays.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    made_now = not Region.objects.filter(code=PROVINCE).exists()
    if made_now:
        _make(World(seed=seed, today=today), districts)
    return SampleRegion(
        made_now=made_now,
        firms=Enterprise.objects.filter(is_sample=True).count(),
        agencies=Agency.objects.filter(is_sample=True).count(),
    )


def _make(world: World, districts: Path | None) -> None:
    industries = Industry.objects.in_bulk()
    make_regions(world)
    make_agencies(world)
    make_centres(world)
    make_boards(world)
    make_partners(world)
    clusters = make_places(world)
    make_experts(world, industries)
    make_programmes(world)
    firms = make_firms(world, industries, clusters)
    count_rows(*READ_BY_ALL)
    make_sign_ins(world, firms)
    make_selection(world, firms)
    make_settlements(world, make_agreements(world, firms))
    make_vouchers(world, firms)
    make_results(world, firms, industries)
    make_outcome_requests(world, firms)
    make_partnerships(world)
    make_desk(world, firms)
    make_uses(world, firms)
    make_lifecycle(world, firms)
    make_dispatch(world, firms)
    make_grievances(world, firms)
    make_cases(world, firms)
    make_fairs(world, firms)
    make_fair_offers(world, firms)
    make_districts(world, districts)

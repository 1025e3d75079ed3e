"""What firms received and what became of them in the years the five accounts tell of."""

from collections.abc import Sequence

from didim.registry.models import Enterprise, Industry

from .ledger import Ledger
from .results_agency import make_agency_results
from .results_centres import make_centre_results
from .results_innovation import make_innovation_results
from .results_owners import make_owner_results
from .results_region import make_region_results
from .world import World


def make_results(world: World, firms: Sequence[Enterprise], industries: dict[str, Industry]) -> None:
    """Make the support ledger and the observations from which the accounts' figures follow."""
    ledger = Ledger(world)
    make_centre_results(world, ledger)
    make_region_results(world, ledger)
    make_owner_results(world, ledger, firms)
    make_innovation_results(world, ledger, industries)
    make_agency_results(world, ledger, firms)
    ledger.write()

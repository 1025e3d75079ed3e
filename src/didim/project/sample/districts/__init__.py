"""Districts of the sample city, written as the official files and brought and published like any other."""

from pathlib import Path
from tempfile import TemporaryDirectory

from didim.districts.domain.keeping import About, Kept, keep, keep_about
from didim.districts.domain.publishing import publish_edition
from didim.engines.districts import Store
from didim.kernel.quarters import quarter_of
from didim.project.sample.regions import PROVINCES
from didim.project.sample.world import World

from .counts import make_counts
from .files import official_files
from .licences import licence_file
from .map import make_city

QUARTERS = 16  # the fewest that let a forecast state its own past error
# Statistics of a quarter come out two months after its end.
_PUBLISHED_AFTER_DAYS = 60
ABOUT = About(
    city=PROVINCES["99"][0],
    publisher="디딤 예시 자료(꾸며 낸 도시)",
    publisher_en="Didim sample data (a made-up city)",
    is_sample=True,
)


def make_districts(world: World, folder: Path | None = None) -> None:
    """Publish the statistics of the sample city; the store lies in `folder`, or is thrown away after."""
    if folder is None:
        with TemporaryDirectory(prefix="didim-districts-") as passing:
            _make(world, Store(Path(passing)))
    else:
        _make(world, Store(folder))


def _make(world: World, store: Store) -> None:
    last = quarter_of(world.day(-_PUBLISHED_AFTER_DAYS)) - 1
    city = make_city(world.dice(71), [(one.code, one.name) for one in world.districts[:5]])
    counts = make_counts(world.dice(72), city, last=last, quarters=QUARTERS)
    for name, content in official_files(city, counts).items():
        store.take(name, content)
    keep_about(store, ABOUT)
    for what, content in city.outlines().items():
        keep(store, what, content)
    keep(store, Kept.LICENCES, licence_file(world.dice(73), city, last))
    publish_edition(store=store, by=None, now=world.instant(world.today))

"""Rows of the support ledger and observations, gathered, then written agency by agency by their bulk acts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from didim.outcomes.domain.observing import Said, record_observations
from didim.outcomes.enums import ObservationSource
from didim.registry.enums import RelationKind
from didim.registry.models import Agency, AgencyRelation, Enterprise
from didim.support.domain.recording import SupportDetails, SupportLine, record_supports
from didim.support.enums import RecordSource

from .fairs import Met, make_past_fairs
from .world import World

# A year is reported in the February after it.
REPORTED_AFTER = timedelta(days=45)


class Ledger:
    """What firms received and what became of them, until it is written."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lines: dict[int, list[SupportLine]] = defaultdict(list)
        self._said: dict[int, list[Said]] = defaultdict(list)
        self._agencies: dict[int, Agency] = {}
        self._last: dict[int, date] = {}
        self._met: list[Met] = []

    def supported(self, agency: Agency, key: str, firm: Enterprise, details: SupportDetails) -> None:
        """Note that a firm received something; `key` names the set of rows it belongs to."""
        lines = self._lines[self._known(agency, details.received_on)]
        lines.append(SupportLine(firm.pk, f"sample-{key}-{len(lines)}", details))

    def observed(self, agency: Agency, key: str, said: Said) -> None:
        """Note what was observed; `key` names the set of rows it belongs to."""
        rows = self._said[self._known(agency, said.period_end)]
        rows.append(replace(said, reference=f"sample-{key}-{len(rows)}"))

    def met(self, one: Met) -> None:
        """Note a meeting of a fair whose line of support, and whose deal, belong together."""
        self._met.append(one)

    def _known(self, agency: Agency, day: date) -> int:
        self._agencies[agency.pk] = agency
        self._last[agency.pk] = max(day, self._last.get(agency.pk, day))
        return agency.pk

    def write(self) -> None:
        """Write everything; agencies know the firms they supported."""
        for pk, agency in self._agencies.items():
            now = self._world.instant(self._last[pk] + REPORTED_AFTER)
            record_supports(
                agency=agency,
                lines=self._lines[pk],
                source=RecordSource.DELIVERED,
                by=None,
                now=now,
                is_sample=True,
            )
            record_observations(
                agency=agency,
                said=self._said[pk],
                source=ObservationSource.STAFF,
                by=None,
                now=now,
                is_sample=True,
            )
        AgencyRelation.objects.bulk_create(self._relations(), batch_size=2_000, ignore_conflicts=True)
        make_past_fairs(self._world, self._met)

    def _relations(self) -> Iterable[AgencyRelation]:
        for pk, lines in self._lines.items():
            since = {line.enterprise_id: line.details.received_on for line in reversed(lines)}
            for firm, day in since.items():
                yield AgencyRelation(
                    agency_id=pk, enterprise_id=firm, kind=RelationKind.CASE, since=self._world.instant(day)
                )

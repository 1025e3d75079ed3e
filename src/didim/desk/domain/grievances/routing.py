"""Who is in charge: the choice itself, over charges of one day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from didim.desk.grievance_enums import GrievanceClass, RoutingBasis


@dataclass(frozen=True, slots=True)
class Charge:
    """Somebody in charge of something on a day.

    Exactly what is set has to agree with a case: a place, a region, an industry (a KSIC code stands for all
    below it), a topic, or an industry and a topic together. `row` is the id of the record.
    """

    row: int
    person_id: int
    department_id: int | None = None
    place_id: int | None = None
    region: str = ""
    industry: str = ""
    topic: str = ""

    @property
    def basis(self) -> RoutingBasis:
        """On what ground it gives a case to somebody."""
        if self.place_id is not None:
            return RoutingBasis.PLACE
        if self.region:
            return RoutingBasis.REGION
        return RoutingBasis.INDUSTRY if self.industry else RoutingBasis.TOPIC


@dataclass(frozen=True, slots=True)
class Where:
    """What a case is about: place, regions from the country down, industries likewise, topic, class."""

    place_id: int | None = None
    regions: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    topic: str = ""
    triage: str = ""


def choose_charge(charges: Iterable[Charge], where: Where) -> Charge | None:
    """Return the charge that a case belongs to, None if nobody has it.

    The nearest first: the place, the smallest region, the narrowest industry, the topic. What needs a law
    is first for whoever knows the trade or the topic: who is near cannot change the law. The rule is ours;
    the seed only says that staff are matched to districts and places (S1.10).
    """
    fitting = [(rank, charge) for charge in charges if (rank := _rank(charge, where)) is not None]
    return min(fitting, key=lambda pair: (pair[0], pair[1].row))[1] if fitting else None


def _rank(charge: Charge, where: Where) -> tuple[int, ...] | None:
    """Return how near a charge is (less is nearer), None if the case is none of its own."""
    by_subject = where.triage == GrievanceClass.LEGISLATIVE
    if charge.place_id is not None:
        return (1, 0) if charge.place_id == where.place_id else None
    if charge.region:
        depth = _depth(charge.region, where.regions)
        return None if depth is None else (2, -depth)
    if charge.topic and charge.topic != where.topic:
        return None
    depth = _depth(charge.industry, where.industries) if charge.industry else 0
    if depth is None:
        return None
    return (0 if by_subject else 3, -depth - 1 if charge.industry else 0, 0 if charge.topic else 1)


def _depth(code: str, path: Sequence[str]) -> int | None:
    return path.index(code) if code in path else None

"""What a fair is planned from: partners (buyers, investors), firms, who asked for whom, what there is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Asked(StrEnum):
    """Who asked for a meeting; in the order in which they are served."""

    BOTH = "both"
    PARTNER = "partner"
    FIRM = "firm"


@dataclass(frozen=True, slots=True)
class Attendee:
    """A partner or a firm: the most meetings, the fewest it should have, the slots it is away."""

    id: str
    most: int
    least: int = 0
    away: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Wish:
    """A meeting somebody asked for; `score` is 0 to 1000, `order` its place in time (earlier is lower)."""

    partner: str
    firm: str
    asked: Asked
    score: int = 0
    order: int = 0
    declined: bool = False
    language: str = ""


@dataclass(frozen=True)
class Fair:
    """A fair of `slots` slots, numbered from 0, with `tables` meetings at a time.

    `interpreters` are how many of each language there are at a time; a language it does not name needs none.
    """

    slots: int
    tables: int
    partners: tuple[Attendee, ...]
    firms: tuple[Attendee, ...]
    wishes: tuple[Wish, ...]
    interpreters: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def present(self) -> dict[str, int]:
        """Return per attendee the slots they are there, as bits."""
        whole = (1 << self.slots) - 1
        return {
            one.id: whole & ~sum(1 << slot for slot in one.away if slot < self.slots)
            for one in (*self.partners, *self.firms)
        }

    def common(self, wish: Wish) -> int:
        """Return the slots in which both are there, as bits."""
        return self.present[wish.partner] & self.present[wish.firm]


def checked(fair: Fair) -> Fair:
    """Return the fair; raise ValueError where it contradicts itself."""
    ids = [one.id for one in (*fair.partners, *fair.firms)]
    if len(set(ids)) < len(ids):
        raise ValueError("같은 참가자가 두 번 있습니다.")
    partners, firms = {one.id for one in fair.partners}, {one.id for one in fair.firms}
    if any(wish.partner not in partners or wish.firm not in firms for wish in fair.wishes):
        raise ValueError("신청에 모르는 참가자가 있습니다.")
    if len({(wish.partner, wish.firm) for wish in fair.wishes}) < len(fair.wishes):
        raise ValueError("같은 두 참가자의 신청이 두 번 있습니다.")
    if any(not 0 <= one.least <= one.most for one in (*fair.partners, *fair.firms)):
        raise ValueError("최소 상담 수는 0 이상, 최대 이하여야 합니다.")
    return fair

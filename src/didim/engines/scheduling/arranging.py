"""A whole fair in one step: which meetings, when, where, with whom to interpret, and why the others not."""

from collections.abc import Mapping
from dataclasses import dataclass

from didim.engines.scheduling.choosing import Choice, choose
from didim.engines.scheduling.explaining import Reason, no_slot, why_not_chosen
from didim.engines.scheduling.fairs import Fair
from didim.engines.scheduling.placing import place
from didim.engines.scheduling.plans import Measure, Plan, canonical, measure


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The choice, the plan and its measure; `reasons` of each wish that does not take place.

    `text` is what the plan is known by: hash its UTF-8 bytes.
    """

    choice: Choice
    plan: Plan
    measure: Measure
    reasons: Mapping[int, tuple[Reason, ...]]
    text: str


def arrange(
    fair: Fair,
    *,
    seed: int,
    pinned: Mapping[int, int] | None = None,
    seated: Mapping[int, int] | None = None,
    effort: float = 0.0,
) -> Arrangement:
    """Return the best choice of wishes and its plan; pinned meetings take place in their slot whoever asked.

    `pinned` are slots by wish, `seated` places of pinned meetings; `effort` as in `place`. Raise
    ValueError where the fair, or what is pinned, contradicts itself.
    """
    choice = choose(fair, pinned or ())
    plan = place(fair, choice.wishes, seed=seed, pinned=pinned, seated=seated, effort=effort)
    reasons = {
        number: why_not_chosen(fair, choice, number) or (no_slot(),)
        for number in range(len(fair.wishes))
        if number not in plan.slots
    }
    return Arrangement(choice, plan, measure(fair, plan), reasons, canonical(fair, plan))

"""Scheduling: which meetings of a fair take place, when and where, and how a plan changes on the day.

`read_dzn` reads published timetables; `prove` finds the one with the fewest breaks and proves it, or that
there is none; `breaches` checks any timetable, whoever made it. For a fair, `arrange` does all in one step:
`choose` says which meetings take place, `place` when and where, `measure` how good that is, `why_not_chosen`
why a wish is not among them. `replan` changes a plan on the day, `plan_breaches` checks it.
"""

from didim.engines.scheduling.arranging import Arrangement, arrange
from didim.engines.scheduling.checking import Breach, BreachKind, breaches
from didim.engines.scheduling.choosing import Choice, choose, gains
from didim.engines.scheduling.explaining import Reason, Why, why_not_chosen
from didim.engines.scheduling.fairs import Asked, Attendee, Fair, Interpreter, Wish, idle_gaps
from didim.engines.scheduling.placing import place
from didim.engines.scheduling.plans import Measure, Plan, canonical, gaps_of, measure, plan_breaches
from didim.engines.scheduling.proving import Proof, Status, prove, prove_all
from didim.engines.scheduling.reading import DznError, parse_dzn, read_dzn
from didim.engines.scheduling.replanning import Change, Replan, changed, replan
from didim.engines.scheduling.timetables import Meeting, Session, Timetable, breaks_of

__all__ = [
    "Arrangement",
    "Asked",
    "Attendee",
    "Breach",
    "BreachKind",
    "Change",
    "Choice",
    "DznError",
    "Fair",
    "Interpreter",
    "Measure",
    "Meeting",
    "Plan",
    "Proof",
    "Reason",
    "Replan",
    "Session",
    "Status",
    "Timetable",
    "Why",
    "Wish",
    "arrange",
    "breaches",
    "breaks_of",
    "canonical",
    "changed",
    "choose",
    "gains",
    "gaps_of",
    "idle_gaps",
    "measure",
    "parse_dzn",
    "place",
    "plan_breaches",
    "prove",
    "prove_all",
    "read_dzn",
    "replan",
    "why_not_chosen",
]

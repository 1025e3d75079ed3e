"""Scheduling: which meetings of a fair take place, when and where, and how a plan changes on the day.

`read_dzn` reads published timetables; `prove` finds the one with the fewest breaks and proves it, or that
there is none; `breaches` checks any timetable, whoever made it. For a fair, `choose` says which meetings take
place, `place` when and at which table, `replan` changes a plan on the day, `plan_breaches` checks it.
"""

from didim.engines.scheduling.checking import Breach, BreachKind, breaches
from didim.engines.scheduling.choosing import Choice, choose, gains, why_not_chosen
from didim.engines.scheduling.fairs import Asked, Attendee, Fair, Wish
from didim.engines.scheduling.placing import Plan, idle_gaps, place, plan_breaches
from didim.engines.scheduling.proving import Proof, Status, prove, prove_all
from didim.engines.scheduling.reading import DznError, parse_dzn, read_dzn
from didim.engines.scheduling.replanning import Change, Replan, replan
from didim.engines.scheduling.timetables import Meeting, Session, Timetable, breaks_of

__all__ = [
    "Asked",
    "Attendee",
    "Breach",
    "BreachKind",
    "Change",
    "Choice",
    "DznError",
    "Fair",
    "Meeting",
    "Plan",
    "Proof",
    "Replan",
    "Session",
    "Status",
    "Timetable",
    "Wish",
    "breaches",
    "breaks_of",
    "choose",
    "gains",
    "idle_gaps",
    "parse_dzn",
    "place",
    "plan_breaches",
    "prove",
    "prove_all",
    "read_dzn",
    "replan",
    "why_not_chosen",
]

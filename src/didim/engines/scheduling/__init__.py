"""Scheduling: which meetings of a fair take place, when and where, and how a plan changes on the day.

`read_dzn` reads published timetables; `prove` finds the one with the fewest breaks and proves it, or that
there is none; `breaches` checks any timetable, whoever made it.
"""

from didim.engines.scheduling.checking import Breach, BreachKind, breaches
from didim.engines.scheduling.proving import Proof, Status, prove, prove_all
from didim.engines.scheduling.reading import DznError, parse_dzn, read_dzn
from didim.engines.scheduling.timetables import Meeting, Session, Timetable, breaks_of

__all__ = [
    "Breach",
    "BreachKind",
    "DznError",
    "Meeting",
    "Proof",
    "Session",
    "Status",
    "Timetable",
    "breaches",
    "breaks_of",
    "parse_dzn",
    "prove",
    "prove_all",
    "read_dzn",
]

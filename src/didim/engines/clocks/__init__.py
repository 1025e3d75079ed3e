"""Clocks: until when something is to be answered, as a function of calendar, rule, events and an instant.

`shipped_clocks()` are the kinds of cases with their dated terms and procedures (rules, catalogue). A case is
a list of events (events); `state(clock, calendars, events, at)` says what holds at an instant (states): due
when, how much is used and left, paused since when and why, overdue by how much, which reminders are to be
sent, and the steps that led there (facts). An impossible event raises `EventRefusedError` (refusals).
Calendars keep when a holiday became known (calendars).
"""

from didim.engines.clocks.calendars import Calendars, Edition, KnownCalendar
from didim.engines.clocks.catalogue import read_clocks, shipped_clocks
from didim.engines.clocks.counting import Measure
from didim.engines.clocks.events import (
    Answered,
    ClosedAsRepeated,
    Event,
    Extended,
    ExtendedByConsent,
    Paused,
    Received,
    Reminded,
    Reopened,
    Repeated,
    Resumed,
    Returned,
    Transferred,
    Withdrawn,
)
from didim.engines.clocks.facts import Fact, FactCode
from didim.engines.clocks.refusals import EventRefusedError, Refusal
from didim.engines.clocks.reminders import Reminder, ReminderKind
from didim.engines.clocks.rules import Clock, Procedure, Term, Unit
from didim.engines.clocks.states import Holding, State, Status, state

__all__ = [
    "Answered",
    "Calendars",
    "Clock",
    "ClosedAsRepeated",
    "Edition",
    "Event",
    "EventRefusedError",
    "Extended",
    "ExtendedByConsent",
    "Fact",
    "FactCode",
    "Holding",
    "KnownCalendar",
    "Measure",
    "Paused",
    "Procedure",
    "Received",
    "Refusal",
    "Reminded",
    "Reminder",
    "ReminderKind",
    "Reopened",
    "Repeated",
    "Resumed",
    "Returned",
    "State",
    "Status",
    "Term",
    "Transferred",
    "Unit",
    "Withdrawn",
    "read_clocks",
    "shipped_clocks",
    "state",
]

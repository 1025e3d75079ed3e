"""Openings: which slots of a counter are free, from opening hours, absences and what is booked already.

Time is `Spans` (half-open, in order, not touching), with union, difference and intersection (spans).
`Opening` is a week of hours over time with single days of their own (hours). `free_slots` offers slots of a
counter that somebody can take (slots). It offers; the database's exclusion constraint decides.
"""

from didim.engines.openings.hours import Hours, Opening, open_spans
from didim.engines.openings.slots import Counter, Person, Slot, SlotRule, free_slots
from didim.engines.openings.spans import Span, Spans

__all__ = [
    "Counter",
    "Hours",
    "Opening",
    "Person",
    "Slot",
    "SlotRule",
    "Span",
    "Spans",
    "free_slots",
    "open_spans",
]

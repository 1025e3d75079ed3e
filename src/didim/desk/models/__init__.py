from .aftercare import FollowUp, Prescription, Satisfaction
from .bookings import Booking, Ticket
from .consultations import AnswerEvent, Consultation, DeskMessage, Need
from .counters import Absence, Branch, Counsellor, Counter, CounterDay, CounterHours, CounterPost

__all__ = [
    "Absence",
    "AnswerEvent",
    "Booking",
    "Branch",
    "Consultation",
    "Counsellor",
    "Counter",
    "CounterDay",
    "CounterHours",
    "CounterPost",
    "DeskMessage",
    "FollowUp",
    "Need",
    "Prescription",
    "Satisfaction",
    "Ticket",
]

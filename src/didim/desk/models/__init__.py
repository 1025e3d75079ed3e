from .aftercare import FollowUp, Prescription, Satisfaction
from .bookings import Booking, Ticket
from .consultations import AnswerEvent, Consultation, DeskMessage, Need
from .counters import Absence, Branch, Counsellor, Counter, CounterDay, CounterHours, CounterPost
from .grievance_charges import InCharge, OfficerAbsence
from .grievance_register import LawPromise, RegisterEntry
from .grievances import (
    Grievance,
    GrievanceAnswer,
    GrievanceEvent,
    GrievanceFile,
    GrievanceNumber,
    JointHandler,
    Routing,
)
from .uses import UseRecord

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
    "Grievance",
    "GrievanceAnswer",
    "GrievanceEvent",
    "GrievanceFile",
    "GrievanceNumber",
    "InCharge",
    "JointHandler",
    "LawPromise",
    "Need",
    "OfficerAbsence",
    "Prescription",
    "RegisterEntry",
    "Routing",
    "Satisfaction",
    "Ticket",
    "UseRecord",
]

from .aftercare import FollowUp, Prescription, Satisfaction
from .agency_days import AgencyDay
from .bookings import Booking, Ticket
from .consultations import AnswerEvent, Consultation, DeskMessage, Need
from .counters import Absence, Branch, Counsellor, Counter, CounterDay, CounterHours, CounterPost
from .grievance_charges import InCharge, OfficerAbsence
from .grievance_moves import AgencyTransfer, ExtensionConsent
from .grievance_papers import GrievancePaper
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
    "AgencyDay",
    "AgencyTransfer",
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
    "ExtensionConsent",
    "FollowUp",
    "Grievance",
    "GrievanceAnswer",
    "GrievanceEvent",
    "GrievanceFile",
    "GrievanceNumber",
    "GrievancePaper",
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

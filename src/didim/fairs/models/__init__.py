from .fairs import Fair, FairHost, FairSlot, FairTable, Interpreter, TableOutage
from .meetings import Meeting, MeetingChange
from .outcomes import Deal, DealFollowUp, MeetingRecord
from .participants import Absence, Participant, ParticipantPerson
from .recommendations import Recommendation
from .requests import MeetingRequest, PlanRun, Unplaced

__all__ = [
    "Absence",
    "Deal",
    "DealFollowUp",
    "Fair",
    "FairHost",
    "FairSlot",
    "FairTable",
    "Interpreter",
    "Meeting",
    "MeetingChange",
    "MeetingRecord",
    "MeetingRequest",
    "Participant",
    "ParticipantPerson",
    "PlanRun",
    "Recommendation",
    "TableOutage",
    "Unplaced",
]

from .challenges import Challenge, Proposal
from .fairs import Fair, FairHost, FairSlot, FairTable, Interpreter, TableOutage
from .jobs import JobApplication, Posting
from .meetings import Meeting, MeetingChange
from .outcomes import Deal, DealFollowUp, MeetingRecord
from .participants import Absence, Participant, ParticipantPerson
from .recommendations import Recommendation
from .requests import MeetingRequest, PlanRun, Unplaced

__all__ = [
    "Absence",
    "Challenge",
    "Deal",
    "DealFollowUp",
    "Fair",
    "FairHost",
    "FairSlot",
    "FairTable",
    "Interpreter",
    "JobApplication",
    "Meeting",
    "MeetingChange",
    "MeetingRecord",
    "MeetingRequest",
    "Participant",
    "ParticipantPerson",
    "PlanRun",
    "Posting",
    "Proposal",
    "Recommendation",
    "TableOutage",
    "Unplaced",
]

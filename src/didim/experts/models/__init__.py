from .dispatching import Dispatch, DispatchRun, VisitRequest
from .fees import FeeLine, FeeSlip
from .pool import ExpertAbsence, ExpertInvitation, ExpertTerm, ExpertTie, PoolExpert, RegionMiddle
from .reports import VisitPhoto, VisitReport
from .visits import Clinic, Visit, VisitCalendar, VisitSatisfaction

__all__ = [
    "Clinic",
    "Dispatch",
    "DispatchRun",
    "ExpertAbsence",
    "ExpertInvitation",
    "ExpertTerm",
    "ExpertTie",
    "FeeLine",
    "FeeSlip",
    "PoolExpert",
    "RegionMiddle",
    "Visit",
    "VisitCalendar",
    "VisitPhoto",
    "VisitReport",
    "VisitRequest",
    "VisitSatisfaction",
]

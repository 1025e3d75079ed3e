from .dispatching import Dispatch, DispatchRun, VisitRequest
from .pool import ExpertAbsence, ExpertInvitation, ExpertTerm, ExpertTie, PoolExpert, RegionMiddle

__all__ = [
    "Dispatch",
    "DispatchRun",
    "ExpertAbsence",
    "ExpertInvitation",
    "ExpertTerm",
    "ExpertTie",
    "PoolExpert",
    "RegionMiddle",
    "VisitRequest",
]

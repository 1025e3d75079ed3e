from .closures import Closure, ClosureCheck, Restart, RestartClaim
from .collaborations import Collaboration, JointProject, Member, MemberConsent, MemberResult

__all__ = [
    "Closure",
    "ClosureCheck",
    "Collaboration",
    "JointProject",
    "Member",
    "MemberConsent",
    "MemberResult",
    "Restart",
    "RestartClaim",
]

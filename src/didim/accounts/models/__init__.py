from .access_log import AccessLogEntry, AccessReview
from .consents import Consent, ConsentDocument
from .destruction import DestructionRecord
from .messages import OutboundMessage
from .users import User

__all__ = [
    "AccessLogEntry",
    "AccessReview",
    "Consent",
    "ConsentDocument",
    "DestructionRecord",
    "OutboundMessage",
    "User",
]

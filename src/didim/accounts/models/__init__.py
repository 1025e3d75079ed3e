from .access_log import AccessLogEntry, AccessReview
from .attempts import Attempt
from .consents import Consent, ConsentDocument
from .destruction import DestructionRecord
from .messages import OutboundMessage
from .users import User

__all__ = [
    "AccessLogEntry",
    "AccessReview",
    "Attempt",
    "Consent",
    "ConsentDocument",
    "DestructionRecord",
    "OutboundMessage",
    "User",
]

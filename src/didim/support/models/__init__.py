from .bars import ParticipationBar
from .consents import HistoryConsent
from .records import SupportRecord

__all__ = ["HistoryConsent", "ParticipationBar", "SupportRecord"]

from .bars import ParticipationBar
from .consents import HistoryConsent
from .records import SupportRecord
from .sums import LedgerMark, LedgerSum

__all__ = ["HistoryConsent", "LedgerMark", "LedgerSum", "ParticipationBar", "SupportRecord"]

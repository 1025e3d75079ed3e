from .bars import ParticipationBar
from .consents import HistoryConsent
from .imports import SupportImport, SupportImportRow
from .records import SupportRecord

__all__ = ["HistoryConsent", "ParticipationBar", "SupportImport", "SupportImportRow", "SupportRecord"]

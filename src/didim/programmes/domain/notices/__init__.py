"""Notices: reading results merged and stored, duplicates decided, the search index kept."""

from didim.programmes.domain.notices.parsed import Attachment, ParsedNotice, Rejection
from didim.programmes.domain.notices.recording import RecordingResult, record_notices

__all__ = ["Attachment", "ParsedNotice", "RecordingResult", "Rejection", "record_notices"]

"""Notices: reading results merged and stored, duplicates decided, the search index kept."""

from didim.programmes.domain.notices.duplicates import decide_pair, find_duplicates, undo_decision
from didim.programmes.domain.notices.parsed import Attachment, ParsedNotice, Rejection
from didim.programmes.domain.notices.recording import RecordingResult, record_notices

__all__ = [
    "Attachment",
    "ParsedNotice",
    "RecordingResult",
    "Rejection",
    "decide_pair",
    "find_duplicates",
    "record_notices",
    "undo_decision",
]

from .notices import DuplicatePair, Notice
from .programmes import Call, CallRevision, Programme
from .searches import AlertDelivery, NoticeWord, SavedSearch, SearchGram

__all__ = [
    "AlertDelivery",
    "Call",
    "CallRevision",
    "DuplicatePair",
    "Notice",
    "NoticeWord",
    "Programme",
    "SavedSearch",
    "SearchGram",
]

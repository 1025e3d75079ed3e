from .notices import DuplicatePair, Notice
from .programmes import Call, CallRevision, Programme

__all__ = ["Call", "CallRevision", "DuplicatePair", "Notice", "Programme"]

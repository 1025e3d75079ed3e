from .drafts import Application, Draft
from .files import Attachment, FirmFile, Upload
from .intake import (
    DeadlineExtension,
    Receipt,
    ReceiptChain,
    Submission,
    SubmissionFile,
    SupplementRequest,
)

__all__ = [
    "Application",
    "Attachment",
    "DeadlineExtension",
    "Draft",
    "FirmFile",
    "Receipt",
    "ReceiptChain",
    "Submission",
    "SubmissionFile",
    "SupplementRequest",
    "Upload",
]

from .imports import SupportImport, SupportImportRow
from .records import SupportRecord

__all__ = ["SupportImport", "SupportImportRow", "SupportRecord"]

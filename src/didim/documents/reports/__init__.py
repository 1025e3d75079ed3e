"""A report (`didim.reports.paper.Report`) as a file: PDF, XLSX, HWPX."""

from didim.documents.reports.hwpx import report_hwpx
from didim.documents.reports.pdf import report_pdf
from didim.documents.reports.xlsx import report_xlsx

__all__ = ["report_hwpx", "report_pdf", "report_xlsx"]

"""Calendar files among the documents that pages hand out; messages of the domain carry the same ones."""

from didim.kernel.calendar_files import CalendarDay, CalendarSpan, calendar_file

__all__ = ["CalendarDay", "CalendarSpan", "calendar_file"]

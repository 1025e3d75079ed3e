"""Numbers of grievances: one after another at each agency and in each year, without a gap."""

from didim.desk.models import GrievanceNumber
from didim.registry.models import Agency


def next_number(agency: Agency, year: int) -> str:
    """Return the next number of an agency in a year ("G2026-000123"); the row is locked until the commit."""
    GrievanceNumber.objects.get_or_create(agency=agency, year=year)
    counter = GrievanceNumber.objects.select_for_update().get(agency=agency, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"G{year}-{counter.last:06d}"

"""Counsellors who are there, and those who have gone."""

from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, Q, QuerySet

from didim.desk.models import Counsellor
from didim.kernel.calendar import SEOUL
from didim.registry.models import AgencyMember


def gone_counsellors(*, agency_id: int, day: date) -> QuerySet[Counsellor]:
    """Return an agency's counsellors who advise no more on a day, or are no members of it any longer."""
    begins = datetime.combine(day, time.min, SEOUL)
    members = AgencyMember.objects.filter(
        Q(until=None) | Q(until__gt=begins), agency=agency_id, user=OuterRef("user")
    )
    return Counsellor.objects.filter(Q(valid_to__lt=day) | ~Exists(members), agency=agency_id)

"""A partnership of the other agency that is not shown to everybody, with all that belongs to it."""

from datetime import date, datetime
from typing import Any

from didim.partnerships.models import Activity, Contact, Paper, Partnership, Promise, Term


def marked_partnership(things: dict[str, Any], *, mark: str, now: datetime) -> dict[str, Any]:
    """Make a partnership in force with a promise, an activity, a contact and a paper."""
    agency = things["agency"]
    partnership = Partnership.objects.create(
        agency=agency, partner=things["partner"], title=f"{mark} 협약", recorded_at=now
    )
    whose = {"agency": agency, "partnership": partnership}
    Term.objects.create(
        **whose,
        number=1,
        signed_on=date(2026, 1, 5),
        valid_from=date(2026, 1, 5),
        valid_to=date(2099, 1, 4),
        renewal="by_agreement",
        decide_by=date(2098, 12, 5),
        remind_on=date(2098, 11, 5),
    )
    return {
        "partnership": partnership,
        "partnership_promise": Promise.objects.create(**whose, side="ours", text=f"{mark} 약속"),
        "partnership_activity": Activity.objects.create(
            **whose, kind="meeting", title=f"{mark} 회의", held_on=date(2026, 1, 6), recorded_at=now
        ),
        "partnership_contact": Contact.objects.create(**whose, name=f"{mark} 사람"),
        "partnership_paper": Paper.objects.create(
            **whose, name=f"{mark}.pdf", size=1, content_type="application/pdf", sha256="0" * 64, added_at=now
        ),
    }

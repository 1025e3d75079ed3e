"""The end of retention: who sat in a room by a link is forgotten, that somebody did stays."""

from collections.abc import Collection

from didim.accounts.tenancy import SYSTEM, scoped
from didim.rooms.models import Seat

# What stands for a name that is gone: a seat is somebody's.
FORGOTTEN = "–"


def forget_link_people(*, room_ids: Collection[int]) -> int:
    """Take name, phone and address from seats without an account, in the history too; return how many."""
    with scoped(SYSTEM):
        rows = Seat.objects.filter(room__in=room_ids, user=None)
        keys = list(rows.values_list("pk", flat=True))
        gone = {"name": FORGOTTEN, "phone": "", "email": ""}
        Seat.objects.filter(pk__in=keys).update(**gone)
        # The history has kept every earlier word of it.
        Seat.pgh_event_model.objects.filter(pgh_obj_id__in=keys).update(**gone)  # type: ignore[attr-defined]
        return len(keys)

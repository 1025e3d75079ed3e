from datetime import datetime, timedelta

import pytest

from didim.kernel.calendar import SEOUL
from didim.registry.models import Agency
from didim.rooms.domain.opening import SeatFor, open_room
from didim.rooms.enums import RoomKind, SeatRole
from tests.registry.conftest import make_agency, make_user

__all__ = ["make_agency", "make_user"]

# A Monday, 10:00 in Seoul.
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SEOUL)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def make_room(make_agency, make_user, now):
    def make(*people, agency=None, starts_at=NOW, minutes=30, kind=RoomKind.PAIR, **fields):
        people = people or (
            SeatFor(user=make_user(name="김상담"), role=SeatRole.HOST),
            SeatFor(name="이사장"),
        )
        return open_room(
            agency=agency or Agency.objects.first() or make_agency(),
            kind=kind,
            title="판로 상담",
            opens_at=starts_at - timedelta(minutes=10),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            people=people,
            by=None,
            now=now - timedelta(days=1),
            **fields,
        )

    return make

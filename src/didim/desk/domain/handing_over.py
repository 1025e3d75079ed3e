"""What consultations leave behind when a counsellor goes: given to others who advise on the same."""

from collections import Counter as Tally
from datetime import datetime

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.desk.domain.intake import counsellors_on, send_needs
from didim.desk.enums import NeedState
from didim.desk.models import Consultation, Counsellor, FollowUp, Need
from didim.desk.queries.counsellors import gone_counsellors
from didim.desk.queries.left_alone import OPEN
from didim.kernel.calendar import SEOUL


def hand_over_desks(*, now: datetime) -> int:
    """Give what counsellors who have gone left behind to those who are there, in every agency."""
    agencies = Counsellor.objects.order_by("agency_id").values_list("agency_id", flat=True).distinct()
    return sum(hand_over_desk(agency_id=pk, by=None, now=now) for pk in list(agencies))


def hand_over_desk(*, agency_id: int, by: User | None, now: datetime) -> int:
    """Give the needs, open consultations and follow-ups of counsellors who have gone to those who are there.

    Who takes over advises on the subject and has the fewest. What is nobody's subject stays on the list of
    what lies with nobody, and so do bookings: another time is the visitor's to choose. Return how many rows
    were given to somebody.
    """
    day = now.astimezone(SEOUL).date()
    gone = set(gone_counsellors(agency_id=agency_id, day=day).values_list("pk", flat=True))
    if not gone:
        return 0
    with recorded("hand_over_desk", by):
        there = [one for one in counsellors_on(agency_id=agency_id, day=day) if one.pk not in gone]
        return _needs(agency_id, gone, there, now) + _follow_ups(agency_id, gone, there)


def _needs(agency_id: int, gone: set[int], there: list[Counsellor], now: datetime) -> int:
    """Take back what was sent to who has gone and send it anew; a consultation follows its first need."""
    left = Need.objects.filter(agency=agency_id, consultation__state__in=OPEN, sent_to__in=gone)
    left.filter(state=NeedState.SENT).update(state=NeedState.OPEN, sent_to=None, sent_at=None)
    led = Consultation.objects.filter(agency=agency_id, state__in=OPEN, counsellor__in=gone, bookings=None)
    alone = set(led.values_list("pk", flat=True))
    Consultation.objects.filter(pk__in=alone).update(counsellor=None)
    is_open = Consultation.objects.filter(agency=agency_id, state__in=OPEN, needs__state=NeedState.OPEN)
    given = 0
    for consultation in is_open.distinct().order_by("pk"):
        given += send_needs(consultation=consultation, now=now)
    for consultation in Consultation.objects.filter(pk__in=alone, counsellor=None).order_by("pk"):
        # All its needs are with others already, or it has none: who has one of them leads it.
        taker = consultation.needs.filter(sent_to__in=there).order_by("pk").first()
        if taker is not None:
            consultation.counsellor = taker.sent_to
            consultation.save(update_fields=["counsellor"])
    return given


def _follow_ups(agency_id: int, gone: set[int], there: list[Counsellor]) -> int:
    left = FollowUp.objects.filter(agency=agency_id, done_at=None, counsellor__in=gone)
    load: Tally[int] = Tally(
        FollowUp.objects.filter(agency=agency_id, done_at=None, counsellor__in=there).values_list(
            "counsellor", flat=True
        )
    )
    given = 0
    for row in left.select_related("counsellor__user").prefetch_related("consultation__needs").order_by("pk"):
        topics = {need.topic for need in row.consultation.needs.all()}
        able = [one for one in there if topics & set(one.topics)]
        if not able:
            continue
        taker = min(able, key=lambda one: (load[one.pk], one.pk))
        load[taker.pk] += 1
        row.counsellor = taker
        row.save(update_fields=["counsellor"])
        given += 1
    return given

"""Whom participants of a fair should meet: worked out from profiles and from what came of earlier fairs."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from didim.accounts.tenancy import SYSTEM, scoped
from didim.engines.introductions import (
    Introduction,
    IntroductionRule,
    Introductions,
    Past,
    Profile,
    load_rule,
)
from didim.fairs.enums import FairState, Interest, ParticipantState, RequestState, Side
from didim.fairs.models import Fair, Meeting, MeetingRecord, MeetingRequest, Participant, Recommendation
from didim.kernel.calendar import SEOUL
from didim.kernel.definitions import shipped_definitions

MOST = 10  # recommendations of one participant
Known = dict[int, set[str]]


@transaction.atomic
def recommend(*, fair: Fair, now: datetime) -> int:
    """Work the recommendations among a fair's participants out anew; return how many there are.

    Whom somebody asked, or was asked by, is left out. Two runs at once wait for each other.
    """
    Fair.objects.select_for_update().get(pk=fair.pk)
    there = list(fair.participants.filter(state=ParticipantState.ACCEPTED).order_by("pk"))
    partners, firms = ([_profile(one) for one in there if one.side == side] for side in Side)
    rule = _rule(now.astimezone(SEOUL).date())
    found = Introductions(partners, firms, rule, _past(fair, there))
    known = _known(fair)
    rows = [
        Recommendation(
            agency_id=fair.agency_id,
            fair=fair,
            participant=one,
            other_id=int(other.other),
            value=other.value,
            definition=rule.definition,
            reasons=[[reason.ko, reason.en] for reason in other.reasons],
            computed_at=now,
        )
        for one in there
        for other in _of(found, one, known[one.pk])
    ]
    fair.recommendations.all().delete()
    Recommendation.objects.bulk_create(rows, batch_size=2_000)
    return len(rows)


def fairs_to_recommend(*, now: datetime) -> list[Fair]:
    """Return the fairs whose participants may still ask for meetings."""
    return list(Fair.objects.filter(state=FairState.OPEN, request_until__gt=now).order_by("pk"))


def _of(found: Introductions, one: Participant, known: set[str]) -> list[Introduction]:
    ask = found.of_partner if one.side == Side.PARTNER else found.of_firm
    return ask(str(one.pk), most=MOST, without=known)


def _rule(day: date) -> IntroductionRule:
    version = shipped_definitions().as_of("meeting-fit", day)
    return load_rule(version.values, version.id)


def _profile(one: Participant) -> Profile:
    return Profile(str(one.pk), one.offers, one.seeks, tuple(one.trades), tuple(one.sought_trades))


def _known(fair: Fair) -> Known:
    """Return whom each participant asked or was asked by, withdrawn requests aside."""
    known: Known = defaultdict(set)
    asked = fair.requests.exclude(state=RequestState.WITHDRAWN).values_list("partner_id", "firm_id")
    for partner, firm in asked:
        known[partner].add(str(firm))
        known[firm].add(str(partner))
    return known


def _past(fair: Fair, there: list[Participant]) -> Iterator[Past]:
    """Yield what partners who are here answered and wrote at earlier fairs of any agency, oldest first."""
    here = {key: str(one.pk) for one in there for key in _keys(one)}
    partners = [one for one in there if one.side == Side.PARTNER]
    earlier = (
        Q(partner__partner__in=[one.partner_id for one in partners if one.partner_id])
        | Q(partner__enterprise__in=[one.enterprise_id for one in partners if one.enterprise_id])
        | Q(partner__user__in=[one.user_id for one in partners if one.user_id])
    )
    with scoped(SYSTEM):
        answered = list(
            MeetingRequest.objects.filter(
                earlier, side=Side.FIRM, state__in=[RequestState.ACCEPTED, RequestState.DECLINED]
            )
            .exclude(fair=fair)
            .select_related("partner", "firm")
            .order_by("answered_at", "pk")
        )
        written = list(
            MeetingRecord.objects.filter(meeting__in=Meeting.objects.filter(earlier), side=Side.PARTNER)
            .exclude(meeting__fair=fair)
            .select_related("meeting__partner", "meeting__firm")
            .order_by("written_at", "pk")
        )
    for request in answered:
        yield from _answers(here, request.partner, request.firm, liked=request.state == RequestState.ACCEPTED)
    for record in written:
        meeting = record.meeting
        yield from _answers(here, meeting.partner, meeting.firm, liked=record.interest != Interest.NONE)


def _answers(here: dict[str, str], partner: Participant, firm: Participant, *, liked: bool) -> Iterator[Past]:
    by = next((here[key] for key in _keys(partner) if key in here), None)
    other = next((here[key] for key in _keys(firm) if key in here), "")
    if by is not None:
        yield Past(by, tuple(firm.trades), liked, other)


def _keys(one: Participant) -> list[str]:
    """Return what a participant is known by from one fair to the next."""
    named = (("partner", one.partner_id), ("firm", one.enterprise_id), ("user", one.user_id))
    return [f"{kind}-{number}" for kind, number in named if number]

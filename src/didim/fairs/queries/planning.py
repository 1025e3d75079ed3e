"""What a fair is planned from: its rows as the engine takes them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from didim.accounts.tenancy import SYSTEM, scoped
from didim.engines import scheduling
from didim.fairs.enums import MeetingOrigin, MeetingState, ParticipantState, RequestState, Session, Side
from didim.fairs.fits import language_between, meets_by_video, recommended, trade_fit
from didim.fairs.models import (
    Absence,
    Fair,
    FairSlot,
    FairTable,
    Interpreter,
    Meeting,
    MeetingRequest,
    Participant,
    TableOutage,
)
from didim.fairs.models.meetings import HOLDS

Pair = tuple[int, int]  # numbers of the partner and of the firm


@dataclass(frozen=True)
class PlanInput:
    """A fair as the engine takes it, and which row each of its numbers stands for."""

    engine: scheduling.Fair
    slots: Sequence[FairSlot]
    places: Sequence[FairTable]
    participants: dict[int, Participant]
    origins: Sequence[MeetingOrigin]
    numbers: dict[Pair, int]

    def slot_number(self, meeting: Meeting) -> int:
        """Return the number of the slot a meeting lies in."""
        return next(at for at, slot in enumerate(self.slots) if slot.pk == meeting.slot_id)

    def place_number(self, meeting: Meeting) -> int:
        """Return the number of the place a meeting has."""
        return next(at for at, place in enumerate(self.places) if place.pk == meeting.table_id)

    def pair(self, number: int) -> Pair:
        """Return whose meeting a wish is."""
        wish = self.engine.wishes[number]
        return int(wish.partner), int(wish.firm)


@dataclass(frozen=True, slots=True)
class _Asked:
    asked: scheduling.Asked
    at: datetime
    declined: bool


_ORIGIN = {
    scheduling.Asked.BOTH: MeetingOrigin.BOTH,
    scheduling.Asked.PARTNER: MeetingOrigin.PARTNER,
    scheduling.Asked.FIRM: MeetingOrigin.FIRM,
    scheduling.Asked.SPARE: MeetingOrigin.SPARE,
}


def plan_input(fair: Fair, *, keep: Iterable[Meeting] = ()) -> PlanInput:
    """Return what a fair is planned from.

    `keep` are meetings that stand whether anybody asked for them or not; whoever of them takes part no more
    is away. A pair whose meeting was cancelled or missed is not asked for any more. A firm is away while it
    has a meeting at another fair.
    """
    slots = list(FairSlot.objects.filter(fair=fair).order_by("number"))
    places = list(FairTable.objects.filter(fair=fair).order_by("is_video", "number"))
    kept = list(keep)
    meeting = {one for meeting in kept for one in (meeting.partner_id, meeting.firm_id)}
    rows = Participant.objects.filter(Q(state=ParticipantState.ACCEPTED) | Q(pk__in=meeting), fair=fair)
    there = {one.pk: one for one in rows.order_by("pk")}
    away = _absences(fair, slots, there.values())
    interpreters = list(Interpreter.objects.filter(fair=fair).order_by("pk"))
    wishes, origins = _wishes(fair, there, kept, interpreters, places)
    engine = scheduling.Fair(
        slots=len(slots),
        tables=sum(not place.is_video for place in places),
        video_rooms=sum(place.is_video for place in places),
        morning=_morning(slots),
        partners=tuple(_attendee(fair, one, away) for one in there.values() if one.side == Side.PARTNER),
        firms=tuple(_attendee(fair, one, away) for one in there.values() if one.side == Side.FIRM),
        wishes=tuple(wishes),
        interpreters=tuple(
            scheduling.Interpreter(str(one.pk), frozenset(one.languages), away["interpreter", one.pk])
            for one in interpreters
        ),
        broken=_broken(fair, slots, places),
    )
    numbers = {(int(wish.partner), int(wish.firm)): number for number, wish in enumerate(wishes)}
    return PlanInput(engine, slots, places, there, origins, numbers)


def _morning(slots: Sequence[FairSlot]) -> int | None:
    """Return how many slots come first that are the morning; None where a fair takes several days."""
    kinds = [slot.session for slot in slots]
    many = kinds.count(Session.MORNING)
    return many if kinds[:many].count(Session.MORNING) == many else None


def _attendee(
    fair: Fair, one: Participant, away: dict[tuple[str, int], frozenset[int]]
) -> scheduling.Attendee:
    is_partner = one.side == Side.PARTNER
    most = fair.partner_most if is_partner else fair.firm_most
    least = fair.partner_least if is_partner else fair.firm_least
    most = most if one.most is None else one.most
    least = least if one.least is None else one.least
    return scheduling.Attendee(
        str(one.pk), most, min(least, most), away["participant", one.pk], name=one.name
    )


def _absences(
    fair: Fair, slots: Sequence[FairSlot], participants: Iterable[Participant]
) -> dict[tuple[str, int], frozenset[int]]:
    number = {slot.pk: at for at, slot in enumerate(slots)}
    found: dict[tuple[str, int], set[int]] = defaultdict(set)
    for participant, interpreter, slot in Absence.objects.filter(slot__fair=fair).values_list(
        "participant", "interpreter", "slot"
    ):
        key = ("participant", participant) if interpreter is None else ("interpreter", interpreter)
        found[key].add(number[slot])
    firms = {}
    for one in participants:
        if one.state != ParticipantState.ACCEPTED:
            found["participant", one.pk] = set(range(len(slots)))
        if one.enterprise_id is not None:
            firms[one.enterprise_id] = one.pk
    for firm, starts_at, ends_at in _elsewhere(fair, slots, firms):
        found["participant", firms[firm]] |= {
            at for at, slot in enumerate(slots) if slot.starts_at < ends_at and starts_at < slot.ends_at
        }
    return defaultdict(frozenset, {key: frozenset(value) for key, value in found.items()})


def _elsewhere(
    fair: Fair, slots: Sequence[FairSlot], firms: Iterable[int]
) -> list[tuple[int, datetime, datetime]]:
    """Return when these firms have meetings at other fairs: times only, whoever holds them."""
    if not slots:
        return []
    with scoped(SYSTEM):
        rows = Meeting.objects.filter(
            HOLDS,
            enterprise__in=list(firms),
            starts_at__lt=max(slot.ends_at for slot in slots),
            ends_at__gt=slots[0].starts_at,
        ).exclude(fair=fair)
        return list(rows.values_list("enterprise", "starts_at", "ends_at"))


def _broken(fair: Fair, slots: Sequence[FairSlot], places: Sequence[FairTable]) -> dict[int, frozenset[int]]:
    number = {place.pk: at for at, place in enumerate(places)}
    out: dict[int, set[int]] = defaultdict(set)
    for table, starts_at, ends_at in TableOutage.objects.filter(fair=fair).values_list(
        "table", "starts_at", "ends_at"
    ):
        for at, slot in enumerate(slots):
            if slot.starts_at < ends_at and starts_at < slot.ends_at:
                out[at].add(number[table])
    return {at: frozenset(found) for at, found in out.items()}


def _wishes(
    fair: Fair,
    there: dict[int, Participant],
    keep: list[Meeting],
    interpreters: Sequence[Interpreter],
    places: Sequence[FairTable],
) -> tuple[list[scheduling.Wish], list[MeetingOrigin]]:
    # Whoever cancelled a meeting, or missed it, is not given it again by a computation.
    over = Meeting.objects.filter(fair=fair, state__in=[MeetingState.CANCELLED, MeetingState.NO_SHOW])
    gone = set(over.values_list("partner", "firm"))
    asked = {pair: said for pair, said in _asked(fair, there).items() if pair not in gone}
    kept = {(one.partner_id, one.firm_id): one for one in keep}
    is_video = {place.pk: place.is_video for place in places}
    mixed, video_alone = set(is_video.values()) == {False, True}, all(is_video.values())
    pairs: list[Pair] = sorted(asked, key=lambda pair: (asked[pair].at, pair))
    pairs += sorted(kept.keys() - asked.keys())
    pairs += recommended(fair, there.values(), among=set(pairs) | gone)
    wishes, origins = [], []
    for order, pair in enumerate(pairs):
        partner, firm = there[pair[0]], there[pair[1]]
        said = asked.get(pair)
        kind = said.asked if said else scheduling.Asked.SPARE
        meeting = kept.get(pair)
        wishes.append(
            scheduling.Wish(
                str(partner.pk),
                str(firm.pk),
                kind,
                score=trade_fit(partner, firm),
                order=order,
                declined=meeting is None and bool(said and said.declined),
                language=language_between(partner, firm) if interpreters else "",
                video=is_video[meeting.table_id]
                if meeting
                else video_alone or (mixed and meets_by_video(partner, firm)),
            )
        )
        origins.append(MeetingOrigin(meeting.origin) if meeting else _ORIGIN[kind])
    return wishes, origins


def _asked(fair: Fair, there: dict[int, Participant]) -> dict[Pair, _Asked]:
    """Return per pair who asked; what nobody answered in time is still asked by one side.

    Asked by both, or accepted, it is wanted by both. Declined it is, unless who declined asked later.
    """
    rows: dict[Pair, list[MeetingRequest]] = defaultdict(list)
    for row in MeetingRequest.objects.filter(fair=fair).exclude(state=RequestState.WITHDRAWN):
        if row.partner_id in there and row.firm_id in there:
            rows[row.partner_id, row.firm_id].append(row)
    return {pair: _together(own) for pair, own in rows.items()}


def _together(own: list[MeetingRequest]) -> _Asked:
    first = min(row.sent_at for row in own)
    declined = [row for row in own if row.state == RequestState.DECLINED]
    live = [row for row in own if row.state != RequestState.DECLINED]
    refused = any(
        not any(row.side != no.side and no.answered_at and row.sent_at > no.answered_at for row in live)
        for no in declined
    )
    sides = {row.side for row in own}
    if sides == set(Side) or any(row.state == RequestState.ACCEPTED for row in live):
        kind = scheduling.Asked.BOTH
    else:
        kind = scheduling.Asked.PARTNER if Side.PARTNER in sides else scheduling.Asked.FIRM
    return _Asked(kind, first, refused)

"""The officer's board: slots down, tables across, what has no place, and what stands where."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from didim.fairs.enums import MeetingState, ParticipantState, Side
from didim.fairs.models import (
    Absence,
    Fair,
    FairSlot,
    FairTable,
    Meeting,
    Participant,
    PlanRun,
    TableOutage,
    Unplaced,
)
from didim.fairs.models.meetings import HOLDS


@dataclass(frozen=True, slots=True)
class Cell:
    """A table in a slot: the meeting there, or whether it is out of use."""

    slot: FairSlot
    table: FairTable
    meeting: Meeting | None
    is_out: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A slot with its cells in the order of the tables."""

    slot: FairSlot
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Board:
    """A fair's plan as it stands; `unplaced` are wishes of the last plan that still have no meeting."""

    tables: Sequence[FairTable]
    rows: Sequence[Row]
    run: PlanRun | None
    unplaced: Sequence[Unplaced]
    cancelled: Sequence[Meeting]
    idle: Sequence[Participant]
    drafts: int
    planned: int

    @property
    def slots(self) -> list[FairSlot]:
        """Return the slots in order."""
        return [row.slot for row in self.rows]


def board_of(fair: Fair) -> Board:
    """Return the board of a fair: a fixed number of queries, however many meetings."""
    slots = list(FairSlot.objects.filter(fair=fair).order_by("number"))
    tables = list(FairTable.objects.filter(fair=fair).order_by("number"))
    outages = list(TableOutage.objects.filter(fair=fair))
    meetings = list(
        Meeting.objects.filter(fair=fair).select_related("partner", "firm", "interpreter", "slot", "table")
    )
    holding = [one for one in meetings if one.state in _HOLDING]
    at = {(one.slot_id, one.table_id): one for one in holding}
    run = PlanRun.objects.filter(fair=fair).defer("content").select_related("computed_by").first()
    pairs = {(one.partner_id, one.firm_id) for one in holding}
    left = Unplaced.objects.filter(run=run).select_related("partner", "firm") if run else ()
    busy = {party for pair in pairs for party in pair}
    people = Participant.objects.filter(fair=fair, state=ParticipantState.ACCEPTED)
    return Board(
        tables=tables,
        rows=[
            Row(slot, [_cell(slot, table, at.get((slot.pk, table.pk)), outages) for table in tables])
            for slot in slots
        ],
        run=run,
        unplaced=[one for one in left if (one.partner_id, one.firm_id) not in pairs],
        cancelled=[one for one in meetings if one.state == MeetingState.CANCELLED],
        idle=[one for one in people.order_by("side", "name", "pk") if one.pk not in busy],
        drafts=sum(one.state == MeetingState.DRAFT for one in holding),
        planned=sum(one.state != MeetingState.DRAFT for one in holding),
    )


_HOLDING = (MeetingState.DRAFT, MeetingState.PLANNED, MeetingState.DONE)


def _cell(slot: FairSlot, table: FairTable, meeting: Meeting | None, outages: Sequence[TableOutage]) -> Cell:
    out = any(
        one.table_id == table.pk and one.starts_at < slot.ends_at and slot.starts_at < one.ends_at
        for one in outages
    )
    return Cell(slot, table, meeting, out)


def cells_against(meeting: Meeting) -> set[tuple[int, int]]:
    """Return the cells (slot, table) where a meeting cannot go: somebody away or busy, a table taken or out.

    Four queries for the whole board; the last word is the act's own look, sentence by sentence.
    """
    fair = meeting.fair
    slots = list(FairSlot.objects.filter(fair=fair))
    tables = set(FairTable.objects.filter(fair=fair).values_list("pk", flat=True))
    sides = [meeting.partner_id, meeting.firm_id]
    shut = set(Absence.objects.filter(participant__in=sides).values_list("slot", flat=True))
    taken: dict[int, set[int]] = defaultdict(set)
    others = Meeting.objects.filter(HOLDS, Q(fair=fair) | Q(enterprise=meeting.enterprise_id)).exclude(
        pk=meeting.pk
    )
    for one in others:
        same = one.partner_id in sides or one.firm_id in sides
        same = same or (one.enterprise_id is not None and one.enterprise_id == meeting.enterprise_id)
        for slot in slots:
            if slot.starts_at < one.ends_at and one.starts_at < slot.ends_at:
                taken[slot.pk].add(one.table_id)
                if same:
                    shut.add(slot.pk)
    for out in TableOutage.objects.filter(fair=fair):
        for slot in slots:
            if slot.starts_at < out.ends_at and out.starts_at < slot.ends_at:
                taken[slot.pk].add(out.table_id)
    return {
        (slot.pk, table)
        for slot in slots
        for table in (tables if slot.pk in shut else taken[slot.pk] & tables)
    }


def may_meet(fair: Fair) -> dict[str, list[Participant]]:
    """Return who takes part, by side: whom the officer may bring together."""
    rows = Participant.objects.filter(fair=fair, state=ParticipantState.ACCEPTED).order_by("name", "pk")
    found: dict[str, list[Participant]] = {side: [] for side in Side.values}
    for one in rows:
        found[one.side].append(one)
    return found

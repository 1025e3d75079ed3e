"""Two fairs that share a firm live through any sequence of acts: nobody is ever in two places at once.

A state machine draws the acts: plans computed, meetings added, moved, pinned and cancelled by hand, the plan
made public, time passing, somebody late or gone, a table broken, meetings held and missed, and marks taken
back. After each act the rows are looked at (`checking`). A refused act must change nothing; a preview
says what the act does.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from didim.accounts.models import OutboundMessage
from didim.fairs.domain.attending import hold_meeting, mark_no_show
from didim.fairs.domain.moving import add_meeting, cancel_meeting, move_meeting, pin_meeting
from didim.fairs.domain.planning import plan_fair
from didim.fairs.domain.publishing import publish_plan
from didim.fairs.domain.replanning import OnTheDay, preview_replan, replan_fair
from didim.fairs.domain.taking_back import take_back_mark
from didim.fairs.enums import MeetingState, RequestState, Side
from didim.fairs.models import (
    Absence,
    Fair,
    Meeting,
    MeetingChange,
    Participant,
    ParticipantPerson,
    TableOutage,
)
from didim.fairs.models.meetings import HOLDS
from didim.kernel.refusals import RefusedError

from . import checking
from .conftest import HALF_AN_HOUR, NOW, OPENING, ask, interpreter_for, stay_away

pytestmark = pytest.mark.django_db
SLOTS, TABLES, PARTNERS, FIRMS = 6, 3, 3, 5
a_partner, a_firm = st.integers(0, PARTNERS - 1), st.integers(0, FIRMS - 1)
a_slot, a_table = st.integers(0, SLOTS - 1), st.integers(0, TABLES - 1)
pick = st.integers(0, 20)
# The second fair is small: one partner, and the first firm of the other one.
main = st.sampled_from([0, 0, 0, 1])


def once(what: str) -> Any:
    """Draw an act only after another one came about."""
    return precondition(lambda machine: what in machine.seen)


class AnyDay(RuleBasedStateMachine):
    """Acts on the rows of a real database; every example is rolled back."""

    def __init__(self, make_fair: Any, make_agency: Any, join: Any) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        most = {"partner_most": 4, "firm_most": 3}
        one = make_fair("수출 상담회", slots=SLOTS, tables=TABLES, **most)
        two = make_fair("투자 상담회", agency=make_agency("다른기관"), slots=SLOTS, tables=1, **most)
        interpreter_for(one, "이영어", "en")
        names = [("Acme", "en"), ("한강", "ko"), ("대서", "ko")]
        partners = [join(one, name, side=Side.PARTNER, language=language) for name, language in names]
        firms = [join(one, f"기업 {at}") for at in range(FIRMS)]
        buyer = join(two, "낙동", side=Side.PARTNER)
        shared = join(two, "기업 0", enterprise=firms[0].enterprise)
        ask(buyer, shared, state=RequestState.ACCEPTED)
        self.fairs = [one, two]
        self.partners, self.firms = [partners, [buyer]], [firms, [shared]]
        for row in Participant.objects.all():
            ParticipantPerson.objects.create(
                agency=row.agency, participant=row, name="담당", email=f"p{row.pk}@example.org"
            )
        self.now = NOW
        self.seen: set[str] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def fair(self, at: int) -> Fair:
        return Fair.objects.get(pk=self.fairs[at].pk)

    def partner(self, at: int, number: int) -> Participant:
        return self.partners[at][number % len(self.partners[at])]

    def firm(self, at: int, number: int) -> Participant:
        return self.firms[at][number % len(self.firms[at])]

    def place(self, at: int, number: int) -> Any:
        found = list(self.fairs[at].tables.order_by("number"))
        return found[number % len(found)]

    def meeting(self, at: int, **fields: Any) -> Meeting | None:
        found = list(Meeting.objects.filter(**fields).order_by("pk"))
        return found[at % len(found)] if found else None

    def may_plan(self) -> bool:
        """Whether it is before the day: on the day nobody plans from nothing."""
        return self.now == NOW

    def attempt(self, came: str, act: Any, **given: Any) -> Any:
        """Run an act; a refusal leaves the rows as they were."""
        before = checking.rows()
        try:
            with transaction.atomic():
                result = act(**given, by=None, now=self.now)
        except RefusedError:
            assert checking.rows() == before
            return None
        self.seen.add(came)
        return result

    @initialize(
        wishes=st.lists(st.tuples(a_partner, a_firm), min_size=5, unique=True),
        away=st.lists(st.tuples(a_firm, a_slot), max_size=5, unique=True),
        out=st.none() | a_slot,
        is_public=st.booleans(),
    )
    def asked(self, wishes: Any, away: Any, out: int | None, *, is_public: bool) -> None:
        for number, (one, other) in enumerate(wishes):
            state = RequestState.ACCEPTED if number % 2 else RequestState.SENT
            ask(self.partners[0][one], self.firms[0][other], state=state)
        for one, number in away:
            stay_away(self.fairs[0], number, participant=self.firms[0][one])
        if out is not None:
            stay_away(self.fairs[0], out, interpreter=self.fairs[0].interpreters.get())
        for at in range(2) if is_public else ():
            self.plan(at)
            self.publish(at)

    @precondition(lambda machine: machine.may_plan())
    @rule(at=main)
    def plan(self, at: int) -> None:
        pinned = [row for row in checking.rows() if row["is_pinned"] and row["fair_id"] == self.fairs[at].pk]
        run = self.attempt("planned", plan_fair, fair=self.fair(at))
        if run is None:
            return
        again = plan_fair(fair=self.fair(at), by=None, now=self.now)
        assert (again.content, again.sha256) == (run.content, run.sha256)
        stand = {row["id"]: checking.seat_of(row) for row in checking.rows()}
        for row in pinned:
            assert stand[row["id"]] == checking.seat_of(row)
        if not pinned:
            assert run.value <= run.bound
            for one in self.partners[at]:
                assert one.meetings_as_partner.filter(HOLDS).count() <= self.fairs[at].partner_most
            for one in self.firms[at]:
                assert one.meetings_as_firm.filter(HOLDS).count() <= self.fairs[at].firm_most

    @rule(at=main, one=a_partner, other=a_firm, when=a_slot, where=a_table)
    def add(self, at: int, one: int, other: int, when: int, where: int) -> None:
        self.attempt(
            "planned",
            add_meeting,
            fair=self.fair(at),
            partner=self.partner(at, one),
            firm=self.firm(at, other),
            slot=self.fairs[at].slots.get(number=when),
            table=self.place(at, where),
        )

    @once("planned")
    @rule(at=pick, when=a_slot, where=a_table)
    def move(self, at: int, when: int, where: int) -> None:
        if meeting := self.meeting(at):
            fair = next(number for number, one in enumerate(self.fairs) if one.pk == meeting.fair_id)
            self.attempt(
                "moved",
                move_meeting,
                meeting=meeting,
                slot=meeting.fair.slots.get(number=when),
                table=self.place(fair, where),
            )

    @once("planned")
    @rule(at=pick, pinned=st.booleans())
    def pin(self, at: int, *, pinned: bool) -> None:
        if meeting := self.meeting(at):
            self.attempt("pinned", pin_meeting, meeting=meeting, pinned=pinned)

    @once("planned")
    @rule(at=pick)
    def cancel(self, at: int) -> None:
        # A row in five is over, and refused.
        ahead = [MeetingState.DRAFT, MeetingState.PLANNED]
        if meeting := self.meeting(at, **({"state__in": ahead} if at % 5 else {})):
            self.attempt("cancelled", cancel_meeting, meeting=meeting, reason="사정")

    @precondition(lambda machine: machine.may_plan())
    @rule(at=main)
    def publish(self, at: int) -> None:
        self.attempt("public", publish_plan, fair=self.fair(at))

    @once("public")
    @rule(quarters=st.integers(1, 3))
    def time_passes(self, quarters: int) -> None:
        self.now = max(self.now, OPENING - timedelta(minutes=5)) + quarters * HALF_AN_HOUR / 2

    @once("public")
    @rule(at=main, is_partner=st.booleans(), number=pick, until=st.none() | a_slot)
    def somebody_is_away(self, at: int, *, is_partner: bool, number: int, until: int | None) -> None:
        who = self.partner(at, number) if is_partner else self.firm(at, number)
        self.on_the_day(at, OnTheDay("교통", participant=who, until=self.slot_begins(until)))

    @once("public")
    @rule(at=main, number=a_table, until=st.none() | a_slot)
    def table_breaks(self, at: int, number: int, until: int | None) -> None:
        self.on_the_day(
            at, OnTheDay("조명 고장", tables=(self.place(at, number),), until=self.slot_begins(until))
        )

    def slot_begins(self, number: int | None) -> Any:
        return None if number is None else OPENING + number * HALF_AN_HOUR

    def on_the_day(self, at: int, happened: OnTheDay) -> None:
        """Change the plan: what began stays, the preview is the act, only those hit are told."""
        before = {row["id"]: row for row in checking.rows()}
        preview = self.attempt("previewed", preview_replan, fair=self.fair(at), happened=happened)
        assert list(before.values()) == checking.rows()
        messages = set(OutboundMessage.objects.values_list("pk", flat=True))
        changes = set(MeetingChange.objects.values_list("pk", flat=True))
        outcome = self.attempt("replanned", replan_fair, fair=self.fair(at), happened=happened)
        if outcome is None:
            assert preview is None
            return
        assert [one.meeting.pk for one in outcome.moved] == [one.meeting.pk for one in preview.moved]
        assert [one.pk for one, _why in outcome.lost] == [one.pk for one, _why in preview.lost]
        assert outcome.run.sha256 == preview.run.sha256
        assert outcome.run.moved >= outcome.run.moved_at_least
        for row in checking.rows():
            if row["id"] in before and row["starts_at"] <= self.now:
                assert row == before[row["id"]]
            elif row["id"] in before and row["is_pinned"] and not self.is_hit(before[row["id"]]):
                assert checking.seat_of(row) == checking.seat_of(before[row["id"]])
        hit = MeetingChange.objects.exclude(pk__in=changes).values_list("meeting__partner", "meeting__firm")
        told = OutboundMessage.objects.exclude(pk__in=messages).values_list("about", flat=True)
        assert set(told) == {f"fair-participant-{one}" for pair in hit for one in pair}

    def is_hit(self, row: dict[str, Any]) -> bool:
        """Whether a meeting cannot be where it was: somebody is away, or its table is out of use."""
        away = Absence.objects.filter(
            slot=row["slot_id"], participant__in=[row["partner_id"], row["firm_id"]]
        )
        out = TableOutage.objects.filter(
            table=row["table_id"], starts_at__lt=row["ends_at"], ends_at__gt=row["starts_at"]
        )
        return away.exists() or out.exists()

    @once("public")
    @rule(at=pick)
    def hold(self, at: int) -> None:
        if meeting := self.meeting(at, starts_at__lte=self.now):
            self.attempt("held", hold_meeting, meeting=meeting)

    @once("public")
    @rule(at=pick, is_partner=st.booleans())
    def miss(self, at: int, *, is_partner: bool) -> None:
        if meeting := self.meeting(at, starts_at__lte=self.now):
            absent = meeting.partner if is_partner else meeting.firm
            self.attempt("missed", mark_no_show, meeting=meeting, absent=absent, reason="연락 없음")

    @precondition(lambda machine: machine.seen & {"held", "missed"})
    @rule(at=pick)
    def take_back(self, at: int) -> None:
        if meeting := self.meeting(at, starts_at__lte=self.now):
            self.attempt("taken back", take_back_mark, meeting=meeting, reason="잘못 적음")

    @invariant()
    def everything_holds(self) -> None:
        checking.check_nobody_twice()
        checking.check_everybody_is_there()
        checking.check_history()
        checking.check_ledger()

    @invariant()
    def drafts_are_of_fairs_that_are_not_public(self) -> None:
        public = Fair.objects.filter(published_at__isnull=False)
        assert not Meeting.objects.filter(fair__in=public, state=MeetingState.DRAFT).exists()


def test_nobody_is_in_two_places_through_any_sequence_of_acts(make_fair, make_agency, join):
    run_state_machine_as_test(
        lambda: AnyDay(make_fair, make_agency, join),
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            # A sequence of this length is read without being shrunk, which takes minutes of database.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )

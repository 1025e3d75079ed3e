"""Committees: appointed, some barred, present or not, voting; nothing is decided without the quorum."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.programmes.models import Call
from didim.registry.models import Person
from didim.selection.enums import CommitteeKind, ObjectionState, PlanState, ReviewState, VoteValue
from didim.selection.models import (
    Committee,
    CommitteeVote,
    DecisionPlan,
    Objection,
    Review,
    RoundEntry,
    Tie,
)

from .selection_rules import selection_rules


@dataclass(frozen=True, slots=True)
class Attendance:
    """What one member did: present or not, and the vote of somebody present and not barred."""

    is_present: bool
    vote: VoteValue | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a committee stands: seats that are not barred, present and needed of them, votes."""

    seated: int
    present: int
    needed: int
    yes: int
    no: int
    abstained: int

    @property
    def has_quorum(self) -> bool:
        """Whether enough are present to decide."""
        return self.seated > 0 and self.present >= self.needed

    @property
    def approves(self) -> bool:
        """Whether more than half of those present agree."""
        return self.yes * 2 > self.present


def convene_for_plan(
    *,
    plan: DecisionPlan,
    title: str,
    held_at: datetime,
    members: Sequence[Person],
    chair: Person,
    by: User | None,
    now: datetime,
) -> Committee:
    """Call a committee to decide a plan that was put to it.

    Whoever reviewed in the call, or is tied to a firm that applied, is barred with the reason. Raises
    RefusedError for a wrong number of members or a chair who is barred or not among them.
    """
    with recorded("convene_for_plan", by):
        Call.objects.select_for_update(no_key=True).get(pk=plan.call_id)
        plan = DecisionPlan.objects.select_for_update().get(pk=plan.pk)
        if plan.state != PlanState.PUT:
            raise refuse("", _("먼저 선정안을 위원회에 올려 주세요."))
        if Committee.objects.filter(plan=plan, decided_at=None).exists():
            raise refuse("", _("이 선정안의 위원회가 이미 있습니다."))
        committee = _committee(plan.call, CommitteeKind.SELECTION, title, held_at, now, plan)
        _appoint(committee, members, chair, bars_for_plan(plan=plan, people=members), now)
        return committee


def convene_for_objections(
    *,
    objections: Sequence[Objection],
    title: str,
    held_at: datetime,
    members: Sequence[Person],
    chair: Person,
    by: User | None,
    now: datetime,
) -> Committee:
    """Call a committee to hear objections of one call.

    Whoever took part in a decision objected to, or is tied to a firm that objects, is barred.
    """
    if not objections:
        raise refuse("objections", _("심의할 이의신청을 골라 주세요."))
    call = objections[0].decision.call
    with recorded("convene_for_objections", by):
        Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        ids = [one.pk for one in objections]
        waiting = Objection.objects.select_for_update().filter(
            pk__in=ids, decision__call=call, state=ObjectionState.FILED, committee=None
        )
        if len(waiting) != len(ids):
            raise refuse("objections", _("이미 위원회에 올렸거나 끝난 이의신청이 있습니다."))
        committee = _committee(call, CommitteeKind.OBJECTION, title, held_at, now, None)
        bars = bars_for_objections(objections=list(waiting), people=members)
        _appoint(committee, members, chair, bars, now)
        for objection in waiting:
            objection.committee = committee
            objection.save(update_fields=["committee"])
        return committee


def _committee(
    call: Call,
    kind: CommitteeKind,
    title: str,
    held_at: datetime,
    now: datetime,
    plan: DecisionPlan | None,
) -> Committee:
    title = " ".join(title.split())
    if not title:
        raise refuse("title", _("회의 이름을 적어 주세요. 예: 제1차 사업운영위원회"))
    quorum = Fraction(selection_rules(now)["quorum"])
    return Committee.objects.create(
        agency_id=call.agency_id,
        call=call,
        kind=kind,
        title=title[:120],
        plan=plan,
        held_at=held_at,
        quorum_numerator=quorum.numerator,
        quorum_denominator=quorum.denominator,
    )


def _appoint(
    committee: Committee, members: Sequence[Person], chair: Person, bars: Mapping[int, str], now: datetime
) -> None:
    rules = selection_rules(now)
    people = {person.pk: person for person in members}
    fewest, most = rules["committee_fewest"], rules["committee_most"]
    if not fewest <= len(people) <= most:
        sentence = _("위원은 %(fewest)d명에서 %(most)d명까지입니다. 지금은 %(count)d명입니다.")
        raise refuse("members", sentence % {"fewest": fewest, "most": most, "count": len(people)})
    if chair.pk not in people:
        raise refuse("chair", _("위원장은 위원 가운데에서 골라 주세요."))
    if chair.pk in bars:
        raise refuse("chair", _("%(name)s 위원은 제척되어 위원장을 맡을 수 없습니다.") % {"name": chair.name})
    if len(people) - len(bars) < fewest:
        names = ", ".join(f"{people[pk].name}({reason})" for pk, reason in sorted(bars.items()))
        sentence = _("제척되지 않은 위원이 %(fewest)d명보다 적습니다. 제척: %(names)s")
        raise refuse("members", sentence % {"fewest": fewest, "names": names})
    CommitteeVote.objects.bulk_create(
        CommitteeVote(
            agency_id=committee.agency_id,
            committee=committee,
            person=person,
            is_chair=person.pk == chair.pk,
            barred_reason=bars.get(person.pk, "")[:200],
        )
        for person in people.values()
    )


def bars_for_plan(*, plan: DecisionPlan, people: Iterable[Person]) -> dict[int, str]:
    """Return who may not decide a plan, by person, and why: own reviews, ties to firms that applied."""
    ids = [person.pk for person in people]
    firms = RoundEntry.objects.filter(round__call=plan.call_id).values("application__enterprise")
    reviewed = Review.objects.filter(
        round__call=plan.call_id, state=ReviewState.SUBMITTED, reviewer__expert__person__in=ids
    )
    bars = _ties(ids, firms)
    for person in reviewed.values_list("reviewer__expert__person", flat=True).distinct():
        bars[person] = "이 공고의 평가에 참여함"
    return bars


def bars_for_objections(*, objections: Sequence[Objection], people: Iterable[Person]) -> dict[int, str]:
    """Return who may not hear objections, by person, and why (운영요령: 원처분에 참여한 사람은 제척)."""
    ids = [person.pk for person in people]
    bars = _ties(ids, [one.enterprise_id for one in objections])
    reviewed = Review.objects.filter(
        application__in=[one.decision.application_id for one in objections],
        state=ReviewState.SUBMITTED,
        reviewer__expert__person__in=ids,
    )
    for person in reviewed.values_list("reviewer__expert__person", flat=True).distinct():
        bars[person] = "이의를 낸 신청을 평가함"
    voted = CommitteeVote.objects.filter(
        committee__in=[one.decision.committee_id for one in objections],
        person__in=ids,
        is_present=True,
        barred_reason="",
    )
    for person in voted.values_list("person", flat=True).distinct():
        bars[person] = "원처분을 의결한 위원회에 참석함"
    return bars


def _ties(people: Sequence[int], firms: Any) -> dict[int, str]:
    ties = Tie.objects.filter(person__in=people, enterprise__in=firms).select_related("enterprise")
    bars: dict[int, str] = {}
    for tie in ties.order_by("person_id", "enterprise__name"):
        if tie.person_id is not None and tie.enterprise is not None:
            bars.setdefault(tie.person_id, f"이해관계({tie.enterprise.name}, {tie.get_kind_display()})")
    return bars


def record_meeting(
    *,
    committee: Committee,
    attendance: Mapping[int, Attendance],
    minutes: str,
    by: User | None,
) -> Committee:
    """Store who was present and how they voted (by id of the seat), and the minutes, before it is decided.

    Raises RefusedError where somebody barred or absent votes, or the committee has decided.
    """
    with recorded("record_meeting", by):
        committee = Committee.objects.select_for_update().get(pk=committee.pk)
        if committee.decided_at is not None:
            raise refuse("", _("이미 의결한 위원회입니다. 표결은 바꿀 수 없습니다."))
        problems = []
        seats = list(committee.votes.select_related("person"))
        for seat in seats:
            done = attendance.get(seat.pk, Attendance(is_present=False))
            if done.vote is not None and (seat.barred_reason or not done.is_present):
                sentence = _("%(name)s 위원은 제척되었거나 참석하지 않아 표결할 수 없습니다.")
                problems.append(Problem(f"vote-{seat.pk}", sentence % {"name": seat.person.name}))
            seat.is_present, seat.vote = done.is_present, done.vote
        if problems:
            raise RefusedError(problems)
        for seat in seats:
            seat.save(update_fields=["is_present", "vote"])
        committee.minutes = minutes.strip()
        committee.save(update_fields=["minutes"])
        return committee


def standing(committee: Committee) -> Standing:
    """Return how a committee stands by what is recorded of it."""
    seats = [seat for seat in committee.votes.all() if not seat.barred_reason]
    present = [seat for seat in seats if seat.is_present]
    votes = [seat.vote for seat in present]
    needed = -(-len(seats) * committee.quorum_numerator // committee.quorum_denominator)
    return Standing(
        seated=len(seats),
        present=len(present),
        needed=needed,
        yes=votes.count(VoteValue.YES),
        no=votes.count(VoteValue.NO),
        abstained=votes.count(VoteValue.ABSTAIN),
    )


@transaction.atomic
def close_vote(*, committee: Committee, now: datetime) -> bool:
    """Close the vote and return whether it approves; RefusedError without the quorum or without votes.

    The caller has locked the committee and does what follows in the same transaction.
    """
    if committee.decided_at is not None:
        raise refuse("", _("이미 의결한 위원회입니다."))
    stands = standing(committee)
    if not stands.has_quorum:
        sentence = _("정족수가 모자랍니다. 제척을 뺀 %(seated)d명 가운데 %(needed)d명이 참석해야 합니다.")
        raise refuse("", sentence % {"seated": stands.seated, "needed": stands.needed})
    if stands.yes + stands.no + stands.abstained < stands.present:
        raise refuse("", _("참석한 위원 모두의 표결을 적어 주세요. 기권도 적습니다."))
    committee.decided_at, committee.approved = now, stands.approves
    committee.save(update_fields=["decided_at", "approved"])
    return stands.approves

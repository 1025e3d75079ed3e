"""Objections: once, in time, heard by people who took no part in the decision."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.kernel.refusals import refuse
from didim.selection.enums import DecisionGround, NoticeKind, ObjectionState, Outcome
from didim.selection.models import Committee, Decision, Objection

from .committees import close_vote
from .notifying import Render, tell
from .objection_days import objection_due

SHORTEST = 10
LONGEST = 4000


def file_objection(*, decision: Decision, text: str, by: User, now: datetime) -> Objection:
    """File a firm's objection to what it was told.

    통합관리지침: 통보 다음 날부터 6일, 1회. RefusedError when it is late, a second one, or says nothing.
    """
    text = text.strip()
    with recorded("file_objection", by):
        if decision.notified_at is None:
            raise refuse("", _("아직 통보되지 않은 결과에는 이의를 신청할 수 없습니다."))
        if Objection.objects.filter(decision=decision).exists():
            raise refuse("", _("이의신청은 한 번만 할 수 있습니다. 이미 신청하셨습니다."))
        due = objection_due(notified_at=decision.notified_at)
        if now > due.instant:
            sentence = _("이의신청 기한(%(day)s)이 지났습니다.")
            raise refuse("", sentence % {"day": due.day.isoformat()})
        if not SHORTEST <= len(text) <= LONGEST:
            sentence = _("이의 내용을 %(shortest)d자 이상 %(longest)d자 이하로 적어 주세요.")
            raise refuse("text", sentence % {"shortest": SHORTEST, "longest": LONGEST})
        return Objection.objects.create(
            agency_id=decision.agency_id,
            enterprise_id=decision.enterprise_id,
            decision=decision,
            text=text,
            filed_at=now,
            filed_by=by,
            due_at=due.instant,
            definition=due.definition,
        )


def withdraw_objection(*, objection: Objection, by: User) -> Objection:
    """Take an objection back before it is decided; another one cannot be filed."""
    with recorded("withdraw_objection", by):
        objection = Objection.objects.select_for_update().get(pk=objection.pk)
        if objection.state != ObjectionState.FILED:
            raise refuse("", _("이미 끝난 이의신청입니다."))
        objection.state = ObjectionState.WITHDRAWN
        objection.save(update_fields=["state"])
        return objection


def decide_objection(
    *,
    objection: Objection,
    answer: str,
    outcome: Outcome,
    render: Render | None,
    by: User,
    now: datetime,
) -> Objection:
    """Close the vote of the committee that heard an objection, answer it, and change the decision if upheld.

    The committee's yes upholds; `outcome` is then what the decision becomes. One meeting may hear several
    objections: its vote is closed with the first and holds for all of it. The answer is a letter. Raises
    RefusedError without a committee, a quorum or an answer.
    """
    answer = answer.strip()
    with recorded("decide_objection", by):
        objection = (
            Objection.objects.select_for_update(of=("self",)).select_related("committee").get(pk=objection.pk)
        )
        if objection.state != ObjectionState.FILED:
            raise refuse("", _("이미 끝난 이의신청입니다."))
        if objection.committee_id is None:
            raise refuse("", _("먼저 이의신청을 심의할 위원회를 정해 주세요."))
        if not answer:
            raise refuse("answer", _("신청기업에 보낼 회신을 적어 주세요."))
        committee = Committee.objects.select_for_update().get(pk=objection.committee_id)
        upheld = (
            bool(committee.approved) if committee.decided_at else close_vote(committee=committee, now=now)
        )
        decision = (
            Decision.objects.select_for_update(of=("self",))
            .select_related("application", "enterprise", "call__programme", "agency")
            .get(pk=objection.decision_id)
        )
        if upheld:
            _change(decision, outcome, committee, answer, now)
        objection.state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
        objection.answer, objection.decided_at, objection.decided_by = answer, now, by
        objection.save(update_fields=["state", "answer", "decided_at", "decided_by"])
        tell(decision=decision, kind=NoticeKind.OBJECTION, render=render, now=now)
        return objection


@transaction.atomic
def _change(decision: Decision, outcome: Outcome, committee: Committee, answer: str, now: datetime) -> None:
    if outcome == decision.outcome:
        raise refuse("outcome", _("인용하면 결과가 바뀌어야 합니다. 바뀔 결과를 골라 주세요."))
    if outcome not in (Outcome.SELECTED, Outcome.RESERVE):
        raise refuse("outcome", _("인용한 이의신청의 결과는 선정이나 예비선정입니다."))
    decision.outcome, decision.ground = outcome, DecisionGround.OBJECTION
    decision.reason, decision.committee, decision.decided_at = answer, committee, now
    if outcome == Outcome.RESERVE:
        last = (
            Decision.objects.filter(call=decision.call_id)
            .order_by("-reserve_rank")
            .exclude(reserve_rank=None)
            .values_list("reserve_rank", flat=True)
            .first()
        )
        decision.reserve_rank = (last or 0) + 1
    decision.save(update_fields=["outcome", "ground", "reason", "committee", "decided_at", "reserve_rank"])

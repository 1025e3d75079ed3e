"""All agreements of a call at once: drafted from one template, and offered; resumable, one firm an act."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from didim.accounts.models import User
from didim.agreements.enums import AgreementState, BatchAct, BatchState
from didim.agreements.models import Agreement, AgreementBatch
from didim.agreements.queries.agreements import plan_of, waiting_for_agreement
from didim.kernel.refusals import RefusedError, refuse
from didim.programmes.models import Call
from didim.selection.models import Decision

from .budget_templates import Share, as_rows, budget_of, from_rows, template_problems
from .drafting import draft_agreement
from .papers import Render
from .signing import offer_agreement
from .terms import AgreementTerms

_TITLE = 200


def start_drafting(
    *,
    call: Call,
    starts_on: date,
    ends_on: date,
    rule_pack_id: str,
    shares: Sequence[Share],
    by: User,
    now: datetime,
) -> AgreementBatch:
    """Begin to draft an agreement for every selected and told firm of a call that has none.

    RefusedError for shares that make no budget, days in the wrong order, when there is no such firm, or
    while another batch of the call runs.
    """
    if problems := template_problems(shares):
        raise RefusedError(problems)
    if ends_on < starts_on:
        raise refuse("ends_on", gettext_lazy("종료일이 시작일보다 빠릅니다. 두 날짜를 확인해 주세요."))
    terms: dict[str, object] = {
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        "rule_pack": rule_pack_id,
        "shares": as_rows(shares),
    }
    total = waiting_for_agreement(call_id=call.pk).count()
    return _start(call, BatchAct.DRAFT, terms, total, by, now)


def start_offering(*, call: Call, by: User, now: datetime) -> AgreementBatch:
    """Begin to offer every draft of a call. RefusedError without a draft, or while another batch runs."""
    total = Agreement.objects.filter(call=call, state=AgreementState.DRAFT).count()
    return _start(call, BatchAct.OFFER, {}, total, by, now)


def carry_on(*, batch_id: int, render: Render, now: datetime, limit: int) -> bool:
    """Serve up to `limit` firms of a batch, each in a transaction of its own; return whether it has ended.

    Who is killed in between leaves whole agreements behind: the next call goes on with those left. A firm
    that is refused stands in the batch with the sentence that says why, and is passed over.
    """
    batch = AgreementBatch.objects.select_related("call__programme", "asked_by").get(pk=batch_id)
    if batch.state == BatchState.DONE:
        return True
    left = _left(batch)
    for one in left[:limit]:
        _serve(batch, one, render, now)
    if len(left) <= limit:
        AgreementBatch.objects.filter(pk=batch_id).update(state=BatchState.DONE, ended_at=now)
    return len(left) <= limit


def _start(
    call: Call, act: BatchAct, terms: dict[str, object], total: int, by: User, now: datetime
) -> AgreementBatch:
    with transaction.atomic():
        Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        open_states = [BatchState.QUEUED, BatchState.RUNNING]
        if AgreementBatch.objects.filter(call=call, state__in=open_states).exists():
            raise refuse(
                "", gettext_lazy("이 공고의 협약을 한꺼번에 처리하고 있습니다. 끝난 뒤에 해 주세요.")
            )
        if not total:
            raise refuse("", gettext_lazy("처리할 협약이 없습니다."))
        return AgreementBatch.objects.create(
            agency_id=call.agency_id, call=call, act=act, terms=terms, total=total, asked_at=now, asked_by=by
        )


def _left(batch: AgreementBatch) -> list[Decision] | list[Agreement]:
    """Return what the batch has neither served nor passed over yet."""
    passed = [enterprise_id for enterprise_id, _name, _sentence in batch.refused]
    if batch.act == BatchAct.DRAFT:
        return list(waiting_for_agreement(call_id=batch.call_id).exclude(enterprise__in=passed))
    drafts = Agreement.objects.filter(call=batch.call_id, state=AgreementState.DRAFT)
    return list(drafts.exclude(enterprise__in=passed).select_related("enterprise").order_by("pk"))


def _serve(batch: AgreementBatch, one: Decision | Agreement, render: Render, now: datetime) -> None:
    try:
        with transaction.atomic():
            if isinstance(one, Decision):
                _draft(batch, one, now)
            else:
                offer_agreement(agreement=one, render=render, by=batch.asked_by, now=now)
            running = AgreementBatch.objects.filter(pk=batch.pk)
            running.update(state=BatchState.RUNNING, done=F("done") + 1)
    except RefusedError as error:
        with override("ko"):
            sentence = str(error)
        batch.refused = [*batch.refused, [one.enterprise_id, one.enterprise.name, sentence]]
        batch.state = BatchState.RUNNING
        batch.save(update_fields=["refused", "state"])


def _draft(batch: AgreementBatch, decision: Decision, now: datetime) -> None:
    said = batch.terms
    if not decision.amount_won:
        with override("ko"):
            raise refuse("", _("결정된 지원금이 없습니다. 협약안을 따로 써 주세요."))
    plan = plan_of(decision)
    terms = AgreementTerms(
        title=(str(plan.get("item") or "").strip() or batch.call.programme.name)[:_TITLE],
        starts_on=date.fromisoformat(said["starts_on"]),
        ends_on=date.fromisoformat(said["ends_on"]),
        lines=budget_of(from_rows(said["shares"]), award_won=decision.amount_won),
        plan=plan,
    )
    draft_agreement(
        decision=decision, terms=terms, rule_pack_id=said["rule_pack"], by=batch.asked_by, now=now
    )

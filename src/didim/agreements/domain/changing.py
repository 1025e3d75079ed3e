"""Changes of an agreement in force: asked for against one version, merged onto the current one, approved.

What somebody else changed since is never overwritten: a field that both changed is a conflict, shown to the
officer with both values, who chooses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.enums import AgreementState, ChangeState
from didim.agreements.models import Agreement, AgreementChange, AgreementVersion
from didim.engines.forms import merge
from didim.kernel.calendar import SEOUL, months_after
from didim.kernel.refusals import RefusedError, refuse

from .drafting import write_version
from .ledger import note_support, paid_of
from .papers import Render
from .signing import bind_grant, current_version, freeze, locked, open_budget
from .telling import tell_of_change
from .terms import AgreementTerms, as_values, definition_of, from_values, rule_pack, terms_of, terms_problems


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that the request and a later version both changed: both values, None where one took it away."""

    field: str
    asked: Any
    current: Any


def request_change(
    *,
    agreement: Agreement,
    base: AgreementVersion,
    terms: AgreementTerms,
    reason: str,
    by: User,
    now: datetime,
) -> AgreementChange:
    """Ask for other terms than those of `base`, which is what the firm was looking at.

    통합관리지침: 협약변경은 협약 종료 1개월 전까지. RefusedError when it is too late, not in force, changes
    nothing, or gives no reason.
    """
    reason = reason.strip()
    with recorded("request_agreement_change", by):
        agreement = locked(agreement)
        if agreement.state != AgreementState.ACTIVE:
            raise refuse("", _("수행 중인 협약만 변경할 수 있습니다."))
        today = now.astimezone(SEOUL).date()
        last = last_day_to_change(current_version(agreement).ends_on)
        if today > last:
            sentence = _("협약 변경은 %(day)s까지 신청할 수 있었습니다. 담당자와 상의해 주세요.")
            raise refuse("", sentence % {"day": last.isoformat()})
        if not reason:
            raise refuse("reason", _("변경하려는 까닭을 적어 주세요."))
        proposed = _difference(as_values(terms_of(base)), as_values(terms))
        if not proposed:
            raise refuse("", _("달라진 내용이 없습니다. 바꿀 항목을 고친 뒤 신청해 주세요."))
        number = AgreementChange.objects.filter(agreement=agreement).count() + 1
        return AgreementChange.objects.create(
            agency_id=agreement.agency_id,
            enterprise_id=agreement.enterprise_id,
            agreement=agreement,
            base=base,
            number=number,
            proposed=proposed,
            reason=reason,
            requested_at=now,
            requested_by=by,
        )


def merged_terms(change: AgreementChange) -> tuple[AgreementTerms, list[Clash]]:
    """Return what the agreement would say with a change on top of its current version, and what clashes.

    A line that one took away and the other changed stands in the terms; else what clashes stays as it is.
    """
    base = as_values(terms_of(change.base))
    current = as_values(terms_of(current_version(change.agreement)))
    merged = merge(base, _applied(base, change.proposed), current)
    clashes = [Clash(one.field, one.mine, one.theirs) for one in merged.conflicts]
    return from_values(merged.answers), clashes


def approve_change(
    *,
    change: AgreementChange,
    chosen: Mapping[str, bool],
    answer: str,
    render: Render,
    by: User,
    now: datetime,
) -> AgreementChange:
    """Approve a change: its merged terms become the next version, budgets and the ledger follow.

    `chosen`: for each clash (by field) whether what is asked for wins. RefusedError while a clash is not
    decided, for what `terms_problems` finds, when a line would go below what is committed, and when the grant
    would go below what was paid of it.
    """
    with recorded("approve_agreement_change", by):
        change, agreement = _open(change)
        terms, clashes = merged_terms(change)
        undecided = [clash for clash in clashes if clash.field not in chosen]
        if undecided:
            sentence = _("그사이 바뀐 항목과 겹칩니다. 겹친 항목마다 어느 값을 쓸지 골라 주세요.")
            raise refuse("chosen", sentence)
        values = as_values(terms)
        for clash in clashes:
            values[clash.field] = clash.asked if chosen[clash.field] else clash.current
        terms = from_values({key: value for key, value in values.items() if value is not None})
        before = current_version(agreement)
        today = now.astimezone(SEOUL).date()
        problems = terms_problems(
            terms,
            pack=rule_pack(agreement.rule_pack),
            definition=definition_of(today),
            award_won=agreement.decision.amount_won,
        )
        if problems:
            raise RefusedError(problems)
        if terms.funds.grant < (paid := paid_of(agreement)):
            sentence = _("이미 지급한 정부지원금 %(paid)s원보다 적게 줄일 수 없습니다. 금액을 확인해 주세요.")
            raise refuse("lines", sentence % {"paid": f"{paid:,}"})
        version = write_version(agreement=agreement, terms=terms, number=before.number + 1, by=by, now=now)
        agreement.version, agreement.title = version, terms.title.strip()
        agreement.save(update_fields=["version", "title"])
        freeze(version, agreement, render, now)
        bind_grant(agreement, version.grant_won - before.grant_won, reason="협약 변경", by=by, now=now)
        open_budget(agreement, version)
        note_support(agreement, version, by=by, now=now)
        change.state, change.version = ChangeState.APPROVED, version
        change.conflicts = [
            {"field": one.field, "asked": one.asked, "current": one.current, "asked_won": chosen[one.field]}
            for one in clashes
        ]
        return _decided(change, answer, by, now)


def reject_change(*, change: AgreementChange, answer: str, by: User, now: datetime) -> AgreementChange:
    """Turn a change down, with the reason the firm reads."""
    answer = answer.strip()
    with recorded("reject_agreement_change", by):
        change, _agreement = _open(change)
        if not answer:
            raise refuse("answer", _("불승인하는 까닭을 적어 주세요."))
        change.state = ChangeState.REJECTED
        return _decided(change, answer, by, now)


def withdraw_change(*, change: AgreementChange, by: User, now: datetime) -> AgreementChange:
    """Take a request back before it is decided."""
    with recorded("withdraw_agreement_change", by):
        change, _agreement = _open(change)
        change.state = ChangeState.WITHDRAWN
        return _decided(change, "", by, now)


def last_day_to_change(ends_on: date) -> date:
    """Return the last day on which a change may be asked for (통합관리지침: 종료 1개월 전까지)."""
    months = definition_of(ends_on).values["change"]["months_before_end"]
    return months_after(ends_on, -months)


def _open(change: AgreementChange) -> tuple[AgreementChange, Agreement]:
    agreement = locked(change.agreement)
    change = AgreementChange.objects.select_related("base__agreement", "agreement").get(pk=change.pk)
    if change.state not in (ChangeState.REQUESTED, ChangeState.CONFLICT):
        raise refuse("", _("이미 처리된 변경 신청입니다."))
    return change, agreement


def _decided(change: AgreementChange, answer: str, by: User, now: datetime) -> AgreementChange:
    change.answer, change.decided_at, change.decided_by = answer.strip(), now, by
    change.save()
    if change.state != ChangeState.WITHDRAWN:
        tell_of_change(change, change.agreement, now=now)
    return change


def _difference(base: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that are asked to be otherwise; None for what is to go."""
    return {key: asked.get(key) for key in sorted({*base, *asked}) if base.get(key) != asked.get(key)}


def _applied(base: Mapping[str, Any], proposed: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**base, **proposed}.items() if value is not None}

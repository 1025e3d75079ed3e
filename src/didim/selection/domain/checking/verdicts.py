"""What officers say over the machine, and the verdict on a whole application.

An override counts only once another officer has confirmed it: the database holds the two apart, too.
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.kernel.refusals import refuse
from didim.programmes.models import Call
from didim.selection.domain.checking.checking import DECIDED, effective
from didim.selection.enums import CheckState, CheckVerdict
from didim.selection.models import CheckItem, EligibilityCheck
from didim.selection.queries.checks import all_met

_OVER = ["override", "reason", "overridden_by", "overridden_at", "confirmed_by", "confirmed_at"]


def override_items(
    *, items: Collection[CheckItem], verdict: CheckVerdict, reason: str, by: User, now: datetime
) -> list[CheckItem]:
    """Say another verdict than the machine, with a reason: on one item, or the same one of many applications.

    It counts once another officer has confirmed it; an earlier override and its confirmation are replaced.
    RefusedError without a reason, and where a check is decided already.
    """
    reason = reason.strip()
    if not reason:
        raise refuse("reason", _("사유를 적어 주세요. 다른 담당자가 이 사유를 보고 확인합니다."))
    with recorded("override_check_item", by):
        locked = _open_items(items)
        for item in locked:
            item.override, item.reason = verdict, reason
            item.overridden_by, item.overridden_at = by, now
            item.confirmed_by = item.confirmed_at = None
        said = {"override": verdict, "reason": reason, "overridden_by": by, "overridden_at": now}
        _rows(locked).update(**said, confirmed_by=None, confirmed_at=None)
        return locked


def confirm_items(*, items: Collection[CheckItem], by: User, now: datetime) -> list[CheckItem]:
    """Confirm overrides of another officer: from now on they count. RefusedError for one's own."""
    with recorded("confirm_check_item", by):
        locked = _open_items(items)
        for item in locked:
            if item.override is None or item.confirmed_by_id is not None:
                raise refuse("", _("확인을 기다리는 담당자 판정이 아닙니다. 화면을 새로 열어 주세요."))
            if item.overridden_by_id == by.pk:
                raise refuse(
                    "", _("자신이 한 판정은 스스로 확인할 수 없습니다. 다른 담당자가 확인해야 합니다.")
                )
            item.confirmed_by, item.confirmed_at = by, now
        _rows(locked).update(confirmed_by=by, confirmed_at=now)
        return locked


def withdraw_override(*, item: CheckItem, by: User) -> CheckItem:
    """Take an override back: the machine's verdict counts again. The history keeps what was said."""
    with recorded("withdraw_check_override", by):
        locked = _open_items([item])[0]
        locked.override, locked.reason = None, ""
        locked.overridden_by = locked.overridden_at = locked.confirmed_by = locked.confirmed_at = None
        locked.save(update_fields=_OVER)
        return locked


def _open_items(items: Collection[CheckItem]) -> list[CheckItem]:
    """Return the items, locked with their checks; RefusedError where one is decided already."""
    checks = {item.check_of_id for item in items}
    states = EligibilityCheck.objects.select_for_update().filter(pk__in=checks).order_by("pk")
    if any(check.state in DECIDED for check in states):
        raise refuse("", _("이미 확정한 요건검토입니다. 판정을 바꾸려면 먼저 확정을 취소해 주세요."))
    wanted = CheckItem.objects.select_for_update().filter(pk__in=[item.pk for item in items])
    return list(wanted.order_by("pk"))


def _rows(items: Collection[CheckItem]) -> QuerySet[CheckItem]:
    return CheckItem.objects.filter(pk__in=[item.pk for item in items])


def refer_to_committee(*, check: EligibilityCheck, reason: str, by: User) -> EligibilityCheck:
    """Put an application before the committee (유사성 심의); what it says comes back as overrides."""
    reason = reason.strip()
    if not reason:
        raise refuse("reason", _("위원회에 올리는 사유를 적어 주세요."))
    with recorded("refer_check_to_committee", by):
        locked = _undecided(check)
        locked.state, locked.reason = CheckState.COMMITTEE, reason
        locked.save(update_fields=["state", "reason"])
        return locked


def decide_check(
    *, check: EligibilityCheck, state: CheckState, reason: str, by: User, now: datetime
) -> EligibilityCheck:
    """Decide that an application passes or fails the check.

    Nothing may be left open (UNKNOWN, or an override nobody has confirmed). It passes when every item is met;
    it fails on at least one that is not, with a reason the applicant is told. RefusedError otherwise.
    """
    reason = reason.strip()
    with recorded("decide_check", by):
        locked = _undecided(check)
        _may_decide(locked, state, reason)
        locked.state, locked.reason = state, reason
        locked.decided_at, locked.decided_by = now, by
        locked.save(update_fields=["state", "reason", "decided_at", "decided_by"])
        return locked


def _may_decide(check: EligibilityCheck, state: CheckState, reason: str) -> None:
    if state not in DECIDED:
        raise refuse("state", _("적격이나 부적격 가운데 하나를 골라 주세요."))
    if check.submission_id != check.application.submission_id:
        raise refuse("", _("검토한 뒤에 새로 제출한 내용이 있습니다. 자동 검토를 다시 한 뒤 확정해 주세요."))
    items = list(check.items.all())
    if any(item.override is not None and item.confirmed_by_id is None for item in items):
        raise refuse("", _("다른 담당자의 확인을 기다리는 판정이 있습니다."))
    verdicts = {effective(item) for item in items}
    if CheckVerdict.UNKNOWN in verdicts:
        raise refuse("", _("확인이 필요한 항목이 남아 있습니다. 항목마다 판정한 뒤 확정해 주세요."))
    if state == CheckState.PASSED and CheckVerdict.NOT_MET in verdicts:
        raise refuse("state", _("충족하지 않는 항목이 있어 적격으로 확정할 수 없습니다."))
    if state == CheckState.FAILED:
        if CheckVerdict.NOT_MET not in verdicts:
            raise refuse("state", _("모든 항목을 충족해 부적격으로 확정할 수 없습니다."))
        if not reason:
            raise refuse("reason", _("부적격 사유를 적어 주세요. 신청자에게 알려집니다."))


def reopen_check(*, check: EligibilityCheck, reason: str, by: User) -> EligibilityCheck:
    """Take a decision on a check back, with a reason; not once the application is in a review round."""
    if not reason.strip():
        raise refuse("reason", _("확정을 취소하는 사유를 적어 주세요."))
    with recorded("reopen_check", by):
        locked = EligibilityCheck.objects.select_for_update().get(pk=check.pk)
        if locked.state not in DECIDED:
            raise refuse("", _("아직 확정하지 않은 요건검토입니다."))
        if locked.application.round_entries.exists():
            raise refuse("", _("평가 대상에 들어간 신청은 요건검토를 되돌릴 수 없습니다."))
        locked.state, locked.reason = CheckState.WAITING, reason.strip()
        locked.decided_at = locked.decided_by = None
        locked.save(update_fields=["state", "reason", "decided_at", "decided_by"])
        return locked


def _undecided(check: EligibilityCheck) -> EligibilityCheck:
    locked = (
        EligibilityCheck.objects.select_for_update(of=("self",))
        .select_related("application")
        .get(pk=check.pk)
    )
    if locked.state in DECIDED:
        raise refuse("", _("이미 확정한 요건검토입니다."))
    return locked


def pass_all_met(
    *, call: Call, check_ids: Collection[int], by: User, now: datetime
) -> list[EligibilityCheck]:
    """Pass those of the chosen checks in which every item is met, and return them; the others stay."""
    with recorded("pass_all_met", by):
        chosen = EligibilityCheck.objects.select_for_update().filter(
            pk__in=list(check_ids), application__call=call
        )
        ids = set(chosen.order_by("pk").values_list("pk", flat=True))
        passed = list(all_met(call).filter(pk__in=ids).select_related("application__enterprise"))
        for check in passed:
            check.state, check.decided_at, check.decided_by, check.reason = CheckState.PASSED, now, by, ""
        EligibilityCheck.objects.filter(pk__in=[check.pk for check in passed]).update(
            state=CheckState.PASSED, decided_at=now, decided_by=by, reason=""
        )
        return passed

"""The check of a call's applications: what the machine cannot tell two people do; each passes or fails."""

from datetime import datetime

from didim.accounts.models import User
from didim.applications.models import Application
from didim.programmes.models import Call
from didim.selection.domain.checking.checking import check_applications
from didim.selection.domain.checking.claims import decide_claim
from didim.selection.domain.checking.verdicts import (
    confirm_items,
    decide_check,
    override_items,
    pass_all_met,
)
from didim.selection.enums import BonusState, CheckState, CheckVerdict
from didim.selection.models import BonusClaim, CheckItem, EligibilityCheck

from .tables import count_rows

# Every so many-th claim is denied: its certificate is older than the call allows.
DENIED_EVERY = 7


def check_all(call: Call, officer: User, director: User, now: datetime) -> None:
    """Check a call's applications and the bonus points they claim."""
    ids = list(Application.objects.filter(call=call).order_by("pk").values_list("pk", flat=True))
    check_applications(call=call, application_ids=ids, now=now)
    count_rows("selection_eligibilitycheck", "selection_checkitem", "selection_bonusclaim")
    items = CheckItem.objects.filter(check_of__application__call=call)
    unknown = list(items.filter(automatic=CheckVerdict.UNKNOWN).order_by("pk"))
    if unknown:
        override_items(
            items=unknown, verdict=CheckVerdict.MET, reason="제출 서류로 확인함(예시)", by=officer, now=now
        )
        confirm_items(items=unknown, by=director, now=now)
    checks = EligibilityCheck.objects.filter(application__call=call)
    pass_all_met(call=call, check_ids=list(checks.values_list("pk", flat=True)), by=officer, now=now)
    for check in checks.exclude(state=CheckState.PASSED).order_by("pk"):
        said = items.filter(check_of=check, automatic=CheckVerdict.NOT_MET).order_by("position").first()
        state = CheckState.FAILED if said else CheckState.PASSED
        reason = f"요건 미충족: {said.sentence}" if said else ""
        decide_check(check=check, state=state, reason=reason, by=officer, now=now)
    _decide_claims(call, officer, now)


def _decide_claims(call: Call, officer: User, now: datetime) -> None:
    claims = BonusClaim.objects.filter(application__call=call).order_by("application__number", "key")
    for number, claim in enumerate(claims, 1):
        if number % DENIED_EVERY:
            decide_claim(claim=claim, state=BonusState.GRANTED, by=officer, now=now)
        else:
            reason = "공고일 1년 전의 증빙이라 인정하지 않음(예시)"
            decide_claim(claim=claim, state=BonusState.DENIED, reason=reason, by=officer, now=now)

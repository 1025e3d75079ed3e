"""Bonus points: what applicants claim with which evidence, and what an officer grants on it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.engines.forms import load_bonus_points
from didim.engines.forms.assembling import BONUS
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.selection.domain.checking.findings import Case
from didim.selection.enums import BonusState
from didim.selection.models import BonusClaim

_LONGEST_REASON = 200


def keep_claims(cases: Sequence[Case]) -> None:
    """Make the claims of submissions, inside a transaction: new ones, changed ones anew, dropped ones gone.

    A claim whose points and evidence are as before keeps what an officer said of it.
    """
    standing = {
        (claim.application_id, claim.key): claim
        for claim in BonusClaim.objects.select_for_update(of=("self",)).filter(
            application__in=[case.application.pk for case in cases]
        )
    }
    new: list[BonusClaim] = []
    changed: list[BonusClaim] = []
    for case in cases:
        for key, points, file_id in _claimed(case):
            claim = standing.pop((case.application.pk, key), None)
            if claim is None:
                new.append(
                    BonusClaim(
                        agency_id=case.application.agency_id,
                        application=case.application,
                        key=key,
                        points=points,
                        file_id=file_id,
                    )
                )
            elif (claim.points, claim.file_id) != (points, file_id):
                claim.points, claim.file_id = points, file_id
                claim.state, claim.allowed, claim.reason = BonusState.CLAIMED, None, ""
                claim.decided_at = claim.decided_by = None
                changed.append(claim)
    BonusClaim.objects.bulk_create(new)
    fields = ["points", "file", "state", "allowed", "reason", "decided_at", "decided_by"]
    BonusClaim.objects.bulk_update(changed, fields)
    BonusClaim.objects.filter(pk__in=[claim.pk for claim in standing.values()]).delete()


def _claimed(case: Case) -> list[tuple[str, Decimal, int | None]]:
    """Return the claims of a submission: key, points, the first file of evidence."""
    chosen = case.answers.get(BONUS)
    keys = chosen if isinstance(chosen, list) else []
    found = []
    for bonus in load_bonus_points(case.revision.bonus_points):
        if bonus.key in keys:
            files = case.in_slot(f"{BONUS}_{bonus.key}")
            found.append((bonus.key, bonus.points, files[0].file_id if files else None))
    return found


def decide_claim(
    *,
    claim: BonusClaim,
    state: BonusState,
    by: User,
    now: datetime,
    allowed: Decimal | None = None,
    reason: str = "",
) -> BonusClaim:
    """Grant a claim on its evidence (all its points, or fewer), or deny it with a reason.

    RefusedError where there is no evidence, for more points than the call gives, for a missing reason.
    """
    with recorded("decide_bonus", by):
        locked = BonusClaim.objects.select_for_update().get(pk=claim.pk)
        points = (locked.points if allowed is None else allowed) if state == BonusState.GRANTED else None
        reason = " ".join(reason.split())[:_LONGEST_REASON]
        if problems := _problems(locked, state, points, reason):
            raise RefusedError(problems)
        locked.state, locked.allowed, locked.reason = state, points, reason
        locked.decided_at, locked.decided_by = now, by
        locked.save()
        return locked


def _problems(claim: BonusClaim, state: BonusState, points: Decimal | None, reason: str) -> list[Problem]:
    if state == BonusState.CLAIMED:
        raise refuse("state", _("인정이나 불인정 가운데 하나를 골라 주세요."))
    problems = []
    if state == BonusState.GRANTED and claim.file_id is None:
        problems.append(Problem("state", _("증빙이 없는 가점은 인정할 수 없습니다.")))
    if points is not None and not 0 < points <= claim.points:
        sentence = _("인정 점수는 0보다 크고 신청 점수(%(points)s점) 이하여야 합니다.")
        problems.append(Problem("allowed", sentence % {"points": claim.points.normalize()}))
    lowered = points is not None and points < claim.points
    if not reason and (state == BonusState.DENIED or lowered):
        problems.append(Problem("reason", _("사유를 적어 주세요. 신청자에게 공개됩니다.")))
    return problems

"""A firm asks to be linked to the closed one its person had before; an officer looks and decides."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.domain.messages import queue_for_each
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.kernel.business_numbers import read_business_number
from didim.kernel.calendar import WorkingCalendar, next_office_instant
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.lifecycle.domain.restarting import link_restart
from didim.lifecycle.enums import ClaimState, RestartGround
from didim.lifecycle.models import Restart, RestartClaim
from didim.registry.domain.firms import relate_firm
from didim.registry.enums import EnterpriseStage, RelationKind
from didim.registry.models import Agency, Enterprise
from didim.registry.queries.members import people_of_firm


@dataclass(frozen=True, slots=True)
class EarlierFirm:
    """What an officer learns of the firm a claim names: no more than the decision takes."""

    enterprise_id: int
    name: str
    is_closed: bool
    # Whether both rows name the same representative; None where one of them names nobody.
    same_representative: bool | None


def claim_restart(
    *, agency: Agency, enterprise: Enterprise, earlier_number: str, story: str, by: User | None, now: datetime
) -> RestartClaim:
    """Write a firm's word that it follows a closed one; the agency may see the firm from now on.

    What is refused says nothing of whether the earlier firm is known. RefusedError field by field.
    """
    read = read_business_number(earlier_number)
    number, problems = read.digits, []
    if not read.is_valid:
        problems.append(Problem("earlier_number", _("사업자등록번호 열 자리를 확인해 주세요.")))
    elif number == enterprise.business_number:
        problems.append(Problem("earlier_number", _("지금 기업의 번호입니다. 앞 기업의 번호를 적어 주세요.")))
    if not story.strip():
        problems.append(Problem("story", _("앞 기업과 어떻게 이어지는지 적어 주세요.")))
    if problems:
        raise RefusedError(problems)
    with recorded("claim_restart", by):
        # Two that come at once stand in line at the firm; and a firm cannot write whom an agency knows.
        with scoped(SYSTEM):
            Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
            relate_firm(agency=agency, enterprise=enterprise, kind=RelationKind.CASE, now=now)
        whose = {"agency": agency, "enterprise": enterprise, "earlier_number": number}
        if RestartClaim.objects.filter(**whose, state=ClaimState.ASKED).exists():
            raise refuse("earlier_number", _("이미 요청했습니다. 기관이 확인하고 있습니다."))
        return RestartClaim.objects.create(**whose, story=story.strip()[:1000], asked_at=now, asked_by=by)


def earlier_firm_of(*, claim: RestartClaim) -> EarlierFirm | None:
    """Return what may be known of the firm a claim names; None where no firm has the number."""
    with scoped(SYSTEM):
        found = Enterprise.objects.filter(business_number=claim.earlier_number, merged_into=None).first()
    if found is None:
        return None
    names = [" ".join(one.representative_name.split()) for one in (found, claim.enterprise)]
    return EarlierFirm(
        found.pk,
        found.name,
        found.stage == EnterpriseStage.CLOSED,
        names[0] == names[1] if all(names) else None,
    )


def accept_claim(
    *,
    claim: RestartClaim,
    ground: RestartGround,
    note: str,
    carries_bars: bool,
    by: User,
    now: datetime,
) -> Restart:
    """Link the two firms as `link_restart` does, and tell the firm. RefusedError where no firm is known."""
    with recorded("accept_restart_claim", by):
        kept = _asked(claim)
        earlier = earlier_firm_of(claim=kept)
        if earlier is None:
            raise refuse("", _("등록된 앞 기업이 없습니다. 먼저 기업을 등록하거나 요청을 돌려 주세요."))
        with scoped(SYSTEM):
            made = link_restart(
                agency=kept.agency,
                earlier=Enterprise.objects.get(pk=earlier.enterprise_id),
                enterprise=kept.enterprise,
                ground=ground,
                note=note,
                carries_bars=carries_bars,
                by=by,
                now=now,
            )
        kept.state, kept.restart, kept.decided_at, kept.decided_by = ClaimState.LINKED, made, now, by
        kept.save(update_fields=["state", "restart", "decided_at", "decided_by"])
        _tell(kept, now)
        return made


def refuse_claim(*, claim: RestartClaim, reason: str, by: User, now: datetime) -> RestartClaim:
    """Do not link, with words for the firm. RefusedError without them."""
    with recorded("refuse_restart_claim", by):
        kept = _asked(claim)
        if not reason.strip():
            raise refuse("reason", _("잇지 않는 까닭을 적어 주세요. 기업이 봅니다."))
        kept.state, kept.reason = ClaimState.REFUSED, reason.strip()[:300]
        kept.decided_at, kept.decided_by = now, by
        kept.save(update_fields=["state", "reason", "decided_at", "decided_by"])
        _tell(kept, now)
        return kept


def _asked(claim: RestartClaim) -> RestartClaim:
    rows = RestartClaim.objects.select_for_update(of=("self",)).select_related("agency", "enterprise")
    kept = rows.get(pk=claim.pk)
    if kept.state != ClaimState.ASKED:
        raise refuse("", _("이미 결정한 요청입니다."))
    return kept


def _tell(claim: RestartClaim, now: datetime) -> None:
    with override("ko"):
        if claim.state == ClaimState.LINKED:
            subject = gettext("앞 기업과 이력을 이었습니다")
            body = gettext("%(agency)s에서 두 기업이 같은 사람의 것임을 확인했습니다.")
        else:
            subject = gettext("앞 기업과 잇지 못했습니다")
            body = gettext("%(agency)s의 답: %(reason)s")
        body %= {"agency": claim.agency.name, "reason": claim.reason}
    queue_for_each(
        people_of_firm(claim.enterprise_id),
        template="restart-claim",
        subject=subject,
        body=body,
        key=f"{claim.pk}",
        not_before=next_office_instant(now, WorkingCalendar()),
        now=now,
    )

"""Open innovation: partners set challenges, firms propose, and who is chosen is met and followed."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.applications.models import FirmFile
from didim.fairs.domain.offering import LONGEST, OPEN_STATES, accepted_at, blank_problems, tell_of_offer
from didim.fairs.domain.requesting import unwant_meeting, want_meeting
from didim.fairs.enums import FairKind, ProposalState, Side
from didim.fairs.models import Challenge, Participant, Proposal
from didim.kernel.refusals import Problem, RefusedError, refuse

_UNDECIDED = (ProposalState.SENT, ProposalState.MEETING)


@dataclass(frozen=True, slots=True)
class ChallengeSaid:
    """What a partner wants solved, and what it gives."""

    title: str
    task: str
    gives: str
    closes_at: datetime
    wanted: str = ""
    places: int = 1


def set_challenge(
    *,
    partner: Participant,
    said: ChallengeSaid,
    by: User | None,
    now: datetime,
    challenge: Challenge | None = None,
) -> Challenge:
    """Set a challenge, or say one anew (`challenge`). RefusedError by field, and for whoever may not."""
    with scoped(SYSTEM), recorded("set_challenge", by):
        held = accepted_at(partner, kind=FairKind.OPEN_INNOVATION, side=Side.PARTNER)
        _check(said, now)
        if challenge is None:
            kept = Challenge(
                agency_id=held.agency_id, fair=held.fair, partner=held, posted_at=now, posted_by=by
            )
        else:
            kept = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk, partner=held)
        kept.title, kept.task, kept.wanted, kept.gives = (
            said.title.strip()[:120],
            said.task.strip()[:LONGEST],
            said.wanted.strip()[:LONGEST],
            said.gives.strip()[:LONGEST],
        )
        kept.places, kept.closes_at = said.places, said.closes_at
        kept.save()
        return kept


def propose(
    *,
    challenge: Challenge,
    firm: Participant,
    idea: str,
    proof: str,
    by: User | None,
    now: datetime,
    file: FirmFile | None = None,
) -> Proposal:
    """Propose how to solve a challenge, with a file of the firm's cabinet where it has one to show.

    The partner is told. RefusedError after its last day, without an idea, the second time, for whoever does
    not take part, and for a file that is not the firm's.
    """
    with scoped(SYSTEM), recorded("propose", by):
        kept = _locked(challenge)
        held = accepted_at(firm, kind=FairKind.OPEN_INNOVATION, side=Side.FIRM)
        if now > kept.closes_at or kept.fair.state not in OPEN_STATES:
            raise refuse("", _("제안 마감이 지난 과제입니다."))
        if held.fair_id != kept.fair_id:
            raise refuse("", _("이 상담회에 참가를 신청한 뒤 제안할 수 있습니다."))
        if not idea.strip():
            raise refuse("idea", _("어떻게 풀지 적어 주세요."))
        if file is not None and file.enterprise_id != held.enterprise_id:
            raise refuse("file", _("이 기업의 보관함에 있는 파일이 아닙니다."))
        if kept.proposals.filter(firm=held).exclude(state=ProposalState.WITHDRAWN).exists():
            raise refuse("", _("이미 제안한 과제입니다."))
        proposal = Proposal.objects.create(
            agency_id=kept.agency_id,
            challenge=kept,
            firm=held,
            idea=idea.strip()[:LONGEST],
            proof=proof.strip()[:LONGEST],
            file=file,
            sent_at=now,
        )
        _tell(proposal, kept.partner, held, what=_("새 제안이 들어왔습니다"), now=now)
        return proposal


def withdraw_proposal(*, proposal: Proposal, by: User | None, now: datetime) -> Proposal:
    """Take a proposal back before it is decided; a meeting is not planned any more. RefusedError after it."""
    with scoped(SYSTEM), recorded("withdraw_proposal", by):
        kept = _undecided(proposal)
        _spare_meeting(kept, by, now)
        kept.state = ProposalState.WITHDRAWN
        kept.save(update_fields=["state"])
        return kept


def answer_proposal(
    *, proposal: Proposal, state: ProposalState, answer: str, by: User | None, now: datetime
) -> Proposal:
    """Ask to meet (a meeting both want), choose, or decline; the firm is told.

    RefusedError for one that is decided, where more would be chosen than there are places, and to meet once
    the plan of the fair is published.
    """
    if state not in (ProposalState.MEETING, ProposalState.CHOSEN, ProposalState.DECLINED):
        raise refuse("state", _("만나 보기, 선정, 선정하지 않음 가운데 하나를 골라 주세요."))
    with scoped(SYSTEM), recorded("answer_proposal", by):
        # Two officers of the partner choose at once: whoever comes second waits, and counts the first.
        challenge = _locked(proposal.challenge)
        kept = _undecided(proposal)
        if state == ProposalState.CHOSEN:
            chosen = challenge.proposals.filter(state=ProposalState.CHOSEN).count()
            if chosen >= challenge.places:
                raise refuse(
                    "state", _("선정할 기업 수를 이미 채웠습니다. 과제의 선정 수를 먼저 늘려 주세요.")
                )
        if state == ProposalState.MEETING:
            want_meeting(partner=challenge.partner, firm=kept.firm, by=by, now=now)
        if state == ProposalState.DECLINED:
            _spare_meeting(kept, by, now)
        kept.state, kept.answer, kept.decided_at = state, answer.strip()[:LONGEST], now
        kept.save(update_fields=["state", "answer", "decided_at"])
        _tell(kept, kept.firm, challenge.partner, what=ProposalState(state).label, now=now)
        return kept


def _spare_meeting(proposal: Proposal, by: User | None, now: datetime) -> None:
    """Plan no meeting for what is over, unless the two are to talk of another challenge."""
    partner, firm = proposal.challenge.partner, proposal.firm
    met = Proposal.objects.filter(challenge__partner=partner, firm=firm, state=ProposalState.MEETING)
    if proposal.state == ProposalState.MEETING and met.count() == 1:
        unwant_meeting(partner=partner, firm=firm, by=by, now=now)


def _locked(challenge: Challenge) -> Challenge:
    rows = Challenge.objects.select_for_update(of=("self",)).select_related("fair", "partner__user")
    return rows.get(pk=challenge.pk)


def _undecided(proposal: Proposal) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",)).select_related(
        "challenge__fair", "challenge__partner", "firm__fair", "firm__user"
    )
    kept = rows.get(pk=proposal.pk)
    if kept.state not in _UNDECIDED:
        raise refuse("", _("이미 결정했거나 취소한 제안입니다."))
    return kept


def _check(said: ChallengeSaid, now: datetime) -> None:
    problems = blank_problems(said, ("title", "task", "gives"))
    if said.places < 1:
        problems.append(Problem("places", _("한 곳 이상이어야 합니다.")))
    if said.closes_at <= now:
        problems.append(Problem("closes_at", _("마감은 지금보다 뒤여야 합니다.")))
    if problems:
        raise RefusedError(problems)


def _tell(
    proposal: Proposal, told: Participant, other: Participant, *, what: str | Promise, now: datetime
) -> int:
    title, key = proposal.challenge.title, f"{proposal.pk}:{proposal.state}"
    return tell_of_offer(
        told, other, what=what, title=title, body=proposal.answer, template="fair-proposal", key=key, now=now
    )

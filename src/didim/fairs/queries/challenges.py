"""Open innovation: what is to be solved, who proposes what, how far each came; for both sides and staff."""

from datetime import datetime

from django.db.models import BooleanField, Case, Count, Q, QuerySet, Value, When

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.tenancy import SYSTEM, scoped
from didim.applications.enums import ScanState
from didim.applications.models import FirmFile
from didim.fairs.enums import ParticipantState, ProposalState
from didim.fairs.models import Challenge, Fair, Participant, Proposal
from didim.fairs.queries.words import with_words
from didim.registry.queries.visibility import NotVisible

READING = "혁신 과제 제안 열람"
_PARTIES = ("challenge__partner", "challenge__fair", "firm__enterprise", "file")
_COUNTS = {
    "sent": Count("proposals", filter=~Q(proposals__state=ProposalState.WITHDRAWN)),
    "waiting": Count("proposals", filter=Q(proposals__state=ProposalState.SENT)),
    "meetings": Count("proposals", filter=Q(proposals__state=ProposalState.MEETING)),
    "chosen": Count("proposals", filter=Q(proposals__state=ProposalState.CHOSEN)),
}


def challenges_of(*, fair: Fair, now: datetime, text: str = "") -> QuerySet[Challenge]:
    """Return the challenges set at a fair, for everybody to read, narrowed by words.

    Each has `takes` (whether one may still propose); those come first, the next to close before the others.
    """
    rows = Challenge.objects.filter(fair=fair, partner__state=ParticipantState.ACCEPTED)
    said = ("title", "task", "wanted", "gives", "partner__name", "partner__name_en")
    rows = with_words(rows, text, *said)
    open_now = When(closes_at__gte=now, then=Value(True))
    takes = Case(open_now, default=Value(False), output_field=BooleanField())
    return rows.select_related("partner").annotate(takes=takes).order_by("-takes", "closes_at", "pk")


def access_challenge(*, fair: Fair, challenge_id: int, now: datetime) -> Challenge:
    """Return a challenge set at a fair, for everybody to read."""
    found = challenges_of(fair=fair, now=now).filter(pk=challenge_id).first()
    if found is None:
        raise NotVisible(f"challenge {challenge_id}")
    found.fair = fair
    return found


def own_challenges(*, own: Participant) -> list[Challenge]:
    """Return the challenges a participant set, the newest first, with the counts of proposals: one query."""
    with scoped(SYSTEM):
        rows = Challenge.objects.filter(partner=own).annotate(**_COUNTS)
        return list(rows.order_by("-posted_at", "-pk"))


def access_own_challenge(*, own: Participant, challenge_id: int) -> Challenge:
    """Return a challenge a participant set."""
    with scoped(SYSTEM):
        found = Challenge.objects.filter(partner=own, pk=challenge_id).first()
    if found is None:
        raise NotVisible(f"challenge {challenge_id}")
    return found


def proposals_to(*, challenge: Challenge) -> list[Proposal]:
    """Return what was proposed to a challenge that `access_own_challenge` returned: one query.

    What waits for an answer comes first; what was taken back is left out.
    """
    waits = Case(When(state=ProposalState.SENT, then=Value(0)), default=Value(1))
    with scoped(SYSTEM):
        rows = Proposal.objects.filter(challenge=challenge).exclude(state=ProposalState.WITHDRAWN)
        return list(rows.select_related("firm", "file").order_by(waits, "sent_at", "pk"))


def own_proposals(*, own: Participant) -> list[Proposal]:
    """Return what a participant proposed, the newest first: one query."""
    with scoped(SYSTEM):
        rows = Proposal.objects.filter(firm=own).select_related(*_PARTIES)
        return list(rows.order_by("-sent_at", "-pk"))


def standing_proposals(*, own: Participant) -> dict[int, Proposal]:
    """Return what a participant proposed and did not take back, by challenge: one query."""
    return {row.challenge_id: row for row in own_proposals(own=own) if row.state != ProposalState.WITHDRAWN}


def access_proposal(*, own: Participant, proposal_id: int) -> Proposal:
    """Return what a participant proposed, or what was proposed to it and not taken back."""
    received = Q(challenge__partner=own) & ~Q(state=ProposalState.WITHDRAWN)
    with scoped(SYSTEM):
        rows = Proposal.objects.select_related(*_PARTIES)
        found = rows.filter(Q(firm=own) | received, pk=proposal_id).first()
    if found is None:
        raise NotVisible(f"proposal {proposal_id}")
    return found


def file_of_proposal(*, own: Participant, proposal_id: int) -> FirmFile:
    """Return the file of a proposal that `access_proposal` would return."""
    return _clean_file(access_proposal(own=own, proposal_id=proposal_id))


def _clean_file(proposal: Proposal) -> FirmFile:
    if proposal.file is None or proposal.file.scan == ScanState.INFECTED:
        raise NotVisible(f"file of proposal {proposal.pk}")
    return proposal.file


def challenges_for_staff(*, fair: Fair) -> QuerySet[Challenge]:
    """Return the challenges set at a fair with the counts of proposals, for those who hold it."""
    return Challenge.objects.filter(fair=fair).select_related("partner").annotate(**_COUNTS)


def access_challenge_for_staff(*, fair: Fair, challenge_id: int) -> Challenge:
    """Return a challenge set at a fair that `access_fair` has returned."""
    found = challenges_for_staff(fair=fair).filter(pk=challenge_id).first()
    if found is None:
        raise NotVisible(f"challenge {challenge_id}")
    return found


def proposals_for_staff(*, fair: Fair) -> QuerySet[Proposal]:
    """Return who proposed what at a fair that `access_fair` has returned.

    The file's own row is the firm's; `file_for_staff` opens it.
    """
    rows = Proposal.objects.filter(challenge__fair=fair).select_related("challenge__partner", "firm")
    return rows.order_by("challenge__title", "challenge", "sent_at", "pk")


def file_for_staff(*, fair: Fair, proposal_id: int) -> FirmFile:
    """Return the file of a proposal at a fair that `access_fair` has returned; noted in the access log."""
    with scoped(SYSTEM):
        rows = Proposal.objects.filter(challenge__fair=fair).select_related(*_PARTIES)
        found = rows.filter(pk=proposal_id).first()
        if found is None:
            raise NotVisible(f"proposal {proposal_id}")
        file = _clean_file(found)
    note_access(
        act=AccessAct.VIEW,
        task=READING,
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=file.enterprise_id,
        subject=f"{found.firm.name}: {file.name}"[:200],
        agency_id=fair.agency_id,
    )
    return file

"""The doors to fairs, to those who take part, and to what they ask of each other."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import BooleanField, Case, Q, QuerySet, When

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.enums import FairKind, FairState, ParticipantState
from didim.fairs.models import Fair, FairTable, Interpreter, MeetingRequest, Participant, ParticipantPerson
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible

_SIGNER = Signer(salt="fairs.participant")


def fairs_of_staff(*, actor: Actor, roles: tuple[AgencyRole, ...] = ()) -> QuerySet[Fair]:
    """Return the fairs that agencies hold, alone or together, where the actor has one of `roles`."""
    agencies = actor.agencies_with(*roles) if actor.mfa else frozenset()
    held = Fair.objects.filter(hosts__agency__in=agencies).values("pk")
    return Fair.objects.filter(Q(agency__in=agencies) | Q(pk__in=held))


def access_fair(*, actor: Actor, fair_id: int, roles: tuple[AgencyRole, ...] = ()) -> Fair:
    """Return a fair of an agency, or one it holds with another, where the actor has one of `roles`."""
    rows = fairs_of_staff(actor=actor, roles=roles).select_related("agency", "programme", "officer")
    found = rows.filter(pk=fair_id).first()
    if found is None:
        raise NotVisible(f"fair {fair_id}")
    return found


def access_fair_participant(
    *, actor: Actor, participant_id: int, roles: tuple[AgencyRole, ...] = ()
) -> Participant:
    """Return a participant of a fair that `access_fair` would return."""
    fairs = fairs_of_staff(actor=actor, roles=roles).values("pk")
    rows = Participant.objects.select_related("fair__agency", "enterprise", "partner", "user")
    found = rows.filter(pk=participant_id, fair__in=fairs).first()
    if found is None:
        raise NotVisible(f"participant {participant_id}")
    return found


def access_fair_table(*, actor: Actor, table_id: int, roles: tuple[AgencyRole, ...]) -> FairTable:
    """Return a table of a fair that `access_fair` would return."""
    fairs = fairs_of_staff(actor=actor, roles=roles).values("pk")
    found = FairTable.objects.select_related("fair").filter(pk=table_id, fair__in=fairs).first()
    if found is None:
        raise NotVisible(f"table {table_id}")
    return found


def access_interpreter(*, actor: Actor, interpreter_id: int, roles: tuple[AgencyRole, ...]) -> Interpreter:
    """Return an interpreter of a fair that `access_fair` would return."""
    fairs = fairs_of_staff(actor=actor, roles=roles).values("pk")
    found = Interpreter.objects.select_related("fair").filter(pk=interpreter_id, fair__in=fairs).first()
    if found is None:
        raise NotVisible(f"interpreter {interpreter_id}")
    return found


def access_public_fair(*, fair_id: int, kind: FairKind | None = None) -> Fair:
    """Return a fair that everybody may read of: no draft, and of a kind where one is asked for."""
    found = Fair.objects.select_related("agency").exclude(state=FairState.DRAFT).filter(pk=fair_id).first()
    if found is None or kind not in (None, found.kind):
        raise NotVisible(f"fair {fair_id}")
    return found


def access_participant(
    *, actor: Actor, fair_id: int, link_participant: int | None, chosen: int | None = None
) -> Participant:
    """Return the asker's own participant at a fair: the one they chose of several, otherwise the first."""
    own = own_participants(actor=actor, fair_id=fair_id, link_participant=link_participant)
    if not own:
        raise NotVisible(f"participant of fair {fair_id}")
    return next((row for row in own if row.pk == chosen), own[0])


def own_participants(*, actor: Actor, fair_id: int, link_participant: int | None) -> list[Participant]:
    """Return as whom somebody takes part in a fair that is no draft; a withdrawn one is none of them.

    Theirs are those of their firms and of their account, those accepted first, and last the one whose
    personal link their session has opened (`link_participant`, see `linked_participant_id`). One query.
    """
    own = _own(actor)
    with scoped(SYSTEM):
        rows = list(
            Participant.objects.select_related("fair__agency", "enterprise")
            .exclude(state=ParticipantState.WITHDRAWN)
            .exclude(fair__state=FairState.DRAFT)
            .filter(own | Q(pk=link_participant or 0), fair=fair_id)
            .annotate(is_own=Case(When(own, then=True), default=False, output_field=BooleanField()))
        )
    return sorted(rows, key=lambda row: (not row.is_own, row.state != ParticipantState.ACCEPTED, row.pk))


def taking_part_as(*, actor: Actor, link_participant: int | None) -> Q | None:
    """Return the condition under which participants of any fair are the asker's; None for nobody's."""
    if actor.user.pk is None and link_participant is None:
        return None
    return _own(actor) | Q(pk=link_participant or 0)


def _own(actor: Actor) -> Q:
    own = Q(enterprise__in=actor.enterprises_with())
    if actor.user.pk is not None:
        own |= Q(user=actor.user.pk, enterprise=None)
    return own


@contextmanager
def as_participant(
    *, actor: Actor, fair_id: int, link_participant: int | None, chosen: int | None = None
) -> Iterator[Participant]:
    """Run a block for the asker's own participant (`access_participant`).

    The one place that says what the database shows somebody who came by a personal link: they have no
    account that row-level security could know, so the block runs in the system's scope and every query in
    it asks for rows of this participant. Whoever signed in keeps their own scope.
    """
    own = access_participant(actor=actor, fair_id=fair_id, link_participant=link_participant, chosen=chosen)
    known = own.enterprise_id in actor.enterprises_with() or (own.user_id and own.user_id == actor.user.pk)
    if known:
        yield own
        return
    with scoped(SYSTEM):
        yield own


def link_token(participant: Participant) -> str:
    """Return what stands in the personal link of a participant; void once `link_version` is raised."""
    return _SIGNER.sign(f"{participant.pk}:{participant.link_version}")


def participant_link(participant: Participant) -> str:
    """Return the personal link of a participant, in their language, as it stands in e-mails."""
    language = "" if participant.language == "ko" else "/en"
    return f"{settings.SITE_ORIGIN}{language}/fairs/link/{link_token(participant)}/"


def linked_participant(token: str) -> Participant | None:
    """Return the participant a token opens; None for a forged or a void one, or one who withdrew."""
    try:
        number, _, version = _SIGNER.unsign(token).partition(":")
    except BadSignature:
        return None
    with scoped(SYSTEM):
        return (
            Participant.objects.select_related("fair")
            .exclude(state__in=[ParticipantState.WITHDRAWN, ParticipantState.REFUSED])
            .filter(pk=int(number), link_version=int(version))
            .first()
        )


def access_other(*, own: Participant, participant_id: int) -> Participant:
    """Return somebody of the other side whom a participant may browse (`browsed_by`)."""
    with scoped(SYSTEM):
        found = browsed_by(own).filter(pk=participant_id).first()
    if found is None:
        raise NotVisible(f"participant {participant_id}")
    return found


def browsed_by(own: Participant) -> QuerySet[Participant]:
    """Return whom a participant may browse; read it in the system's scope.

    The other side, accepted; somebody who looks for work only where they have asked `own` for a meeting or
    `own` invited them to an interview.
    """
    if own.state != ParticipantState.ACCEPTED:
        return Participant.objects.none()
    asked = MeetingRequest.objects.filter(partner=own).values("firm")
    return Participant.objects.filter(
        Q(is_person=False) | Q(pk__in=asked), fair=own.fair_id, state=ParticipantState.ACCEPTED
    ).exclude(side=own.side)


def access_request(*, own: Participant, request_id: int, sent: bool) -> MeetingRequest:
    """Return a request a participant sent (or, with `sent` off, was sent); use it within `as_participant`."""
    found = (
        MeetingRequest.objects.select_related("fair")
        .filter(Q(partner=own) | Q(firm=own), pk=request_id, fair=own.fair_id)
        .filter(Q(side=own.side) if sent else ~Q(side=own.side))
        .first()
    )
    if found is None:
        raise NotVisible(f"request {request_id}")
    return found


def people_for_staff(*, participant: Participant, task: str) -> list[ParticipantPerson]:
    """Return who sits at the table for a participant; noted in the access log."""
    rows = list(participant.people.order_by("pk"))
    if rows:
        note_access(
            act=AccessAct.VIEW,
            task=task,
            subject_kind=SubjectKind.MANY if len(rows) > 1 else SubjectKind.PERSON,
            subject_id=None,
            subject=participant.name,
            subjects=len(rows),
            agency_id=participant.agency_id,
        )
    return rows

"""Taking part in a fair: registering, the profile the other side browses, being accepted, withdrawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.domain.telling import tell_of_decision
from didim.fairs.enums import FairKind, FairState, MeetingState, ParticipantState, RequestState, Side
from didim.fairs.models import Fair, Meeting, MeetingRequest, Participant, ParticipantPerson
from didim.fairs.queries.fairs import takes_in
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.registry.models import Enterprise, Partner

# As many people sit at a table for one side.
MOST_PEOPLE = 5
RUNNING = (FairState.DRAFT, FairState.OPEN, FairState.SCHEDULING, FairState.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a participant says of itself; codes of KSIC, ISO 3166-1 and ISO 639-1."""

    name: str
    name_en: str = ""
    country: str = "KR"
    language: str = "ko"
    by_video: bool = False
    website: str = ""
    offers: str = ""
    seeks: str = ""
    trades: tuple[str, ...] = ()
    sought_trades: tuple[str, ...] = ()
    most: int | None = None
    least: int | None = None


@dataclass(frozen=True, slots=True)
class PersonSaid:
    """Somebody who sits at the table."""

    name: str
    position: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who takes part, as the platform knows them: a firm, a body of the register, an account, or none."""

    enterprise: Enterprise | None = None
    partner: Partner | None = None
    user: User | None = None
    is_person: bool = False


def register_participant(
    *,
    fair: Fair,
    side: Side,
    profile: Profile,
    people: Sequence[PersonSaid],
    who: Identity,
    by: User | None,
    now: datetime,
) -> Participant:
    """Apply to take part; the agency decides. Firms come to meet, partners are met.

    RefusedError by field where the fair takes nobody (any more), somebody takes part already, or nobody could
    be reached.
    """
    with scoped(SYSTEM), recorded("register_participant", by):
        held = _locked_fair(fair)
        if not takes_in(held, now=now):
            raise refuse("", _("참가 신청을 받는 때가 아닙니다."))
        return _add(held, side, profile, people, who, now=now)


def add_participant(
    *,
    fair: Fair,
    side: Side,
    profile: Profile,
    people: Sequence[PersonSaid],
    who: Identity,
    by: User | None,
    now: datetime,
    tell: bool = True,
) -> Participant:
    """Put somebody on the list for the agency, accepted at once, also after the last day for registering.

    They are told with their personal link unless `tell` is off. RefusedError as in registering.
    """
    with scoped(SYSTEM), recorded("add_participant", by):
        held = _locked_fair(fair)
        if held.state not in RUNNING:
            raise refuse("", _("끝났거나 취소된 상담회입니다."))
        kept = _add(held, side, profile, people, who, now=now)
        _decide(kept, ParticipantState.ACCEPTED, "", by, now)
        if tell:
            tell_of_decision(kept, now=now)
        return kept


def change_profile(
    *, participant: Participant, profile: Profile, people: Sequence[PersonSaid] | None, by: User | None
) -> Participant:
    """Say anew what a participant says of itself; `people` None leaves those who come as they are."""
    with scoped(SYSTEM), recorded("change_participant", by):
        kept = _locked(participant)
        if kept.fair.state not in RUNNING or kept.state not in (
            ParticipantState.APPLIED,
            ParticipantState.ACCEPTED,
        ):
            raise refuse("", _("지금은 고칠 수 없습니다."))
        problems = _profile_problems(kept.fair, profile)
        problems += [] if people is None else _people_problems(people)
        if problems:
            raise RefusedError(problems)
        _say(kept, profile)
        kept.save()
        if people is not None:
            kept.people.all().delete()
            _add_people(kept, people)
        return kept


def accept_participant(*, participant: Participant, by: User | None, now: datetime) -> Participant:
    """Let somebody take part, who applied or was refused; they are told, with their personal link."""
    with scoped(SYSTEM), recorded("accept_participant", by):
        kept = _locked(participant)
        if kept.state not in (ParticipantState.APPLIED, ParticipantState.REFUSED):
            raise refuse("", _("이미 정해진 참가자입니다."))
        if kept.fair.state not in RUNNING:
            raise refuse("", _("끝났거나 취소된 상담회입니다."))
        _decide(kept, ParticipantState.ACCEPTED, "", by, now)
        tell_of_decision(kept, now=now)
        return kept


def refuse_participant(
    *, participant: Participant, reason: str, by: User | None, now: datetime
) -> Participant:
    """Say no to somebody who applied, and why; they are told. RefusedError without a reason."""
    with scoped(SYSTEM), recorded("refuse_participant", by):
        kept = _locked(participant)
        if kept.state != ParticipantState.APPLIED:
            raise refuse("", _("이미 정해진 참가자입니다."))
        if not reason.strip():
            raise refuse("reason", _("거절하는 까닭을 적어 주세요."))
        _decide(kept, ParticipantState.REFUSED, reason.strip()[:200], by, now)
        tell_of_decision(kept, now=now)
        return kept


def withdraw_participant(
    *, participant: Participant, reason: str, by: User | None, now: datetime
) -> Participant:
    """Take somebody off the list; what they asked and were asked ends with it.

    RefusedError where meetings stand in the plan: those are cancelled first, so that the other side is told.
    """
    with scoped(SYSTEM), recorded("withdraw_participant", by):
        kept = _locked(participant)
        if kept.state not in (ParticipantState.APPLIED, ParticipantState.ACCEPTED):
            raise refuse("", _("이미 참가하지 않는 참가자입니다."))
        held = [MeetingState.DRAFT, MeetingState.PLANNED]
        if _meetings(kept).filter(state__in=held).exists():
            raise refuse("", _("정해진 상담이 있습니다. 상담을 먼저 취소해 주세요."))
        requests = MeetingRequest.objects.filter(
            fair=kept.fair_id, state__in=[RequestState.SENT, RequestState.ACCEPTED, RequestState.EXPIRED]
        )
        own = requests.filter(**{"firm" if kept.side == Side.FIRM else "partner": kept})
        own.update(state=RequestState.WITHDRAWN, answered_at=now)
        _decide(kept, ParticipantState.WITHDRAWN, reason.strip()[:200], by, now)
        return kept


def renew_link(*, participant: Participant, by: User | None, now: datetime) -> Participant:
    """Make every personal link given before void, and send a new one."""
    with scoped(SYSTEM), recorded("renew_participant_link", by):
        kept = _locked(participant)
        if kept.state != ParticipantState.ACCEPTED:
            raise refuse("", _("참가가 확정된 뒤에 보낼 수 있습니다."))
        kept.link_version += 1
        kept.save(update_fields=["link_version"])
        tell_of_decision(kept, now=now)
        return kept


def _locked_fair(fair: Fair) -> Fair:
    return Fair.objects.select_for_update(no_key=True).get(pk=fair.pk)


def _locked(participant: Participant) -> Participant:
    rows = Participant.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("fair", "user").get(pk=participant.pk)


def _meetings(participant: Participant) -> QuerySet[Meeting]:
    side = "firm" if participant.side == Side.FIRM else "partner"
    return Meeting.objects.filter(**{side: participant})


def _add(
    fair: Fair, side: Side, profile: Profile, people: Sequence[PersonSaid], who: Identity, *, now: datetime
) -> Participant:
    problems = _profile_problems(fair, profile) + _people_problems(people) + _who_problems(fair, side, who)
    if not any(person.email for person in people) and who.enterprise is None and who.user is None:
        problems.append(Problem("email", _("연락할 전자우편을 적어 주세요.")))
    if problems:
        raise RefusedError(problems)
    kept = Participant(
        agency_id=fair.agency_id,
        fair=fair,
        side=side,
        enterprise=who.enterprise,
        partner=who.partner,
        # Somebody with a firm takes part through it: who leaves the firm does not keep its place.
        user=None if who.enterprise else who.user,
        is_person=who.is_person,
        applied_at=now,
    )
    _say(kept, profile)
    kept.save()
    _add_people(kept, people)
    return kept


def _add_people(participant: Participant, people: Sequence[PersonSaid]) -> None:
    for person in people:
        ParticipantPerson.objects.create(
            agency_id=participant.agency_id,
            participant=participant,
            name=" ".join(person.name.split())[:60],
            position=person.position.strip()[:80],
            email=person.email.strip(),
            phone=person.phone.strip()[:20],
        )


def _say(kept: Participant, profile: Profile) -> None:
    kept.name, kept.name_en = " ".join(profile.name.split()), " ".join(profile.name_en.split())
    kept.country, kept.language, kept.website = profile.country, profile.language, profile.website
    kept.by_video = profile.by_video
    kept.offers, kept.seeks = profile.offers.strip(), profile.seeks.strip()
    kept.trades, kept.sought_trades = list(profile.trades), list(profile.sought_trades)
    kept.most, kept.least = profile.most, profile.least


def _decide(kept: Participant, state: ParticipantState, reason: str, by: User | None, now: datetime) -> None:
    kept.state, kept.reason, kept.decided_at, kept.decided_by = state, reason, now, by
    kept.save(update_fields=["state", "reason", "decided_at", "decided_by"])


def _profile_problems(fair: Fair, profile: Profile) -> list[Problem]:
    problems = []
    if not profile.name.strip():
        problems.append(Problem("name", _("이름을 적어 주세요.")))
    if profile.most is not None and profile.least is not None and profile.least > profile.most:
        problems.append(Problem("least", _("최소 상담이 최대 상담보다 많습니다.")))
    slots = fair.slots.count()
    if profile.most is not None and slots and profile.most > slots:
        message = _("상담 시간이 %(slots)s개입니다. 그보다 적게 적어 주세요.")
        problems.append(Problem("most", message % {"slots": slots}))
    return problems


def _people_problems(people: Sequence[PersonSaid]) -> list[Problem]:
    if not people:
        return [Problem("person_name", _("상담에 나올 사람을 한 명 이상 적어 주세요."))]
    if len(people) > MOST_PEOPLE:
        return [Problem("", _("한 참가자에 다섯 명까지 적을 수 있습니다."))]
    return []


def _who_problems(fair: Fair, side: Side, who: Identity) -> list[Problem]:
    return _person_problems(fair, side, who) or _twice_problems(fair, who)


def _person_problems(fair: Fair, side: Side, who: Identity) -> list[Problem]:
    if who.is_person and fair.kind != FairKind.JOBS:
        return [Problem("", _("개인은 채용 박람회에만 참가합니다."))]
    if side == Side.FIRM and who.enterprise is None and not who.is_person:
        return [Problem("enterprise", _("참가할 기업을 골라 주세요."))]
    if who.is_person and (side != Side.FIRM or who.user is None or who.enterprise is not None):
        return [Problem("", _("개인은 본인 계정으로 구직자로만 참가합니다."))]
    return []


def _twice_problems(fair: Fair, who: Identity) -> list[Problem]:
    taking_part = Participant.objects.filter(fair=fair).exclude(state=ParticipantState.WITHDRAWN)
    if who.enterprise is not None and taking_part.filter(enterprise=who.enterprise).exists():
        return [Problem("enterprise", _("이미 참가 신청한 기업입니다."))]
    if who.enterprise is None and who.user is not None:
        again = taking_part.filter(user=who.user, enterprise=None).exists()
        return [Problem("", _("이미 참가 신청했습니다."))] if again else []
    if who.partner is not None and taking_part.filter(partner=who.partner).exists():
        return [Problem("partner", _("이미 참가하는 파트너입니다."))]
    return []

"""Taking in who came and what for: one consultation, a need for each subject, sent to the right people."""

from collections import Counter as Tally
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.domain.answers import CALLBACK_CLOCK, CHAT_CLOCK, ONLINE_CLOCK, begin_answer
from didim.desk.enums import ConsultationState, ContactChannel, DeskSide, NeedState, Topic
from didim.desk.models import Absence, Branch, Consultation, Counsellor, Counter, DeskMessage, Need
from didim.desk.queries.counsellors import gone_counsellors
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.registry.domain.firms import relate_firm
from didim.registry.enums import RelationKind
from didim.registry.models import Agency, Enterprise, Industry, Region

# What is promised by how somebody asked: an answer, a first word in the chat, a call that fixes a visit.
_CLOCKS = {
    ContactChannel.ONLINE: ONLINE_CLOCK,
    ContactChannel.BRANCH: ONLINE_CLOCK,
    ContactChannel.CHAT: CHAT_CLOCK,
    ContactChannel.PHONE: CALLBACK_CLOCK,
    ContactChannel.VISIT: CALLBACK_CLOCK,
}
_WRITTEN = (ContactChannel.ONLINE, ContactChannel.CHAT)
LONGEST_MESSAGE = 4000


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who came: a firm, or a person with a name and what they say of themselves."""

    enterprise: Enterprise | None = None
    person_name: str = ""
    phone: str = ""
    stage: str = ""
    region: Region | None = None
    industry: Industry | None = None
    # Agreed to be told by SMS and 알림톡 at that number.
    phone_agreed: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody came for: subjects, a sentence, when it suits; the branch that took it in."""

    topics: tuple[str, ...]
    subject: str = ""
    wanted_when: str = ""
    branch: Branch | None = None


@transaction.atomic
def open_consultation(
    *,
    agency: Agency,
    visitor: Visitor,
    asked: Asked,
    channel: ContactChannel,
    state: ConsultationState,
    by: User | None,
    now: datetime,
    counter: Counter | None = None,
    counsellor: Counsellor | None = None,
    is_sample: bool = False,
) -> Consultation:
    """Write a consultation with its needs; the firm's facts are kept as they are now, for the figures.

    The agency may see the firm from now on (relation "case"). RefusedError field by field.
    """
    _check(agency, visitor, asked)
    firm = visitor.enterprise
    consultation = Consultation.objects.create(
        agency=agency,
        enterprise=firm,
        person_name=" ".join(visitor.person_name.split()),
        phone=visitor.phone.strip(),
        phone_agreed_at=now if visitor.phone_agreed and visitor.phone.strip() else None,
        channel=channel,
        branch=asked.branch,
        counter=counter,
        counsellor=counsellor,
        state=state,
        subject=" ".join(asked.subject.split())[:300],
        wanted_when=" ".join(asked.wanted_when.split())[:120],
        video_link=counter.video_link if counter and channel == ContactChannel.VIDEO else "",
        stage=firm.stage if firm else visitor.stage,
        region=firm.region if firm else visitor.region,
        industry=firm.industry if firm else visitor.industry,
        asked_at=now,
        asked_by=by,
        is_sample=is_sample,
    )
    Need.objects.bulk_create(
        Need(agency=agency, enterprise=firm, consultation=consultation, topic=topic)
        for topic in dict.fromkeys(asked.topics)
    )
    if firm is not None:
        # A firm that comes by itself cannot write whom an agency knows.
        with scoped(SYSTEM):
            relate_firm(agency=agency, enterprise=firm, kind=RelationKind.CASE, now=now)
    return consultation


def _check(agency: Agency, visitor: Visitor, asked: Asked) -> None:
    problems = []
    if visitor.enterprise is None and not visitor.person_name.strip():
        problems.append(Problem("person_name", _("기업을 고르거나 이름을 적어 주세요.")))
    if not asked.topics or any(topic not in Topic.values for topic in asked.topics):
        problems.append(Problem("topics", _("물어볼 주제를 하나 이상 골라 주세요.")))
    if asked.branch is not None and asked.branch.agency_id != agency.pk:
        problems.append(Problem("branch", _("다른 기관의 지점입니다. 이 기관의 지점을 골라 주세요.")))
    if problems:
        raise RefusedError(problems)


def ask_desk(
    *,
    agency: Agency,
    visitor: Visitor,
    asked: Asked,
    channel: ContactChannel,
    message: str,
    by: User | None,
    now: datetime,
    is_sample: bool = False,
) -> Consultation:
    """Take a request that is answered later: on-line, in the chat, a call back, a visit, or a branch's.

    Its clock begins; every need is sent to somebody. RefusedError field by field.
    """
    if channel in _WRITTEN and not message.strip():
        raise refuse("message", _("무엇이 궁금한지 한 문장이라도 적어 주세요."))
    with transaction.atomic():
        consultation = open_consultation(
            agency=agency,
            visitor=visitor,
            asked=replace(asked, subject=asked.subject or message),
            channel=channel,
            state=ConsultationState.REQUESTED,
            by=by,
            now=now,
            is_sample=is_sample,
        )
        if message.strip():
            DeskMessage.objects.create(
                agency=agency,
                consultation=consultation,
                side=DeskSide.FIRM,
                body=message.strip()[:LONGEST_MESSAGE],
                written_at=now,
                written_by=by,
            )
        if channel in _CLOCKS:
            begin_answer(consultation=consultation, clock=_CLOCKS[channel], now=now, by=by)
        send_needs(consultation=consultation, now=now)
        return consultation


def send_needs(*, consultation: Consultation, now: datetime) -> int:
    """Send each open need to whoever advises on its subject and has the fewest; return how many were sent.

    The counsellor of the consultation comes first, if the subject is theirs; who is away today comes last.
    What is nobody's stays open: the desk's list shows it.
    """
    # A firm's request may not look at who works at an agency; only the outcome is the firm's.
    with scoped(SYSTEM), transaction.atomic():
        needs = list(consultation.needs.select_for_update().filter(state=NeedState.OPEN).order_by("pk"))
        staff = counsellors_on(agency_id=consultation.agency_id, day=now.astimezone(SEOUL).date())
        load = Tally(
            Need.objects.filter(sent_to__in=staff, state=NeedState.SENT).values_list("sent_to", flat=True)
        )
        away = set(
            Absence.objects.filter(counsellor__in=staff, starts_at__lte=now, ends_at__gt=now).values_list(
                "counsellor", flat=True
            )
        )
        sent = 0
        for need in needs:
            able = [one for one in staff if need.topic in one.topics]
            if not able:
                continue
            own = [one for one in able if one.pk == consultation.counsellor_id]
            chosen = own[0] if own else min(able, key=lambda one: (one.pk in away, load[one.pk], one.pk))
            load[chosen.pk] += 1
            need.sent_to, need.sent_at, need.state = chosen, now, NeedState.SENT
            need.save(update_fields=["sent_to", "sent_at", "state"])
            sent += 1
        if consultation.counsellor_id is None and (
            first := next((n.sent_to for n in needs if n.sent_to), None)
        ):
            consultation.counsellor = first
            consultation.save(update_fields=["counsellor"])
    return sent


def counsellors_on(*, agency_id: int, day: date) -> list[Counsellor]:
    """Return who advises at an agency on a day, with their names: one query."""
    there = Counsellor.objects.filter(agency=agency_id, valid_from__lte=day).exclude(
        pk__in=gone_counsellors(agency_id=agency_id, day=day).values("pk")
    )
    return list(there.select_related("user").order_by("pk"))


@transaction.atomic
def hand_on_need(*, need: Need, to: Counsellor, now: datetime) -> Need:
    """Give a need to another counsellor of the agency. RefusedError for a stranger, or a met need."""
    locked = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if locked.agency_id != to.agency_id:
        raise refuse("to", _("다른 기관의 상담사입니다."))
    if locked.state == NeedState.MET:
        raise refuse("to", _("이미 해결한 주제입니다."))
    locked.sent_to, locked.sent_at, locked.state = to, now, NeedState.SENT
    locked.save(update_fields=["sent_to", "sent_at", "state"])
    return locked

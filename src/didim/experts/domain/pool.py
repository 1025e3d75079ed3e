"""The pool of an agency's experts: taking somebody in, contract terms, absences, firms they keep from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.applications.models import Application
from didim.experts.domain.grades import fee_grades
from didim.experts.enums import AwayKind, ExpertTieKind, PoolKind
from didim.experts.models import ExpertAbsence, ExpertTerm, ExpertTie, PoolExpert
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.registry.domain.days import lasting_on
from didim.registry.models import Agency, Enterprise, Expert, ExpertRole, Industry, Person, Region

MOST_A_MONTH = 60


@dataclass(frozen=True, slots=True)
class ExpertDetails:
    """What is entered about an expert; trades and regions by code, `capacity_month` in visits."""

    name: str
    kind: PoolKind
    capacity_month: int
    email: str = ""
    phone: str = ""
    affiliation: str = ""
    position: str = ""
    is_working_owner: bool = False
    enterprise: Enterprise | None = None
    trades: Sequence[str] = ()
    regions: Sequence[str] = ()
    topics: Sequence[str] = ()
    languages: Sequence[str] = ("ko",)
    base: Region | None = None
    introduction: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A contract by its days, both ends included, and the grade its fees are paid at."""

    valid_from: date
    valid_to: date
    fee_grade: str


def register_expert(
    *, agency: Agency, details: ExpertDetails, by: User | None, now: datetime, person: Person | None = None
) -> PoolExpert:
    """Take somebody into an agency's pool; a person known by name and address is the same person.

    RefusedError without a name, for a capacity that cannot be, or where the person is in the pool already.
    """
    _check(details)
    with scoped(SYSTEM), recorded("register_expert", by):
        known = person or _known(details) or Person.objects.create(name=_words(details.name))
        profile, _made = Expert.objects.get_or_create(person=known)
        if PoolExpert.objects.filter(agency=agency, profile=profile).exists():
            raise refuse("name", _("이미 이 기관의 풀에 있습니다. 목록에서 찾아 고쳐 주세요."))
        expert = PoolExpert(agency=agency, profile=profile, user=known.user, joined_at=now)
        _fill(expert, known, details)
        return expert


def change_expert(*, expert: PoolExpert, details: ExpertDetails, by: User | None) -> PoolExpert:
    """Store what is entered about an expert of the pool."""
    _check(details)
    with recorded("change_expert", by):
        person = Person.objects.select_for_update().get(expert=expert.profile_id)
        person.name = _words(details.name)
        _fill(expert, person, details)
        return expert


def _words(text: str) -> str:
    return " ".join(text.split())


def _known(details: ExpertDetails) -> Person | None:
    if not details.email:
        return None
    return Person.objects.filter(name=_words(details.name), email__iexact=details.email.strip()).first()


def _check(details: ExpertDetails) -> None:
    problems = []
    if not details.name.strip():
        problems.append(Problem("name", _("이름을 적어 주세요.")))
    if not 0 <= details.capacity_month <= MOST_A_MONTH:
        problems.append(Problem("capacity_month", _("월 방문 수는 0에서 60 사이로 적어 주세요.")))
    if details.enterprise is not None and not details.is_working_owner:
        problems.append(Problem("enterprise", _("운영하는 기업이 있으면 현업 점주로 표시해 주세요.")))
    if problems:
        raise RefusedError(problems)


def _fill(expert: PoolExpert, person: Person, details: ExpertDetails) -> None:
    for name in ("affiliation", "position", "email", "phone"):
        setattr(person, name, getattr(details, name).strip() or getattr(person, name))
    person.save()
    profile = expert.profile
    profile.is_working_owner = details.is_working_owner
    profile.languages = list(dict.fromkeys(details.languages)) or ["ko"]
    profile.introduction = details.introduction.strip()
    profile.save()
    profile.trades.set(Industry.objects.filter(pk__in=details.trades))
    profile.regions.set(Region.objects.filter(pk__in=details.regions))
    for name in ("kind", "enterprise", "base", "capacity_month"):
        setattr(expert, name, getattr(details, name))
    expert.topics, expert.note = list(dict.fromkeys(details.topics)), details.note.strip()[:300]
    expert.save()


def conclude_term(
    *,
    expert: PoolExpert,
    term: Term,
    by: User | None,
    now: datetime,
    application: Application | None = None,
) -> ExpertTerm:
    """Put an expert under contract from a day to a day; with it they hold the role in the registry.

    RefusedError for reversed days, an unknown grade, or a term that overlaps another.
    """
    if term.valid_to < term.valid_from:
        raise refuse("valid_to", _("마지막 날이 시작일보다 빠릅니다. 두 날짜를 확인해 주세요."))
    if term.fee_grade not in fee_grades(on=term.valid_from):
        raise refuse("fee_grade", _("수당표에 없는 등급입니다. 등급을 골라 주세요."))
    with recorded("conclude_term", by):
        PoolExpert.objects.select_for_update().get(pk=expert.pk)
        overlaps = Q(valid_from__lte=term.valid_to, valid_to__gte=term.valid_from)
        if expert.terms.filter(overlaps).exists():
            raise refuse("valid_from", _("다른 계약과 기간이 겹칩니다. 먼저 그 계약을 끝내 주세요."))
        made = ExpertTerm.objects.create(
            agency=expert.agency,
            expert=expert,
            valid_from=term.valid_from,
            valid_to=term.valid_to,
            fee_grade=term.fee_grade,
            application=application,
            signed_at=now,
            signed_by=by,
        )
        _hold_role(expert, term)
        return made


def _hold_role(expert: PoolExpert, term: Term) -> None:
    """Write the role of a term into the registry, where none covers one of its days already."""
    same = ExpertRole.objects.filter(agency=expert.agency, expert=expert.profile_id, kind=expert.kind)
    shares_a_day = Q(valid_from__lte=term.valid_to) & (Q(valid_to=None) | Q(valid_to__gte=term.valid_from))
    if not same.filter(shares_a_day).exists():
        ExpertRole.objects.create(
            agency=expert.agency,
            expert=expert.profile,
            kind=expert.kind,
            valid_from=term.valid_from,
            valid_to=term.valid_to,
        )


def end_term(*, term: ExpertTerm, last_day: date, reason: str, by: User, now: datetime) -> ExpertTerm:
    """End a contract early, with its reason; what is planned after the day is planned again by the officer.

    RefusedError without a reason, or where the day does not shorten the term.
    """
    if not reason.strip():
        raise refuse("reason", _("해촉 사유를 적어 주세요."))
    if not term.valid_from <= last_day < term.valid_to:
        raise refuse("last_day", _("마지막 날은 계약 기간 안이어야 하고 지금보다 일러야 합니다."))
    with recorded("end_term", by):
        term.valid_to, term.end_reason = last_day, reason.strip()[:200]
        term.save(update_fields=["valid_to", "end_reason"])
        ExpertRole.objects.filter(
            lasting_on(now.astimezone(SEOUL).date()),
            agency=term.agency_id,
            expert=term.expert.profile_id,
            kind=term.expert.kind,
            valid_from__lte=last_day,
        ).update(valid_to=last_day)
        return term


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which an expert takes no visits, both ends included."""

    valid_from: date
    valid_to: date
    kind: AwayKind = AwayKind.OTHER
    note: str = ""


def note_absence(*, expert: PoolExpert, away: Away, by: User | None, now: datetime) -> ExpertAbsence:
    """Record when an expert is away; said by the expert or an officer. RefusedError for days that overlap."""
    if away.valid_to < away.valid_from:
        raise refuse("valid_to", _("마지막 날이 시작일보다 빠릅니다. 두 날짜를 확인해 주세요."))
    with recorded("note_absence", by):
        if expert.absences.filter(valid_from__lte=away.valid_to, valid_to__gte=away.valid_from).exists():
            raise refuse("valid_from", _("이미 적은 부재와 겹칩니다. 그 부재를 먼저 지워 주세요."))
        return ExpertAbsence.objects.create(
            agency_id=expert.agency_id,
            expert=expert,
            kind=away.kind,
            valid_from=away.valid_from,
            valid_to=away.valid_to,
            note=away.note.strip()[:120],
            recorded_at=now,
            recorded_by=by,
        )


def remove_absence(*, absence: ExpertAbsence, by: User | None) -> None:
    """Take an absence back; its history stays."""
    with recorded("remove_absence", by):
        absence.delete()


def keep_apart(
    *,
    expert: PoolExpert,
    enterprise: Enterprise,
    kind: ExpertTieKind,
    valid_from: date,
    valid_to: date | None,
    reason: str,
    by: User | None,
    now: datetime,
) -> ExpertTie:
    """Keep an expert away from a firm for a time. RefusedError without a reason or for reversed days."""
    if not reason.strip():
        raise refuse("reason", _("제외하는 사유를 적어 주세요."))
    if valid_to is not None and valid_to < valid_from:
        raise refuse("valid_to", _("마지막 날이 시작일보다 빠릅니다. 두 날짜를 확인해 주세요."))
    with recorded("keep_apart", by):
        return ExpertTie.objects.create(
            agency_id=expert.agency_id,
            expert=expert,
            enterprise=enterprise,
            kind=kind,
            valid_from=valid_from,
            valid_to=valid_to,
            reason=reason.strip()[:200],
            recorded_at=now,
            recorded_by=by,
        )


def lift_tie(*, tie: ExpertTie, by: User) -> None:
    """Let an expert go to a firm again; the history of the tie stays."""
    with recorded("lift_tie", by):
        tie.delete()

"""The pool of reviewers: who may judge for an agency, by what qualification, and with which account."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from didim.accounts.acts import recorded
from didim.accounts.domain.messages import queue_message
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.registry.domain.days import lasting_on
from didim.registry.enums import ExpertRoleKind
from didim.registry.models import Agency, Expert, ExpertRole, Industry, Person, Region
from didim.selection.enums import Qualification
from didim.selection.models import Assignment, PanelMember, Review, Reviewer, ReviewerInvitation

INVITATION_LASTS = timedelta(days=14)
_LONGEST_KEYWORD = 40


@dataclass(frozen=True, slots=True)
class ReviewerDetails:
    """What is entered about a reviewer; trades and regions by code, `yearly_cap` in applications."""

    name: str
    qualification: Qualification
    qualified_by: str
    email: str = ""
    affiliation: str = ""
    position: str = ""
    phone: str = ""
    keywords: Sequence[str] = ()
    trades: Sequence[str] = ()
    regions: Sequence[str] = ()
    yearly_cap: int | None = None


def register_reviewer(
    *, agency: Agency, details: ReviewerDetails, by: User | None, now: datetime
) -> Reviewer:
    """Take somebody into an agency's pool; an expert known by the same name and address is the same person.

    RefusedError without a name, or without what proves the qualification.
    """
    _check(details)
    with scoped(SYSTEM), recorded("register_reviewer", by):
        known = (
            Person.objects.filter(name=details.name.strip(), email__iexact=details.email).first()
            if details.email
            else None
        )
        person = known or Person(name=details.name.strip())
        person.save()
        expert, _made = Expert.objects.get_or_create(person=person)
        reviewer = Reviewer.objects.filter(expert=expert).first() or Reviewer(expert=expert)
        _fill(reviewer, person, expert, details)
        today = now.astimezone(SEOUL).date()
        role = {"agency": agency, "expert": expert, "kind": ExpertRoleKind.REVIEWER}
        if not ExpertRole.objects.filter(lasting_on(today), **role).exists():
            ExpertRole.objects.create(**role, valid_from=today)
        return reviewer


def change_reviewer(*, reviewer: Reviewer, details: ReviewerDetails, by: User | None) -> Reviewer:
    """Store what is entered about a reviewer who is known."""
    _check(details)
    with recorded("change_reviewer", by):
        person = Person.objects.select_for_update().get(expert=reviewer.expert_id)
        person.name = details.name.strip()
        _fill(reviewer, person, reviewer.expert, details)
        return reviewer


def leave_pool(*, reviewer: Reviewer, agency: Agency, by: User | None, now: datetime) -> None:
    """End somebody's being in an agency's pool today; rounds they sit in go on."""
    today = now.astimezone(SEOUL).date()
    with recorded("leave_pool", by):
        ended = ExpertRole.objects.filter(
            lasting_on(today), agency=agency, expert=reviewer.expert_id, kind=ExpertRoleKind.REVIEWER
        ).update(valid_to=today)
        if not ended:
            raise refuse("", _("지금 우리 기관의 평가위원이 아닙니다."))


def _check(details: ReviewerDetails) -> None:
    problems = []
    if not details.name.strip():
        problems.append(Problem("name", _("이름을 적어 주세요.")))
    if not details.qualified_by.strip():
        problems.append(
            Problem("qualified_by", _("자격을 무엇으로 확인했는지 적어 주세요. 예: 박사학위증(2014)"))
        )
    if any(len(word.strip()) > _LONGEST_KEYWORD for word in details.keywords):
        problems.append(Problem("keywords", _("전문 분야는 하나에 40자까지 적을 수 있습니다.")))
    if problems:
        raise RefusedError(problems)


def _fill(reviewer: Reviewer, person: Person, expert: Expert, details: ReviewerDetails) -> None:
    for name in ("affiliation", "position", "email", "phone"):
        setattr(person, name, getattr(details, name).strip() or getattr(person, name))
    person.save()
    reviewer.qualification = details.qualification
    reviewer.qualified_by = details.qualified_by.strip()
    reviewer.keywords = list(dict.fromkeys(word.strip() for word in details.keywords if word.strip()))
    reviewer.yearly_cap = details.yearly_cap
    reviewer.is_active = True
    reviewer.save()
    expert.trades.set(Industry.objects.filter(pk__in=details.trades))
    expert.regions.set(Region.objects.filter(pk__in=details.regions))


def invite_reviewer(
    *,
    reviewer: Reviewer,
    agency: Agency,
    link: Callable[[str], str],
    by: User,
    now: datetime,
) -> ReviewerInvitation:
    """Invite a reviewer by e-mail to judge with an account; `link` makes the address from the token.

    An earlier open invitation is revoked. RefusedError without an address, or when there is an account.
    """
    person = reviewer.expert.person
    if person.user_id is not None:
        raise refuse("", _("이미 계정이 연결되어 있습니다."))
    if not person.email:
        raise refuse("email", _("전자우편 주소를 먼저 적어 주세요."))
    token = secrets.token_urlsafe(32)
    with recorded("invite_reviewer", by):
        ReviewerInvitation.objects.filter(reviewer=reviewer, accepted_at=None, revoked_at=None).update(
            revoked_at=now
        )
        invitation = ReviewerInvitation.objects.create(
            agency=agency,
            reviewer=reviewer,
            email=person.email.lower(),
            token_hash=_hash(token),
            invited_by=by,
            invited_at=now,
            expires_at=now + INVITATION_LASTS,
        )
        words = {"agency": agency.name, "link": link(token), "days": INVITATION_LASTS.days}
        queue_message(
            template="reviewer-invitation",
            subject=_("%(agency)s 평가위원으로 모십니다") % words,
            body=_(
                "%(agency)s에서 평가위원으로 위촉했습니다.\n\n"
                "아래 주소에서 로그인하거나 가입한 뒤 수락해 주세요. %(days)d일 동안 쓸 수 있습니다.\n"
                "%(link)s\n\n"
                "평가 화면에는 기업의 정보가 있어 2단계 인증을 등록해야 합니다.\n"
                "모르는 위촉이라면 이 전자우편을 무시해 주세요."
            )
            % words,
            dedupe_key=f"reviewer-invitation:{invitation.pk}",
            not_before=now,
            now=now,
            address=person.email,
            secret=True,
        )
        return invitation


def accept_reviewer_invitation(*, user: User, token: str, now: datetime) -> Reviewer:
    """Tie one's account to the reviewer one was invited as, once, with the address that was invited."""
    # Who accepts sees no row of the agency yet.
    with scoped(SYSTEM), recorded("accept_reviewer_invitation", user):
        invitation = (
            ReviewerInvitation.objects.select_for_update(of=("self",))
            .select_related("reviewer__expert__person")
            .filter(token_hash=_hash(token), accepted_at=None, revoked_at=None, expires_at__gt=now)
            .first()
        )
        if invitation is None:
            raise refuse("", _("초대가 없거나 기한이 지났습니다. 담당자에게 다시 요청해 주세요."))
        if invitation.email != user.email.lower():
            message = _("이 초대는 %(email)s 앞으로 왔습니다. 그 주소의 계정으로 로그인해 주세요.")
            raise refuse("", message % {"email": invitation.email})
        reviewer, person = invitation.reviewer, invitation.reviewer.expert.person
        taken = Person.objects.filter(user=user).exclude(pk=person.pk).exists()
        if taken or person.user_id not in (None, user.pk):
            raise refuse("", _("이 계정은 다른 인물에 연결되어 있습니다. 담당자에게 알려 주세요."))
        person.user = user
        person.save(update_fields=["user"])
        PanelMember.objects.filter(reviewer=reviewer, user=None).update(user=user)
        Assignment.objects.filter(reviewer=reviewer, reviewer_user=None).update(reviewer_user=user)
        Review.objects.filter(reviewer=reviewer, reviewer_user=None).update(reviewer_user=user)
        invitation.accepted_at = now
        invitation.save(update_fields=["accepted_at"])
        return reviewer


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

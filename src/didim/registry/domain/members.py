"""Who acts for an agency or a firm. Every change is kept with who made it (권한 부여·변경·말소 기록, 3년)."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from didim.accounts.acts import recorded
from didim.accounts.domain.accounts import withdraw_account
from didim.accounts.domain.messages import queue_message
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.kernel.refusals import refuse
from didim.registry.enums import AgencyRole, FirmRole
from didim.registry.models import Agency, AgencyMember, Enterprise, EnterpriseMember, FirmInvitation
from didim.registry.queries.actors import Actor

INVITATION_LASTS = timedelta(days=7)


def grant_agency_role(
    *, actor: Actor | None, agency: Agency, user: User, role: AgencyRole, now: datetime
) -> AgencyMember:
    """Give a person a role at an agency from now on; a role that holds already stays as it is.

    Only a director of the agency or the operator may (`actor` None is the command line). RefusedError
    otherwise.
    """
    _may_manage_agency(actor, agency)
    if not user.is_active:
        raise refuse("user", _("탈퇴한 계정에는 역할을 줄 수 없습니다."))
    with recorded("grant_agency_role", _person(actor)):
        _lock_agency(agency)
        member, created = AgencyMember.objects.get_or_create(
            agency=agency, user=user, role=role, defaults={"since": now}
        )
        if not created and member.until is not None:
            member.since, member.until = now, None
            member.save(update_fields=["since", "until"])
        return member


def end_agency_role(*, actor: Actor | None, agency: Agency, member_id: int, now: datetime) -> AgencyMember:
    """End one role of one person at an agency now; an agency keeps at least one director."""
    _may_manage_agency(actor, agency)
    with recorded("end_agency_role", _person(actor)):
        _lock_agency(agency)
        member = AgencyMember.objects.filter(pk=member_id, agency=agency, until__isnull=True).first()
        if member is None:
            raise refuse("member", _("이미 끝났거나 없는 역할입니다. 화면을 새로 고쳐 확인해 주세요."))
        if member.role == AgencyRole.DIRECTOR and not _other_director(member, now):
            raise refuse("member", _("기관장은 한 명 이상 있어야 합니다. 다른 기관장을 먼저 지정해 주세요."))
        member.until = now
        member.save(update_fields=["until"])
        return member


def _person(actor: Actor | None) -> User | None:
    return actor.user if actor is not None and isinstance(actor.user, User) else None


def _may_manage_agency(actor: Actor | None, agency: Agency) -> None:
    if actor is None or (actor.mfa and isinstance(actor.user, User) and actor.user.is_superuser):
        return
    if not actor.mfa or agency.pk not in actor.agencies_with(AgencyRole.DIRECTOR):
        raise refuse("", _("기관장만 구성원의 역할을 바꿀 수 있습니다."))


def _lock_agency(agency: Agency) -> None:
    # Two directors who end each other's role at the same moment must not leave the agency without one.
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)


def _other_director(member: AgencyMember, now: datetime) -> bool:
    holds = Q(until__isnull=True) | Q(until__gt=now)
    directors = AgencyMember.objects.filter(holds, agency=member.agency_id, role=AgencyRole.DIRECTOR)
    return directors.exclude(user=member.user_id).filter(user__is_active=True).exists()


def invite_firm_member(
    *,
    actor: Actor,
    enterprise: Enterprise,
    email: str,
    role: FirmRole,
    link: Callable[[str], str],
    now: datetime,
) -> FirmInvitation:
    """Invite somebody by e-mail to act for a firm; `link` makes the address to accept at from the token.

    An earlier open invitation to the same address is revoked. Only an owner of the firm may: RefusedError.
    """
    by = _owner(actor, enterprise)
    email = email.strip().lower()
    if EnterpriseMember.objects.filter(enterprise=enterprise, user__email__iexact=email).exists():
        raise refuse("email", _("이미 이 기업의 구성원입니다."))
    token = secrets.token_urlsafe(32)
    with recorded("invite_firm_member", by):
        FirmInvitation.objects.filter(
            enterprise=enterprise, email=email, accepted_at=None, revoked_at=None
        ).update(revoked_at=now)
        invitation = FirmInvitation.objects.create(
            enterprise=enterprise,
            email=email,
            role=role,
            invited_by=by,
            token_hash=_hash(token),
            invited_at=now,
            expires_at=now + INVITATION_LASTS,
        )
        words = {
            "inviter": str(by),
            "firm": enterprise.name,
            "link": link(token),
            "days": INVITATION_LASTS.days,
        }
        queue_message(
            template="firm-invitation",
            subject=_("%(firm)s에서 디딤에 초대했습니다") % words,
            body=_(
                "%(inviter)s님이 %(firm)s의 구성원으로 초대했습니다.\n\n"
                "아래 주소에서 로그인하거나 가입한 뒤 수락해 주세요. %(days)d일 동안 쓸 수 있습니다.\n"
                "%(link)s\n\n"
                "모르는 초대라면 이 전자우편을 무시해 주세요."
            )
            % words,
            dedupe_key=f"firm-invitation:{invitation.pk}",
            not_before=now,
            now=now,
            address=email,
            secret=True,
        )
        return invitation


def revoke_firm_invitation(
    *, actor: Actor, enterprise: Enterprise, invitation_id: int, now: datetime
) -> None:
    """Take an invitation back that was not accepted yet."""
    with recorded("revoke_firm_invitation", _owner(actor, enterprise)):
        if not _open_invitations(enterprise, now).filter(pk=invitation_id).update(revoked_at=now):
            raise refuse("", _("이미 수락했거나 취소된 초대입니다. 화면을 새로 고쳐 확인해 주세요."))


def accept_firm_invitation(*, user: User, token: str, now: datetime) -> EnterpriseMember:
    """Become a member of the firm one was invited to, once, with the address that was invited."""
    # Who accepts belongs to no firm yet, so that row-level security would hide it.
    with scoped(SYSTEM), recorded("accept_firm_invitation", user):
        invitation = (
            FirmInvitation.objects.select_for_update(of=("self",))
            .select_related("enterprise")
            .filter(token_hash=_hash(token), accepted_at=None, revoked_at=None, expires_at__gt=now)
            .first()
        )
        if invitation is None:
            raise refuse("", _("초대가 없거나 기한이 지났습니다. 초대한 분께 다시 요청해 주세요."))
        if invitation.email != user.email.lower():
            message = _("이 초대는 %(email)s 앞으로 왔습니다. 그 주소의 계정으로 로그인해 주세요.")
            raise refuse("", message % {"email": invitation.email})
        member, _created = EnterpriseMember.objects.get_or_create(
            enterprise=invitation.enterprise, user=user, defaults={"role": invitation.role, "since": now}
        )
        invitation.accepted_at = now
        invitation.save(update_fields=["accepted_at"])
        return member


def add_firm_member(*, enterprise: Enterprise, user: User, role: FirmRole, now: datetime) -> EnterpriseMember:
    """Let the person who registers a firm act for it; who already does keeps their day and takes the role."""
    with recorded("add_firm_member", user):
        member, _created = EnterpriseMember.objects.update_or_create(
            enterprise=enterprise,
            user=user,
            defaults={"role": role},
            create_defaults={"role": role, "since": now},
        )
        return member


def change_firm_role(
    *, actor: Actor, enterprise: Enterprise, member_id: int, role: FirmRole, now: datetime
) -> EnterpriseMember:
    """Make a member an owner or an owner a member, from now on; a firm keeps at least one owner."""
    with recorded("change_firm_role", _owner(actor, enterprise)):
        member = _firm_member(enterprise, member_id)
        if role != FirmRole.OWNER:
            _keep_an_owner(member)
        if member.role != role:
            member.role, member.since = role, now
            member.save(update_fields=["role", "since"])
        return member


def end_firm_member(*, actor: Actor, enterprise: Enterprise, member_id: int) -> None:
    """End somebody's acting for a firm: an owner may end anybody's, a member their own."""
    with recorded("end_firm_member", _person(actor)):
        member = _firm_member(enterprise, member_id)
        if member.user_id != actor.user.pk:
            _owner(actor, enterprise)
        _keep_an_owner(member)
        member.delete()


def leave_platform(*, user: User, now: datetime) -> datetime:
    """Close a person's account and end all their roles; return when their personal data is destroyed.

    Refused while somebody else depends on them: they are the only director of an agency, or the only owner
    of a firm that has other members.
    """
    with recorded("leave_platform", user):
        roles = AgencyMember.objects.filter(user=user, until__isnull=True).select_related("agency")
        for member in roles:
            _lock_agency(member.agency)
            if member.role == AgencyRole.DIRECTOR and not _other_director(member, now):
                message = _("%(agency)s의 유일한 기관장입니다. 다른 기관장을 지정한 뒤 탈퇴해 주세요.")
                raise refuse("", message % {"agency": member.agency.name})
            member.until = now
            member.save(update_fields=["until"])
        for firm_member in EnterpriseMember.objects.filter(user=user).select_related("enterprise"):
            if firm_member.enterprise.members.exclude(user=user).exists():
                _keep_an_owner(_firm_member(firm_member.enterprise, firm_member.pk))
            firm_member.delete()
        return withdraw_account(user=user, now=now)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _owner(actor: Actor, enterprise: Enterprise) -> User:
    person = _person(actor)
    if person is None or enterprise.pk not in actor.enterprises_with(FirmRole.OWNER):
        raise refuse("", _("기업 대표만 구성원을 바꿀 수 있습니다."))
    return person


def _open_invitations(enterprise: Enterprise, now: datetime) -> QuerySet[FirmInvitation]:
    return enterprise.invitations.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)


def _firm_member(enterprise: Enterprise, member_id: int) -> EnterpriseMember:
    """Return a member, with the firm locked: two owners who end each other must not leave it without one."""
    Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
    member = EnterpriseMember.objects.filter(pk=member_id, enterprise=enterprise).first()
    if member is None:
        raise refuse("", _("이 기업의 구성원이 아닙니다. 화면을 새로 고쳐 확인해 주세요."))
    return member


def _keep_an_owner(member: EnterpriseMember) -> None:
    owners = EnterpriseMember.objects.filter(enterprise=member.enterprise_id, role=FirmRole.OWNER)
    if member.role == FirmRole.OWNER and not owners.exclude(pk=member.pk).exists():
        message = _("%(firm)s의 유일한 대표입니다. 다른 구성원을 대표로 지정한 뒤 다시 시도해 주세요.")
        raise refuse("", message % {"firm": member.enterprise.name})

"""Inviting an expert to work with an account of their own."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from didim.accounts.acts import recorded
from didim.accounts.domain.messages import queue_message
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.experts.models import Dispatch, ExpertInvitation, PoolExpert
from didim.kernel.refusals import refuse
from didim.registry.models import Person

INVITATION_LASTS = timedelta(days=14)


def invite_expert(
    *, expert: PoolExpert, link: Callable[[str], str], by: User, now: datetime
) -> ExpertInvitation:
    """Invite an expert by e-mail; `link` makes the address from the token.

    An earlier open invitation is revoked. RefusedError without an address, or when there is an account.
    """
    person = expert.profile.person
    if expert.user_id is not None:
        raise refuse("", _("이미 계정이 연결되어 있습니다."))
    if not person.email:
        raise refuse("email", _("전자우편 주소를 먼저 적어 주세요."))
    token = secrets.token_urlsafe(32)
    with recorded("invite_expert", by):
        ExpertInvitation.objects.filter(expert=expert, accepted_at=None, revoked_at=None).update(
            revoked_at=now
        )
        invitation = ExpertInvitation.objects.create(
            agency=expert.agency,
            expert=expert,
            email=person.email.lower(),
            token_hash=_hash(token),
            invited_by=by,
            invited_at=now,
            expires_at=now + INVITATION_LASTS,
        )
        words = {
            "agency": expert.agency.name,
            "kind": expert.get_kind_display(),
            "link": link(token),
            "days": INVITATION_LASTS.days,
        }
        queue_message(
            template="expert-invitation",
            subject=_("%(agency)s %(kind)s로 모십니다") % words,
            body=_(
                "%(agency)s의 %(kind)s로 위촉했습니다.\n\n"
                "아래 주소에서 로그인하거나 가입한 뒤 수락해 주세요. %(days)d일 동안 쓸 수 있습니다.\n"
                "%(link)s\n\n"
                "모르는 위촉이라면 이 전자우편을 무시해 주세요."
            )
            % words,
            dedupe_key=f"expert-invitation:{invitation.pk}",
            not_before=now,
            now=now,
            address=person.email,
            secret=True,
        )
        return invitation


def accept_expert_invitation(*, user: User, token: str, now: datetime) -> PoolExpert:
    """Tie one's account to the expert one was invited as, once, with the address that was invited."""
    # Who accepts sees no row of the agency yet.
    with scoped(SYSTEM), recorded("accept_expert_invitation", user):
        invitation = (
            ExpertInvitation.objects.select_for_update(of=("self",))
            .select_related("expert__profile__person", "expert__agency")
            .filter(token_hash=_hash(token), accepted_at=None, revoked_at=None, expires_at__gt=now)
            .first()
        )
        if invitation is None:
            raise refuse("", _("초대가 없거나 기한이 지났습니다. 담당자에게 다시 요청해 주세요."))
        if invitation.email != user.email.lower():
            message = _("이 초대는 %(email)s 앞으로 왔습니다. 그 주소의 계정으로 로그인해 주세요.")
            raise refuse("", message % {"email": invitation.email})
        person = invitation.expert.profile.person
        taken = Person.objects.filter(user=user).exclude(pk=person.pk).exists()
        if taken or person.user_id not in (None, user.pk):
            raise refuse("", _("이 계정은 다른 인물에 연결되어 있습니다. 담당자에게 알려 주세요."))
        person.user = user
        person.save(update_fields=["user"])
        # The same person in the pools of other agencies works with the same account.
        PoolExpert.objects.filter(profile=invitation.expert.profile_id, user=None).update(user=user)
        Dispatch.objects.filter(expert__profile=invitation.expert.profile_id, expert_user=None).update(
            expert_user=user
        )
        invitation.accepted_at = now
        invitation.save(update_fields=["accepted_at"])
        invitation.expert.user = user
        return invitation.expert


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

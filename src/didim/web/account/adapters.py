"""Where allauth asks us: how mail leaves, how secrets are kept, what happens after a sign-in."""

import base64
import hashlib
from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from didim.accounts.domain.access_log import note_access
from didim.accounts.domain.messages import queue_message
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.models import User
from didim.accounts.tasks import send_message


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up and sign-in."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue a mail in the request's transaction; the worker sends it as soon as that is committed."""
        request = allauth_context.request
        site = {"request": request, "email": email, "current_site": get_current_site(request)}
        mail = self.render_mail(template_prefix, email, site | context)
        now = timezone.now()
        message = queue_message(
            template=template_prefix.rsplit("/", 1)[-1].replace("_", "-"),
            subject=mail.subject,
            body=str(mail.body),
            dedupe_key=f"account:{uuid4()}",
            not_before=now,
            now=now,
            recipient=User.objects.filter(email__iexact=email).first(),
            address=email,
            secret=True,
        )
        send_message.defer(message_id=message.pk)

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        """Note the sign-in in the access log."""
        note_access(
            act=AccessAct.SIGN_IN,
            task="로그인",
            subject_kind=SubjectKind.USER,
            subject_id=user.pk,
            subject="본인",
        )
        return super().post_login(request, user, **options)


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Sign-in with a provider outside."""

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> SocialApp:
        """Return a provider's keys; without any its addresses answer 404, as if they were not there."""
        try:
            return super().get_app(request, provider=provider, client_id=client_id)
        except SocialApp.DoesNotExist:
            raise Http404 from None


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are kept encrypted with a key made from the installation's."""

    def encrypt(self, text: str) -> str:
        """Encrypt a TOTP secret or the seed of recovery codes."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt what `encrypt` made."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"second-factor").digest()
    return Fernet(base64.urlsafe_b64encode(key))

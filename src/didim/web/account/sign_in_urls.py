"""allauth's routes, each with the guard it needs; a route nobody decided about stops the start."""

from allauth.urls import urlpatterns as allauth_patterns
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver

from didim.accounts.guards import OWN_ACCOUNT, PUBLIC, Guard, guarded

_OWN_ACCOUNT = (
    "account_reauthenticate",
    "account_email",
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "socialaccount_connections",
)
_PUBLIC = (
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_password_reset_completed",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_signup_webauthn",
    "mfa_trust",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
    "kakao_login",
    "kakao_callback",
    "naver_login",
    "naver_callback",
    "openid_connect_login",
    "openid_connect_callback",
)
GUARDS: dict[str, Guard] = dict.fromkeys(_OWN_ACCOUNT, OWN_ACCOUNT) | dict.fromkeys(_PUBLIC, PUBLIC)


def _with_guards(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    kept: list[URLPattern | URLResolver] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = _with_guards(pattern.url_patterns)
            kept.append(URLResolver(pattern.pattern, inner, pattern.default_kwargs))
        elif pattern.name in GUARDS:
            view = guarded(GUARDS[pattern.name])(pattern.callback)
            kept.append(URLPattern(pattern.pattern, view, pattern.default_args, pattern.name))
        elif pattern.name is not None:
            # Old addresses of allauth without a name only lead on to the named ones, and are left out.
            raise ImproperlyConfigured(f"no guard was declared for allauth's route {pattern.name!r}")
    return kept


urlpatterns = _with_guards(allauth_patterns)

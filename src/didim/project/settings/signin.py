import os
from datetime import timedelta
from urllib.parse import urlsplit

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "didim.web.account.backends.PasswordBackend",
    "didim.web.account.backends.AccountBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# E-mail is the name one signs in with; it is confirmed by a code, and a code can also stand for the password.
ACCOUNT_ADAPTER = "didim.web.account.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "didim.web.account.forms.SignUpForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[디딤] "
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_USER_DISPLAY = str
# Wrong passwords for one account are counted by axes, by address, so that nobody can lock somebody else out.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip"}

# Passkeys and TOTP; staff pass no guard without one of them (accounts.guards).
SOCIALACCOUNT_ADAPTER = "didim.web.account.adapters.ProviderAdapter"
MFA_ADAPTER = "didim.web.account.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Didim"
# Browsers allow passkeys without https on localhost only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = os.environ.get("DIDIM_HTTPS") != "1"

# A provider appears on the sign-in page when its keys are set: Kakao, Naver, and one OpenID Connect provider.
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, object]] = {}
SIGN_IN_ORIGINS: list[str] = []
for _provider, _origin in (("kakao", "https://kauth.kakao.com"), ("naver", "https://nid.naver.com")):
    if _client := os.environ.get(f"DIDIM_{_provider.upper()}_CLIENT_ID"):
        SOCIALACCOUNT_PROVIDERS[_provider] = {
            "APPS": [
                {"client_id": _client, "secret": os.environ.get(f"DIDIM_{_provider.upper()}_SECRET", "")}
            ],
        }
        SIGN_IN_ORIGINS.append(_origin)
if _issuer := os.environ.get("DIDIM_OIDC_ISSUER"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": os.environ.get("DIDIM_OIDC_NAME", "OpenID Connect"),
                "client_id": os.environ.get("DIDIM_OIDC_CLIENT_ID", ""),
                "secret": os.environ.get("DIDIM_OIDC_SECRET", ""),
                "settings": {"server_url": _issuer},
            }
        ],
    }
    # The authorisation page may lie on another host than the issuer's documents.
    SIGN_IN_ORIGINS += [
        f"{urlsplit(_address).scheme}://{urlsplit(_address).netloc}"
        for _address in (_issuer, os.environ.get("DIDIM_OIDC_ORIGIN", ""))
        if _address
    ]

# Five wrong passwords for one account from one address close that door for ten minutes.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=10)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "didim.web.account.lockout.tried_name"
AXES_CLIENT_IP_CALLABLE = "didim.accounts.places.client_ip"
AXES_LOCKOUT_CALLABLE = "didim.web.account.lockout.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

EMAIL_BACKEND = os.environ.get("DIDIM_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = os.environ.get("DIDIM_FROM_EMAIL", "didim@localhost")

import os
import secrets

from csp.constants import NONE, SELF

from .base import VAR_DIR
from .signin import SIGN_IN_ORIGINS


def _secret_key() -> str:
    """Return the key of this installation: from the environment, else made once and kept in var/."""
    if key := os.environ.get("DIDIM_SECRET_KEY"):
        return key
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("DIDIM_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("DIDIM_ORIGINS", "").split(",") if origin]
# Where people reach the pages: the addresses in messages that no request wrote begin with it.
# `serve` and `demo` say their own where nobody has said any.
SITE_ORIGIN = next(
    filter(None, (*CSRF_TRUSTED_ORIGINS, os.environ.get("DIDIM_SITE_ORIGIN"))), "http://localhost:8000"
)

HTTPS = os.environ.get("DIDIM_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "didim.web.account.session_store"
# Without a request for so long a session ends; the account middleware renews it while somebody is there.
SESSION_COOKIE_AGE = 60 * int(os.environ.get("DIDIM_SESSION_MINUTES", "60"))
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        # A sign-in form leads on to the provider, and browsers hold form-action against that redirect too.
        "form-action": [SELF, *SIGN_IN_ORIGINS],
        "frame-ancestors": [NONE],
    },
}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Read by the middleware: a request that runs longer is a fault of ours, not something to wait for.
STATEMENT_TIMEOUT_MS = 5_000
LOCK_TIMEOUT_MS = 2_000

# How long access logs are kept: "standard" (one year) or "extended" (two years: from 50,000 people on, or
# with unique or sensitive identifiers); the years themselves are the dated definition "access-log".
ACCESS_LOG_KEEPING = os.environ.get("DIDIM_ACCESS_LOG_KEEPING", "extended")
# How many reverse proxies of ours stand in front: so many addresses at the right of X-Forwarded-For are
# believed.
TRUSTED_PROXIES = int(os.environ.get("DIDIM_TRUSTED_PROXIES", "0"))
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

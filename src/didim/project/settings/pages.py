from .base import DEBUG, PACKAGE_DIR, VAR_DIR
from .files import FILE_STORAGE

MIDDLEWARE = [
    "didim.project.request_id.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "didim.project.middleware.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "didim.web.account.sessions.RenewSession",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "didim.project.middleware.RequestScope",
]

# Every GET runs in a read-only transaction, except where libraries finish a sign-in or confirm an address.
WRITING_GETS = {
    "account_confirm_email",
    "account_email",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "kakao_callback",
    "naver_callback",
    "openid_connect_callback",
}

_loaders = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE_DIR / "project" / "templates"],
        "OPTIONS": {
            "loaders": _loaders if DEBUG else [("django.template.loaders.cached.Loader", _loaders)],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "didim.web.components.context.frame",
            ],
        },
    },
]

FORM_RENDERER = "didim.web.components.forms.KitRenderer"

LOCALE_PATHS = [PACKAGE_DIR / "project" / "locale"]
CSRF_FAILURE_VIEW = "didim.project.errors.csrf_failure"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [PACKAGE_DIR / "web" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "files": FILE_STORAGE,
}

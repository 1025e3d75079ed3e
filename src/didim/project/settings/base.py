import os

from didim.project.places import BASE_DIR, PACKAGE_DIR, VAR_DIR  # noqa: F401 - the other rooms take them from here

DEBUG = os.environ.get("DIDIM_DEBUG") == "1"

# What this process is: "web" opens no row of any agency until a request says whose it is (row-level
# security); "system" (worker, command line, tests) sees all rows.
PROCESS = os.environ.get("DIDIM_PROCESS", "system")

ROOT_URLCONF = "didim.project.urls"
WSGI_APPLICATION = "didim.project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    # Before allauth: its pages are drawn by our templates of the same name.
    "didim.web.account",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.kakao",
    "allauth.socialaccount.providers.naver",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "axes",
    "csp",
    "rules.apps.AutodiscoverRulesConfig",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "didim.accounts",
    "didim.registry",
    "didim.districts",
    "didim.support",
    "didim.outcomes",
    "didim.programmes",
    "didim.applications",
    "didim.rooms",
    "didim.selection",
    "didim.agreements",
    "didim.desk",
    "didim.experts",
    "didim.lifecycle",
    "didim.partnerships",
    "didim.fairs",
    "didim.reports",
    "didim.feeds",
    "didim.api",
    "didim.web.components",
    "didim.web.portal",
    "didim.web.workbench",
    "didim.web.review",
    "didim.web.expert",
]

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
TIME_ZONE = "Asia/Seoul"
USE_I18N = True
USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "didim.project.request_id.RequestIdFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s [%(request_id)s] %(name)s: %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["request_id"], "formatter": "line"},
    },
    "root": {"handlers": ["console"], "level": os.environ.get("DIDIM_LOG_LEVEL", "WARNING")},
    # Django's own handler would write each line a second time.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # a wrong address is no event of ours
    },
}

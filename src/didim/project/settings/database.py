import os
from urllib.parse import unquote, urlsplit

from .base import PROCESS, VAR_DIR


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    return {
        "NAME": unquote(parts.path.lstrip("/")) or "didim",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
    }


# Without DATABASE_URL the supervisor's own PostgreSQL is used: a Unix socket in var/postgres/run.
DATABASE_URL = os.environ.get("DATABASE_URL", "")
_session_options = "-c didim.system=on" if PROCESS == "system" else "-c didim.system=off"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **(
            _database(DATABASE_URL)
            if DATABASE_URL
            else {"NAME": "didim", "USER": "didim", "HOST": str(VAR_DIR / "postgres" / "run")}
        ),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": _session_options,
            **({"pool": {"min_size": 1, "max_size": 8, "timeout": 10}} if PROCESS == "web" else {}),
        },
        "TEST": {"TEMPLATE": "template0"},
    },
}

import os
from urllib.parse import parse_qs, unquote, urlsplit

from didim.project.postgres import Cluster

from .base import PROCESS, VAR_DIR


def _database(url: str) -> dict[str, object]:
    """Read ``postgresql://user:password@host:port/name``; a socket's folder comes as ``?host=/folder``."""
    parts = urlsplit(url)
    folder = parse_qs(parts.query).get("host", [""])[0]
    return {
        "NAME": unquote(parts.path.lstrip("/")) or "didim",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or folder,
        "PORT": str(parts.port or 5432),
    }


# Without DATABASE_URL our own PostgreSQL is used (didim.project.postgres), by its Unix socket.
DATABASE_URL = os.environ.get("DATABASE_URL") or Cluster(VAR_DIR).url
_session_options = "-c didim.system=on" if PROCESS == "system" else "-c didim.system=off"
DATABASES = {
    "default": {
        "ENGINE": "didim.project.database",
        **_database(DATABASE_URL),
        "OPTIONS": {
            "options": _session_options,
            # What is sent with every request is prepared (accounts.prepared), unless a pooler that hands
            # connections on after each transaction stands between.
            "prepare_threshold": None if os.environ.get("DIDIM_PGBOUNCER") == "1" else 5,
            **({"pool": {"min_size": 1, "max_size": 8, "timeout": 10}} if PROCESS == "web" else {}),
        },
        "TEST": {"TEMPLATE": "template0"},
    },
}

import os
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "didim.project.settings")
os.environ.setdefault("DIDIM_PROCESS", "web")

site = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Note when the request arrived, before anything else happens to it, and answer it."""
    environ["didim.arrived_at"] = time.time()
    return site(environ, start_response)

"""When a request arrived: what deadlines are held against."""

from datetime import UTC, datetime

from django.http import HttpRequest
from django.utils import timezone

# Where the entry of the web server (project.wsgi) notes the server's clock: seconds since 1970.
ARRIVED_AT = "didim.arrived_at"


def arrived_at(request: HttpRequest) -> datetime:
    """Return when the server had read the request's head; now, where nobody has noted it (tests)."""
    noted = request.META.get(ARRIVED_AT)
    return datetime.fromtimestamp(noted, UTC) if noted is not None else timezone.now()

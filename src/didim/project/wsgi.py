import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "didim.project.settings")
os.environ.setdefault("DIDIM_PROCESS", "web")

site = get_wsgi_application()

# After Django is set up: the door needs its settings.
from django.conf import settings  # noqa: E402

from didim.project.gate import Gate  # noqa: E402
from didim.project.intake_lane import Lane  # noqa: E402
from didim.project.waiting_room import Tickets, WaitingRoom  # noqa: E402

room = WaitingRoom(Tickets(settings.SECRET_KEY))
application = Gate(
    site, Lane(site, measured=room.measured), room, session_cookie=settings.SESSION_COOKIE_NAME
)

# What stands now stands until the process ends: the collector need not look through it again and again.
gc.freeze()

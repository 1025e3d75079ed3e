"""Video rooms: a person's next ones, the room itself by account or by personal link, its files."""

from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from didim.accounts.guards import PUBLIC, SIGNED_IN, guarded
from didim.applications.enums import ScanState
from didim.kernel.refusals import RefusedError
from didim.registry.queries.visibility import NotVisible
from didim.rooms.domain.files import file_for, give_file
from didim.rooms.domain.links import link_token
from didim.rooms.domain.tickets import Ticket, sign_ticket
from didim.rooms.models import Seat
from didim.rooms.queries.seats import (
    is_open,
    name_of,
    next_room_of,
    rooms_ahead,
    seat_of_token,
    seat_of_user,
    speaks,
)
from didim.rooms.tasks import scan_file_of_room
from didim.web.components.downloads import file_response

LIVE_PATH = "/rooms/live/"
OWN = "own"  # in the place of a token: the seat of whoever is signed in


@guarded(SIGNED_IN)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Show the rooms a person has a seat in, the next first."""
    now = timezone.now()
    seats = rooms_ahead(user_id=request.user.pk, now=now)
    rows = [
        {"room": seat.room, "address": address_of(seat), "is_open": is_open(seat.room, now)} for seat in seats
    ]
    return render(request, "portal/rooms/mine.html", {"rows": rows})


@guarded(PUBLIC)
@require_GET
def room(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """The room: device check, lobby, meeting."""
    seat = _seat(request, key, token)
    now = timezone.now()
    context = {
        "room": seat.room,
        "name": name_of(seat),
        "speaks": speaks(seat),
        "is_open": is_open(seat.room, now),
        "is_over": seat.room.closed_at is not None or now >= seat.room.ends_at,
        "left": max(0, int((seat.room.ends_at - now).total_seconds())),
        "token": token,
        "connection": token_urlsafe(18),
        "opens_in": max(0, int((seat.room.opens_at - now).total_seconds())),
    }
    response = render(request, "portal/rooms/room.html", context)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response[HEADER] = room_policy(_live_origin(request))
    return response


@guarded(PUBLIC)
@require_POST
def ticket(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """Give the page its next ticket for live messages, and say where the person goes afterwards."""
    seat = _seat(request, key, token)
    own = f"{request.scheme}://{request.get_host()}"
    connection = request.POST.get("connection", "")[:40]
    said = Ticket(seat.pk, f"{seat.pk}-{connection}"[:40], own, translation.get_language())
    following = next_room_of(seat=seat, after=seat.room.starts_at)
    return JsonResponse(
        {
            "ticket": sign_ticket(said),
            "live": f"{_live_origin(request) or own}{LIVE_PATH}",
            "next": None
            if following is None
            else {
                "title": following.title,
                "opens_at": following.opens_at.isoformat(),
                "starts_at": following.starts_at.isoformat(),
                "address": address_of(following.seat),
            },
        }
    )


@guarded(PUBLIC)
@require_POST
def give(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """Take a file for the people of the room."""
    seat = _seat(request, key, token)
    sent = request.FILES.get("file")
    if sent is None or sent.size is None or sent.size > settings.UPLOAD_CHUNK_BYTES:
        most = settings.UPLOAD_CHUNK_BYTES // (1 << 20)
        return JsonResponse(
            {"problem": _("%(most)d MB까지의 파일을 골라 주세요.") % {"most": most}}, status=422
        )
    try:
        kept = give_file(
            seat=seat, name=sent.name or "", size=sent.size, content=sent.file, now=timezone.now()
        )
    except RefusedError as refused:
        return JsonResponse({"problem": str(refused)}, status=422)
    if kept.scan == ScanState.WAITING:
        transaction.on_commit(lambda: scan_file_of_room.defer(file_id=kept.pk))
    return JsonResponse({"id": kept.pk}, status=201)


@guarded(PUBLIC)
@require_GET
def take(request: HttpRequest, key: str, token: str, number: int) -> FileResponse:
    """Hand a file of the room to one of its people."""
    file = file_for(seat=_seat(request, key, token), file_id=number)
    if file is None:
        raise NotVisible(_("없는 파일이거나 아직 검사하고 있습니다."))
    return file_response(file)


def address_of(seat: Seat) -> str:
    """Return where a seat's person opens the room: by account, or by the link that is theirs alone."""
    token = OWN if seat.user_id is not None else link_token(seat)
    return reverse("portal:room", kwargs={"key": seat.room.key, "token": token})


def room_policy(live: str) -> str:
    """Return the content policy of a room's page: ours, and the servers it speaks with."""
    servers = [given["public_url"] for given in settings.ROOM_SERVERS.values() if "public_url" in given]
    origins = [f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, servers)]
    also = [origin for origin in (live, *origins) if origin]
    return build_policy(update={"connect-src": also, "media-src": ["'self'", "blob:"]})


def _live_origin(request: HttpRequest) -> str:
    """Return the origin of the process of live messages, "" for this server's own."""
    said: str = settings.LIVE_ORIGIN
    if not said.startswith(":"):
        return said
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    return f"{request.scheme}://{f'[{host}]' if ':' in host else host}{said}"


def _seat(request: HttpRequest, key: str, token: str) -> Seat:
    if token != OWN:
        return seat_of_token(key=key, token=token)
    user: Any = request.user
    if not user.is_authenticated:
        raise PermissionDenied(_("초대받은 계정으로 로그인한 뒤 다시 열어 주세요."))
    return seat_of_user(key=key, user_id=user.pk)

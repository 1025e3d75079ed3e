from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RoomKind(TextChoices):
    """How many meet: two sides, several people, or one who speaks to many."""

    PAIR = "pair", _("1:1")
    GROUP = "group", _("여럿이")
    LECTURE = "lecture", _("강의")


class Provider(TextChoices):
    """Who carries pictures and sound."""

    BUILT_IN = "built_in", _("디딤(참여자끼리 직접)")
    JANUS = "janus", "Janus"
    JITSI = "jitsi", "Jitsi"
    LIVEKIT = "livekit", "LiveKit"


class SeatRole(TextChoices):
    """As what somebody comes. Hosts and staff need no admission and give it to others."""

    HOST = "host", _("진행자")
    GUEST = "guest", _("참여자")
    INTERPRETER = "interpreter", _("통역")
    STAFF = "staff", _("직원")


class Language(TextChoices):
    """In which language a seat's messages are written."""

    KOREAN = "ko", "한국어"
    ENGLISH = "en", "English"


class SignalKind(TextChoices):
    """What a short-lived message of a room tells the browsers in it."""

    DESCRIBED = "described", _("연결 정보")
    PEOPLE = "people", _("사람이 바뀜")
    SAID = "said", _("대화")
    FILED = "filed", _("파일")
    RECORDING = "recording", _("녹화")
    CHANGED = "changed", _("시간이나 자리가 바뀜")


class StopReason(TextChoices):
    """Why a recording ended."""

    STOPPED = "stopped", pgettext_lazy("녹화", "멈춤")
    WITHDRAWN = "withdrawn", _("동의 철회")
    NEWCOMER = "newcomer", _("동의하지 않은 사람이 들어옴")
    OVER = "over", _("회의 끝")

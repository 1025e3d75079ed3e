from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Renewal(TextChoices):
    """What happens at the last day of a term."""

    BY_AGREEMENT = "by_agreement", _("합의하면 갱신")
    AUTOMATIC = "automatic", _("이의가 없으면 자동 연장")
    ONCE = "once", _("한 번으로 끝남")


class Standing(TextChoices):
    """Where a partnership stands on a day; worked out, never stored."""

    UPCOMING = "upcoming", _("시작 전")
    IN_FORCE = "in_force", _("시행 중")
    LAPSED = "lapsed", _("기간 끝남")
    ENDED = "ended", _("중도 종료")


class PartnershipEnd(TextChoices):
    """Why a partnership ended before the last day of its term."""

    AGREED = "agreed", _("서로 합의")
    GIVEN_UP = "given_up", _("상대 기관의 해지")
    CALLED_OFF = "called_off", _("우리 기관의 해지")
    MERGED = "merged", _("다른 협약으로 합침")


class PromiseSide(TextChoices):
    """Whose promise it is."""

    OURS = "ours", _("우리 기관")
    THEIRS = "theirs", _("상대 기관")
    BOTH = "both", _("함께")


class PromiseState(TextChoices):
    """What became of a promise."""

    OPEN = "open", _("이행 중")
    KEPT = "kept", _("지킴")
    DROPPED = "dropped", _("하지 않기로 함")


class ActivityKind(TextChoices):
    """What was done together."""

    MEETING = "meeting", _("회의")
    TRAINING = "training", _("교육·강좌")
    EVENT = "event", _("행사")
    SUPPORT = "support", _("공동 지원")
    REFERRAL = "referral", _("기업 연결")
    OTHER = "other", _("그 밖의 활동")

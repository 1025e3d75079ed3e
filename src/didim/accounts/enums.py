from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ConsentKind(TextChoices):
    """What the law asks of a consent: each kind is asked for separately (개인정보 보호법 제22조, 제24조)."""

    REQUIRED = "required", _("필수")
    OPTIONAL = "optional", _("선택")
    UNIQUE_IDENTIFIER = "unique_identifier", _("고유식별정보")


class AccessAct(TextChoices):
    """What was done with personal data (수행업무)."""

    SIGN_IN = "sign_in", _("접속")
    VIEW = "view", _("조회")
    SEARCH = "search", _("목록 조회")
    CREATE = "create", _("등록")
    CHANGE = "change", _("수정")
    DELETE = "delete", _("삭제")
    DOWNLOAD = "download", _("내려받기")


class SubjectKind(TextChoices):
    """Whose data it was (처리한 정보주체)."""

    USER = "user", _("사용자")
    ENTERPRISE = "enterprise", _("기업")
    PERSON = "person", _("인력")
    MANY = "many", _("여러 명")


class AccessHint(TextChoices):
    """Why an account's accesses of a day deserve a look at the monthly review."""

    NIGHT = "night", _("업무 시간 밖의 접속")
    MANY_SUBJECTS = "many_subjects", _("하루에 많은 정보주체 처리")
    MANY_DOWNLOADS = "many_downloads", _("하루에 많은 내려받기")


class DestroyedKind(TextChoices):
    """What kind of data was destroyed."""

    ACCOUNT = "account", _("탈퇴한 계정")
    ACCESS_LOG = "access_log", _("접속기록")
    GUEST = "guest", _("계정 없이 상담한 사람의 이름·전화")
    COMPLAINANT = "complainant", _("계정 없이 애로를 낸 사람의 이름·연락처")


class Channel(TextChoices):
    """How a message goes out."""

    EMAIL = "email", _("전자우편")
    SMS = "sms", _("문자")
    ALIMTALK = "alimtalk", _("알림톡")


class MessageState(TextChoices):
    """Where a message out stands."""

    QUEUED = "queued", _("보낼 예정")
    CLAIMED = "claimed", _("보내는 중")
    SENT = "sent", _("보냄")
    DELIVERED = "delivered", pgettext_lazy("알림", "도착")
    FAILED = "failed", _("보내지 못함")

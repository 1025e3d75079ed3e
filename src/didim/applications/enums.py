from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ApplicationState(TextChoices):
    """Where an application stands at intake."""

    DRAFT = "draft", _("작성 중")
    SUBMITTED = "submitted", _("접수됨")
    WITHDRAWN = "withdrawn", pgettext_lazy("상태", "철회")


class ReceiptKind(TextChoices):
    """What a receipt was given for."""

    SUBMITTED = "submitted", _("접수")
    RESUBMITTED = "resubmitted", _("재제출")
    SUPPLEMENTED = "supplemented", _("보완 제출")
    WITHDRAWN = "withdrawn", pgettext_lazy("상태", "철회")


class UploadState(TextChoices):
    """Where an upload stands."""

    RECEIVING = "receiving", _("올리는 중")
    STORED = "stored", _("올림")
    REFUSED = "refused", _("거절")


class ScanState(TextChoices):
    """What the virus scanner said of a file."""

    NOT_SCANNED = "not_scanned", _("검사하지 않음")
    WAITING = "waiting", _("검사 대기")
    CLEAN = "clean", _("이상 없음")
    INFECTED = "infected", _("악성코드 발견")


class SupplementState(TextChoices):
    """Where a request for supplements stands."""

    ASKED = "asked", _("보완 요청")
    ANSWERED = "answered", _("보완 제출")
    CANCELLED = "cancelled", _("요청 취소")

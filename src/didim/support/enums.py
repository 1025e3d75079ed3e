from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SupportForm(TextChoices):
    """In what form a firm received something."""

    MONEY = "money", _("사업비")
    LOAN = "loan", _("융자·보증")
    VOUCHER = "voucher", _("바우처")
    ADVICE = "advice", _("상담·컨설팅")
    TRAINING = "training", _("교육")
    SPACE = "space", _("공간")
    EQUIPMENT = "equipment", _("장비")
    MARKET = "market", _("판로·상담회")
    TECHNOLOGY = "technology", _("기술이전")
    OTHER = "other", _("그 밖의 지원")


class RecordSource(TextChoices):
    """How the ledger learnt of a support."""

    DELIVERED = "delivered", _("지원 실행")
    IMPORTED = "imported", _("자료 반입")
    DECLARED = "declared", _("기업 신고")


class BarKind(TextChoices):
    """Why a firm may not be supported for now."""

    SANCTION = "sanction", _("참여제한")
    UNPAID_RECOVERY = "unpaid_recovery", _("환수금 미납")

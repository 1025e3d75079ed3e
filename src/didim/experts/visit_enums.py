"""Words of visits: what an expert does at a firm, what is written of it, what is paid for it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VisitState(TextChoices):
    """Where a visit stands; a proposed one keeps its time until the firm has answered."""

    PROPOSED = "proposed", _("시간 제안")
    PLANNED = "planned", _("방문 예정")
    DONE = "done", _("방문 완료")
    NO_SHOW = "no_show", _("불참")
    CANCELLED = "cancelled", _("취소")


class VisitSide(TextChoices):
    """Who proposed, cancelled or did not come."""

    EXPERT = "expert", _("전문가")
    FIRM = "firm", _("기업")
    AGENCY = "agency", _("기관")


class ReportState(TextChoices):
    """Where a version of a report stands."""

    WRITING = "writing", _("작성 중")
    FILED = "filed", _("승인 대기")
    RETURNED = "returned", _("보완 요청")
    APPROVED = "approved", _("승인")


class ClinicOutcome(TextChoices):
    """What came of a clinic, against its aim."""

    REACHED = "reached", _("목표를 이룸")
    PARTLY = "partly", _("일부 이룸")
    MISSED = "missed", _("이루지 못함")


class FeeSlipState(TextChoices):
    """Where a fee slip stands."""

    DRAWN = "drawn", _("산정")
    APPROVED = "approved", _("승인")
    PAID = "paid", pgettext_lazy("수당 명세", "지급")
    CANCELLED = "cancelled", _("취소")

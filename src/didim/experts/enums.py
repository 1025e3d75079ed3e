from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PoolKind(TextChoices):
    """What an expert of a pool is called out for; the values are those of registry's ExpertRoleKind."""

    INDUSTRY_DOCTOR = "industry_doctor", _("업종닥터")
    MENTOR = "mentor", _("멘토")
    ADVISOR = "advisor", _("자문위원")


class AwayKind(TextChoices):
    """Why an expert takes no visits for some days."""

    TRAVEL = "travel", _("출장·여행")
    ILLNESS = "illness", _("병가")
    OWN_BUSINESS = "own_business", _("본인 영업")
    OTHER = "other", _("그 밖의 사유")


class ExpertTieKind(TextChoices):
    """Why an agency keeps an expert away from a firm."""

    FIRM_ASKED = "firm_asked", _("기업이 원하지 않음")
    EXPERT_ASKED = "expert_asked", _("전문가가 원하지 않음")
    DISPUTE = "dispute", _("분쟁")
    TRADE = "trade", _("거래 관계")
    OTHER = "other", _("그 밖의 이해관계")


class RequestKind(TextChoices):
    """What a firm asks an expert for."""

    VISIT = "visit", _("현장 방문")
    CLINIC = "clinic", _("클리닉(여러 번)")
    CLOSURE = "closure", _("사업정리 자문")


class RequestState(TextChoices):
    """Where a request stands."""

    OPEN = "open", _("배정 대기")
    ASSIGNED = "assigned", pgettext_lazy("전문가 배정", "배정")
    FINISHED = "finished", _("완료")
    CANCELLED = "cancelled", _("취소")


class DispatchState(TextChoices):
    """Where a dispatch stands; proposed ones are the agency's alone."""

    PROPOSED = "proposed", _("제안")
    CONFIRMED = "confirmed", pgettext_lazy("전문가 배정", "확정")
    DECLINED = "declined", _("사양")
    REPLACED = "replaced", _("교체")
    DROPPED = "dropped", _("제안 취소")


class RunPurpose(TextChoices):
    """What a run is for."""

    PLAN = "plan", _("새 배정")
    REPLAN = "replan", _("다시 배정")


class RunState(TextChoices):
    """Where a run stands."""

    QUEUED = "queued", _("대기")
    RUNNING = "running", _("계산 중")
    PROPOSED = "proposed", _("제안")
    CONFIRMED = "confirmed", pgettext_lazy("전문가 배정", "확정")
    DROPPED = "dropped", _("취소")
    FAILED = "failed", _("실패")

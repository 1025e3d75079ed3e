from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ClosureReason(TextChoices):
    """Why an owner wants to close, in the owner's words."""

    SALES = "sales", _("매출 감소")
    COST = "cost", _("임대료·비용 부담")
    HEALTH = "health", _("건강·가족")
    LEASE = "lease", _("임대차 종료")
    CAREER = "career", _("취업·업종 전환")
    OTHER = "other", _("그 밖의 사유")


class ClosureState(TextChoices):
    """Where help with closing stands."""

    REQUESTED = "requested", _("접수")
    UNDER_WAY = "under_way", _("정리 중")
    FINISHED = "finished", _("정리 마침")
    WITHDRAWN = "withdrawn", _("취소")


class CheckVerdict(TextChoices):
    """What was found about one thing to settle before closing."""

    UNKNOWN = "unknown", _("확인필요")
    DONE = "done", _("마침")
    PLANNED = "planned", _("계획 있음")
    NOT_NEEDED = "not_needed", _("해당 없음")


class RestartGround(TextChoices):
    """How it is known that it is the same person."""

    OWN_WORD = "own_word", _("본인 확인과 서류")
    REPRESENTATIVE = "representative", _("대표자 같음(등기·사업자등록)")


class ClaimState(TextChoices):
    """Where a firm's wish to be linked to its earlier one stands."""

    ASKED = "asked", _("확인 중")
    LINKED = "linked", _("이어짐")
    REFUSED = "refused", _("잇지 않음")


class CollaborationState(TextChoices):
    """Where a group of firms stands."""

    GATHERING = "gathering", _("모으는 중")
    FORMED = "formed", _("활동 중")
    ENDED = "ended", _("끝남")


class ProjectKind(TextChoices):
    """What a group does together."""

    BUYING = "buying", _("공동 구매")
    BRAND = "brand", _("공동 브랜드")
    SELLING = "selling", _("공동 판매·홍보")
    FACILITY = "facility", _("공동 시설·장비")
    PRODUCT = "product", _("공동 상품 개발")
    OTHER = "other", _("그 밖의 공동사업")


class ProjectState(TextChoices):
    """Where a joint project stands."""

    RUNNING = "running", _("진행 중")
    DONE = "done", _("마침")
    DROPPED = "dropped", _("그만둠")

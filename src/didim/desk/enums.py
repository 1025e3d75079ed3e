from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ContactChannel(TextChoices):
    """How somebody came to the desk."""

    WALK_IN = "walk_in", _("방문")
    PHONE = "phone", _("전화")
    ONLINE = "online", _("온라인")
    VISIT = "visit", _("현장 방문")
    VIDEO = "video", _("화상")
    CHAT = "chat", _("채팅")
    BRANCH = "branch", _("지점")


class UseKind(TextChoices):
    """What of an agency somebody used."""

    CONSULTATION = "consultation", _("상담")
    TRAINING = "training", _("교육")
    CONSULTING = "consulting", _("컨설팅")
    FIELD = "field", _("현장 체험")
    EVENT = "event", _("설명회·행사")
    OTHER = "other", _("그 밖의 이용")


class Topic(TextChoices):
    """What somebody needs; one need is one subject."""

    START_UP = "start_up", _("창업")
    FUNDING = "funding", _("자금")
    MANAGEMENT = "management", _("경영")
    MARKET = "market", _("판로·마케팅")
    DISTRICT = "district", _("상권·입지")
    TECHNOLOGY = "technology", _("기술·특허")
    PEOPLE = "people", _("인력·노무")
    LAW_AND_TAX = "law_and_tax", _("세무·법률")
    CLOSURE = "closure", _("사업정리·재기")
    OTHER = "other", _("그 밖의 상담")


class ConsultationState(TextChoices):
    """Where a consultation stands."""

    REQUESTED = "requested", _("접수")
    BOOKED = "booked", _("예약")
    WAITING = "waiting", _("대기")
    UNDER_WAY = "under_way", _("상담 중")
    FINISHED = "finished", _("완료")
    CANCELLED = "cancelled", _("취소")
    MISSED = "missed", _("불참")


class NeedState(TextChoices):
    """Where one need of a consultation stands."""

    OPEN = "open", _("담당 없음")
    SENT = "sent", _("담당자에게 전달")
    MET = "met", _("해결")


class BookingState(TextChoices):
    """Where a booking stands; a moved one gave way to another."""

    BOOKED = "booked", _("예약")
    KEPT = "kept", _("이행")
    CANCELLED = "cancelled", _("취소")
    MOVED = "moved", _("변경")
    MISSED = "missed", _("불참")


class DeskSide(TextChoices):
    """Who cancelled, moved or wrote."""

    FIRM = "firm", _("신청자")
    AGENCY = "agency", _("기관")


class TicketState(TextChoices):
    """Where a walk-in ticket stands."""

    WAITING = "waiting", _("대기")
    CALLED = "called", _("호출")
    SERVED = "served", _("완료")
    LEFT = "left", _("자리 비움")
    MOVED = "moved", _("옮김")


class AbsenceKind(TextChoices):
    """Why a counsellor is away."""

    LEAVE = "leave", _("휴가")
    OUTSIDE = "outside", _("외근")
    TRAINING = "training", _("교육")
    OTHER = "other", _("그 밖의 사유")


class PrescriptionKind(TextChoices):
    """What a counsellor prescribes."""

    PROGRAMME = "programme", _("지원사업 신청")
    EXPERT = "expert", _("전문가 방문")
    TRAINING = "training", _("교육")
    OTHER_AGENCY = "other_agency", _("다른 기관 안내")
    OWN_ACTION = "own_action", _("스스로 할 일")


class AnswerEventKind(TextChoices):
    """Events of the clock of an answer (engines/clocks)."""

    RECEIVED = "received", _("접수")
    PAUSED = "paused", _("추가 자료 요청")
    RESUMED = "resumed", _("추가 자료 제출")
    ANSWERED = "answered", _("답변")
    WITHDRAWN = "withdrawn", _("취하")
    REOPENED = "reopened", _("다시 상담")
    REMINDED = "reminded", _("담당자에게 알림")

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class GrievanceChannel(TextChoices):
    """How a grievance came in."""

    PORTAL = "portal", _("누리집")
    PHONE = "phone", _("전화")
    VISIT = "visit", _("현장 방문")
    COUNTER = "counter", _("창구")
    LETTER = "letter", _("문서·전자우편")


class GrievanceTopic(TextChoices):
    """What a grievance is about."""

    PERMIT = "permit", _("인허가·영업신고")
    SITE = "site", _("입지·건축·토지")
    ENVIRONMENT = "environment", _("환경·위생·안전")
    LABOUR = "labour", _("노동·인력")
    TAX = "tax", _("세금·부담금")
    FINANCE = "finance", _("자금·보증")
    MARKET = "market", _("판로·공공구매")
    STANDARDS = "standards", _("인증·표준·검사")
    TECHNOLOGY = "technology", _("기술·디지털")
    FACILITY = "facility", _("시설·주차·도로")
    OTHER = "other", _("그 밖의 일")


class GrievanceClass(TextChoices):
    """How far the solution lies: at the desk, in the region, in the law."""

    SIMPLE = "simple", _("단순 애로")
    REGIONAL = "regional", _("지역 애로")
    LEGISLATIVE = "legislative", _("법령·제도 애로")
    NONE = "none", _("규제·애로 아님")


class ResultCode(TextChoices):
    """What came of a grievance (기업성장응답센터의 결과 구분, handbook 5.6)."""

    ACCEPTED = "accepted", _("수용")
    PARTLY = "partly", _("일부수용")
    GUIDED = "guided", _("안내·시정")
    LONG_TERM = "long_term", _("장기검토")
    NOT_ACCEPTED = "not_accepted", _("수용불가")
    PROPOSED = "proposed", _("정책건의")
    NOT_A_GRIEVANCE = "none", _("규제·애로 아님")


# What counts as solved where people are recognised for it: something changed, or was put right.
SOLVED = (ResultCode.ACCEPTED, ResultCode.PARTLY, ResultCode.GUIDED)


class EventKind(TextChoices):
    """What happened to a case; those the clock knows, and some it does not count by."""

    RECEIVED = "received", _("접수")
    CLASSIFIED = "classified", _("분류")
    PAUSED = "paused", _("처리기간 멈춤")
    RESUMED = "resumed", _("다시 진행")
    EXTENDED = "extended", _("기한 연장")
    CONSENTED = "consented", _("동의를 받은 재연장")
    TRANSFERRED = "transferred", _("담당 변경")
    MOVED = "moved", _("다른 기관으로 이송")
    JOINED = "joined", _("공동 처리")
    ASKED = "asked", _("재연장 동의 요청")
    DISAGREED = "disagreed", _("재연장에 동의하지 않음")
    FILED = "filed", _("파일 추가")
    SAME = "same", _("같은 건으로 합침")
    ANSWERED = "answered", _("답변")
    WITHDRAWN = "withdrawn", _("취하")
    REPEAT_CLOSED = "repeat_closed", _("반복 접수 종결")
    REOPENED = "reopened", _("다시 열기")
    REPEATED = "repeated", _("다시 접수")
    REMINDED = "reminded", _("알림")
    NOTED = "noted", _("메모")


# What the citizen need not see: notes among staff, and reminders to them.
INTERNAL = (EventKind.NOTED, EventKind.REMINDED)


class CaseStatus(TextChoices):
    """Where a case stands, as the clock says it (engines.clocks.Status); the last one ends without it."""

    RUNNING = "running", _("처리 중")
    PAUSED = "paused", _("멈춤")
    OVERDUE = "overdue", _("기한 지남")
    ANSWERED = "answered", _("답변함")
    WITHDRAWN = "withdrawn", _("취하")
    RETURNED = "returned", _("반려")
    CLOSED_AS_REPEATED = "closed_as_repeated", _("반복 접수 종결")
    SAME = "same_as_earlier", _("같은 건으로 합침")


class RoutingBasis(TextChoices):
    """Why somebody is in charge of a case."""

    PLACE = "place", _("장소 담당")
    REGION = "region", _("지역 담당")
    INDUSTRY = "industry", _("업종 담당")
    TOPIC = "topic", _("분야 담당")
    TRANSFER = "transfer", _("담당 변경")
    NOBODY = "nobody", _("담당자 없음")


class RoutingCause(TextChoices):
    """On what occasion the person in charge was looked for."""

    RECEIVED = "received", _("접수")
    CLASSIFIED = "classified", _("분류")
    TRANSFERRED = "transferred", _("담당 변경")
    HANDED_OVER = "handed_over", _("담당 교체·조직 개편")


class AgencyTransferState(TextChoices):
    """What became of a case that one agency would hand to another."""

    PROPOSED = "proposed", _("받는 기관이 보는 중")
    ACCEPTED = "accepted", _("받음")
    RETURNED = "returned", _("되돌려 보냄")
    TAKEN_BACK = "taken_back", _("거둠")


class ConsentState(TextChoices):
    """What somebody said to a second extension."""

    ASKED = "asked", _("답을 기다림")
    AGREED = "agreed", _("동의")
    DISAGREED = "disagreed", _("동의하지 않음")
    TAKEN_BACK = "taken_back", _("거둠")


class PromiseState(TextChoices):
    """What became of a promised change of a law or rule."""

    PROMISED = "promised", _("약속")
    UNDER_WAY = "under_way", _("추진 중")
    DONE = "done", _("시행")
    DROPPED = "dropped", _("중단")

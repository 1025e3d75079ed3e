from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# ISO 639-1: what is spoken at tables; others write it into their profile.
LANGUAGES = (
    "ko", "en", "zh", "ja", "vi", "id", "th", "ms", "mn", "ru", "kk", "uz", "hi", "ar", "tr", "de",
    "fr", "es", "pt", "it", "pl",
)  # fmt: skip


class FairKind(TextChoices):
    """What a fair is for; it decides who its partners are."""

    INVESTMENT = "investment", _("투자 상담회")
    SALES = "sales", _("판로 상담회")
    EXPORT = "export", _("수출 상담회")
    JOBS = "jobs", _("채용 박람회")
    OPEN_INNOVATION = "open_innovation", _("개방형 혁신")


class FairState(TextChoices):
    """How far a fair is; what may be done follows from it and from the fair's own dates."""

    DRAFT = "draft", _("준비 중")
    OPEN = "open", _("참가 신청·상담 신청")
    SCHEDULING = "scheduling", _("상담 일정 짜는 중")
    PUBLISHED = "published", _("일정 공개")
    CLOSED = "closed", _("끝남")
    CALLED_OFF = "called_off", pgettext_lazy("상태", "취소")


class Session(TextChoices):
    """The part of a day a slot lies in."""

    MORNING = "morning", _("오전")
    AFTERNOON = "afternoon", _("오후")


class Side(TextChoices):
    """Whom firms come to meet; and firms (at a job fair: people who look for work)."""

    PARTNER = "partner", _("파트너")
    FIRM = "firm", _("기업")


class ParticipantState(TextChoices):
    """Whether somebody takes part."""

    APPLIED = "applied", pgettext_lazy("상태", "신청")
    ACCEPTED = "accepted", _("참가")
    REFUSED = "refused", _("거절")
    WITHDRAWN = "withdrawn", _("참가 취소")


class RequestState(TextChoices):
    """What became of a request for a meeting."""

    SENT = "sent", _("답 기다림")
    ACCEPTED = "accepted", _("수락")
    DECLINED = "declined", _("거절")
    WITHDRAWN = "withdrawn", pgettext_lazy("상태", "취소")
    EXPIRED = "expired", _("답 없이 마감")


class MeetingState(TextChoices):
    """Where a meeting stands."""

    DRAFT = "draft", _("초안")
    PLANNED = "planned", _("예정")
    DONE = "done", _("상담함")
    NO_SHOW = "no_show", _("오지 않음")
    CANCELLED = "cancelled", pgettext_lazy("상태", "취소")


class MeetingOrigin(TextChoices):
    """Where the wish for a meeting came from."""

    BOTH = "both", _("서로 신청")
    PARTNER = "partner", _("파트너 신청")
    FIRM = "firm", _("기업 신청")
    SPARE = "spare", _("추천으로 채움")
    OFFICER = "officer", _("담당자 주선")


class ChangeKind(TextChoices):
    """What was changed of a meeting."""

    ADDED = "added", _("추가")
    MOVED = "moved", _("시간·자리 변경")
    CANCELLED = "cancelled", pgettext_lazy("상태", "취소")
    PINNED = "pinned", _("고정")
    RELEASED = "released", _("고정 풂")
    DONE = "done", _("상담함")
    NO_SHOW = "no_show", _("오지 않음")
    UNMARKED = "unmarked", _("표시 취소")


class Interest(TextChoices):
    """What one side wants after a meeting."""

    NONE = "none", _("계획 없음")
    STAY_IN_TOUCH = "stay_in_touch", _("연락 유지")
    MORE_INFO = "more_info", _("자료·견적 요청")
    SAMPLE = "sample", _("샘플·시험")
    SECOND_MEETING = "second_meeting", _("다시 만남")
    CONTRACT_TALKS = "contract_talks", _("계약 협의")


class DealStage(TextChoices):
    """How far business that began in a meeting came."""

    TALKS = "talks", _("협의 중")
    MOU = "mou", _("업무협약(MOU)")
    CONTRACT = "contract", pgettext_lazy("거래", "계약")
    LOST = "lost", _("무산")


class Employment(TextChoices):
    """How somebody is employed."""

    PERMANENT = "permanent", _("정규직")
    CONTRACT = "contract", _("계약직")
    INTERN = "intern", _("인턴")
    PART_TIME = "part_time", _("시간제")


class PostingState(TextChoices):
    """Whether work is still offered."""

    OPEN = "open", _("모집 중")
    CLOSED = "closed", _("모집 마감")


class ApplicationState(TextChoices):
    """How far somebody came who asked for work."""

    APPLIED = "applied", _("지원함")
    INTERVIEW = "interview", _("면접")
    HIRED = "hired", _("합격")
    REJECTED = "rejected", _("불합격")
    WITHDRAWN = "withdrawn", _("지원 취소")


class ProposalState(TextChoices):
    """What became of a proposal."""

    SENT = "sent", _("검토 중")
    MEETING = "meeting", _("만나 보기")
    CHOSEN = "chosen", _("선정됨")
    DECLINED = "declined", _("선정하지 않음")
    WITHDRAWN = "withdrawn", pgettext_lazy("상태", "제안 취소")

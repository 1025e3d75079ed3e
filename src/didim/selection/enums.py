from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CheckState(TextChoices):
    """Where the check of an application stands."""

    WAITING = "waiting", _("검토 대기")
    COMMITTEE = "committee", _("위원회 심의")
    PASSED = "passed", _("적격")
    FAILED = "failed", _("부적격")


class CheckKind(TextChoices):
    """What one item of a check is about."""

    RULE = "rule", _("자격요건")
    EXCLUSION = "exclusion", _("신청 제외")
    DOCUMENT = "document", _("제출 서류")
    DUPLICATE = "duplicate", _("중복 지원")
    SIMILARITY = "similarity", _("사업계획 유사성")


class CheckVerdict(TextChoices):
    """What an item of a check says."""

    MET = "met", _("충족")
    NOT_MET = "not_met", _("미충족")
    UNKNOWN = "unknown", _("확인 필요")


class PaperState(TextChoices):
    """What came of reading a plan that was handed in as a file."""

    READ = "read", _("읽음")
    ENCRYPTED = "encrypted", _("암호가 걸린 PDF라 읽지 못함")
    SCANNED = "scanned", _("글자가 없는 PDF(스캔한 그림)라 읽지 못함")
    TOO_LARGE = "too_large", _("너무 크거나 복잡한 PDF라 읽지 못함")
    UNREADABLE = "unreadable", _("열리지 않는 PDF라 읽지 못함")
    NO_PDF = "no_pdf", _("PDF가 아니라 읽지 않음")


class Qualification(TextChoices):
    """Why somebody may be a reviewer (예비위원 자격, 창업사업화 지원사업 통합관리지침)."""

    DOCTORATE = "doctorate", _("박사")
    MASTER = "master", _("석사 + 경력 5년")
    BACHELOR = "bachelor", _("학사 + 경력 7년")
    OFFICIAL = "official", _("5급 이상 공무원 5년")
    LICENSED = "licensed", _("기술사·변리사·회계사")
    PRACTICE = "practice", _("실무 10년")


class TieKind(TextChoices):
    """What ties a person to a firm or to another person, or two firms to one another."""

    REPRESENTS = "represents", _("대표·임원")
    EMPLOYED = "employed", _("재직")
    OWNS = "owns", _("지분 보유")
    FAMILY = "family", _("친족")
    ADVISED = "advised", _("용역·자문")
    AFFILIATED = "affiliated", _("관계 기업")
    OTHER = "other", _("그 밖의 이해관계")


class TieSource(TextChoices):
    """Who said so."""

    DECLARED = "declared", _("본인 신고")
    FIRM = "firm", _("기업 신고")
    RECORDED = "recorded", _("기관 기록")


class RoundKind(TextChoices):
    """How a round judges."""

    WRITTEN = "written", _("서류평가")
    PRESENTATION = "presentation", _("발표평가")
    SITE_VISIT = "site_visit", _("현장실사")


class RoundState(TextChoices):
    """Where a round stands."""

    PREPARING = "preparing", _("준비")
    OPEN = "open", _("평가 중")
    CLOSED = "closed", _("평가 마감")


class RecusalKind(TextChoices):
    """Why a reviewer does not judge an application: by rule, at the applicant's request, by own wish."""

    AUTOMATIC = "automatic", _("제척")
    CHALLENGED = "challenged", _("기피")
    SELF = "self", _("회피")


class RecusalState(TextChoices):
    """Whether a recusal holds."""

    ASKED = "asked", _("신청됨")
    UPHELD = "upheld", _("인정")
    DISMISSED = "dismissed", _("기각")


class ReviewState(TextChoices):
    """Where a review stands."""

    DRAFT = "draft", _("작성 중")
    SUBMITTED = "submitted", _("제출")


class BonusState(TextChoices):
    """What an officer said of a claimed bonus point."""

    CLAIMED = "claimed", pgettext_lazy("가점", "신청")
    GRANTED = "granted", _("인정")
    DENIED = "denied", pgettext_lazy("가점", "불인정")


class Outcome(TextChoices):
    """What was decided about an application."""

    SELECTED = "selected", _("선정")
    RESERVE = "reserve", _("예비선정")
    REJECTED = "rejected", _("탈락")
    FORGONE = "forgone", _("선정 포기")


class DecisionGround(TextChoices):
    """What a decision rests on."""

    RANKED = "ranked", _("순위가 선정 규모 안에 듦")
    PLACES = "places", _("순위가 선정 규모를 넘음")
    BUDGET = "budget", _("순위가 예산 범위를 넘음")
    CUTOFF = "cutoff", _("평가 점수가 과락 기준에 못 미침")
    QUORUM = "quorum", _("평가 정족수를 채우지 못함")
    SHORTLIST = "shortlist", _("앞선 평가에서 다음 단계로 넘어가지 못함")
    CHECK = "check", _("요건검토에서 부적격")
    OBJECTION = "objection", _("이의신청 심의에서 바뀜")
    PROMOTED = "promoted", _("선정기업의 포기로 예비 순위에서 올라감")
    FORGONE = "forgone", _("기업이 선정을 포기함")


class RankBand(TextChoices):
    """Where an application stands among all of its round, without its rank."""

    TOP_TENTH = "10", _("상위 10% 안")
    TOP_QUARTER = "25", _("상위 10~25%")
    UPPER_HALF = "50", _("상위 25~50%")
    LOWER_HALF = "75", _("상위 50~75%")
    BOTTOM_QUARTER = "100", _("하위 25%")
    UNRANKED = "none", _("순위 없음")


class PlanState(TextChoices):
    """Where a plan of decisions stands."""

    DRAFT = "draft", _("시뮬레이션")
    PUT = "put", _("위원회 상정")
    APPROVED = "approved", _("의결")
    DISMISSED = "dismissed", _("부결")


class CommitteeKind(TextChoices):
    """What a committee meets for."""

    SELECTION = "selection", _("선정 심의")
    OBJECTION = "objection", _("이의신청 심의")
    SIMILARITY = "similarity", _("유사성 심의")


class VoteValue(TextChoices):
    """How a member voted."""

    YES = "yes", _("찬성")
    NO = "no", _("반대")
    ABSTAIN = "abstain", _("기권")


class NoticeKind(TextChoices):
    """What a letter tells a firm."""

    RESULT = "result", _("선정 결과")
    OBJECTION = "objection", _("이의신청 결과")
    CHANGE = "change", _("선정 결과 변경")


class ObjectionState(TextChoices):
    """Where an objection stands."""

    FILED = "filed", _("접수")
    UPHELD = "upheld", _("인용")
    DISMISSED = "dismissed", _("기각")
    WITHDRAWN = "withdrawn", _("취하")


class JobState(TextChoices):
    """Where a long job stands."""

    QUEUED = "queued", _("대기")
    RUNNING = "running", _("진행 중")
    DONE = "done", _("완료")
    FAILED = "failed", _("실패")

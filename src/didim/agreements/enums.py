from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AgreementState(TextChoices):
    """Where an agreement stands."""

    DRAFT = "draft", _("작성 중")
    OFFERED = "offered", _("서명 대기")
    ACTIVE = "active", _("수행 중")
    COMPLETED = "completed", _("완료")
    TERMINATED = "terminated", _("해약")
    SETTLED = "settled", _("정산 완료")
    LAPSED = "lapsed", _("미체결")


class EndKind(TextChoices):
    """How the work under an agreement came to its end."""

    DUE = "due", _("기간 만료")
    EARLY = "early", _("조기 완료")
    TERMINATED = "terminated", _("해약")
    GIVEN_UP = "given_up", _("사업 포기")


class Side(TextChoices):
    """Who signs."""

    AGENCY = "agency", _("기관")
    ENTERPRISE = "enterprise", _("기업")
    SUPPLIER = "supplier", pgettext_lazy("바우처", "수행기관")


class SignMethod(TextChoices):
    """How the signer proved once more who they are."""

    PASSKEY = "passkey", _("패스키")
    TOTP = "totp", _("인증 앱")


class ChangeState(TextChoices):
    """Where a change request stands."""

    REQUESTED = "requested", pgettext_lazy("변경", "신청")
    CONFLICT = "conflict", _("겹침 확인 필요")
    APPROVED = "approved", pgettext_lazy("변경", "승인")
    REJECTED = "rejected", pgettext_lazy("변경", "불승인")
    WITHDRAWN = "withdrawn", _("취하")


class GateKind(TextChoices):
    """Which examination of the work it is."""

    MIDTERM = "midterm", _("중간점검")
    SPOT = "spot", _("수시점검")
    FINAL = "final", _("최종점검")


class GateOutcome(TextChoices):
    """What an examination decided."""

    CONTINUE = "continue", _("계속")
    IMPROVE = "improve", _("보완")
    STOP = "stop", _("중단")
    EARLY = "early", _("조기 완료")
    PROPER = "proper", _("적정")
    IMPROPER = "improper", _("부적정")


class InstalmentState(TextChoices):
    """Where a part of the grant stands."""

    PLANNED = "planned", _("예정")
    HELD = "held", _("보류")
    PAID = "paid", pgettext_lazy("회차", "지급")
    CANCELLED = "cancelled", pgettext_lazy("상태", "취소")


class BatchAct(TextChoices):
    """What is done to all agreements of a call at once."""

    DRAFT = "draft", _("협약안 쓰기")
    OFFER = "offer", _("기업에 제시")


class BatchState(TextChoices):
    """Where such a job stands."""

    QUEUED = "queued", _("대기")
    RUNNING = "running", _("진행 중")
    DONE = "done", _("끝남")


class LimitKind(TextChoices):
    """What a spending limit is the limit of."""

    PROGRAMME = "programme", _("사업")
    CALL = "call", _("공고")
    AGREEMENT = "agreement", _("협약")
    LINE = "line", _("비목")
    SCHEME = "scheme", _("바우처 사업")
    VOUCHER = "voucher", _("바우처")


class EntryStage(TextChoices):
    """Which counter of a limit an entry moves."""

    COMMITTED = "committed", _("약정")
    SPENT = "spent", _("집행")


class ExpenditureState(TextChoices):
    """Where a request to spend stands."""

    DRAFT = "draft", pgettext_lazy("집행", "작성 중")
    REQUESTED = "requested", pgettext_lazy("집행", "신청")
    RETURNED = "returned", pgettext_lazy("집행", "보완 요청")
    APPROVED = "approved", pgettext_lazy("집행", "승인")
    REJECTED = "rejected", pgettext_lazy("집행", "불승인")
    PAID = "paid", _("지급 완료")


class PaymentMethod(TextChoices):
    """How money was moved."""

    TRANSFER = "transfer", _("계좌이체")
    CARD = "card", _("사업비 카드")
    IN_KIND = "in_kind", _("현물")


class PaymentKind(TextChoices):
    """Which way money went."""

    PAYMENT = "payment", _("지급")
    REFUND = "refund", _("반환")


class FindingResult(TextChoices):
    """What a rule says of an expenditure."""

    PASS = "pass", _("적합")
    FAIL = "fail", _("부적합")
    PERSON = "person", _("확인 필요")


class SupplierState(TextChoices):
    """Whether a supplier may take voucher contracts."""

    APPLIED = "applied", _("등록 신청")
    REGISTERED = "registered", pgettext_lazy("수행기관", "등록")
    SUSPENDED = "suspended", _("정지")
    REFUSED = "refused", _("반려")


class VoucherField(TextChoices):
    """The three fields of the manufacturing-innovation voucher."""

    CONSULTING = "consulting", _("컨설팅")
    TECHNOLOGY = "technology", _("기술지원")
    MARKETING = "marketing", _("마케팅")


class VoucherState(TextChoices):
    """Where a voucher stands."""

    ISSUED = "issued", _("발급")
    USED_UP = "used_up", _("사용 완료")
    EXPIRED = "expired", _("기간 만료")
    CANCELLED = "cancelled", pgettext_lazy("상태", "취소")


class VoucherContractState(TextChoices):
    """Where a contract under a voucher stands."""

    REQUESTED = "requested", _("견적 요청")
    ACCEPTED = "accepted", _("수락")
    CONCLUDED = "concluded", _("계약 체결")
    DELIVERED = "delivered", _("결과 제출")
    INSPECTED = "inspected", _("검수 완료")
    SETTLED = "settled", _("정산 완료")
    CANCELLED = "cancelled", pgettext_lazy("상태", "취소")


class SettlementState(TextChoices):
    """Where the settlement of an agreement stands."""

    OPEN = "open", _("보고 대기")
    REPORTED = "reported", _("사용실적 제출")
    RETURNED = "returned", _("보완 요청")
    CONFIRMED = "confirmed", _("정산 확정")


class RecoveryState(TextChoices):
    """Where a recovery of money stands."""

    NOTIFIED = "notified", _("고지")
    IN_INSTALMENTS = "instalments", _("분할 납부")
    OVERDUE = "overdue", _("체납")
    PAID = "paid", _("완납")
    CANCELLED = "cancelled", pgettext_lazy("상태", "취소")


class SanctionKind(TextChoices):
    """How heavy a measure is."""

    CAUTION = "caution", _("주의")
    WARNING = "warning", _("경고")
    BAR = "bar", _("참여제한")

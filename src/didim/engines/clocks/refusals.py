"""Why an event is impossible where it stands."""

from enum import StrEnum

from didim.engines.clocks.events import Event
from didim.kernel.wording import Text


class Refusal(StrEnum):
    """The reasons, each with its sentence in `SENTENCES`."""

    NOT_RECEIVED = "not_received"
    BEFORE_RECEIPT = "before_receipt"
    OUT_OF_ORDER = "out_of_order"
    ALREADY_RECEIVED = "already_received"
    ENDED = "ended"
    STILL_OPEN = "still_open"
    UNKNOWN_REASON = "unknown_reason"
    ALREADY_PAUSED = "already_paused"
    NOT_PAUSED = "not_paused"
    DEADLINE_MISSING = "deadline_missing"
    DEADLINE_PASSED = "deadline_passed"
    NOT_PROVIDED = "not_provided"
    AFTER_DUE = "after_due"
    REASON_MISSING = "reason_missing"
    REASON_EXCLUDED = "reason_excluded"
    OVER_LIMIT = "over_limit"
    ALREADY_EXTENDED = "already_extended"
    NOT_YET_EXTENDED = "not_yet_extended"
    SAME_OFFICE = "same_office"
    OFFICE_MISSING = "office_missing"
    NOTHING_LAPSED = "nothing_lapsed"
    TOO_FEW_REPEATS = "too_few_repeats"
    DECISION_MISSING = "decision_missing"


SENTENCES = {
    Refusal.NOT_RECEIVED: Text("접수가 먼저 있어야 합니다.", "It has to be received first."),
    Refusal.BEFORE_RECEIPT: Text("접수 시각보다 앞섭니다.", "It lies before the receipt."),
    Refusal.OUT_OF_ORDER: Text("앞서 적은 일보다 이른 시각입니다.", "It lies before what was noted last."),
    Refusal.ALREADY_RECEIVED: Text("이미 접수되었습니다.", "It was received already."),
    Refusal.ENDED: Text("이미 끝난 건입니다.", "The case has ended."),
    Refusal.STILL_OPEN: Text("아직 처리하고 있는 건입니다.", "The case is still open."),
    Refusal.UNKNOWN_REASON: Text(
        "처리기간에서 뺄 수 있는 사유가 아닙니다.", "This is no reason for which time is not counted."
    ),
    Refusal.ALREADY_PAUSED: Text(
        "같은 사유로 이미 멈추어 있습니다.", "It is paused for this reason already."
    ),
    Refusal.NOT_PAUSED: Text("이 사유로 멈추어 있지 않습니다.", "It is not paused for this reason."),
    Refusal.DEADLINE_MISSING: Text("기한을 정해야 합니다.", "A last day has to be set."),
    Refusal.DEADLINE_PASSED: Text("기한이 시작일보다 이릅니다.", "The last day lies before the first."),
    Refusal.NOT_PROVIDED: Text("이 절차에 없는 일입니다.", "The procedure does not provide for it."),
    Refusal.AFTER_DUE: Text("처리기한이 이미 지났습니다.", "The case is past its due day."),
    Refusal.REASON_MISSING: Text("사유를 적어야 합니다.", "A reason has to be given."),
    Refusal.REASON_EXCLUDED: Text("연장할 수 있는 사유가 아닙니다.", "This is no reason to extend."),
    Refusal.OVER_LIMIT: Text("연장할 수 있는 범위를 벗어납니다.", "It is outside what may be extended."),
    Refusal.ALREADY_EXTENDED: Text("이미 한 차례 연장했습니다.", "It was extended once already."),
    Refusal.NOT_YET_EXTENDED: Text(
        "동의를 받는 연장은 첫 연장 다음에만 할 수 있습니다.",
        "An extension by consent only follows a first one.",
    ),
    Refusal.SAME_OFFICE: Text("이미 그 부서가 맡고 있습니다.", "This office is in charge already."),
    Refusal.OFFICE_MISSING: Text("받을 부서를 적어야 합니다.", "The receiving office has to be named."),
    Refusal.NOTHING_LAPSED: Text(
        "기한이 지난 보완 요구가 없습니다.", "No request has gone past its last day."
    ),
    Refusal.TOO_FEW_REPEATS: Text(
        "반복 민원으로 종결할 만큼 접수하고 답하지 않았습니다.",
        "It was not handed in and answered often enough to be closed as repeated.",
    ),
    Refusal.DECISION_MISSING: Text("종결하기로 한 결정을 적어야 합니다.", "The decision has to be named."),
}


class EventRefusedError(ValueError):
    """An event cannot stand where it stands.

    `event` is it, `number` its place in the list (from 1), `refusal` the reason; `text` is the sentence in
    both languages.
    """

    def __init__(self, event: Event, number: int, refusal: Refusal) -> None:
        self.event, self.number, self.refusal = event, number, refusal
        self.text = SENTENCES[refusal]
        super().__init__(f"{number}. {type(event).__name__} {event.at.isoformat()}: {self.text.ko}")
